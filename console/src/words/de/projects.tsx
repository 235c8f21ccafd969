import type { Words } from '../en/index.ts';
import { plural } from './plural.ts';

/** Projects: the list, one of them, and who has access. */
export const PROJECTS: Words['projects'] = {
  openable: (count) => plural(count, { one: '# Projekt, das du öffnen kannst', other: '# Projekte, die du öffnen kannst' }),
  create: 'Neues Projekt',
  createConfirm: 'Projekt erstellen',
  createAbout: 'Du verwaltest es. Andere sehen es, sobald du ihnen Zugriff gibst.',
  created: 'Erstellt',
  ready: (project) => `${project} ist bereit`,
  loading: 'Projekte werden geladen',
  archived: 'Archiviert',
  archivedProjects: 'Archivierte Projekte',
  none: 'Keine Projekte',
  allArchived: 'Alle Projekte sind archiviert',
  about: 'Ein Projekt fasst Ressourcen zusammen. Du entscheidest, was jede Person darin tun kann.',
  fromTeamRole: 'Durch deine Rolle im Team',

  project: 'Projekt',
  loadingOne: 'Das Projekt wird geladen',
  rename: 'Projekt umbenennen',
  renameConfirm: 'Umbenennen',
  nameAbout: 'Alle mit Zugriff sehen diesen Namen.',
  renamed: (project) => `Projekt in ${project} umbenannt`,
  projectsOf: (projects, account) => (
    <>
      {projects} von {account}
    </>
  ),
  teamRoleCounts: 'Hier gilt deine Rolle im Team',
  yourRoleHere: (role) => <>Deine Rolle hier: {role}</>,

  archivedTitle: 'Dieses Projekt ist archiviert',
  archivedAbout: 'Niemand kann darin arbeiten oder Zugriff bekommen. Der Inhalt bleibt erhalten.',
  restore: 'Projekt wiederherstellen',
  restored: (project) => `${project} ist wieder aktiv`,
  archiveTitle: 'Dieses Projekt archivieren',
  archiveAbout: 'Solange es archiviert ist, kann niemand darin arbeiten. Du kannst es jederzeit wiederherstellen.',
  archive: 'Projekt archivieren',
  archiveQuestion: (project) => `${project} archivieren?`,
  archiveConsequences: [
    'Alle verlieren sofort den Zugriff, auch du.',
    'Vergebener Zugriff bleibt gespeichert und gilt wieder, sobald das Projekt wiederhergestellt ist. Offene Einladungen lassen es aus.',
  ],
  isArchived: (project) => `${project} ist archiviert`,

  noAccess: 'Du hast keinen Zugriff auf dieses Projekt',
  nothingYet: 'Hier gibt es noch nichts für dich',
  yourProjects: 'Deine Projekte',

  access: 'Zugriff auf dieses Projekt',
  accessAbout: 'Rollen im Team gelten hier auch.',
  people: (count) => plural(count, { one: '# Person hat eigenen Zugriff.', other: '# Personen haben eigenen Zugriff.' }),
  loadingAccess: 'Es wird geladen, wer Zugriff hat',
  noneGranted: 'Noch niemand hat eigenen Zugriff',
  noneGrantedAbout: 'Gib einem Mitglied des Teams Zugriff auf dieses Projekt.',
  since: 'Seit',
  roleAndChange: (role, name) => `${role}. Zugriff von ${name} ändern`,
  grant: 'Zugriff geben',
  change: 'Zugriff ändern',
  changeOf: (name) => `Zugriff von ${name} ändern`,
  loadingMembers: 'Mitglieder werden geladen',
  everyoneHasAccess: (team) => `Alle in ${team} haben hier schon Zugriff. Lade zuerst jemanden ein.`,
  roleIn: (project) => `Rolle in ${project}`,
  hasAccess: (name, project) => `${name} hat Zugriff auf ${project}`,
  revokeOf: (name) => `Zugriff von ${name} entfernen`,
  revokeQuestion: (name) => `Zugriff von ${name} entfernen?`,
  revoke: 'Zugriff entfernen',
  losesAccess: (name, project) => `${name} verliert sofort den Zugriff, der in ${project} vergeben wurde.`,
  keepsRole: (team) => `Was die Rolle in ${team} in jedem Projekt erlaubt, bleibt, und andere Projekte auch.`,
  accessRemoved: (name, project) => `Der Zugriff von ${name} auf ${project} wurde entfernt`,
};
