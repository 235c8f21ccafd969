import { DELIVERY_WORDS } from './delivery.ts';

/** Invites of a team that wait for an answer. */
export const PENDING_WORDS = {
  ...DELIVERY_WORDS,
  pending: 'Pending invites',
  nonePending: 'Nobody is invited at the moment',
  anyone: 'Anyone with the link',
  anyoneAt: (domains: string) => `Anyone with the link and an address at ${domains}`,
  uses: (uses: number, maxUses: number) => `${uses} of ${maxUses} used`,
  since: (when: string, inviter: string) => `since ${when}, by ${inviter}`,
  expires: (when: string) => `until ${when}`,
  copyLink: 'Copy link',
  copied: 'Copied',
  newLink: 'New link',
  newLinkMade: 'The new link is copied. Earlier ones have stopped working.',
  revoke: 'Revoke',
};
