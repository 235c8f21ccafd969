// The Worker takes Unicode's tables from its runtime, core's own tests have tables compiled in: both must make the same
// of every address and name, hostile ones too. Local sign-in tells what was made of them, in the token that it gives.
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

/** What is made of a spelling: both in their canonical form, or what is wrong with which. */
interface Said {
  readonly email?: string;
  readonly name?: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** What core makes of them with tables of its own. */
function natively(all: readonly Spelling[]): Said[] {
  assert.ok(existsSync(NATIVE), `no ${NATIVE}: cargo build --package hallpass-protocol --example spellings`);
  const input = all.map((spelling) => JSON.stringify(spelling)).join('\n');
  const run = spawnSync(NATIVE, { input: `${input}\n`, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Said);
}

/** What the Worker makes of one. */
async function atTheEdge(spelling: Spelling): Promise<Said> {
  const reply = await send(edge.origin, 'POST', '/local/sign-in', { body: spelling });
  const body = reply.json() as { token?: string } & Said;
  if (reply.status === 400) return { errors: body.errors ?? [] };
  assert.equal(reply.status, 200, reply.text);
  const payload = Buffer.from(body.token?.split('.')[1] ?? '', 'base64url').toString();
  const claims = JSON.parse(payload) as { email: string; name: string };
  return { email: claims.email, name: claims.name };
}

async function atTheEdgeAll(all: readonly Spelling[]): Promise<Said[]> {
  const said: Said[] = [];
  for (let first = 0; first < all.length; first += AT_ONCE) {
    said.push(...(await Promise.all(all.slice(first, first + AT_ONCE).map(atTheEdge))));
  }
  return said;
}

/** The spellings of which two readers make different things. */
function differences(all: readonly Spelling[], one: readonly Said[], other: readonly Said[]): string[] {
  assert.equal(one.length, all.length);
  assert.equal(other.length, all.length);
  return all.flatMap((spelling, at) => {
    const [a, b] = [told(one[at]), told(other[at])];
    return a === b ? [] : [`${escaped(JSON.stringify(spelling))}: ${a} natively, ${b} at the edge`];
  });
}

function told(said: Said | undefined): string {
  if (said?.errors === undefined) return `${said?.email} ${said?.name}`;
  return said.errors.map((error) => `${error.field} ${error.code}`).join(', ');
}

function escaped(text: string): string {
  return text.replace(/[^ -~]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

test('the runtime\'s tables and compiled ones make the same of every address and name', async () => {
  const all = spellings(GENERATED, 20_261_125);
  const native = natively(all);
  const edge = await atTheEdgeAll(all);
  assert.deepEqual(differences(all, native, edge), []);
  const taken = native.filter((said) => said.email !== undefined);
  const encoded = taken.filter((said) => said.email?.includes('xn--'));
  const refused = native.filter((said) => said.errors?.some((error) => error.field === 'email'));
  assert.ok(encoded.length > 300, `${encoded.length} beyond ASCII were taken`);
  assert.ok(refused.length > 1000, `${refused.length} were refused`);
});

test('a difference would be seen', () => {
  const all = spellings(10, 1);
  const native = natively(all);
  const tampered = native.map((said, at) => (at === 2 ? { ...said, email: 'dev@xn--bcher-kva.exam' } : said));
  assert.equal(differences(all, native, tampered).length, 1);
});
