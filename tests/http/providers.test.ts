// The sixteen providers of docs/IDENTITY.md: a token of each one's documented shape is accepted with the very setting that the page
// prints, and the log says why each defective one is refused.
import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEdges, unique, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { openLink, ownerWithTeam } from '../harness/person.ts';
import { altered, base64url, type Claims } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

/** The settings that the page prints, by the heading above each. */
const PAGE = readFileSync(join(import.meta.dirname, '../../docs/IDENTITY.md'), 'utf8');
const SETTINGS = new Map(
  [...PAGE.matchAll(/^## (.+)\n\n```json\n([\s\S]*?)^```/gm)].map(([, title = '', text = '']) => [title, text]),
);

/** What a provider sends, as its documentation describes it. The test adds `iss`, `sub` and the times. */
interface Shape {
  readonly alg: string;
  readonly header?: Claims;
  readonly issuer?: string;
  /** The claim that says whom the token is for, and what else it holds. */
  claims(address: string): Claims;
  /** The same token of a user whose address is not verified. */
  unverified(claims: Claims): Claims;
  /** The domain of the address; `example.com` unless it says otherwise. */
  readonly domain?: string;
  readonly name?: string;
}

const withVerified = (email_verified: unknown) => (claims: Claims): Claims => ({ ...claims, email_verified });
const without = (name: string) => (claims: Claims): Claims => ({ ...claims, [name]: undefined });

const SHAPES: Record<string, Shape> = {
  Apple: {
    alg: 'RS256',
    claims: (email) => ({ aud: 'com.example.app', email, email_verified: 'true', is_private_email: 'false', nonce_supported: true, auth_time: 1 }),
    unverified: withVerified('false'),
  },
  Auth0: {
    alg: 'RS256',
    claims: (email) => ({ aud: 'AbCdEfGhIjKlMnOpQrStUvWxYz012345', email, email_verified: true, name: 'Kim', nickname: 'kim', picture: 'https://s.gravatar.com/a.png', sid: 'x' }),
    unverified: withVerified(false),
    name: 'Kim',
  },
  Authentik: {
    alg: 'RS256',
    claims: (email) => ({ aud: 'hallpass-client-id', acr: 'goauthentik.io/providers/oauth2/default', amr: ['pwd'], email, email_verified: true, name: 'Kim', preferred_username: 'kim', groups: [] }),
    unverified: withVerified(false),
    name: 'Kim',
  },
  'AWS Cognito': {
    alg: 'RS256',
    header: { typ: undefined },
    claims: (email) => ({ aud: '1example23456789', token_use: 'id', email, email_verified: 'true', 'cognito:username': 'kim', event_id: 'e', origin_jti: 'o' }),
    unverified: withVerified(false),
  },
  'Better Auth': {
    alg: 'EdDSA',
    header: { typ: undefined },
    claims: (email) => ({ aud: 'https://app.example.com', id: 'u', email, emailVerified: true, name: 'Kim', image: null, createdAt: '2026-01-01T00:00:00.000Z' }),
    unverified: (claims) => ({ ...claims, emailVerified: false }),
    name: 'Kim',
  },
  Clerk: {
    alg: 'RS256',
    header: { cat: 'cl_B7d4PD111AAA' },
    claims: (email) => ({ azp: 'https://app.example.com', sid: 'sess_1', v: 2, fva: [7, -1], sts: 'active', email, email_verified: true, name: 'Kim' }),
    unverified: withVerified(false),
    name: 'Kim',
  },
  'Entra ID': {
    alg: 'RS256',
    issuer: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
    claims: (preferred_username) => ({ aud: '6731de76-14a6-49ae-97bc-6eba6914391e', ver: '2.0', tid: '72f988bf-86f1-41af-91ab-2d7cd011db47', oid: 'o', name: 'Kim', preferred_username }),
    unverified: (claims) => ({ ...claims, iss: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0' }),
    name: 'Kim',
  },
  Firebase: {
    alg: 'RS256',
    claims: (email) => ({ aud: 'example-project', email, email_verified: true, name: 'Kim', auth_time: 1, user_id: 'u', firebase: { identities: { email: [email] }, sign_in_provider: 'password' } }),
    unverified: withVerified(false),
    name: 'Kim',
  },
  Google: {
    alg: 'RS256',
    issuer: 'https://accounts.google.com',
    claims: (email) => ({ aud: '1234-ios.apps.googleusercontent.com', azp: '1234-ios.apps.googleusercontent.com', hd: 'example.com', email, email_verified: true, name: 'Kim', picture: 'https://lh3.googleusercontent.com/a' }),
    unverified: withVerified(false),
    name: 'Kim',
  },
  Keycloak: {
    alg: 'PS256',
    claims: (email) => ({ aud: 'web', typ: 'ID', azp: 'web', acr: '1', sid: 's', email, email_verified: true, name: 'Kim', preferred_username: 'kim' }),
    unverified: withVerified(false),
    name: 'Kim',
  },
  Kinde: {
    alg: 'RS256',
    claims: (email) => ({ aud: ['https://example.kinde.com', '0123456789abcdef0123456789abcdef'], azp: '0123456789abcdef0123456789abcdef', email, name: 'Kim', org_codes: ['org_1'] }),
    unverified: without('email'),
    name: 'Kim',
  },
  Logto: {
    alg: 'ES384',
    claims: (email) => ({ aud: 'abcdefghijklmnopqrstu', at_hash: 'h', email, email_verified: true, name: 'Kim', picture: null }),
    unverified: withVerified(false),
    name: 'Kim',
  },
  Okta: {
    alg: 'RS256',
    header: { typ: undefined },
    claims: (email) => ({ aud: '0oa1example2client3id', ver: 1, amr: ['pwd'], idp: '00o', auth_time: 1, email, email_verified: true, name: 'Kim', preferred_username: email }),
    unverified: without('email_verified'),
    name: 'Kim',
  },
  Supabase: {
    alg: 'ES256',
    claims: (email) => ({ aud: 'authenticated', role: 'authenticated', aal: 'aal1', session_id: 's', email, phone: '', is_anonymous: false, app_metadata: { provider: 'email' }, user_metadata: { email, email_verified: true, full_name: 'Kim' } }),
    unverified: (claims) => ({ ...claims, email: '', is_anonymous: true }),
    name: 'Kim',
  },
  WorkOS: {
    alg: 'RS256',
    claims: (email) => ({ aud: 'client_01EXAMPLE', sid: 'session_1', jti: 'j', org_id: 'org_1', role: 'member', permissions: [], email, email_verified: true, name: 'Kim Lee' }),
    unverified: withVerified(false),
    name: 'Kim Lee',
  },
  Zitadel: {
    alg: 'RS256',
    header: { typ: undefined },
    claims: (email) => ({ aud: ['170086824411201793', '170086774599581953'], azp: '170086824411201793', client_id: '170086824411201793', amr: ['pwd'], auth_time: 1, email, email_verified: true, name: 'Kim' }),
    unverified: withVerified(false),
    name: 'Kim',
  },
};

/** One provider under test: its edge, its setting and its key. */
class Site {
  readonly edge: Edge;
  readonly title: string;
  readonly shape: Shape;
  readonly entry: { readonly name: string; readonly issuer?: string; readonly issuers?: readonly string[]; readonly audienceClaim?: string };
  readonly #secret: KeyObject;

  constructor(edge: Edge, title: string, shape: Shape, secret: KeyObject) {
    this.edge = edge;
    this.title = title;
    this.shape = shape;
    [this.entry] = JSON.parse(SETTINGS.get(title) ?? '[]') as [Site['entry']];
    this.#secret = secret;
  }

  /** A token of this provider; `claims` and `header` replace or, with `undefined`, remove members. */
  token(claims: Claims, header: Claims = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const iss = this.shape.issuer ?? this.entry.issuer;
    const head = { alg: this.shape.alg, kid: 'current', typ: 'JWT', ...this.shape.header, ...header };
    const body = { iss, sub: unique(), iat: now, exp: now + 600, ...claims };
    const input = `${base64url(JSON.stringify(head))}.${base64url(JSON.stringify(body))}`;
    return `${input}.${base64url(signature(this.shape.alg, Buffer.from(input), this.#secret))}`;
  }

  address(): string {
    return `kim.${unique()}@${this.shape.domain ?? 'example.com'}`;
  }

  send(token: string, method: string, path: string, body?: unknown): Promise<Reply> {
    return send(this.edge.origin, method, path, { headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body }) });
  }

  /** What the log says of the identity of a request. */
  async logged(reply: Reply): Promise<{ check: string; message: string; provider?: string; expected?: string; actual?: string }> {
    const line = await this.edge.host.logLine(String(reply.headers['hallpass-request']));
    return (JSON.parse(line) as { identity: Awaited<ReturnType<Site['logged']>> }).identity;
  }
}

function keyPair(alg: string): { publicKey: KeyObject; privateKey: KeyObject } {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519');
  if (alg.startsWith('ES')) return generateKeyPairSync('ec', { namedCurve: { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg] ?? '' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function signature(alg: string, input: Buffer, key: KeyObject): Buffer {
  const hash = `sha${alg.slice(2)}`;
  if (alg === 'EdDSA') return sign(null, input, key);
  if (alg.startsWith('ES')) return sign(hash, input, { key, dsaEncoding: 'ieee-p1363' });
  if (alg.startsWith('PS')) return sign(hash, input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
  return sign(hash, input, key);
}

/** A Worker whose requests to providers go to the server on this machine that answers for all of them. */
const redirected = (origin: string, title: string): string => `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const send = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.hostname.endsWith('.com') || url.hostname.endsWith('.co') || url.hostname.endsWith('.app') || url.hostname.endsWith('.cloud'))
    return send('${origin}/?' + new URLSearchParams({ title: ${JSON.stringify(title)}, url: url.href }), { redirect: 'manual' });
  return send(input, init);
};
export default { fetch: (request, env, context) => new Worker(context, env).fetch(request) };
`;

const sites: Site[] = [];
let server: Server;
before(async () => {
  const pairs = new Map(Object.entries(SHAPES).map(([title, { alg }]) => [title, keyPair(alg)]));
  server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    const url = new URL(query.get('url') ?? '');
    const issuer = url.href.replace('/.well-known/openid-configuration', '');
    const title = query.get('title') ?? '';
    const slash = title === 'Auth0' ? '/' : '';
    // Beside the current key: the next one, an encryption key under the same `kid`, and one of an unknown kind.
    const current = { ...pairs.get(title)?.publicKey.export({ format: 'jwk' }), kid: 'current', use: 'sig', x5c: ['MIIC'] };
    const keys = [{ ...keyPair('RS256').publicKey.export({ format: 'jwk' }), kid: 'current', use: 'enc' }, { kty: 'AKP', kid: 'pq' }, current];
    const isConfiguration = url.pathname.endsWith('/openid-configuration');
    response.end(JSON.stringify(isConfiguration ? { issuer: `${issuer}${slash}`, jwks_uri: `${url.origin}/keys` } : { keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const titles = Object.keys(SHAPES);
  const edges = await startEdges(
    titles.map((title) => ({ entry: redirected(origin, title), settings: { IDENTITY_PROVIDERS: SETTINGS.get(title) ?? '' } })),
  );
  for (const [index, title] of titles.entries()) {
    sites.push(new Site(edges[index] as Edge, title, SHAPES[title] as Shape, pairs.get(title)?.privateKey as KeyObject));
  }
});
after(async () => {
  await sites[0]?.edge.stop();
  server?.close();
});

test('the page has a setting for each provider, and no other', () => {
  assert.deepEqual([...SETTINGS.keys()], Object.keys(SHAPES));
  assert.equal(SETTINGS.size, 16);
});

for (const title of Object.keys(SHAPES)) {
  const site = (): Site => sites.find((each) => each.title === title) as Site;

  test(`${title}: a token as it sends them signs a user in with a verified address`, async () => {
    const address = site().address();
    const token = site().token(site().shape.claims(address));
    const { user } = expectOk(await site().send(token, 'PUT', '/v1/me'), shapes.me);
    assert.deepEqual([user.email, user.emailVerified], [address, true]);
    if (site().shape.name !== undefined) assert.equal(user.name, site().shape.name);
  });

  test(`${title}: the log says why a token is refused`, async () => {
    const { shape, entry } = site();
    const good = shape.claims(site().address());
    const audience = entry.audienceClaim ?? 'aud';
    const now = Math.floor(Date.now() / 1000);
    const cases: [string, string, string, string][] = [
      ['audience', 'token_invalid', `\`${audience}\` is another-app`, site().token({ ...good, [audience]: 'another-app' })],
      ['audience', 'token_invalid', `no \`${audience}\``, site().token({ ...good, [audience]: undefined })],
      ['issuer', 'token_invalid', 'https://evil.example.com', site().token({ ...good, iss: 'https://evil.example.com' })],
      ['expiry', 'token_expired', 'expired', site().token({ ...good, iat: now - 7200, exp: now - 3600 })],
      ['algorithm', 'token_invalid', 'HS256', site().token(good, { alg: 'HS256' })],
      ['signature', 'token_invalid', 'does not verify', altered(site().token(good), -40)],
      ['form', 'token_invalid', 'three parts', 'opaque'],
    ];
    for (const [check, code, text, token] of cases) {
      const reply = await site().send(token, 'GET', '/v1/me');
      expectError(reply, code, `${check}: ${text}`);
      const logged = await site().logged(reply);
      assert.equal(logged.check, check, logged.message);
      assert.ok(logged.message.includes(text), `${check}: ${logged.message}`);
      if (check === 'expiry' || check === 'signature') assert.equal(logged.provider, entry.name);
    }
  });

  test(`${title}: the log says why an address does not count as verified`, async () => {
    const address = site().address();
    const claims = site().shape.unverified(site().shape.claims(address));
    const token = site().token(claims);
    const { user } = expectOk(await site().send(token, 'PUT', '/v1/me'), shapes.me);
    assert.equal(user.emailVerified, false);
    const { owner, team } = await ownerWithTeam(site().edge);
    const { link } = await owner.invite(team, { role: 'dev', email: address });
    const { fragment } = await openLink(site().edge, link);
    const reply = await site().send(token, 'POST', '/v1/invites/accept', { token: fragment.get('invite') });
    expectError(reply, 'email_unverified');
    const logged = await site().logged(reply);
    assert.ok(['address', 'verification'].includes(logged.check), JSON.stringify(logged));
    assert.ok(!logged.message.includes('@'), logged.message);
  });
}
