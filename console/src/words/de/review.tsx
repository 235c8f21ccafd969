import type { Words } from '../en/index.ts';
import { number, plural } from './plural.ts';

/** Access reviews. */
export const REVIEW: Words['review'] = {
  loading: 'Die Zugriffsprüfung wird geladen',
  loadingList: 'Prüfungen werden geladen',
  denied: 'Deine Rolle kann keine Zugriffsprüfungen öffnen',
  about: 'Entscheide für jedes Mitglied, ob es seinen Zugriff noch braucht.',
  start: 'Prüfung starten',
  none: 'Keine Prüfungen',
  noneYet: 'Noch keine Zugriffsprüfungen',
  noneYetAbout: 'Eine Prüfung zeigt alle im Team, die am längsten inaktiven zuerst. Am Ende bekommst du einen signierten Bericht.',
  closedReviews: 'Abgeschlossene Prüfungen',
  closed: 'Abgeschlossen',
  outcome: 'Ergebnis',
  saveSummary: 'Bericht speichern',
  counts: ({ kept, changed, removed, gone, undecided }) =>
    [kept && `${kept} behalten`, changed && `${changed} geändert`, removed && `${removed} entfernt`, gone && `${gone} ausgetreten`, undecided && `${undecided} offen`]
      .filter(Boolean)
      .join(' · '),

  opened: (when) => <>Gestartet {when}</>,
  keys: (key) => (
    <>
      Drücke {key('k')} zum Behalten, {key('c')} zum Ändern, {key('r')} zum Entfernen.
    </>
  ),
  progress: (decided, total) => `${number(decided)} von ${number(total)} entschieden.`,
  decided: 'Entschieden',
  toReview: 'Zu prüfende Mitglieder',
  seen: (day) => <>Gesehen am {day}</>,
  neverSeen: 'Nie gesehen',
  someoneElseDecides: 'Über dich entscheidet jemand anderes',
  choose: { keep: 'Behalten', changed: 'Ändern', removed: 'Entfernen' },
  chooseFor: { keep: (name) => `Behalten: ${name}`, changed: (name) => `Ändern: ${name}`, removed: (name) => `Entfernen: ${name}` },

  closeQuestion: 'Zugriffsprüfung abschließen?',
  undecided: (count) => plural(count, { one: '# Mitglied ist noch ohne Entscheidung', other: '# Mitglieder sind noch ohne Entscheidung' }),
  closeAbout: 'Entscheidungen lassen sich danach nicht mehr ändern. Du bekommst einen signierten Bericht.',
  isClosed: 'Die Prüfung ist abgeschlossen',
  summarySaved: 'Ihr signierter Bericht ist in deinen Downloads.',
};
