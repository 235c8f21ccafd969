/** `npx hallpass verify-review`: a signed summary is printed, and nothing else is taken for one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hallpass-review-'));
after(() => rmSync(folder, { recursive: true }));

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const account = `acc_${randomBytes(16).toString('base64url')}`;
const review = `rev_${randomBytes(16).toString('base64url')}`;
const user = (number: number): string => `usr_${String(number).padStart(22, '0')}`;

const CLAIMS = {
  acc: account,
  rev: review,
  seq: 12,
  opened: 1_795_000_000,
  closed: 1_795_000_060,
  iat: 1_795_000_060,
  counts: { total: 3, kept: 1, changed: 0, removed: 1, gone: 0, undecided: 1 },
  kept: [user(1)],
  changed: [],
  removed: [user(2)],
  gone: [],
  undecided: [user(3)],
};

const seal = (claims: object, typ = 'review+jwt', key = privateKey): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'EdDSA', kid: 'k', typ })}.${part(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
};

let files = 0;
const write = (text: string): string => {
  const file = join(folder, `${files++}.txt`);
  writeFileSync(file, text);
  return file;
};
const jwks = write(JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'EdDSA', use: 'sig' }] }));
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'verify-review', ...args], { encoding: 'utf8' });
  return { status, output: (stdout + stderr).trim() };
};
const verify = (text: string, ...more: string[]) => run(write(text), '--jwks', jwks, ...more);

test('a summary is verified offline, alone or as the edge returns it', () => {
  for (const text of [seal(CLAIMS), `${seal(CLAIMS)}\n`, JSON.stringify({ review: { id: review }, summary: seal(CLAIMS) })]) {
    const { status, output } = verify(text);
    assert.equal(status, 0, output);
    assert.equal(output, `${account}: ${review}, closed at 2026-11-18T11:07:40.000Z, covers 3 members\n  1 kept, 0 changed, 1 removed, 0 gone, 1 undecided`);
  }
  const { output } = verify(seal(CLAIMS), '--json');
  const summary = JSON.parse(output) as { kept: string[]; total: number; seq: number };
  assert.deepEqual([summary.kept, summary.total, summary.seq], [[user(1)], 3, 12]);
});

test('another key, kind or content is not a summary', () => {
  const others = {
    'another key': seal(CLAIMS, 'review+jwt', generateKeyPairSync('ed25519').privateKey),
    'an audit head': seal(CLAIMS, 'audit-head+jwt'),
    'a changed list': seal(CLAIMS).replace(/\.(.*)\./, (_, body: string) => `.${Buffer.from(Buffer.from(body, 'base64url').toString().replace(user(1), user(9))).toString('base64url')}.`),
    'wrong counts': seal({ ...CLAIMS, counts: { ...CLAIMS.counts, kept: 2, total: 4 } }),
    'one claim too many': seal({ ...CLAIMS, by: user(1) }),
    'a list too few': seal({ ...CLAIMS, gone: undefined }),
  };
  for (const [what, token] of Object.entries(others)) {
    const { status, output } = verify(token);
    assert.equal(status, 1, what);
    assert.match(output, /the summary is not signed by these keys \(token_invalid\)/, what);
  }
});

test('a file without a summary and missing keys are named', () => {
  for (const text of ['', '{"review":{}}', '{']) assert.match(verify(text).output, /has no summary/);
  const { status, output } = run(write(seal(CLAIMS)));
  assert.deepEqual([status, output.includes('pass either --endpoint or --jwks')], [2, true], output);
});
