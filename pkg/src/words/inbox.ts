import { plural } from '../plural.ts';

/** Invites that wait for me: the bell and the list. */
export const INBOX_WORDS = {
  inbox: 'Inbox',
  inboxWith: (count: number) => plural('en', count, { one: 'Inbox, # pending invite', other: 'Inbox, # pending invites' }),
  youAreInvited: "You're invited",
  closeInbox: 'Close inbox',
  readingInbox: 'Loading your inbox',
  noInvites: 'No pending invites',
  noInvitesAbout: 'Invites to your email show up here.',
  inboxProof: 'Verify your email to see the invites sent to it.',
  joinAs: (team: string, role: string) => `Join ${team} as ${role}?`,
  invitedBy: (inviter: string, when: string) => `${inviter} invited you ${when}.`,
  youJoined: (team: string) => `You joined ${team}`,
  youDeclined: (team: string) => `You declined ${team}`,
  declinedAbout: (inviter: string) => `Changed your mind? Ask ${inviter} for a new invite.`,
};
