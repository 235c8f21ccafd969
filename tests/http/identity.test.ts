// Identity providers of kind `user`: which tokens are accepted, what their claims mean, and what is rejected.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { Person } from '../harness/person.ts';
import { Provider, type Identity } from '../harness/provider.ts';
import { expectError } from '../harness/expect.ts';
import { altered, base64url, sha256, type Claims } from '../harness/secrets.ts';
import { send } from '../harness/http.ts';
import * as shapes from '../harness/shapes.ts';

const alpha = new Provider('alpha', 'EdDSA');
const beta = new Provider('beta', 'RS256');
const gamma = new Provider('gamma', 'ES256');
const remote = new Provider('remote', 'RS256');
/** Its tokens have `azp` instead of `aud`, and its claims are nested. */
const delta = new Provider('delta', 'EdDSA');
let keys: Server;
let edge: Edge;

before(async () => {
  keys = createServer((_, reply) => {
    reply.setHeader('content-type', 'application/json');
    reply.end(JSON.stringify(remote.jwks()));
  });
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`;
  const { jwks: _, ...remoteSetting } = remote.setting({ emailDomains: ['*'], jwksUrl });
  edge = await startEdge({
    providers: [
      alpha.setting({ emailDomains: ['alpha.example', 'sub.alpha.example'] }),
      beta.setting({ emailDomains: ['*'] }),
      gamma.setting({ emailDomains: ['*'], emailTrust: 'always', claims: { email: 'mail', name: 'nick', picture: 'face' } }),
      remoteSetting,
      delta.setting({
        emailDomains: ['*'],
        audience: ['web', 'ios'],
        audienceClaim: 'azp',
        claims: { emailVerified: ['app', 'verified'], name: ['user_metadata', 'full_name'], email: 'https://delta.example/e.mail' },
        emailVerifiedValues: ['yes'],
      }),
    ],
  });
});
after(async () => {
  await edge?.stop();
  keys?.close();
});

function kim(tail: string, domain = 'example.com'): Identity {
  return { subject: tail, email: `kim.${tail}@${domain}`, emailVerified: true, name: 'Kim' };
}

async function open(token: string): Promise<shapes.Me['user']> {
  return (await new Person(edge, '', 'Kim', token).open()).user;
}

function get(token: string): ReturnType<typeof send> {
  return send(edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } });
}

test('tokens of each algorithm are accepted, and the user id derives from provider and subject', async () => {
  const subject = unique();
  const ids = new Set<string>();
  for (const provider of [alpha, beta, gamma]) {
    const user = await open(provider.token(kim(subject), { mail: `kim.${subject}@example.com`, nick: 'Kim' }));
    const expected = `usr_${base64url(sha256(`${provider.name}\0${subject}`)).slice(0, 22)}`;
    assert.equal(user.id, expected, provider.name);
    ids.add(user.id);
  }
  assert.equal(ids.size, 3);
});

test('one of several audiences is enough', async () => {
  await open(beta.token(kim(unique()), { aud: ['other', beta.audience] }));
});

test('keys are fetched from the provider’s URL', async () => {
  const user = await open(remote.token(kim(unique())));
  assert.equal(user.emailVerified, true);
});

test('tokens that the provider did not issue for this audience are rejected', async () => {
  const identity = kim(unique());
  const good = beta.token(identity);
  const none = `${base64url(JSON.stringify({ alg: 'none', kid: 'beta' }))}.${good.split('.')[1]}.`;
  const bad: Record<string, string> = {
    'another audience': beta.token(identity, { aud: 'someone-else' }),
    'no audience': beta.token(identity, { aud: undefined }),
    'another issuer': beta.token(identity, { iss: 'https://evil.example' }),
    'an issuer with a trailing slash': beta.token(identity, { iss: `${beta.issuer}/` }),
    'another provider’s key': alpha.token(identity, { iss: beta.issuer }),
    'an unknown key': beta.token(identity, {}, { kid: 'other' }),
    'no subject': beta.token(identity, { sub: undefined }),
    'a subject that is not a string': beta.token(identity, { sub: 7 }),
    'no exp': beta.token(identity, { exp: undefined }),
    'an exp that is not a number': beta.token(identity, { exp: '9999999999' }),
    'alg none': none,
    'the public key as a shared secret': beta.confused(identity),
    'another algorithm in the header': beta.token(identity, {}, { alg: 'EdDSA' }),
    'a signature that does not verify': altered(good, -40),
    'claims changed after signing': altered(good, good.indexOf('.') + 30),
    'a fourth part': `${good}.x`,
    'no token at all': 'garbage',
  };
  for (const [name, token] of Object.entries(bad)) expectError(await get(token), 'token_invalid', name);
});

test('an ambiguous token is rejected even when its signature is valid', async () => {
  const claims = JSON.stringify(beta.claims(kim(unique())));
  const head = JSON.stringify({ alg: 'RS256', kid: 'beta' });
  await open(beta.signText(head, claims));
  const bad: Record<string, string> = {
    'a duplicate claim': beta.signText(head, claims.replace('{', '{"sub":"someone-else",')),
    'a duplicate header parameter': beta.signText(head.replace('{', '{"alg":"RS256",'), claims),
    'a kid that is not a string': beta.signText(head.replace('"beta"', '["beta"]'), claims),
    'a typ that is not a string': beta.signText(head.replace('{', '{"typ":["JWT"],'), claims),
    'critical extensions': beta.signText(head.replace('{', '{"crit":["b64"],"b64":false,'), claims),
    'unencoded claims': beta.signText(head.replace('{', '{"b64":false,'), claims),
    'compressed claims': beta.signText(head.replace('{', '{"zip":"DEF",'), claims),
    'text after the claims': beta.signText(head, `${claims}x`),
    'a list of claims': beta.signText(head, `[${claims}]`),
  };
  for (const [name, token] of Object.entries(bad)) expectError(await get(token), 'token_invalid', name);
});

test('an expired token is reported as expired', async () => {
  const now = Math.floor(Date.now() / 1000);
  expectError(await get(beta.token(kim(unique()), { iat: now - 7200, exp: now - 3600 })), 'token_expired');
});

test('an address is verified only if the claim is exactly `true`', async () => {
  for (const [claim, expected] of [
    [true, true],
    [false, false],
    ['true', false],
    [1, false],
    [undefined, false],
  ] as const) {
    const user = await open(beta.token(kim(unique()), { email_verified: claim } as Claims));
    assert.equal(user.emailVerified, expected, String(claim));
  }
});

test('a provider can verify only addresses of its own domains', async () => {
  for (const [domain, expected] of [
    ['alpha.example', true],
    ['ALPHA.example', true],
    ['sub.alpha.example', true],
    ['other.alpha.example', false],
    ['notalpha.example', false],
    ['alpha.example.evil.example', false],
  ] as const) {
    const user = await open(alpha.token(kim(unique(), domain)));
    assert.equal(user.emailVerified, expected, domain);
  }
});

test('claim names are configurable, and a provider’s addresses can always be trusted', async () => {
  const tail = unique();
  const token = gamma.token({ subject: tail }, { mail: `kim.${tail}@example.org`, nick: 'Kimmy', email: 'not@this.example' });
  const user = await open(token);
  assert.deepEqual([user.email, user.name, user.emailVerified], [`kim.${tail}@example.org`, 'Kimmy', true]);
});

test('malformed credentials are rejected as 401', async () => {
  for (const authorization of [
    'Bearer',
    'Bearer ',
    'Basic a2ltOmtpbQ==',
    'bearer',
    `Bearer ${'x'.repeat(6000)}`,
    'Bearer a b c',
    'Bearer ..',
    'Bearer \u00ff',
  ]) {
    const reply = await send(edge.origin, 'GET', '/v1/me', { headers: { authorization } });
    assert.equal(reply.status, 401, `${authorization.slice(0, 20)}: ${reply.status} ${reply.text}`);
    assert.ok(['not_signed_in', 'token_invalid'].includes(String((reply.json() as { code: string }).code)));
  }
});

test('names from providers are sanitized before others see them', async () => {
  const user = await open(beta.token({ ...kim(unique()), name: 'Eve\u202e\u0000 https://evil.example' }));
  assert.ok(!/[\u202e\u0000]|:\/\//.test(user.name), user.name);
  for (const name of ['Team ❤️', '👩‍💻', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'علی‌رضا', 'ශ්‍රී', '葛󠄀城']) {
    assert.equal((await open(beta.token({ ...kim(unique()), name }))).name, name);
  }
  // What cannot be seen is dropped, and the rest is the name still.
  for (const name of ['Ki\u200bm', '\u3164Kim\u2800', 'Kim\u200d', 'K\u202eim\ufe0f', `Kim\ue000`]) {
    assert.equal((await open(beta.token({ ...kim(unique()), name }))).name, 'Kim', JSON.stringify(name));
  }
});

test('the audience can be one of several, in another claim, and claims can be nested or have names with dots', async () => {
  const email = `kim.${unique()}@example.com`;
  const claims = { aud: undefined, azp: 'ios', 'https://delta.example/e.mail': email, app: { verified: 'yes' }, user_metadata: { full_name: 'Kim Lee' } };
  const user = await open(delta.token({ subject: unique() }, claims));
  assert.deepEqual([user.email, user.emailVerified, user.name], [email, true, 'Kim Lee']);
  expectError(await get(delta.token({ subject: unique() }, { ...claims, azp: 'android' })), 'token_invalid');
  expectError(await get(delta.token({ subject: unique() }, { ...claims, azp: undefined, aud: 'ios' })), 'token_invalid');
});

test('a token has up to 16 KiB', async () => {
  const fill = (length: number) => beta.token(kim(unique()), { groups: 'x'.repeat(length) });
  const length = 16 * 1024 - 400 - fill(0).length;
  const longest = fill(Math.floor((length * 3) / 4));
  assert.ok(longest.length > 15 * 1024 && longest.length <= 16 * 1024, String(longest.length));
  assert.equal((await open(longest)).emailVerified, true);
  expectError(await get(fill(length)), 'token_invalid');
});

test('an access token without an address signs its user in, and the log says once what to configure', async () => {
  for (const subject of [unique(), unique()]) {
    const reply = await send(edge.origin, 'PUT', '/v1/me', { headers: { authorization: `Bearer ${beta.token({ subject }, {}, { typ: 'at+jwt' })}` } });
    assert.equal(reply.status, 200, reply.text);
  }
  const warning = await edge.host.logLine('"warning"');
  assert.equal(edge.host.log.split('\n').filter((line) => line.includes('"warning"')).length, 1);
  assert.match(warning, /provider `beta`: the token has no address in `email`.*`claims\.email`/);
});
