/** An edge for tests of guards: it signs with real keys, publishes a policy with a valid id, and counts requests. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Policy } from '../src/types.ts';
import { json, problem } from './fake-edge.ts';

export const ORIGIN = 'https://edge.test';
/** A policy whose id is the digest of its content. */
export const POLICY: Policy = {
  id: 'KCy99V-FGvkmllUU',
  audience: 'test',
  ownerRole: 'admin',
  permissions: [
    ['team:access', 'Access'], ['members:invite', 'Invite'], ['members:manage', 'Manage'], ['team:manage', 'Team'],
    ['audit:read', 'Audit'], ['kites:fly', 'Fly kites'],
  ].map(([name, title], bit) => ({ name: name!, bit, title: title! })),
  roles: [
    { name: 'admin', title: 'Admin', permissions: ['team:access', 'members:invite', 'members:manage', 'team:manage', 'audit:read', 'kites:fly'] },
    { name: 'guest', title: 'Guest', permissions: ['team:access'] },
  ],
};
/** Canonical JSON (RFC 8785) of what has neither fractions nor names beyond ASCII. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
};
/** A policy under the id that its content gives it. */
export const withId = ({ id: _, ...content }: Policy): Policy => ({
  ...content,
  id: createHash('sha256').update(canonical(content)).digest('base64url').slice(0, 16),
});
export const ACCOUNT = 'acc_AAAAAAAAAAAAAAAAAAAAAA';
export const USER = 'usr_AAAAAAAAAAAAAAAAAAAAAA';

interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: object;
}

export const makeKey = (kid: string): Key => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = publicKey.export({ format: 'jwk' });
  return { kid, privateKey, publicJwk: { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' } };
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A membership token; the permissions are bits under `POLICY`. */
export const mint = (key: Key, nowSeconds: number, claims: object = {}, bits = 0b1): string => {
  const body = {
    iss: ORIGIN, aud: POLICY.audience, sub: USER, acc: ACCOUNT, kind: 'team', role: 'guest',
    perm: Buffer.from(Uint8Array.of(bits)).toString('base64url'), epoch: 3, pol: POLICY.id,
    iat: nowSeconds, exp: nowSeconds + 60, jti: 'AAAAAAAAAAAAAAAAAAAAAA', ...claims,
  };
  const signed = `${part({ alg: 'EdDSA', kid: key.kid, typ: 'membership+jwt' })}.${part(body)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
};

export class SigningEdge {
  keys: Key[] = [makeKey('one')];
  policy: Policy = POLICY;
  /** The policy before it. */
  previous: Policy | undefined;
  /** Answers `POST /v1/check`. */
  check: (body: { account: string; project?: string; permissions: string[]; freshness: string }, headers: Headers) => Response = () => problem(503, 'unavailable');
  down = false;
  /** The paths of all requests. */
  readonly requests: string[] = [];

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname } = new URL(String(input));
    this.requests.push(pathname);
    if (this.down) throw new TypeError('fetch failed');
    if (pathname === '/.well-known/jwks.json') return json({ keys: this.keys.map(({ publicJwk }) => publicJwk) });
    if (pathname === '/v1/policy' || pathname === `/v1/policy/${this.policy.id}`) return json(this.policy);
    if (this.previous && pathname === `/v1/policy/${this.previous.id}`) return json(this.previous);
    if (pathname === '/v1/check') return this.check(JSON.parse(String(init.body)), new Headers(init.headers));
    return problem(404, 'not_found');
  };

  count(path: string): number {
    return this.requests.filter((each) => each === path).length;
  }
}
