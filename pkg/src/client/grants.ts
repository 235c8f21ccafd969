import { instant } from '../clock.ts';
import { unverifiedClaims } from '../jwt-claims.ts';
import type { Account, Policy, Project } from '../types.ts';
import { LIST_LIFETIME_MS } from './limits.ts';

/** What the user may do in one account, or in one project of it, and until when. Times are milliseconds since 1970 by the edge's clock. */
export interface Grant {
  readonly role: string;
  readonly permissions: ReadonlySet<string>;
  readonly epoch: number;
  readonly receivedAt: number;
  readonly expiresAt: number;
  /** When the membership ends. Nothing counts after that, not even offline. */
  readonly endsAt: number;
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

/** When a membership ends. */
const endOf = ({ expiresAt }: Pick<Account, 'expiresAt'> = {}): number => (expiresAt === undefined ? Infinity : instant(expiresAt));

/** Whether the member holds what their role gives: they are not suspended, and their membership has not ended. */
export const isInForce = (row: Account, now: number): boolean => row.suspended !== true && now < endOf(row);

/** What a row of the user's accounts grants. */
export const grantFromAccount = (row: Account, now: number, lifetimeMs = LIST_LIFETIME_MS): Grant => {
  const { role, permissions, epoch } = row;
  const grant = { role, epoch, receivedAt: now, expiresAt: now + lifetimeMs };
  // A membership that has ended grants nothing, which is known for as long as the row is.
  if (!isInForce(row, now)) return { ...grant, permissions: new Set(), endsAt: Infinity };
  return { ...grant, permissions: new Set(permissions), endsAt: endOf(row) };
};

/** What is needed to read a membership token. */
export interface TokenContext {
  /** The account that the token must be for. */
  readonly account: string;
  /** The project that it must be for; absent for a token of the account alone. */
  readonly project?: string | undefined;
  readonly now: number;
  /** The part of the token's life after which the next one is fetched, between 0 and 1. */
  readonly refreshAfter: number;
  readonly policy?: Policy | undefined;
  /** The user's row for this account, if there is one. */
  readonly row?: Account | undefined;
  /** The user's row for the project, as it came with the token. */
  readonly projectRow?: Project | undefined;
}

/**
 * What a membership token grants in the account, or in the project; `undefined` if it is not a token for that. The token
 * came from the edge over TLS, so it is read, not verified.
 */
export const grantFromToken = (jwt: string, { account, project, now, refreshAfter, policy, row, projectRow }: TokenContext): Grant | undefined => {
  const { acc, prj, role, perm, prjPerm, epoch, pol, exp } = unverifiedClaims(jwt);
  const expiresAt = Number(exp) * 1000;
  const permissionBits = project === undefined ? perm : prjPerm;
  const isForIt = acc === account && (project === undefined || prj === project) && typeof role === 'string';
  if (!isForIt || typeof permissionBits !== 'string' || !Number.isFinite(expiresAt)) return undefined;
  const token = { jwt, refreshAt: now + (expiresAt - now) * refreshAfter, permissionBits, policyId: String(pol) };
  const granted =
    project === undefined
      ? { role, permissions: permissionsOf(token, role, policy, row) }
      : { role: projectRow?.role ?? '', permissions: grantedBits(token, policy) ?? new Set(projectRow?.permissions) };
  return { ...granted, epoch: Number(epoch), receivedAt: now, expiresAt, endsAt: endOf(row), token };
};

type PermissionBits = Pick<MembershipToken, 'permissionBits' | 'policyId'>;

/**
 * The permissions of a membership token in the account. Its bits have a meaning under the policy that the token names
 * only; under another policy, or as long as none is known, the role decides.
 */
export const permissionsOf = (token: PermissionBits, role: string, policy?: Policy, row?: Account): ReadonlySet<string> => {
  const fromPolicy = policy?.roles.find(({ name }) => name === role)?.permissions;
  return grantedBits(token, policy) ?? new Set(fromPolicy ?? (row?.role === role ? row.permissions : []));
};

/** What the bits of a token mean; `undefined` if the policy is not the one that the token names. */
const grantedBits = ({ permissionBits, policyId }: PermissionBits, policy: Policy | undefined): ReadonlySet<string> | undefined => {
  if (policy?.id !== policyId) return undefined;
  const bytes = atob(permissionBits.replace(/-/g, '+').replace(/_/g, '/'));
  const isSet = (bit: number): boolean => ((bytes.charCodeAt(bit >> 3) >> (bit & 7)) & 1) === 1;
  return new Set(policy.permissions.filter(({ bit }) => isSet(bit)).map(({ name }) => name));
};
