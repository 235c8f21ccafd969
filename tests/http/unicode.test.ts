// Core normalizes addresses and names with compiled Unicode tables. The built Worker must give the same results as native code for every
// address and name, hostile ones too. The token from local sign-in shows the normalized values.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { spellings, type Spelling } from '../harness/spellings.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TARGET = process.env['CARGO_TARGET_DIR'] ?? 'target';
const NATIVE = resolve(ROOT, TARGET, 'debug/examples/spellings');
const GENERATED = 4000;
const AT_ONCE = 32;

/** The normalized address and name, or the field errors. */
interface Normalized {
  readonly email?: string;
  readonly name?: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** Normalizes natively. */
function natively(all: readonly Spelling[]): Normalized[] {
  assert.ok(existsSync(NATIVE), `no ${NATIVE}: cargo build --package hallpass-protocol --example spellings`);
  const input = all.map((spelling) => JSON.stringify(spelling)).join('\n');
  const run = spawnSync(NATIVE, { input: `${input}\n`, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Normalized);
}

/** Normalizes one spelling in the Worker. */
async function inWorker(spelling: Spelling): Promise<Normalized> {
  const reply = await send(edge.origin, 'POST', '/local/sign-in', { body: spelling });
  const body = reply.json() as { token?: string } & Normalized;
  if (reply.status === 400) return { errors: body.errors ?? [] };
  assert.equal(reply.status, 200, reply.text);
  const payload = Buffer.from(body.token?.split('.')[1] ?? '', 'base64url').toString();
  const claims = JSON.parse(payload) as { email: string; name: string };
  return { email: claims.email, name: claims.name };
}

async function allInWorker(all: readonly Spelling[]): Promise<Normalized[]> {
  const normalized: Normalized[] = [];
  for (let first = 0; first < all.length; first += AT_ONCE) {
    normalized.push(...(await Promise.all(all.slice(first, first + AT_ONCE).map(inWorker))));
  }
  return normalized;
}

/** The spellings that two implementations normalize differently. */
function differences(all: readonly Spelling[], one: readonly Normalized[], other: readonly Normalized[]): string[] {
  assert.equal(one.length, all.length);
  assert.equal(other.length, all.length);
  return all.flatMap((spelling, at) => {
    const [a, b] = [describe(one[at]), describe(other[at])];
    return a === b ? [] : [`${escaped(JSON.stringify(spelling))}: ${a} natively, ${b} at the edge`];
  });
}

function describe(normalized: Normalized | undefined): string {
  if (normalized?.errors === undefined) return `${normalized?.email} ${normalized?.name}`;
  return normalized.errors.map((error) => `${error.field} ${error.code}`).join(', ');
}

function escaped(text: string): string {
  return text.replace(/[^ -~]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

test('the Worker and native code normalize every address and name alike', async () => {
  const all = spellings(GENERATED, 20_261_125);
  const native = natively(all);
  const edge = await allInWorker(all);
  assert.deepEqual(differences(all, native, edge), []);
  const accepted = native.filter((normalized) => normalized.email !== undefined);
  const encoded = accepted.filter((normalized) => normalized.email?.includes('xn--'));
  const rejected = native.filter((normalized) => normalized.errors?.some((error) => error.field === 'email'));
  assert.ok(encoded.length > 300, `${encoded.length} non-ASCII addresses accepted`);
  assert.ok(rejected.length > 1000, `${rejected.length} rejected`);
});

test('a difference is found', () => {
  const all = spellings(10, 1);
  const native = natively(all);
  const tampered = native.map((normalized, at) => (at === 2 ? { ...normalized, email: 'dev@xn--bcher-kva.exam' } : normalized));
  assert.equal(differences(all, native, tampered).length, 1);
});
