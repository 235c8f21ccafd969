/** Words of leaving and deleting a team, which load when they are first shown. */

/** What ends a membership, or the team. */
export const DANGER_WORDS = {
  danger: 'Danger zone',
  leave: 'Leave team',
  leaveTitle: (team: string) => `Leave ${team}?`,
  leaveAbout: 'You lose access at once. To come back you need a new invite.',
  ownerStays: 'The owner cannot leave the team. Transfer the ownership first.',
  deleteTeam: 'Delete team',
  deleteTitle: (team: string) => `Delete ${team}?`,
  deleteAbout: 'Everyone but the owner leaves and open invites are revoked. The audit stays.',
  ownerOnly: (owner: string) => `Only ${owner}, the owner, can delete it.`,
  losing: (count: number) => `${count} member${count === 1 ? ' loses' : 's lose'} access at once`,
  revoking: (count: number) => `${count} open invite${count === 1 ? ' is' : 's are'} revoked`,
  becomesPersonal: 'The account is personal again',
  closesForGood: 'The team is closed for good',
  typeName: 'Type the team’s name to confirm',
  deleteForGood: 'Delete team for good',
};
