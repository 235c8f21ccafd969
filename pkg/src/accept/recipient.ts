/** Whom an invite is for, as its invitee sees it. */

import type { AcceptInvite } from '../accept-types.ts';

/** What the recipient of an invite is made of. */
interface RecipientContext {
  readonly addressAt: (domains: string) => string;
  /** Joins the domains. */
  readonly list: (domains: readonly string[]) => string;
}

/** The masked address, or the domains that an address is needed of; `undefined` if any address will do. */
export const recipientOf = ({ hint, domains }: Pick<AcceptInvite, 'hint' | 'domains'>, { addressAt, list }: RecipientContext): string | undefined => {
  if (domains && domains.length > 0) return addressAt(list(domains));
  return hint?.startsWith('@') ? addressAt(hint.slice(1)) : hint;
};
