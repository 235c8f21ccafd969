/**
 * The other side of `fetch` for tests of the client's own logic: retries, races, tabs. It holds
 * rows and answers; it decides nothing. What the edge decides is tested against the edge.
 */
import { setImmediate } from 'node:timers/promises';
import type { Account, Me, Policy } from '../src/types.ts';

export const EDGE = 'https://edge.test';
export const OWN = 'acc_ownownownownownownownA';
export const TEAM = 'acc_teamteamteamteamteamAA';
export const OTHER = 'acc_otherotherotherotherAA';
export const ANA = 'usr_anaanaanaanaanaanaanaA';

export const POLICY: Policy = {
  id: 'policy-one-00001',
  audience: 'test',
  ownerRole: 'admin',
  permissions: [
    { name: 'team:access', bit: 0, title: 'Access' },
    { name: 'pods:connect', bit: 1, title: 'Connect' },
    { name: 'pods:manage', bit: 2, title: 'Manage' },
    { name: 'billing:read', bit: 9, title: 'Bills' },
  ],
  roles: [
    { name: 'admin', title: 'Admin', permissions: ['team:access', 'pods:connect', 'pods:manage', 'billing:read'] },
    { name: 'dev', title: 'Dev', permissions: ['team:access', 'pods:connect', 'pods:manage'] },
    { name: 'billing', title: 'Billing', permissions: ['team:access', 'billing:read'] },
  ],
};

export const account = (id: string, role: string, more: Partial<Account> = {}): Account => ({
  id,
  kind: id === OWN ? 'personal' : 'team',
  name: id === OWN ? 'Ana' : `Team ${id.slice(4, 8)}`,
  owner: { user: ANA, name: 'Ana' },
  role,
  permissions: POLICY.roles.find(({ name }) => name === role)?.permissions ?? [],
  epoch: 1,
  memberCount: 1,
  createdAt: '2026-11-22T00:00:00.000Z',
  spendLimitCentsPerHour: 0,
  ...more,
});

export const meWith = (...teams: Account[]): Me => {
  const own = account(OWN, 'admin');
  return {
    user: { id: ANA, email: 'ana@example.com', emailVerified: true, name: 'Ana' },
    own,
    accounts: [own, ...teams],
    inboxCount: 0,
  };
};

/** One request as the client sent it. */
export interface Seen {
  method: string;
  path: string;
  url: URL;
  headers: Headers;
  body: unknown;
}

type Answer = (seen: Seen) => Response | Promise<Response>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers });

export const problem = (status: number, code: string, more: object = {}): Response =>
  json({ type: 'about:blank', title: code, status, code, detail: `detail of ${code}`, requestId: 'r1', ...more }, status);

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** A token as the edge would mint it, but for its signature, which the gate does not look at. */
export const mint = (row: Account, options: { now: number; ttl?: number; pol?: string; policy?: Policy }) => {
  const { now, ttl = 60, policy = POLICY, pol = policy.id } = options;
  const bits = new Uint8Array(16);
  for (const { name, bit } of policy.permissions) {
    if (row.permissions.includes(name)) bits[bit >> 3]! |= 1 << (bit & 7);
  }
  const iat = Math.floor(now / 1000);
  const exp = iat + ttl;
  const perm = base64url(bits.subarray(0, bits.findLastIndex((byte) => byte !== 0) + 1));
  const claims = { iss: EDGE, aud: 'test', sub: ANA, acc: row.id, kind: row.kind, role: row.role, perm, epoch: row.epoch, pol, iat, exp, jti: String(Math.random()) };
  return {
    token: `${base64url('{}')}.${base64url(JSON.stringify(claims))}.${base64url('sig')}`,
    expiresAt: new Date(exp * 1000).toISOString(),
    account: row.id,
  };
};

/** A fake edge. `on` replaces an answer; `seen` lists every request. */
export class FakeEdge {
  me: Me = meWith();
  policy = POLICY;
  ttl = 60;
  /** How far the edge's clock is ahead of this process's. */
  ahead = 0;
  identity: string | undefined = 'identity-1';
  seen: Seen[] = [];
  #answers = new Map<string, Answer>();

  now(): number {
    return Date.now() + this.ahead;
  }

  on(route: string, answer: Answer): void {
    this.#answers.set(route, answer);
  }

  off(route: string): void {
    this.#answers.delete(route);
  }

  count(route: string): number {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route).length;
  }

  readonly getIdentityToken = (): string | undefined => this.identity;

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, { ...init, ...(init?.body ? { duplex: 'half' } : {}) } as RequestInit);
    const url = new URL(request.url);
    const text = await request.text();
    const seen: Seen = { method: request.method, path: url.pathname, url, headers: request.headers, body: text && JSON.parse(text) };
    this.seen.push(seen);
    await setImmediate();
    const answer = this.#answers.get(`${seen.method} ${seen.path}`) ?? ((one) => this.#usual(one));
    const response = await answer(seen);
    if (!response.headers.has('hallpass-time')) response.headers.set('hallpass-time', String(this.now()));
    return response;
  };

  #usual({ method, path }: Seen): Response {
    if (path === '/v1/me') return json(this.me);
    if (path === '/v1/policy') return json(this.policy);
    const id = /^\/v1\/accounts\/(acc_[\w-]{22})\/token$/.exec(path)?.[1];
    const row = this.me.accounts.find((one) => one.id === id);
    if (method === 'POST' && row) return json(mint(row, { now: this.now(), ttl: this.ttl, policy: this.policy }));
    return problem(404, 'not_found');
  }
}
