import { number } from '../plural.ts';
import { DELIVERY_WORDS } from './delivery.ts';

/** Invites of a team that wait for an answer. */
export const PENDING_WORDS = {
  ...DELIVERY_WORDS,
  pending: 'Pending invites',
  nonePending: 'No pending invites',
  anyone: 'Anyone with the link',
  anyoneAt: (domains: string) => `Anyone with the link and an email at ${domains}`,
  uses: (uses: number, maxUses: number) => `${number('en', uses)} of ${number('en', maxUses)} used`,
  since: (when: string, inviter: string) => `Sent ${when} by ${inviter}`,
  expires: (when: string) => `Expires ${when}`,
  copyLink: 'Copy link',
  copied: 'Copied',
  newLink: 'New link',
  newLinkMade: 'New link copied. Earlier links no longer work.',
  revoke: 'Revoke',
};
