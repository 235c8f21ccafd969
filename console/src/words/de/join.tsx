import type { Words } from '../en/index.ts';
import { plural } from './plural.ts';

/** The page that invite links lead to. */
export const JOIN: Words['join'] = {
  title: 'Team beitreten',
  invitedYou: (inviter) => <>{inviter} hat dich ins Team eingeladen.</>,
  ableTo: 'Was du tun kannst',
  signInToAccept: 'Melde dich an, um beizutreten',
  useEmail: (recipient) => <>Nimm {recipient}. Deine Einladung bleibt erhalten.</>,
  signInToKnow: 'Melde dich an, um die Einladung zu sehen',
  signInToKnowAbout: 'Dann siehst du, ob sie noch offen ist.',
  wrongAccount: (email, recipient) => (
    <>
      Du bist als {email} angemeldet, aber diese Einladung ist für {recipient}. Melde dich mit der E‑Mail an, für die sie ist, um sie anzunehmen.
    </>
  ),
  someoneElse: 'jemand anderen',
  verifyFirst: (email) => <>Bestätige {email}, um die Einladung anzunehmen. Sie bleibt erhalten.</>,
  declined: 'Du hast die Einladung abgelehnt.',
  undo: 'Rückgängig machen',
  undoFor: (seconds) => plural(seconds, { one: 'Du kannst das # Sekunde lang rückgängig machen.', other: 'Du kannst das # Sekunden lang rückgängig machen.' }),
  joinedAs: (role) => <>Du bist als {role} dabei.</>,
  stillInPersonalAccount: 'Dieser Tab nutzt noch dein persönliches Konto. Wechsle, um zu sehen, was das Team hat.',
  stillInTeam: (team) => `Dieser Tab nutzt noch ${team}. Wechsle, um zu sehen, was das neue Team hat.`,
  stayInPersonalAccount: 'In meinem persönlichen Konto bleiben',
  stayInTeam: (team) => `In ${team} bleiben`,
  nothingLeft: 'Hier gibt es nichts mehr zu tun.',
  goToAccount: 'Zu meinem Konto',
  goToInbox: 'Zum Posteingang',
};
