/**
 * What the ready-made user interface says, in English, by place. Translate by giving other words under the
 * same names: each place takes its own and leaves the rest. Refusals have their own texts, see `messages.ts`.
 */

import type { Explanation } from './wire.ts';

/** Words that several places use. */
export const COMMON_WORDS = {
  cancel: 'Cancel',
  close: 'Close',
  loading: 'Loading',
  retry: 'Try again',
  signIn: 'Sign in',
  signOut: 'Sign out',
  loadMore: 'Show more',
  support: 'Contact support',
  checkingInvite: 'Checking the invite',
  join: 'Join team',
  decline: 'Decline',
  verify: 'Verify e-mail address',
  switchTo: (team: string) => `Switch to ${team}`,
  requestId: (id: string) => `Request ${id}`,
};

/** A gate that says why not. */
export const EXPLAIN_WORDS = {
  why: 'Why?',
  whyNot: (what: string) => `Why not: ${what}`,
  allowedNow: 'This is allowed now.',
  because: (reason: Explanation['reason'], missing: string, role: string) =>
    ({
      not_signed_in: 'You are not signed in.',
      not_a_member: 'You are not in this team.',
      not_switched: 'You are in this team, but this tab works in another account.',
      role_lacks: `Your role${role && `, ${role},`} does not include ${missing || 'this'}.`,
      ended: 'Your membership has ended.',
      expired: 'Your access has expired.',
      spend_limit: 'This would exceed the spend limit.',
      nothing_yet: 'Nothing is wrong: there is nothing here yet.',
    })[reason] ?? 'This is not allowed.',
  rolesThatWould: (count: number) => (count === 1 ? 'Role that would' : 'Roles that would'),
  askWho: 'Who can change it',
  ownerMark: (name: string) => `${name} (owner)`,
  whatToDo: 'What to do',
  /** The advice itself; the edge and the core write it in English. */
  advice: ({ whatToDo }: Explanation) => whatToDo,
};

/** The account switcher. */
export const SWITCHER_WORDS = {
  accounts: 'Accounts',
  accountIs: (name: string) => `Account: ${name}`,
  chooseAccount: 'Choose an account',
  personalAccount: 'Personal account',
  teamOf: (members: number) => (members === 1 ? '1 member' : `${members} members`),
  createTeam: 'Create a team',
  teamName: 'Team name',
  create: 'Create team',
  createAbout: 'A new team of which you are the owner. Your other accounts stay as they are.',
};

/** The page to which an invite link leads. */
export const ACCEPT_WORDS = {
  joinTitle: (team: string) => `Join ${team}`,
  invitesYou: (inviter: string) => `${inviter} invites you to the team.`,
  yourRole: 'Your role',
  inviteFor: 'For',
  youMay: 'You may',
  signInToJoin: 'Sign in to answer the invite.',
  signInToKnow:
    'It was used, declined, revoked or replaced. If it was yours, sign in: you are told more, and taken to the team if you are in it.',
  wrongAccountTitle: 'This invite is for another address',
  wrongAccount: (email: string, hint: string) =>
    `You are signed in as ${email}. The invite is for ${hint || 'somebody else'}. Nothing has happened to it: it stays open for that address.`,
  signInAsOther: 'Sign in with another address',
  proofTitle: 'Verify your e-mail address first',
  proof: (email: string) =>
    `Nobody has confirmed yet that ${email} is yours. An invite can be answered from a verified address only. It stays open meanwhile.`,
  memberTitle: (team: string) => `You are in ${team} already`,
  openTeam: 'Open team',
  joinedTitle: (team: string) => `You are in ${team}`,
  joinedAs: (role: string) => `You joined as ${role}.`,
  declinedTitle: 'You declined the invite',
  declined: (inviter: string) => `${inviter} sees that. If it was a mistake, ask for a new invite.`,
  closedTitle: 'This invite is closed',
  closed: (why: string) =>
    ({
      used: 'It has been used. An invite works once.',
      declined: 'It was declined. Ask for a new one if that was a mistake.',
      revoked: 'It was revoked. Ask whoever invited you for a new one.',
      expired: 'It has expired. Ask whoever invited you for a new one.',
    })[why] ?? 'It was used, declined, revoked, replaced, or has never been one. Ask whoever invited you for a new link.',
  outOfDateTitle: 'Open the link again',
  outOfDate: 'This page was open for too long. The invite itself is not affected: open its link again, or answer in your inbox.',
  failedTitle: 'This could not be found out',
  noInviteTitle: 'There is no invite here',
  noInvite: 'Open the link that you were given.',
};

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

/** Invites of a team that wait for an answer. */
export const PENDING_WORDS = {
  pending: 'Pending invites',
  nonePending: 'Nobody is invited at the moment',
  anyone: 'Anyone with the link',
  since: (when: string, inviter: string) => `since ${when}, by ${inviter}`,
  expires: (when: string) => `until ${when}`,
  copyLink: 'Copy link',
  copied: 'Copied',
  newLink: 'New link',
  newLinkMade: 'The new link is copied. Earlier ones have stopped working.',
  revoke: 'Revoke',
};

/** Every word by its name. */
export type Words = Readonly<
  typeof COMMON_WORDS &
    typeof EXPLAIN_WORDS &
    typeof SWITCHER_WORDS &
    typeof ACCEPT_WORDS &
    typeof INBOX_WORDS &
    typeof PENDING_WORDS
>;

/** Other words under the same names; what is left out stays English. */
export type OwnWords = Partial<Words>;
