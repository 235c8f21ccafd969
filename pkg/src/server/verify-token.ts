import { permissionsOf } from '../client/grants.ts';
import { localNow } from '../clock.ts';
import type { Core } from '../core.ts';
import { HallpassError } from '../errors.ts';
import type { MembershipClaims } from '../hallpass.js';
import { refusal } from '../messages.ts';
import type { PolicyPermission } from '../types.ts';
import type { EdgeDocuments } from './edge-documents.ts';
import type { GuardOptions, Membership } from './types.ts';

/** Each token is used for about a minute. */
const MAX_CACHED_TOKENS = 1_000;
/** Longer text is not a token. */
const MAX_TOKEN_LENGTH = 4_096;

/** Verifies a membership token and returns what it says. Rejects with a `HallpassError` if it is not valid. */
export type VerifyToken = (token: string) => Promise<Membership>;

/** A token that was verified. */
interface VerifiedToken {
  readonly membership: Membership;
  /** The id of the key that signed it. */
  readonly kid: string;
  /** The key set that verified it. Under another set it is verified again. */
  readonly keySet: string;
  readonly expiresMs: number;
}

/** Verifies with the WebAssembly and the edge's keys, and caches the result. */
export const createVerifyToken = (options: GuardOptions, documents: EdgeDocuments, core: Core): VerifyToken => {
  const issuer = options.issuer ?? new URL(options.endpoint).origin;
  const cache = new Map<string, VerifiedToken>();

  const store = (token: string, verified: VerifiedToken): void => {
    cache.set(token, verified);
    for (const oldest of cache.keys()) {
      if (cache.size <= MAX_CACHED_TOKENS) break;
      cache.delete(oldest);
    }
  };

  return async (token) => {
    const cached = cache.get(token);
    const kid = cached?.kid ?? unverifiedKid(token);
    if (kid === undefined) throw refusal('token_invalid', { status: 401 });
    const keySet = await documents.keySet(kid);
    if (cached?.keySet === keySet && localNow() < cached.expiresMs) return cached.membership;
    cache.delete(token);
    const audience = options.audience ?? (await documents.currentPolicy()).audience;
    const claims = await verifyClaims(core, token, keySet, issuer, audience);
    const membership = await membershipOf(claims, documents);
    store(token, { membership, kid, keySet, expiresMs: claims.expiresSeconds * 1000 });
    return membership;
  };
};

const verifyClaims = async (core: Core, token: string, keySet: string, issuer: string, audience: string): Promise<MembershipClaims> => {
  try {
    return await core('verifyMembership', token, keySet, issuer, audience, localNow() / 1000);
  } catch (cause) {
    if (cause instanceof HallpassError) throw cause;
    const { code } = cause as { code?: unknown };
    if (code === 'token_expired' || code === 'token_invalid') throw refusal(code, { status: 401 }, {}, cause);
    // The WebAssembly or the key set could not be loaded: without them nothing is allowed.
    throw refusal('unavailable', { status: 503 }, {}, cause);
  }
};

const membershipOf = async (claims: MembershipClaims, documents: EdgeDocuments): Promise<Membership> => {
  const { user, account, kind, role, policyId, epoch, issuedSeconds, expiresSeconds } = claims;
  const permissions = await accountPermissions(claims, documents);
  const { project } = claims;
  const inProject = project && { project: project.id, projectPermissions: await projectPermissions(policyId, project.permissionBits, documents) };
  return Object.freeze({
    user, account, kind, role, permissions, ...inProject, policyId, epoch,
    issuedAt: toTimestamp(issuedSeconds),
    expiresAt: toTimestamp(expiresSeconds),
  });
};

/** What a token allows in the account: its bits, or the role under the current policy if the edge no longer has the token's. */
const accountPermissions = async ({ role, permissionBits, policyId }: MembershipClaims, documents: EdgeDocuments): Promise<readonly string[]> => {
  if (role === 'custom') return (await readByName(policyId, permissionBits, documents)).map(({ name }) => name);
  const policy = (await documents.policy(policyId)) ?? (await documents.currentPolicy());
  return Object.freeze([...permissionsOf({ permissionBits, policyId }, role, policy)]);
};

/** What a token allows in its project. */
const projectPermissions = async (policyId: string, permissionBits: string, documents: EdgeDocuments): Promise<readonly string[]> => {
  const permissions = await readByName(policyId, permissionBits, documents);
  return Object.freeze(permissions.filter(({ scope }) => scope === 'project').map(({ name }) => name));
};

/**
 * The permissions of the current policy that have the names of these bits under the token's own policy. Rejects if that
 * policy cannot be read: nothing can be said about the bits, and the token of a policy that is gone has to be replaced.
 */
const readByName = async (policyId: string, permissionBits: string, documents: EdgeDocuments): Promise<readonly PolicyPermission[]> => {
  const own = await documents.policy(policyId);
  if (!own) throw refusal('stale_epoch', { status: 401, detail: `The token belongs to the policy ${policyId}, which the edge no longer has. Get a new token.` });
  const names = permissionsOf({ permissionBits, policyId }, '', own);
  return (await documents.currentPolicy()).permissions.filter(({ name }) => names.has(name));
};

/** The key id in a token's header, before anything is verified. */
const unverifiedKid = (token: string): string | undefined => {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  try {
    const header = JSON.parse(atob((token.split('.')[0] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as { kid?: unknown } | null;
    return typeof header?.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
};

const toTimestamp = (seconds: number): string => new Date(seconds * 1000).toISOString();
