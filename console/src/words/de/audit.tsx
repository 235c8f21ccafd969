import type { Words } from '../en/index.ts';
import { number, plural } from './plural.ts';

const events = (count: number): string => plural(count, { one: '# Ereignis', other: '# Ereignisse' });
const latest = (count: number): string => plural(count, { one: 'das letzte Ereignis', other: 'die letzten # Ereignisse' });

/** The audit log. What its events say is in `audit-actions.ts`. */
export const AUDIT: Words['audit'] = {
  about: (account) => <>Jede Änderung und jeder abgelehnte Versuch in {account}. Einträge lassen sich nicht bearbeiten.</>,
  thisAccount: 'diesem Konto',
  loading: 'Das Audit-Log wird geladen',
  denied: 'Deine Rolle kann das Audit-Log nicht öffnen',
  events: 'Ereignisse',
  none: 'Noch keine Ereignisse',
  noneMatch: 'Keine Ereignisse gefunden',
  exportFiltered: 'Gefilterte Ereignisse als Datei:',
  exportAll: 'Das ganze Log als Datei:',
  exportCsv: 'Als CSV exportieren',
  exportNdjson: 'Als JSON-Zeilen exportieren',

  verifying: 'Das Log wird geprüft',
  intact: 'Das Log ist unversehrt',
  tampered: 'Dieses Log wurde manipuliert',
  tamperedAbout: 'Ein Ereignis wurde nachträglich geändert, entfernt oder eingefügt. Wende dich an die Betreiber dieses Dienstes.',
  verifyAll: (count) => plural(count, { other: 'Alle # prüfen' }),
  removed: (count, when) => (
    <>
      {plural(count, { one: '# älteres Ereignis wurde entfernt', other: '# ältere Ereignisse wurden entfernt' })}, das letzte {when}.
    </>
  ),
  verifiedAll: (count, when) => (
    <>
      {events(count)} geprüft, bis zum letzten signierten Prüfpunkt ({when}).
    </>
  ),
  verifiedLatest: (checked, count, when) => (
    <>
      Geprüft: {latest(checked)} von {number(count)}, bis zum letzten signierten Prüfpunkt ({when}).
    </>
  ),
  verifiedSince: (checked, count, when) =>
    checked === 0 ? (
      <>
        {events(count)} geprüft, bis zum letzten signierten Prüfpunkt ({when}). Keine neuen seit der letzten Prüfung.
      </>
    ) : (
      <>
        Geprüft: {latest(checked)} von {number(count)}, ab der letzten Prüfung bis zum letzten signierten Prüfpunkt ({when}).
      </>
    ),

  filter: 'Audit-Log filtern',
  from: 'Von',
  to: 'Bis',
  user: 'Person',
  action: 'Aktion',
  resourceType: 'Ressourcentyp',
  resourceId: 'Ressourcen-ID',
  anyone: 'Alle',
  anyAction: 'Alle Aktionen',
  anything: 'Alles',
  any: 'Beliebig',
  types: { account: 'Konto', member: 'Mitglied', invite: 'Einladung', project: 'Projekt', review: 'Zugriffsprüfung' },
  onlyDoneBy: (name) => `Nur zeigen, was ${name} getan hat`,
  onlyDoneTo: (name) => `Nur zeigen, was ${name} betrifft`,

  outcomeDenied: 'Abgelehnt',
  deniedBecause: (code) => `Abgelehnt: ${code}`,
  ends: (day) => `Endet am ${day}`,
  noEnd: 'Kein Enddatum',
  spendLimit: (dollars) => `Ausgabenlimit pro Stunde: ${dollars}`,
  newName: 'Neuer Name',
  decisions: { keep: 'Behalten', changed: 'Geändert', removed: 'Entfernt', gone: 'Schon ausgetreten' },
  withPermissions: (role, count) => `${role} (${plural(count, { one: '# Berechtigung', other: '# Berechtigungen' })})`,
  membersRemoved: (count) => plural(count, { one: '# Mitglied entfernt', other: '# Mitglieder entfernt' }),
  projectsRemoved: (count) => plural(count, { one: '# Projekt entfernt', other: '# Projekte entfernt' }),
  invitesRevoked: (count) => plural(count, { one: '# Einladung zurückgezogen', other: '# Einladungen zurückgezogen' }),

  event: 'Ereignis',
  eventNotFound: 'Ereignis nicht gefunden',
  eventNotFoundAbout: 'In diesem Log gibt es kein solches Ereignis',
  loadingEvent: 'Das Ereignis wird geladen',
  details: (sentence) => `Details: ${sentence}`,
  newer: 'Neueres Ereignis',
  older: 'Älteres Ereignis',
  when: 'Wann',
  outcome: 'Ergebnis',
  outcomeDone: 'Erledigt',
  changes: 'Änderungen',
  actor: 'Wer',
  resource: 'Ressource',
  place: 'Platz in der Kette',
  number: 'Nummer',
  numberOf: (seq, count) => `${number(seq)} von ${number(count)}`,
  hash: 'Hash',
  start: 'Anfang',
  previous: 'Davor',
  verified: 'In diesem Browser geprüft, von hier bis zum letzten signierten Prüfpunkt.',
  notVerified: 'In diesem Browser noch nicht geprüft.',
  verify: 'Prüfen',
  raw: 'Rohes Ereignis',
  rawJson: 'JSON des Ereignisses',
  copyEvent: 'Ereignis kopieren',
  eventCopied: 'Ereignis kopiert',
  cannotCopy: 'Dein Browser lässt diese Seite nicht kopieren',
  cannotCopyAbout: 'Das Ereignis ist markiert: Kopiere es selbst.',
};
