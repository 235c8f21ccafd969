import type { Words } from '../en/index.ts';
import { plural } from './plural.ts';

/** The user's pending invites, and the teams whose ownership they are offered. */
export const INBOX: Words['inbox'] = {
  about: 'Offene Einladungen an deine E‑Mail.',
  verifyTitle: 'Bestätige deine E‑Mail',
  joinAs: (team, role) => (
    <>
      {team} als {role} beitreten?
    </>
  ),
  invitedYou: (inviter, when) => (
    <>
      {inviter} hat dich {when} eingeladen.
    </>
  ),
  joined: (team) => <>Du bist jetzt in {team}</>,
  declined: (team) => <>Du hast {team} abgelehnt</>,
  undo: 'Rückgängig machen',
  undoFor: (seconds) => plural(seconds, { one: '# Sekunde lang', other: '# Sekunden lang' }),
  offeredOwnership: 'Angebotene Teams',
  offers: (owner, team) => (
    <>
      {owner} bietet dir {team} an
    </>
  ),
  reviewOffer: 'Angebot ansehen',
};
