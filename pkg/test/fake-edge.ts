/** The edge behind `fetch`, for tests of the client's own logic: retries, races, tabs. */
import { setImmediate } from 'node:timers/promises';
import { createFakeEdge, type SeenRequest } from '../src/testing/index.ts';
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

/** A request as the client has sent it. */
export type Seen = SeenRequest;

type Answer = (seen: Seen) => Response | Promise<Response>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers });

export const problem = (status: number, code: string, more: object = {}): Response =>
  json({ type: 'about:blank', title: code, status, code, detail: `detail of ${code}`, requestId: 'r1', ...more }, status);

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** A token as the edge mints it, except for its signature, which the client does not verify. */
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

/**
 * The edge in memory of `hallpass/testing`, answering with rows as a test puts them: what a client makes of an
 * answer is tested here, whether the edge would give it is not. `on` replaces an answer; `seen` lists every request.
 */
export class FakeEdge {
  me: Me = meWith();
  policy = POLICY;
  ttl = 60;
  identity: string | undefined = 'identity-1';
  readonly #edge = createFakeEdge({ policy: POLICY, origin: EDGE });
  readonly #ends = new Map<string, () => void>();
  readonly #rows: Record<string, Answer> = {
    'GET /v1/me': () => json(this.me),
    'PUT /v1/me': () => json(this.me),
    'GET /v1/policy': () => json(this.policy),
    'POST /v1/accounts/*/token': ({ path }) => {
      const row = this.me.accounts.find(({ id }) => path.includes(id));
      return row ? json(mint(row, { now: this.now(), ttl: this.ttl, policy: this.policy })) : problem(404, 'not_found');
    },
  };

  constructor() {
    for (const [route, answer] of Object.entries(this.#rows)) this.on(route, answer);
  }

  /** How many milliseconds the edge's clock is ahead of this process's. */
  get ahead(): number {
    return this.#edge.aheadMs;
  }
  set ahead(milliseconds: number) {
    this.#edge.aheadMs = milliseconds;
  }

  get seen(): readonly Seen[] {
    return this.#edge.seen;
  }

  now(): number {
    return Date.now() + this.ahead;
  }

  on(route: string, answer: Answer): void {
    // No network responds in the same turn of the event loop.
    const end = this.#edge.answer(route, async (seen) => {
      await setImmediate();
      return answer(seen);
    });
    this.#ends.set(route, end);
  }

  off(route: string): void {
    this.#ends.get(route)?.();
    const usual = this.#rows[route];
    if (usual) this.on(route, usual);
  }

  count(route: string): number {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route).length;
  }

  readonly getIdentityToken = (): string | undefined => this.identity;
  readonly fetch: typeof fetch = (input, init) => this.#edge.fetch(input, init);
}
