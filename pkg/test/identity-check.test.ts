/** `npx hallpass identity check`: each check of a token with what the setting says, by core's rules and WebCrypto. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hallpass-identity-'));
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] };
let server: Server;
let origin = '';
let published: unknown = jwks;
before(async () => {
  server = createServer(({ url }, response) => {
    const configuration = { issuer: origin, jwks_uri: `${origin}/keys` };
    response.end(JSON.stringify(url === '/keys' ? published : configuration));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const tokenOf = (claims: object, header: object = {}): string => {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: origin, aud: 'web', sub: 'kim', exp: now + 600, email: 'kim@example.com', email_verified: true, ...claims };
  const signed = `${encode({ alg: 'ES384', kid: 'one', ...header })}.${encode(all)}`;
  return `${signed}.${sign('sha384', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};

const settingOf = (change: object = {}): string =>
  JSON.stringify([{ name: 'main', kind: 'user', issuer: origin, audience: 'web', algorithms: ['ES384'], ...change }]);

/** Writes the file of settings into a folder of its own, and checks a token there. */
const check = async (token: string, text = settingOf(), ...options: string[]) => {
  const cwd = mkdtempSync(join(folder, 'run-'));
  writeFileSync(join(cwd, 'providers.json'), text);
  const child = spawn(process.execPath, [CLI, 'identity', 'check', '-', ...(options.length > 0 ? options : ['--settings', 'providers.json'])], { cwd });
  child.stdin.end(`Bearer ${token}\n`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const [, , signature] = token.split('.');
  assert.ok(signature === undefined || !output.includes(signature), 'the signature is not printed');
  return { code, output, failed: [...output.matchAll(/^(\w+) +FAILED/gm)].map(([, name]) => name) };
};

test('a good token passes every check, with keys that are discovered', async () => {
  const { code, output, failed } = await check(tokenOf({}));
  assert.deepEqual([code, failed], [0, []], output);
  for (const name of ['form', 'issuer', 'audience', 'type', 'algorithm', 'key', 'signature', 'expiry', 'subject', 'address', 'verification'])
    assert.match(output, new RegExp(`^${name} +ok`, 'm'));
});

test('each defect is found and explained, and the exit code is 1', async () => {
  const good = tokenOf({});
  const cases: [string, string, RegExp][] = [
    ['issuer', tokenOf({ iss: `${origin}/` }), /final `\/` alone/],
    ['audience', tokenOf({ aud: 'ios' }), /`aud` is ios, and `audience` .* is web/],
    ['audience', tokenOf({ aud: undefined, azp: 'web' }), /set `audienceClaim` to `azp`/],
    ['type', tokenOf({}, { typ: 'logout+jwt' }), /logout\+jwt/],
    ['algorithm', tokenOf({}, { alg: 'HS256' }), /signed with HS256/],
    ['key', tokenOf({}, { kid: 'two' }), /no key of the set has the `kid` two/],
    ['signature', `${good.slice(0, -20)}${good.at(-20) === 'A' ? 'B' : 'A'}${good.slice(-19)}`, /does not verify/],
    ['expiry', tokenOf({ exp: 1 }), /expired \d+ s ago/],
    ['subject', tokenOf({ sub: undefined }), /`sub` is missing/],
    ['form', 'opaque', /three parts/],
  ];
  for (const [name, token, message] of cases) {
    const { code, output, failed } = await check(token);
    assert.deepEqual([code, failed], [1, [name]], output);
    assert.match(output, message);
  }
});

test('a token without a verified address is accepted, with what to configure', async () => {
  const { code, output } = await check(tokenOf({ email_verified: 'true' }));
  assert.equal(code, 0, output);
  assert.match(output, /^verification +note .*emailVerifiedValues/m);
  const none = await check(tokenOf({ email: undefined, email_verified: undefined }));
  assert.match(none.output, /^address +note .*claims\.email/m);
});

test('keys that cannot be had are a failed check, which says why', async () => {
  published = { one: '-----BEGIN CERTIFICATE-----\nMII' };
  try {
    const { code, output, failed } = await check(tokenOf({}));
    assert.deepEqual([code, failed], [1, ['key']], output);
    assert.match(output, /X\.509/);
  } finally {
    published = jwks;
  }
});

test('mistakes in the setting are named, each on a line', async () => {
  const { code, output } = await check(tokenOf({}), settingOf({ algorithms: ['RS265'], audeince: 'x' }));
  assert.equal(code, 1);
  assert.match(output, /IDENTITY_PROVIDERS\[0\]\.algorithms\[0\]: "RS265" is not one of/);
  assert.match(output, /IDENTITY_PROVIDERS\[0\]\.audeince: is not a field; did you mean `audience`\?/);
});

test('the setting is found where wrangler has it', async () => {
  const files: [string, string][] = [
    ['wrangler.toml', `[vars]\nIDENTITY_PROVIDERS = '${settingOf()}'\n`],
    ['hallpass-edge/wrangler.jsonc', `{ "vars": { "IDENTITY_PROVIDERS": ${settingOf()}, } // here\n}`],
    ['.dev.vars', `IDENTITY_PROVIDERS='${settingOf()}'\n`],
  ];
  for (const [file, text] of files) {
    const cwd = mkdtempSync(join(folder, 'found-'));
    mkdirSync(join(cwd, 'hallpass-edge'));
    writeFileSync(join(cwd, file), text);
    const child = spawn(process.execPath, [CLI, 'identity', 'check', tokenOf({})], { cwd });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 0, output);
    assert.ok(output.includes(`IDENTITY_PROVIDERS of ${file}`), output);
  }
});
