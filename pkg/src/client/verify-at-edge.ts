/** For browsers that cannot load WebAssembly. */

import type { HallpassError } from '../errors.ts';
import { unverifiedClaims } from '../jwt-claims.ts';
import type { Invites, VerifiedInvite } from '../types.ts';

/** The claims of an invite token once the edge has verified it; `'closed'` if it can no longer be used or is not genuine. */
export const readInviteAtEdge = async (preview: Invites['preview'], token: string): Promise<VerifiedInvite | 'closed'> => {
  try {
    await preview({ token });
    return inviteClaims(token, false);
  } catch (error) {
    const { code, why, you } = error as HallpassError;
    if (code === 'token_expired') return inviteClaims(token, true);
    if (code !== 'invite_closed') throw error;
    // The edge tells more only about a genuine invite, to whom it was for.
    return why !== undefined || you !== undefined ? inviteClaims(token, false) : 'closed';
  }
};

/** The claims of an invite token that the edge has verified. */
const inviteClaims = (token: string, expired: boolean): VerifiedInvite => {
  // One character for each byte so far.
  const bytes = Uint8Array.from(JSON.stringify(unverifiedClaims(token)), (byte) => byte.charCodeAt(0));
  const { jti, acc, name, role, inv, hint, pol, exp } = JSON.parse(new TextDecoder().decode(bytes));
  const expiresAt = new Date(exp * 1000).toISOString();
  return { id: jti, account: { id: acc, name }, role, inviter: { name: inv }, hint, policyId: pol, expiresAt, expired };
};
