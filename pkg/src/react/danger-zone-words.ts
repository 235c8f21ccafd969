/** Words of leaving and deleting a team, which load when they are first shown. */

import { plural } from '../plural.ts';

/** What ends a membership, or the team. */
export const DANGER_WORDS = {
  danger: 'Danger zone',
  leave: 'Leave team',
  leaveTitle: (team: string) => `Leave ${team}?`,
  leaveAbout: "You'll lose access immediately and need a new invite to return.",
  ownerStays: "You're the owner. Transfer ownership before you leave.",
  deleteTeam: 'Delete team',
  deleteTitle: (team: string) => `Delete ${team}?`,
  deleteAbout: 'Everyone except the owner loses access, and pending invites are revoked. The audit log stays.',
  ownerOnly: (owner: string) => `Only ${owner}, the owner, can delete it.`,
  losing: (count: number) => plural('en', count, { one: '# member loses access immediately', other: '# members lose access immediately' }),
  revoking: (count: number) => plural('en', count, { one: '# pending invite is revoked', other: '# pending invites are revoked' }),
  becomesPersonal: 'The team becomes your personal account again',
  closesForGood: 'The team is closed for good',
  typeName: "Type the team's name to confirm",
  deleteForGood: 'Delete team for good',
};
