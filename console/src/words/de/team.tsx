import type { Words } from '../en/index.ts';
import { plural } from './plural.ts';

/** The header of a team's pages, its settings, and how it is transferred, left and deleted. */
export const TEAM: Words['team'] = {
  team: 'Team',
  tabs: { members: 'Mitglieder', invites: 'Einladungen', projects: 'Projekte', settings: 'Einstellungen' },
  loading: 'Das Team wird geladen',
  denied: 'Deine Rolle kann die Seiten dieses Teams nicht öffnen',
  invitesDenied: 'Deine Rolle kann keine Einladungen sehen',
  isPersonalAccount: (account) => <>{account} ist dein persönliches Konto.</>,
  youAreOwner: 'Das Team gehört dir',
  ownedBy: (owner) => `Inhaber:in: ${owner}`,
  yourRole: (role) => <>Deine Rolle: {role}</>,

  convertTitle: 'Mach aus diesem Konto ein Team',
  convertAbout: 'Lade andere per Link ein und gib jeder Person eine Rolle. Ist etwas nicht erlaubt, sehen sie den Grund.',
  convertPoints: ['Alles im Konto bleibt', 'Das Team gehört dir, mit vollem Zugriff', 'Du kannst es später rückgängig machen'],
  convert: 'In ein Team umwandeln',
  convertConfirm: 'Umwandeln',
  convertNameAbout: 'Alle, die du einlädst, sehen diesen Namen. Du kannst ihn später ändern.',
  nameExample: 'Muster Forschung',
  converted: (team) => `${team} ist jetzt ein Team`,

  rename: 'Team umbenennen',
  renameConfirm: 'Umbenennen',
  nameAbout: 'Alle im Team sehen diesen Namen.',
  renamed: (team) => `Team in ${team} umbenannt`,
  id: 'Team-ID',
  reviewAbout: 'Prüfe regelmäßig, ob alle Mitglieder ihren Zugriff noch brauchen.',
  reviewAccess: 'Zugriff prüfen',

  spending: 'Ausgaben',
  spendLimit: (dollars) => <>Ausgabenlimit pro Stunde: {dollars}</>,
  spendAbout: 'Neue Workloads, die es überschreiten würden, starten nicht.',
  changeSpendLimit: 'Ausgabenlimit ändern',
  dollarsAnHour: 'US-Dollar pro Stunde',
  spendFieldAbout: 'Für alle Mitglieder zusammen, ab sofort.',
  zeroLimit: (dollars) => `Mit einem Limit von ${dollars} startet kein neuer Workload.`,
  aboveTeamLimit: 'So viel kann ein Team nicht selbst festlegen',
  askToRaise: 'Bitte den Support, es zu erhöhen.',
  changeLimit: 'Limit ändern',
  spendLimitChanged: (dollars) => `Ausgabenlimit auf ${dollars} pro Stunde geändert`,

  ownershipOffered: (member, until) => (
    <>
      {member} angeboten; die Frist zum Annehmen endet am {until}. Bis dahin gehört das Team dir.
    </>
  ),
  offerWithdrawn: 'Angebot zurückgezogen',
  transferAbout: 'Übergib das Team an ein anderes Mitglied. Du bleibst Mitglied mit derselben Rolle.',
  transferSteps: 'Das Mitglied hat sieben Tage, um anzunehmen. Bis dahin gehört das Team dir, und du kannst das Angebot zurückziehen. War das Team dein persönliches Konto, bekommst du ein neues.',
  typeToConfirm: (text) => `Gib zur Bestätigung ${text} ein`,
  memberWithEmail: (name, email) => `${name} (${email})`,
  offeredTo: (name) => `Das Team ist jetzt ${name} angeboten`,
  youAreNowOwner: (team) => `${team} gehört jetzt dir`,
  acceptAbout: (owner, until) => `Du kannst das Team dann löschen und nicht entfernt werden. ${owner} bleibt Mitglied. Das Angebot gilt bis ${until}.`,
  ownershipDeclined: 'Du hast das Angebot abgelehnt',
  acceptConsequence: (owner) => `Nur du kannst das Team dann übertragen oder löschen. ${owner} bleibt Mitglied mit derselben Rolle.`,

  leaveTitle: 'Dieses Team verlassen',
  deleteTitle: 'Dieses Team löschen',
  deleteAbout: 'Entfernt alle anderen Mitglieder und zieht offene Einladungen zurück. Das Audit-Log bleibt erhalten.',
  onlyOwnerDeletes: (owner) => `Nur ${owner} kann das Team löschen.`,
  checkingEffects: 'Die Folgen werden geprüft',
  effects: 'Was das bewirkt',
  deleted: (team) => `${team} wurde gelöscht`,
  deletedPersonal: (team) => `${team} wurde gelöscht. Das Konto ist wieder persönlich.`,
  noOtherMembers: 'Andere Mitglieder sind nicht betroffen',
  noPendingInvites: 'Es gibt keine offenen Einladungen',
  projectsDeleted: (count) => plural(count, { one: '# Projekt wird gelöscht, samt dem dort vergebenen Zugriff', other: '# Projekte werden gelöscht, samt dem dort vergebenen Zugriff' }),
  offerEnds: 'Das Angebot zur Übertragung endet',
  becomesPersonal: 'Das Konto wird wieder persönlich',
  becomesPersonalNamed: (name) => <>Das Konto wird wieder persönlich und heißt {name}</>,
  auditLogKept: 'Das Audit-Log bleibt erhalten',
};
