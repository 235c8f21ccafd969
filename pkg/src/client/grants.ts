import { LIST_STANDS_MS } from './limits.ts';
import type { Account, Policy } from '../types.ts';

/** What I may do in one account, and until when that stands. */
export interface Grant {
  readonly role: string;
  readonly permits: ReadonlySet<string>;
  readonly epoch: number;
  /** Milliseconds since 1970 at the edge, as all times here. */
  readonly lasts: number;
  /** When it was told. */
  readonly at: number;
  /** The membership token that says so; absent if a list does. */
  readonly token?: Held;
}

/** A membership token in hand. */
export interface Held {
  readonly jwt: string;
  /** When to fetch the next one. */
  readonly due: number;
  readonly grantBits: string;
  /** The policy under which the bits are to be read. */
  readonly readBy: string;
}

/** What a row of my accounts grants. */
export const grantOfRow = ({ role, permissions, epoch }: Account, at: number, stands = LIST_STANDS_MS): Grant => ({
  role,
  permits: new Set(permissions),
  epoch,
  lasts: at + stands,
  at,
});

/**
 * What a membership token grants; nothing if it is no token of `account`. It came from the edge over TLS, so it
 * is read, not verified. `part` of its life may pass before the next is fetched.
 */
export const grantOfToken = (
  jwt: string,
  account: string,
  at: number,
  part: number,
  policy?: Policy,
  row?: Account,
): Grant | undefined => {
  const { acc, role, perm, epoch, pol, exp } = payload(jwt);
  const lasts = (exp as number) * 1000;
  if (acc !== account || typeof role !== 'string' || typeof perm !== 'string' || !(lasts < Infinity)) return undefined;
  const token = { jwt, due: at + (lasts - at) * part, grantBits: perm, readBy: pol as string };
  return { role, permits: namesIn(token, role, policy, row), epoch: epoch as number, lasts, at, token };
};

/** What a token's bits grant. They mean something under the policy that the token names only; under another one the role counts. */
export const namesIn = (
  { grantBits, readBy }: Pick<Held, 'grantBits' | 'readBy'>,
  role: string,
  policy?: Policy,
  row?: Account,
): ReadonlySet<string> => {
  if (policy?.id === readBy) {
    const bits = decode(grantBits);
    const holds = ({ bit }: { bit: number }) => (bits.charCodeAt(bit >> 3) >> (bit & 7)) & 1;
    return new Set(policy.permissions.filter(holds).map(({ name }) => name));
  }
  const own = policy?.roles.find(({ name }) => name === role)?.permissions;
  return new Set(own ?? (row?.role === role ? row.permissions : []));
};

/** The bytes of base64url text, as characters. Throws if it is not that. */
const decode = (text: string): string => atob(text.replace(/-/g, '+').replace(/_/g, '/'));

/** What a token says, unverified: nothing if it is none. Text beyond ASCII is left as bytes. */
export const payload = (token: string): Record<string, unknown> => {
  try {
    return Object(JSON.parse(decode(token.split('.')[1]!)));
  } catch {
    return {};
  }
};
