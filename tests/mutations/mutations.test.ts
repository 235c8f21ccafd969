// A million mutated tokens and a million mutated invite codes in WebAssembly: none is accepted. The inputs are the same as natively
// (`fuzz/tests/mutations.rs`); some of them are also verified with the package's module and `jose`.
// `HALLPASS_MUTATIONS` is the number of each (default: a million), `HALLPASS_OPINIONS` the number for `jose` and the package.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { load, type Task, type FuzzModule } from './worker-thread.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FUZZ = process.env['HALLPASS_FUZZ_WASM'] ?? join(ROOT, 'target/hallpass/fuzz');
const WANTED = Number(process.env['HALLPASS_MUTATIONS'] ?? 1_000_000);
const OPINIONS = Number(process.env['HALLPASS_OPINIONS'] ?? 15_000);
const THREADS = 2;

interface Sdk {
  initSync(source: { module: BufferSource }): unknown;
  verifyInvite(token: string, jwks: string, issuer: string, now: number): object;
  verifyMembership(token: string, jwks: string, issuer: string, audience: string, now: number): object;
  verifyAuditHead(token: string, jwks: string, now: number): object;
}

/** The module of `npx hallpass`. */
interface CommandLine {
  initSync(source: { module: BufferSource }): unknown;
  verifyReview(token: string, jwks: string, now: number): string;
  verifyAuditCut(token: string, jwks: string, now: number, kept: string): string;
}

let fuzz: FuzzModule;
let sdk: Sdk;
let commandLine: CommandLine;
before(async () => {
  fuzz = await load(FUZZ);
  sdk = (await import(pathToFileURL(join(ROOT, 'pkg/wasm/hallpass.js')).href)) as Sdk;
  sdk.initSync({ module: readFileSync(join(ROOT, 'pkg/wasm/hallpass_bg.wasm')) });
  commandLine = (await import(pathToFileURL(join(ROOT, 'pkg/wasm-cli/hallpass_cli.js')).href)) as CommandLine;
  commandLine.initSync({ module: readFileSync(join(ROOT, 'pkg/wasm-cli/hallpass_cli_bg.wasm')) });
});

test('the inputs are the same as in native code', () => {
  assert.equal(fuzz.drawsTheSame(), true);
});

/** Runs a part of the inputs in a worker thread. */
function inThread(workerData: Task): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('worker-thread.ts', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

for (const target of ['tokens', 'codes'] as const) {
  test(`no mutated ${target} are accepted`, async (context) => {
    const count = Math.ceil(WANTED / THREADS);
    const tallies = await Promise.all(
      Array.from({ length: THREADS }, (_, index) => inThread({ folder: FUZZ, target, from: index * count, count })),
    );
    const sum = (at: number): number => tallies.reduce((total, tally) => total + (tally[at] ?? NaN), 0);
    const [tried, accepted, bySpelling, byContent] = [sum(0), sum(1), sum(2), sum(3)];
    context.diagnostic(
      `${tried} tried, ${accepted} accepted; of a sixteenth, lax verifiers accepted ${bySpelling} by spelling, ${byContent} by content`,
    );
    assert.equal(accepted, 0);
    assert.ok(tried >= WANTED && sum(4) >= 15 * THREADS, 'all were tried, and every original is accepted');
    // Negative control: lax verifiers accept some.
    assert.ok(bySpelling > tried / 1600 && byContent > tried / 1600);
  });
}

/** Whether the package's WebAssembly accepts it as a token of any kind. */
function isAccepted(token: string, { issuer, audience, now }: Context, jwks: string): boolean {
  const verifiers = [
    () => sdk.verifyInvite(token, jwks, issuer, now),
    () => sdk.verifyMembership(token, jwks, issuer, audience, now),
    () => sdk.verifyAuditHead(token, jwks, now),
    () => commandLine.verifyReview(token, jwks, now),
    () => commandLine.verifyAuditCut(token, jwks, now, '[]'),
  ];
  return verifiers.some((verify) => {
    try {
      verify();
      return true;
    } catch {
      return false;
    }
  });
}

interface Context {
  readonly issuer: string;
  readonly audience: string;
  readonly now: number;
  readonly jwks: JSONWebKeySet;
}

test('nothing that jose rejects is accepted', async (context) => {
  const given = JSON.parse(fuzz.context()) as Context;
  const jwks = JSON.stringify(given.jwks);
  const keys = createLocalJWKSet(given.jwks);
  const count = { shown: 0, ours: 0, jose: 0, onlyOurs: 0 };
  const tokens = JSON.parse(fuzz.someTokens(fuzz.seed(), 0, OPINIONS)) as string[];
  for (const token of tokens) {
    const ours = isAccepted(token, given, jwks);
    const jose = await compactVerify(token, keys, { algorithms: ['EdDSA'] }).then(
      () => true,
      () => false,
    );
    count.shown += 1;
    count.ours += Number(ours);
    count.jose += Number(jose);
    count.onlyOurs += Number(ours && !jose);
  }
  const originals = tokens.length - OPINIONS;
  context.diagnostic(
    `${count.shown} shown: the package accepted ${count.ours}, jose ${count.jose}, of which ${originals} are the originals; ${count.onlyOurs} only by us`,
  );
  assert.equal(count.onlyOurs, 0);
  assert.equal(count.ours, originals, 'only the originals');
  assert.ok(count.jose >= originals, 'control: jose accepts the originals');
});
