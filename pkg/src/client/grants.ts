import { unverifiedClaims } from '../jwt-claims.ts';
import type { Account, Policy } from '../types.ts';
import { LIST_LIFETIME_MS } from './limits.ts';

/** What the user may do in one account, and until when. Times are milliseconds since 1970 by the edge's clock. */
export interface Grant {
  readonly role: string;
  readonly permissions: ReadonlySet<string>;
  readonly epoch: number;
  readonly receivedAt: number;
  readonly expiresAt: number;
  /** The membership token that the grant was read from; absent if it comes from a list of accounts. */
  readonly token?: MembershipToken;
}

/** A membership token, as far as the client reads it. */
export interface MembershipToken {
  readonly jwt: string;
  /** When to fetch the next one. */
  readonly refreshAt: number;
  readonly permissionBits: string;
  /** The policy that says what each bit means. */
  readonly policyId: string;
}

/** What a row of the user's accounts grants. */
export const grantFromAccount = ({ role, permissions, epoch }: Account, now: number, lifetimeMs = LIST_LIFETIME_MS): Grant => ({
  role,
  permissions: new Set(permissions),
  epoch,
  receivedAt: now,
  expiresAt: now + lifetimeMs,
});

/** What is needed to read a membership token. */
export interface TokenContext {
  /** The account that the token must be for. */
  readonly account: string;
  readonly now: number;
  /** The part of the token's life after which the next one is fetched, between 0 and 1. */
  readonly refreshAfter: number;
  readonly policy?: Policy | undefined;
  /** The user's row for this account, if there is one. */
  readonly row?: Account | undefined;
}

/**
 * What a membership token grants; `undefined` if it is not a token for the account. The token came from the edge over
 * TLS, so it is read, not verified.
 */
export const grantFromToken = (jwt: string, { account, now, refreshAfter, policy, row }: TokenContext): Grant | undefined => {
  const { acc, role, perm, epoch, pol, exp } = unverifiedClaims(jwt);
  const expiresAt = Number(exp) * 1000;
  if (acc !== account || typeof role !== 'string' || typeof perm !== 'string' || !Number.isFinite(expiresAt)) return undefined;
  const token = { jwt, refreshAt: now + (expiresAt - now) * refreshAfter, permissionBits: perm, policyId: String(pol) };
  return { role, permissions: permissionsOf(token, role, policy, row), epoch: Number(epoch), receivedAt: now, expiresAt, token };
};

/**
 * The permissions of a membership token. Its bits have a meaning under the policy that the token names only; under
 * another policy, or as long as none is known, the role decides.
 */
export const permissionsOf = (
  { permissionBits, policyId }: Pick<MembershipToken, 'permissionBits' | 'policyId'>,
  role: string,
  policy?: Policy,
  row?: Account,
): ReadonlySet<string> => {
  if (policy?.id === policyId) {
    const bytes = atob(permissionBits.replace(/-/g, '+').replace(/_/g, '/'));
    const isSet = (bit: number): boolean => ((bytes.charCodeAt(bit >> 3) >> (bit & 7)) & 1) === 1;
    return new Set(policy.permissions.filter(({ bit }) => isSet(bit)).map(({ name }) => name));
  }
  const fromPolicy = policy?.roles.find(({ name }) => name === role)?.permissions;
  return new Set(fromPolicy ?? (row?.role === role ? row.permissions : []));
};
