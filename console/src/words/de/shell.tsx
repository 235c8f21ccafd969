import type { Words } from '../en/index.ts';
import { plural } from './plural.ts';

/** What is around every screen, and what it tells about the user's memberships and session. */
export const SHELL: Words['shell'] = {
  skipToContent: 'Zum Inhalt springen',
  mainNavigation: 'Hauptnavigation',
  resources: 'Ressourcen',
  team: 'Team',
  auditLog: 'Audit-Log',
  notInRole: 'Das ist in deiner Rolle nicht enthalten',
  theme: 'Farbschema',
  changeTheme: (theme, next) => `Farbschema: ${theme}. Zu ${next} wechseln`,
  themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },

  user: 'Du',
  signedInAs: (name) => `Angemeldet als ${name}`,
  emailVerified: 'E‑Mail bestätigt',
  emailNotVerified: 'E‑Mail nicht bestätigt',
  language: 'Sprache',
  languageFailed: 'Diese Sprache kann nicht geladen werden. Prüfe deine Verbindung und versuche es noch einmal.',

  account: 'Konto:',
  ended: 'Beendet',
  usingPersonalAccount: 'Dieser Tab nutzt jetzt dein persönliches Konto',
  usingTeam: (team) => `Dieser Tab nutzt jetzt ${team}`,
  teamReady: (team) => `${team} ist bereit. Lade deine Kolleg:innen ein.`,
  project: 'Projekt:',
  allProjects: 'Alle Projekte',

  openInbox: 'Posteingang öffnen',
  invitedToTeam: 'Du bist in ein Team eingeladen',
  pendingInvites: (count) => plural(count, { one: 'Du hast # offene Einladung', other: 'Du hast # offene Einladungen' }),

  roleChanged: (team, role) => `Deine Rolle in ${team} ist jetzt ${role}`,
  noLongerIn: (team) => `Du bist nicht mehr in ${team}`,
  nowIn: (team) => `Du bist jetzt in ${team}`,
  removedOrDeleted: 'Du wurdest entfernt, oder das Team wurde gelöscht.',
  switchedToPersonalAccount: 'Dieser Tab nutzt jetzt dein persönliches Konto.',
  switchedToTeam: (team) => `Dieser Tab nutzt jetzt ${team}.`,
  notExpected: (owner) => `Wenn du das nicht erwartet hast, frag ${owner}: Das Team gehört dieser Person.`,

  membershipSuspended: (team) => `Deine Mitgliedschaft in ${team} ist gesperrt`,
  membershipEnded: (team) => `Deine Mitgliedschaft in ${team} ist beendet`,
  suspendedAbout: (owner) =>
    `Du kannst hier nichts tun, bis sie entsperrt wird. Deine Rolle und dein Zugriff auf Projekte bleiben erhalten. Bitte ${owner}, sie zu entsperren.`,
  endedAbout: (when, owner) => (
    <>
      Sie endete {when}. Deine Rolle und dein Zugriff auf Projekte bleiben erhalten. Bitte {owner}, sie zu verlängern.
    </>
  ),
  leaveAbout: 'Du verlierst deine Rolle und deinen Zugriff auf Projekte und brauchst eine neue Einladung, um zurückzukommen.',
  leave: 'Verlassen',
  youLeft: (team) => `Du hast ${team} verlassen`,

  offline: 'Du bist offline',
  offlineAbout: 'Der Dienst ist nicht erreichbar. Prüfe deine Verbindung.',
  savedData: 'Du siehst gespeicherte Daten; Änderungen sind pausiert.',
  crashed: 'Etwas ist schiefgegangen',
  crashedAbout: 'Diese Seite ist abgestürzt. Lade sie neu, um weiterzumachen.',
  reload: 'Neu laden',

  sessionEnded: 'Deine Sitzung ist beendet',
  signInAgainAs: (who) => <>Melde dich noch einmal als {who} an, um weiterzumachen. Alles auf dieser Seite bleibt, wie es ist.</>,
  samePerson: 'dieselbe Person',
  finishInWindow: 'Schließe die Anmeldung im anderen Fenster ab.',
  windowBlocked: 'Dein Browser hat das Fenster blockiert. Erlaube Pop-ups für diese Website und versuche es noch einmal.',
  signInAgain: 'Neu anmelden',
  otherPerson: 'Das ist ein anderes Konto',
  otherPersonAbout: (first, second) => (
    <>
      Diese Seite gehört {first}, du hast dich aber als {second} angemeldet. Wenn du wechselst, geht verloren, was hier nicht gespeichert ist.
    </>
  ),
  switchAndDiscard: 'Wechseln und verwerfen',
  youAreSignedIn: 'Du bist angemeldet',
  youAreNotSignedIn: 'Du bist nicht angemeldet',
  closeWindow: 'Du kannst dieses Fenster schließen und dort weitermachen, wo du warst.',
  closeFailedWindow: 'Schließe dieses Fenster. Im ursprünglichen Fenster steht, was passiert ist.',
};
