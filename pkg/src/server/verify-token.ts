import { localNow } from '../clock.ts';
import type { Core } from '../core.ts';
import { HallpassError } from '../errors.ts';
import { permissionsOf } from '../client/grants.ts';
import { refusal } from '../messages.ts';
import type { MembershipClaims } from '../hallpass.js';
import type { Books } from './books.ts';
import type { GuardOptions, Membership } from './types.ts';

/** A token that was verified. */
interface Remembered {
  readonly membership: Membership;
  /** The id of the key that signed it. */
  readonly kid: string;
  /** The key set under which it was verified. Under another one it is verified again. */
  readonly keys: string;
  readonly expiresMs: number;
}

/** Tokens that are remembered as verified; each is used for a minute. */
const REMEMBERED = 1_000;
/** Longer text is no token. */
const LONGEST = 4_096;

/** Says what a membership token says. Rejects with a `HallpassError` for one that does not count. */
export type Verify = (token: string) => Promise<Membership>;

/** Verifies in WebAssembly, with the keys in `books`. */
export const createVerify = (options: GuardOptions, books: Books, core: Core): Verify => {
  const issuer = options.issuer ?? new URL(options.endpoint).origin;
  const seen = new Map<string, Remembered>();

  const remember = (token: string, verified: Remembered): void => {
    seen.set(token, verified);
    for (const oldest of seen.keys()) {
      if (seen.size <= REMEMBERED) break;
      seen.delete(oldest);
    }
  };

  return async (token) => {
    const remembered = seen.get(token);
    const kid = remembered?.kid ?? kidIn(token);
    if (kid === undefined) throw refusal('token_invalid', { status: 401 });
    const keys = await books.keys(kid);
    if (remembered?.keys === keys && localNow() < remembered.expiresMs) return remembered.membership;
    seen.delete(token);
    const audience = options.audience ?? (await books.policy()).audience;
    const claims = await checked(core, token, keys, issuer, audience);
    const { user, account, kind, role, permissionBits, policyId, epoch, issuedSeconds, expiresSeconds } = claims;
    const policy = await books.policyOf(policyId);
    const permissions = Object.freeze([...permissionsOf({ permissionBits, policyId }, role, policy)]);
    const membership = Object.freeze({
      user, account, kind, role, permissions, policyId, epoch,
      issuedAt: instant(issuedSeconds),
      expiresAt: instant(expiresSeconds),
    });
    remember(token, { membership, kid, keys, expiresMs: expiresSeconds * 1000 });
    return membership;
  };
};

const checked = async (core: Core, token: string, keys: string, issuer: string, audience: string): Promise<MembershipClaims> => {
  try {
    return await core('verifyMembership', token, keys, issuer, audience, localNow() / 1000);
  } catch (cause) {
    if (cause instanceof HallpassError) throw cause;
    const { code } = cause as { code?: unknown };
    if (code === 'token_expired' || code === 'token_invalid') throw refusal(code, { status: 401 }, {}, cause);
    // The verifier could not be loaded, or the keys not be read: nobody is let in on that account.
    throw refusal('unavailable', { status: 503 }, {}, cause);
  }
};

/** The key that a token names, unverified. */
const kidIn = (token: string): string | undefined => {
  if (token.length > LONGEST) return undefined;
  try {
    const header = JSON.parse(atob((token.split('.')[0] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as { kid?: unknown } | null;
    return typeof header?.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
};

const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
