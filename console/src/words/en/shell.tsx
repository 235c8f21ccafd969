import type { ReactNode } from 'react';

import { plural } from './plural.ts';

/** What is around every screen, and what it tells about the user's memberships and session. */
export const SHELL = {
  skipToContent: 'Skip to content',
  mainNavigation: 'Main',
  resources: 'Resources',
  team: 'Team',
  auditLog: 'Audit log',
  notInRole: "Your role doesn't include this",
  theme: 'Theme',
  changeTheme: (theme: string, next: string) => `Theme: ${theme}. Change to ${next}`,
  themes: { system: 'System', light: 'Light', dark: 'Dark' },

  user: 'You',
  signedInAs: (name: string) => `Signed in as ${name}`,
  emailVerified: 'Email verified',
  emailNotVerified: 'Email not verified',
  language: 'Language',
  languageFailed: "Can't load this language. Check your connection and try again.",

  account: 'Account:',
  ended: 'Ended',
  usingPersonalAccount: 'This tab now uses your personal account',
  usingTeam: (team: string) => `This tab now uses ${team}`,
  teamReady: (team: string) => `${team} is ready. Invite your colleagues.`,
  project: 'Project:',
  allProjects: 'All projects',

  openInbox: 'Open inbox',
  invitedToTeam: "You're invited to a team",
  pendingInvites: (count: number) => plural(count, { one: 'You have # pending invite', other: 'You have # pending invites' }),

  roleChanged: (team: string, role: string) => `Your role in ${team} is now ${role}`,
  noLongerIn: (team: string) => `You're no longer in ${team}`,
  nowIn: (team: string) => `You're in ${team} now`,
  removedOrDeleted: 'You were removed, or the team was deleted.',
  switchedToPersonalAccount: 'This tab switched to your personal account.',
  switchedToTeam: (team: string) => `This tab switched to ${team}.`,
  notExpected: (owner: string) => `If you didn't expect this, ask ${owner}, the owner.`,

  membershipSuspended: (team: string) => `Your membership in ${team} is suspended`,
  membershipEnded: (team: string) => `Your membership in ${team} has ended`,
  suspendedAbout: (owner: string) =>
    `You can't do anything here until it's restored. Your role and project access are kept. Ask ${owner}, the owner, to restore it.`,
  endedAbout: (when: ReactNode, owner: string) => (
    <>
      It ended {when}. Your role and project access are kept. Ask {owner}, the owner, to extend it.
    </>
  ),
  leaveAbout: "You'll lose your role and project access, and need a new invite to return.",
  leave: 'Leave',
  youLeft: (team: string) => `You left ${team}`,

  offline: "You're offline",
  offlineAbout: "The service can't be reached. Check your connection.",
  savedData: 'Showing saved data; changes are paused.',
  crashed: 'Something went wrong',
  crashedAbout: 'This page crashed. Reload it to go on.',
  reload: 'Reload',

  sessionEnded: 'Your session has ended',
  signInAgainAs: (who: ReactNode) => <>Sign in again as {who} to pick up where you left off. Everything on this page stays as it is.</>,
  samePerson: 'the same person',
  finishInWindow: 'Finish signing in in the other window.',
  windowBlocked: 'Your browser blocked the window. Allow pop-ups for this site, then try again.',
  signInAgain: 'Sign in again',
  otherPerson: "That's a different account",
  otherPersonAbout: (first: ReactNode, second: ReactNode) => (
    <>
      This page belongs to {first}, and you signed in as {second}. If you switch, you'll lose what isn't saved here.
    </>
  ),
  switchAndDiscard: 'Switch and discard',
  youAreSignedIn: "You're signed in",
  youAreNotSignedIn: "You're not signed in",
  closeWindow: 'You can close this window and go back to where you were.',
  closeFailedWindow: 'Close this window. The one you came from says what happened.',
};
