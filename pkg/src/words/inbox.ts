/** Invites that wait for me: the bell and the list. */
export const INBOX_WORDS = {
  inbox: 'Inbox',
  inboxWith: (count: number) => (count === 1 ? 'Inbox, 1 open invite' : `Inbox, ${count} open invites`),
  youAreInvited: 'You are invited',
  closeInbox: 'Close the inbox',
  readingInbox: 'Reading the inbox',
  noInvites: 'No open invites',
  noInvitesAbout: 'When somebody invites you to a team, it shows here.',
  inboxProof: 'Invites belong to an address. Yours shows them once it is known to be yours.',
  joinAs: (team: string, role: string) => `Join ${team} as ${role}?`,
  invitedBy: (inviter: string, when: string) => `${inviter} invited you ${when}.`,
  youJoined: (team: string) => `You joined ${team}`,
  youDeclined: (team: string) => `You declined ${team}`,
  declinedAbout: (inviter: string) => `If that was a mistake, ask ${inviter} to invite you again.`,
};
