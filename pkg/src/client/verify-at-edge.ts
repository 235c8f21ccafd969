/** For browsers that cannot load WebAssembly. */

import type { HallpassError } from '../errors.ts';
import type { Invites, VerifiedInvite } from '../types.ts';
import type { Services } from './services.ts';

/** The claims of an invite token once the edge has verified it; `'closed'` if it can no longer be used or is not genuine. */
export const readInviteAtEdge = async (preview: Invites['preview'], claimsOf: Services['unverifiedClaims'], token: string): Promise<VerifiedInvite | 'closed'> => {
  const inviteClaims = (expired: boolean): VerifiedInvite => verifiedInvite(claimsOf(token), expired);
  try {
    await preview({ token });
    return inviteClaims(false);
  } catch (error) {
    const { code, why, you } = error as HallpassError;
    if (code === 'token_expired') return inviteClaims(true);
    if (code !== 'invite_closed') throw error;
    // The edge tells more only about a genuine invite, to whom it was for.
    return why !== undefined || you !== undefined ? inviteClaims(false) : 'closed';
  }
};

/** The claims of an invite token that the edge has verified, as `unverifiedClaims` reads them. */
const verifiedInvite = (claims: object, expired: boolean): VerifiedInvite => {
  // One character for each byte so far.
  const bytes = Uint8Array.from(JSON.stringify(claims), (byte) => byte.charCodeAt(0));
  const { jti, acc, name, role, inv, hint, pol, exp } = JSON.parse(new TextDecoder().decode(bytes));
  const expiresAt = new Date(exp * 1000).toISOString();
  return { id: jti, account: { id: acc, name }, role, inviter: { name: inv }, hint, policyId: pol, expiresAt, expired };
};
