import type { ReactNode } from 'react';

import { plural } from './plural.ts';

/** The user's pending invites, and the teams whose ownership they are offered. */
export const INBOX = {
  about: 'Pending invites to your email.',
  verifyTitle: 'Verify your email',
  joinAs: (team: ReactNode, role: string) => (
    <>
      Join {team} as {role}?
    </>
  ),
  invitedYou: (inviter: string, when: ReactNode) => (
    <>
      {inviter} invited you {when}.
    </>
  ),
  joined: (team: ReactNode) => <>You joined {team}</>,
  declined: (team: ReactNode) => <>You declined {team}</>,
  undo: 'Undo',
  undoFor: (seconds: number) => plural(seconds, { one: 'for # second', other: 'for # seconds' }),
  offeredOwnership: 'Ownership offers',
  offers: (owner: string, team: ReactNode) => (
    <>
      {owner} offered you ownership of {team}
    </>
  ),
  reviewOffer: 'Review offer',
};
