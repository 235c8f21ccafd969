import type { ReactNode } from 'react';

import { plural } from './plural.ts';

/** The page that invite links lead to. */
export const JOIN = {
  title: 'Join a team',
  invitedYou: (inviter: ReactNode) => <>{inviter} invited you to the team.</>,
  ableTo: "What you'll be able to do",
  signInToAccept: 'Sign in to accept',
  useEmail: (recipient: ReactNode) => <>Use {recipient}. Your invite will still be here.</>,
  signInToKnow: 'Sign in to see this invite',
  signInToKnowAbout: "You'll see whether it's still open.",
  wrongAccount: (email: ReactNode, recipient: ReactNode) => (
    <>
      You're signed in as {email}, but this invite is for {recipient}. To accept it, sign in with the email it's for.
    </>
  ),
  someoneElse: 'someone else',
  verifyFirst: (email: ReactNode) => <>Verify {email} to accept this invite. Your invite will still be here.</>,
  declined: 'You declined the invite.',
  undo: 'Undo',
  undoFor: (seconds: number) => plural(seconds, { one: 'You can undo this for # second.', other: 'You can undo this for # seconds.' }),
  joinedAs: (role: ReactNode) => <>You joined as {role}.</>,
  stillInPersonalAccount: 'This tab is still using your personal account. Switch to see what the team has.',
  stillInTeam: (team: string) => `This tab is still using ${team}. Switch to see what the new team has.`,
  stayInPersonalAccount: 'Stay in my personal account',
  stayInTeam: (team: string) => `Stay in ${team}`,
  nothingLeft: "There's nothing left to do here.",
  goToAccount: 'Go to my account',
  goToInbox: 'Go to inbox',
};
