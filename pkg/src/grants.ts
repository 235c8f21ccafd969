import { instant } from './clock.ts';
import { refusal } from './messages.ts';
import type { Account, Policy, Query, Token, Verdict } from './types.ts';

/** What I may do in one account, and until when that stands. */
export interface Grant {
  readonly role: string;
  readonly names: ReadonlySet<string>;
  readonly epoch: number;
  /** Milliseconds since 1970 at the edge. */
  readonly until: number;
  /** The membership token that says so; absent if a list does. */
  readonly token?: Held;
}

/** A membership token in hand. */
export interface Held {
  readonly text: string;
  /** When to fetch the next one, in the edge's milliseconds. */
  readonly due: number;
  readonly perm: string;
  /** The policy under which `perm` is to be read. */
  readonly pol: string;
}

/** How long a list stands without being read again: two missed readings. */
const LIST_STANDS_MS = 120_000;

/** What a row of my accounts grants. */
export const grantOfRow = (row: Account, now: number): Grant => ({
  role: row.role,
  names: new Set(row.permissions),
  epoch: row.epoch,
  until: now + LIST_STANDS_MS,
});

/**
 * What a membership token grants. It came from the edge over TLS, so it is read, not verified.
 *
 * `part` of its life may pass before the next is fetched. Throws `token_invalid` if it is not
 * a token of `account`.
 */
export const grantOfToken = (
  reply: Pick<Token, 'token' | 'expiresAt'>,
  account: string,
  now: number,
  part: number,
  policy?: Policy,
  row?: Account,
): Grant => {
  const claims = payload(reply.token);
  const { acc, role, perm, epoch, pol, exp } = claims as Record<string, string & number>;
  const until = Math.min(Number(exp) * 1000, instant(reply.expiresAt) || Infinity);
  if (acc !== account || typeof role !== 'string' || typeof perm !== 'string' || !Number.isFinite(until)) {
    throw refusal('token_invalid');
  }
  const held = { text: reply.token, due: now + (until - now) * part, perm, pol: String(pol) };
  return { role, names: namesIn(held, role, policy, row), epoch: Number(epoch), until, token: held };
};

/** The same grant, read under `policy`. */
export const underPolicy = (grant: Grant, policy: Policy): Grant =>
  grant.token ? { ...grant, names: namesIn(grant.token, grant.role, policy) } : grant;

// Bits mean something under the policy that the token names only. Under another one the role counts.
export const namesIn = (
  held: Pick<Held, 'perm' | 'pol'>,
  role: string,
  policy?: Policy,
  row?: Account,
): ReadonlySet<string> => {
  if (policy?.id === held.pol) {
    const bits = bytes(held.perm);
    return new Set(policy.permissions.filter(({ bit }) => ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1).map(({ name }) => name));
  }
  const own = policy?.roles.find(({ name }) => name === role)?.permissions;
  return new Set(own ?? (row?.role === role ? row.permissions : []));
};

const bytes = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));

/** What a token says, unverified. Throws `token_invalid` if it says nothing. */
export const payload = (token: string): object => {
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes(token.split('.')[1] ?? '')));
    if (typeof claims === 'object' && claims) return claims;
  } catch {
    // Refused below.
  }
  throw refusal('token_invalid');
};

/** What the gate looks at. */
export interface View {
  /** Nobody is signed in. */
  readonly nobody: boolean;
  /** The account in question is known not to be mine. */
  readonly stranger: boolean;
  readonly grant: Grant | undefined;
  readonly now: number;
  readonly policy: Policy | undefined;
}

const text = (value: unknown): boolean => typeof value === 'string';
const texts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(text);

/** Every key of a query, and whether what it holds is something that can be tested. */
const KEYS: Readonly<Record<string, (value: unknown) => boolean>> = {
  permission: text,
  anyOf: texts,
  allOf: texts,
  role: text,
  account: (value) => value === undefined || text(value),
  fresh: (value) => value === undefined || typeof value === 'boolean',
};

/** Whether every key of `query` is known and well-formed, and at least one condition is named. */
export const wellFormed = (query: Query): boolean => {
  const entries = typeof query === 'object' && query ? Object.entries(query) : [];
  return (
    entries.every(([key, value]) => Object.hasOwn(KEYS, key) && KEYS[key]?.(value) === true) &&
    entries.some(([key, value]) => key !== 'account' && value !== undefined && value !== false)
  );
};

/** Tests a query: every named condition must hold, and whatever is not understood denies. */
export const test = (query: Query, view: View): Verdict => {
  const { grant, policy } = view;
  if (!wellFormed(query) || view.nobody || view.stranger) return 'deny';
  if (!grant || view.now >= grant.until || (query.fresh && !grant.token)) return 'unknown';
  const { permission, anyOf, allOf, role } = query;
  const holds = (name: string): boolean => grant.names.has(name);
  if (permission !== undefined && !holds(permission)) return 'deny';
  if (anyOf && !anyOf.some(holds)) return 'deny';
  if (allOf && !allOf.every(holds)) return 'deny';
  if (role === undefined) return 'allow';
  if (role !== grant.role) return 'deny';
  // A role that has vanished from the policy holds nothing, not even its name.
  return policy ? (policy.roles.some(({ name }) => name === role) ? 'allow' : 'deny') : 'unknown';
};
