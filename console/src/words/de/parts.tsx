import type { Words } from '../en/index.ts';
import { number, plural } from './plural.ts';

/** What the screens are made of: lists, fields, dialogs, errors, roles. */
export const PARTS: Words['parts'] = {
  done: 'Fertig',
  dismiss: 'Ausblenden',
  notifications: 'Benachrichtigungen',
  optional: 'optional',
  never: 'Nie',
  justNow: 'gerade eben',
  actionsFor: (whom) => `Aktionen für ${whom}`,
  clearFilters: 'Filter zurücksetzen',
  clearSelection: 'Auswahl aufheben',
  selected: (count) => plural(count, { other: '# ausgewählt' }),
  selectAll: 'Alle auswählen',
  select: (whom) => `${whom} auswählen`,
  sessionEnded: 'Deine Sitzung ist beendet. Melde dich neu an.',
  outOfDate: 'Diese Seite ist veraltet. Lade sie neu und versuche es noch einmal.',
  changedMeanwhile: 'Jemand anderes hat das inzwischen geändert. Lade die Seite neu und versuche es noch einmal.',
  tooManyRequests: 'Zu viele Anfragen. Warte einen Moment und versuche es noch einmal.',
  unreachable: 'Der Dienst ist nicht erreichbar. Prüfe deine Verbindung und versuche es noch einmal.',
  somethingWrong: 'Etwas ist schiefgegangen. Versuche es noch einmal.',
  tryAgainIn: (seconds) => plural(seconds, { one: 'Du kannst es in # Sekunde noch einmal versuchen.', other: 'Du kannst es in # Sekunden noch einmal versuchen.' }),
  offline: 'Du bist offline. Sobald du wieder online bist, funktioniert das.',

  custom: 'Eigene Auswahl',
  customWith: (permissions) => `: ${permissions}`,
  whatRoleCan: (role) => `Das kann ${role}`,
  can: 'Kann: ',
  cannot: 'Kann nicht: ',

  whyAbout: (what) => `Warum? ${what}`,
  findingOutWhy: 'Der Grund wird ermittelt',
  quoted: (title) => `„${title}“`,
  requires: (roles) => <>Nötige Rolle: {roles}.</>,
  requiresAndAsk: (roles, names) => (
    <>
      Nötige Rolle: {roles}. Bitte {names}, deine Rolle zu ändern.
    </>
  ),
  ask: (names) => `Frag ${names}.`,

  members: { label: 'Liste der Mitglieder', loading: 'Mitglieder werden geladen', more: 'Mehr Mitglieder anzeigen' },
  invites: { label: 'Liste der Einladungen', loading: 'Einladungen werden geladen', more: 'Mehr Einladungen anzeigen' },
  events: { label: 'Liste der Ereignisse', loading: 'Ereignisse werden geladen', more: 'Mehr Ereignisse anzeigen' },

  copyLinks: (count) => plural(count, { one: 'Einladungslink', other: 'Einladungslinks' }),
  copyByHand: 'Dein Browser lässt diese Seite nicht kopieren. Markiere den Text und kopiere ihn.',
  linksCopied: (count) => plural(count, { one: 'Link kopiert', other: '# Links kopiert' }),

  bulkProgress: (done, total) => `${number(done)} von ${number(total)} erledigt`,
  bulkResult: (done, total, failed) => `${number(done)} von ${number(total)} erledigt, ${number(failed)} fehlgeschlagen`,
  results: 'Ergebnisse',
  retryCount: (count) => plural(count, { other: '# noch einmal versuchen' }),
  selectedNames: 'Ausgewählt',
  moreNames: (count) => plural(count, { other: 'und # mehr' }),
  waiting: 'Wartet',
  whatHappens: 'Was passiert',
};
