/**
 * German texts: `words` for the providers of `hallpass/react` and `hallpass/elements`, `messages` for `createClient`.
 *
 * They have the same names as the English ones, which a test compares. E‑Mail has a hyphen at which no line ends (U+2011).
 */

import { number, plural } from '../plural.ts';
import type { Words } from '../react/words.ts';
import type { Delivery, DeliveryFailure, Explanation } from '../wire.ts';
import { textOfProblem } from '../words/table-problems.ts';
import { TABLE_PROBLEMS } from './de-table-problems.ts';

export { messages } from './de-messages.ts';

const DELIVERY_FAILURES: Readonly<Record<DeliveryFailure, string>> = {
  address_budget: 'an diese Adresse gingen heute schon zu viele Einladungen',
  inviter_budget: 'das Tageslimit der einladenden Person ist erreicht',
  team_budget: 'neue Teams können am ersten Tag nur wenige E‑Mails senden',
  address_stopped: 'E‑Mails zu Einladungen wurden abbestellt',
  address_rejected: 'der E‑Mail‑Dienst sperrt diese Adresse',
  mailbox_unavailable: 'dieses Postfach gibt es nicht',
  transport_rejected: 'der E‑Mail‑Dienst hat sie abgelehnt',
  transport_unreachable: 'der E‑Mail‑Dienst war nicht erreichbar',
  bounced: 'sie kam zurück',
  complained: 'sie wurde als Spam gemeldet',
};

const delivery = ({ state, reason }: Delivery): string => {
  if (state === 'queued') return 'Die E‑Mail ist unterwegs.';
  if (state === 'sent') return 'E‑Mail gesendet.';
  return `E‑Mail nicht zugestellt${reason ? `: ${DELIVERY_FAILURES[reason]}` : ''}. Der Link funktioniert weiterhin.`;
};

const NOTHING_YET = {
  no_projects: 'Es gibt noch keine Projekte.',
  no_project_access: 'Du hast hier noch keinen Zugriff.',
};

/** What to do about a denial, from what the edge or the core found out. */
const advice = ({ reason, cause, askWho, supportUrl, whatToDo }: Explanation): string => {
  if (whatToDo === '') return '';
  const [first] = askWho ?? [];
  const whom = first?.name ?? 'jemanden, der Mitglieder verwaltet';
  switch (reason) {
    case 'not_signed_in':
      return 'Melde dich an.';
    case 'not_a_member':
      return 'Wenn du eingeladen bist, öffne die Einladung und tritt bei.';
    case 'not_switched':
      return 'Wechsle zu diesem Team.';
    case 'role_lacks':
      return supportUrl === undefined || first ? `Bitte ${whom} um eine passende Rolle.` : 'Wende dich an den Support.';
    case 'ended':
      return 'Bitte um eine neue Einladung.';
    case 'suspended':
      return `Bitte ${whom}, die Sperre aufzuheben.`;
    case 'past_end':
      return `Bitte ${whom}, deine Mitgliedschaft zu verlängern.`;
    case 'expired':
      return 'Prüfe deine Verbindung und versuche es noch einmal.';
    case 'spend_limit':
      return 'Beende etwas oder lass das Limit erhöhen.';
    case 'nothing_yet':
      if (cause === 'no_projects') return first ? `Bitte ${first.name}, ein Projekt anzulegen.` : 'Lege das erste Projekt an.';
      return cause === 'no_project_access' ? `Bitte ${whom} um Zugriff.` : 'Sobald es etwas gibt, siehst du es hier.';
    default:
      return whatToDo;
  }
};

/** German words of every ready-made part and element. */
export const words: Words = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  loading: 'Wird geladen',
  retry: 'Noch einmal versuchen',
  notLoaded: 'Das konnte nicht geladen werden. Versuche es noch einmal oder lade die Seite neu.',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  loadMore: 'Mehr anzeigen',
  support: 'Support kontaktieren',
  checkingInvite: 'Deine Einladung wird geprüft',
  join: 'Team beitreten',
  decline: 'Ablehnen',
  verify: 'E‑Mail bestätigen',
  switchTo: (team) => `Zu ${team} wechseln`,
  customRole: 'Eigene Berechtigungen',
  requestId: (id) => `Anfrage-ID: ${id}`,
  // The edge writes its advice in English; the German messages contain it.
  errorDetail: () => '',

  why: 'Warum?',
  whyNot: (what) => `Warum nicht: ${what}`,
  allowedNow: 'Das kannst du jetzt.',
  because: (reason, missing, role, cause) =>
    ({
      not_signed_in: 'Du bist nicht angemeldet.',
      not_a_member: 'Du bist nicht in diesem Team.',
      not_switched: 'Du bist in diesem Team, aber dieser Tab nutzt ein anderes Konto.',
      role_lacks: `Deine Rolle${role && `, ${role},`} umfasst ${missing || 'das'} nicht.`,
      ended: 'Deine Mitgliedschaft ist beendet.',
      suspended: 'Deine Mitgliedschaft ist gesperrt.',
      past_end: 'Deine Mitgliedschaft ist abgelaufen.',
      expired: 'Dein Zugriff ist abgelaufen.',
      spend_limit: 'Damit wäre das Ausgabenlimit überschritten.',
      nothing_yet: cause ? NOTHING_YET[cause] : 'Hier gibt es noch nichts.',
    })[reason] ?? 'Das ist nicht erlaubt.',
  rolesThatWould: (count) => plural('de', count, { one: 'Nötige Rolle', other: 'Eine dieser Rollen' }),
  askWho: 'Wer helfen kann',
  ownerMark: (name) => `${name} (Inhaber:in)`,
  whatToDo: 'Was du tun kannst',
  advice,

  accounts: 'Konten',
  accountIs: (name) => `Konto: ${name}`,
  chooseAccount: 'Konto auswählen',
  personalAccount: 'Persönliches Konto',
  teamOf: (members) => plural('de', members, { one: '# Mitglied', other: '# Mitglieder' }),
  createTeam: 'Team erstellen',
  teamName: 'Teamname',
  create: 'Team erstellen',
  createAbout: 'Das Team gehört dir, mit vollem Zugriff. Deine anderen Konten bleiben, wie sie sind.',

  projects: 'Projekte',
  projectIs: (name) => `Projekt: ${name}`,
  chooseProject: 'Projekt auswählen',
  noProjectChosen: 'Kein Projekt',
  noProjectsYet: 'Noch keine Projekte',
  noProjectForYou: 'Keine Projekte für dich freigegeben',
  throughRole: 'Rolle im Konto',
  createProject: 'Projekt erstellen',
  projectName: 'Projektname',
  makeProject: 'Projekt erstellen',
  createProjectAbout: 'Du verwaltest es. Andere sehen es, sobald sie Zugriff bekommen.',

  joinTitle: (team) => `${team} beitreten`,
  invitesYou: (inviter) => `${inviter} hat dich ins Team eingeladen.`,
  yourRole: 'Deine Rolle',
  yourProjects: 'Deine Projekte',
  projectAs: (project, role) => `${project} (${role})`,
  inviteFor: 'Für',
  addressAt: (domains) => `eine E‑Mail bei ${domains}`,
  youMay: 'Du kannst',
  signInToJoin: 'Melde dich an, um beizutreten. Deine Einladung bleibt erhalten.',
  signInToKnow: 'Dieser Link ist nicht mehr gültig. Wenn die Einladung für dich war, melde dich an: Du erfährst mehr und kannst das Team öffnen, wenn du schon dabei bist.',
  wrongAccountTitle: 'Diese Einladung ist für eine andere E‑Mail',
  wrongAccount: (email, hint) => `Du bist als ${email} angemeldet, aber diese Einladung ist für ${hint || 'jemand anderen'}. Sie bleibt offen.`,
  signInAsOther: 'Mit einer anderen E‑Mail anmelden',
  proofTitle: 'Bestätige zuerst deine E‑Mail',
  proof: (email) => `Bestätige ${email}, um die Einladung anzunehmen. Sie bleibt erhalten.`,
  memberTitle: (team) => `Du bist schon in ${team}`,
  openTeam: 'Team öffnen',
  joinedTitle: (team) => `Du bist in ${team}`,
  joinedAs: (role) => `Du bist als ${role} dabei.`,
  declinedTitle: 'Du hast abgelehnt',
  declined: (inviter) => `${inviter} sieht, dass du abgelehnt hast. Anders überlegt? Bitte um eine neue Einladung.`,
  declinedOpen: 'Der Link ist für mehrere Personen und funktioniert weiterhin. Öffne ihn noch einmal, wenn du es dir anders überlegst.',
  closedTitle: 'Diese Einladung ist geschlossen',
  closed: (why) =>
    ({
      used: 'Sie wurde schon benutzt. Bitte um eine neue Einladung.',
      declined: 'Sie wurde abgelehnt. Anders überlegt? Bitte um eine neue Einladung.',
      revoked: 'Sie wurde zurückgezogen. Bitte um eine neue Einladung.',
      expired: 'Sie ist abgelaufen. Bitte um eine neue Einladung.',
    })[why] ?? 'Dieser Link ist nicht mehr gültig. Bitte um eine neue Einladung.',
  outOfDateTitle: 'Öffne den Link noch einmal',
  outOfDate: 'Diese Seite war zu lange offen. Deine Einladung gilt noch: Öffne den Link noch einmal oder nimm sie im Posteingang an.',
  incompleteTitle: 'Dieser Link ist unvollständig',
  incomplete: 'Das Ende des Links fehlt. Kopiere den ganzen Link aus der Nachricht oder lass ihn dir noch einmal schicken.',
  failedTitle: 'Die Einladung konnte nicht geprüft werden',
  noInviteTitle: 'Keine Einladung gefunden',
  noInvite: 'Öffne deinen Einladungslink noch einmal. Einladungen an deine E‑Mail findest du auch in deinem Posteingang.',

  inbox: 'Posteingang',
  inboxWith: (count) => plural('de', count, { one: 'Posteingang, # offene Einladung', other: 'Posteingang, # offene Einladungen' }),
  youAreInvited: 'Du bist eingeladen',
  closeInbox: 'Posteingang schließen',
  readingInbox: 'Posteingang wird geladen',
  noInvites: 'Keine offenen Einladungen',
  noInvitesAbout: 'Einladungen an deine E‑Mail erscheinen hier.',
  inboxProof: 'Bestätige deine E‑Mail, um ihre Einladungen zu sehen.',
  joinAs: (team, role) => `${team} als ${role} beitreten?`,
  invitedBy: (inviter, when) => `${inviter} hat dich eingeladen (${when}).`,
  youJoined: (team) => `Du bist jetzt in ${team}`,
  youDeclined: (team) => `Du hast ${team} abgelehnt`,
  declinedAbout: (inviter) => `Anders überlegt? Bitte ${inviter} um eine neue Einladung.`,

  delivery,
  pending: 'Offene Einladungen',
  nonePending: 'Keine offenen Einladungen',
  anyone: 'Alle mit dem Link',
  anyoneAt: (domains) => `Alle mit dem Link und einer E‑Mail bei ${domains}`,
  uses: (uses, maxUses) => `${number('de', uses)} von ${number('de', maxUses)} benutzt`,
  since: (when, inviter) => `Gesendet am ${when} von ${inviter}`,
  expires: (when) => `Läuft am ${when} ab`,
  copyLink: 'Link kopieren',
  copied: 'Kopiert',
  newLink: 'Neuer Link',
  newLinkMade: 'Neuer Link kopiert. Frühere Links funktionieren nicht mehr.',
  revoke: 'Zurückziehen',
  resend: 'Erneut senden',
  resendAbout: (whom) => `Die Einladung für ${whom} kommt dann von dir. Ein neuer Link ersetzt den alten.`,
  sameLink: 'Gleicher Link',
  edit: 'Bearbeiten',
  editTitle: (whom) => `Einladung für ${whom} bearbeiten`,
  editAbout: 'Der Link bleibt gleich, und die Einladung kommt dann von dir.',
  saveInvite: 'Speichern',
  livesUnchanged: 'Keine Änderung',
  revokeTitle: 'Einladung zurückziehen?',
  revokeAbout: (whom) => `Der Link für ${whom} funktioniert sofort nicht mehr.`,

  invite: 'Mitglied einladen',
  invitePeople: 'Mehrere einladen',
  email: 'E‑Mail',
  emailAbout: 'Nur diese bestätigte E‑Mail kann beitreten. Lass das Feld leer für einen Link zum Weitergeben.',
  emailWrong: 'Gib eine E‑Mail wie name@example.com ein.',
  maxUses: 'Anzahl der Personen',
  maxUsesAbout: (most) => `Wie viele Personen mit diesem Link beitreten können, höchstens ${number('de', most)}.`,
  maxUsesWrong: (least, most) => `Gib eine Zahl von ${number('de', least)} bis ${number('de', most)} ein.`,
  domains: 'E‑Mail‑Domains (optional)',
  domainsAbout: 'Nur bestätigte E‑Mails dieser Domains können beitreten. Trenne sie mit Kommas.',
  domainsWrong: 'Gib Domains wie example.com ein, durch Kommas getrennt.',
  role: 'Rolle',
  roleOutOfReach: 'Du kannst keine Rolle mit mehr Zugriff als deiner eigenen vergeben.',
  custom: 'Eigene Auswahl',
  customAbout: 'Wähle einzelne Berechtigungen.',
  permissions: 'Berechtigungen',
  permissionOutOfReach: 'Du kannst keine Berechtigung vergeben, die du nicht hast.',
  inEveryProject: 'In jedem Projekt.',
  roleCovers: (role) => `Die Rolle ${role} erlaubt genau das.`,
  roleCoversMore: (role, extra) => `Die kleinste Rolle, die das alles erlaubt, ist ${role}. Sie erlaubt außerdem: ${extra}.`,
  roleAllowsMore: (role, extra) => `Über deine Auswahl hinaus erlaubt ${role} auch: ${extra}.`,
  useRole: (role) => `${role} verwenden`,
  membershipEnds: 'Mitgliedschaft endet',
  membershipLasts: (days) => (days === 0 ? 'Nie' : plural('de', days, { one: 'Nach # Tag', other: 'Nach # Tagen' })),
  note: 'Nachricht (optional)',
  linkLives: 'Link läuft ab',
  lives: (days) => (days === 0 ? 'Nie' : plural('de', days, { one: 'Nach # Tag', other: 'Nach # Tagen' })),
  createInvite: 'Einladung erstellen',
  invited: (whom) => `Einladung für ${whom || 'alle mit dem Link'} erstellt. Kopiere den Link und gib ihn weiter.`,
  link: 'Einladungslink',

  members: 'Mitglieder',
  member: 'Mitglied',
  joined: 'Beigetreten',
  actions: 'Aktionen',
  you: 'du',
  owner: 'Inhaber:in',
  search: 'Mitglieder suchen',
  nobody: 'Keine Treffer',
  changeRole: 'Rolle ändern',
  changeRoleOf: (name) => `Rolle von ${name} ändern`,
  remove: 'Entfernen',
  removeOne: (name) => `${name} entfernen`,
  removeTitle: (name) => `${name} entfernen?`,
  suspended: 'Gesperrt',
  endsOn: (day) => `Endet am ${day}`,
  endedOn: (day) => `Endete am ${day}`,
  lastDay: 'Letzter Tag (optional)',
  lastDayAbout: 'Der Zugriff endet am Ende dieses Tages. Lass das Feld leer, damit er nicht endet.',
  suspend: 'Sperren',
  suspendOne: (name) => `${name} sperren`,
  suspendTitle: (name) => `${name} sperren?`,
  suspendAbout: (name, team) => `${name} bleibt in ${team}, kann dort aber nichts tun, bis jemand die Sperre aufhebt.`,
  restore: 'Entsperren',
  restoreOne: (name) => `${name} entsperren`,
  restoreTitle: (name) => `${name} entsperren?`,
  restoreAbout: (name) => `${name} hat danach wieder den früheren Zugriff.`,
  removeAbout: (name, team) => `${name} verliert sofort und auf allen Geräten den Zugriff auf ${team}.`,

  convert: 'In ein Team umwandeln',
  convertAbout: 'Das ist ein persönliches Konto. Wandle es in ein Team um, um mit anderen zu arbeiten.',
  convertKeeps: 'Das Team gehört dir, mit vollem Zugriff, und alles im Konto bleibt. Wenn du das Team löschst, wird es wieder dein persönliches Konto.',
  convertName: 'Teamname',
  inviteNeedsTeam: 'Das ist ein persönliches Konto. Wandle es in ein Team um, um andere einzuladen.',

  viewing: (role) => `Ansicht als ${role}. Was du tust, tust du weiterhin als du selbst.`,
  endView: 'Vorschau beenden',

  danger: 'Gefahrenzone',
  leave: 'Team verlassen',
  leaveTitle: (team) => `${team} verlassen?`,
  leaveAbout: 'Du verlierst sofort den Zugriff und brauchst eine neue Einladung, um zurückzukommen.',
  ownerStays: 'Das Team gehört dir. Übertrage es, bevor du gehst.',
  deleteTeam: 'Team löschen',
  deleteTitle: (team) => `${team} löschen?`,
  deleteAbout: 'Alle außer dir verlieren den Zugriff, und offene Einladungen werden zurückgezogen. Das Audit-Log bleibt.',
  ownerOnly: (owner) => `Nur ${owner} kann es löschen.`,
  losing: (count) => plural('de', count, { one: '# Mitglied verliert sofort den Zugriff', other: '# Mitglieder verlieren sofort den Zugriff' }),
  revoking: (count) => plural('de', count, { one: '# offene Einladung wird zurückgezogen', other: '# offene Einladungen werden zurückgezogen' }),
  becomesPersonal: 'Das Team wird wieder dein persönliches Konto',
  closesForGood: 'Das Team wird endgültig geschlossen',
  typeName: 'Gib zur Bestätigung den Teamnamen ein',
  deleteForGood: 'Team endgültig löschen',

  people: 'Personen',
  peopleAbout: 'Füge E‑Mails ein, getrennt durch Kommas oder Zeilen, oder eine CSV-Tabelle mit der Spalte „email“. Weitere mögliche Spalten: role, permissions, projects, note, expiresIn, membershipExpiresIn und locale. Du kannst auch eine Datei hierher ziehen.',
  chooseFile: 'CSV-Datei auswählen',
  roleForAll: 'Für Zeilen ohne Rolle:',
  rows: 'Zeilen',
  line: 'Zeile',
  address: 'E‑Mail',
  outcome: 'Status',
  rowReady: 'Bereit',
  rowWrong: 'Ungültig',
  rowInvited: 'Eingeladen',
  rowFailed: 'Fehlgeschlagen',
  rowCounts: ({ invited, ready, failed, wrong }) =>
    [invited > 0 && `${number('de', invited)} eingeladen`, ready > 0 && `${number('de', ready)} bereit`, failed > 0 && `${number('de', failed)} fehlgeschlagen`, wrong > 0 && `${number('de', wrong)} ungültig und übersprungen`]
      .filter(Boolean)
      .join(', '),
  tableProblem: (problem) => textOfProblem(TABLE_PROBLEMS, problem),
  problemInLine: (line, problem) => `Zeile ${line}: ${problem}`,
  moreRows: (count) => `und ${number('de', count)} mehr`,
  sendInvites: (count) => plural('de', count, { one: '# Einladung erstellen', other: '# Einladungen erstellen' }),
  retryFailed: (count) => plural('de', count, { one: '# fehlgeschlagene Zeile wiederholen', other: '# fehlgeschlagene Zeilen wiederholen' }),
  sending: (done, total) => `${number('de', done)} von ${number('de', total)} Zeilen`,
  saveLinks: 'Links als CSV herunterladen',

  projectsAbout: 'Zugriff auf einzelne Projekte, zusätzlich zur Rolle.',
  project: 'Projekt',
  projectRole: 'Rolle',
  projectPermissions: 'Berechtigungen',
  addProject: 'Projekt hinzufügen',
  removeProject: 'Entfernen',
  removeProjectOf: (project) => `${project} entfernen`,
  customInProject: 'Eigene Auswahl',
  hiddenProject: 'Ein Projekt, das du nicht siehst',
  projectIsHidden: 'Du hast keinen Zugriff auf dieses Projekt. Entferne es aus der Einladung.',
  projectIsArchived: 'Dieses Projekt ist archiviert. Entferne es aus der Einladung.',
  projectOutOfReach: 'Du kannst nicht mehr Zugriff vergeben, als du in diesem Projekt hast.',
  projectNeedsPermission: 'Wähle mindestens eine Berechtigung.',
  linkCannotManage: 'Ein Einladungslink kann niemanden ein Projekt verwalten lassen. Gib eine E‑Mail ein oder wähle weniger Zugriff.',
  tooManyProjects: 'Das sind zu viele Projekte für eine Einladung. Entferne einige.',
  projectsInvalid: 'Einige dieser Projekte lassen sich nicht speichern. Prüfe jedes.',
  grantIn: (project, access) => `${project} (${access})`,
  invitedTo: (grants) => `Projekte: ${grants}`,
  hiddenProjects: (count) => plural('de', count, { one: '# Projekt, das du nicht siehst', other: '# Projekte, die du nicht siehst' }),

  general: 'Allgemein',
  accountName: 'Kontoname',
  save: 'Speichern',
  saved: 'Gespeichert',
  teamSection: 'Team',

  review: 'Zugriffsprüfung',
  reviewAbout: 'Geh alle Mitglieder durch, die am längsten nicht gesehenen zuerst, und entscheide, wer Zugriff behält.',
  openReview: 'Zugriffsprüfung starten',
  closeReview: 'Prüfung abschließen',
  closeReviewTitle: 'Prüfung abschließen?',
  closeReviewAbout: (undecided) =>
    `${undecided === 0 ? '' : plural('de', undecided, { one: '# Mitglied ohne Entscheidung behält den Zugriff. ', other: '# Mitglieder ohne Entscheidung behalten den Zugriff. ' })}Eine abgeschlossene Prüfung lässt sich nicht mehr ändern.`,
  reviewProgress: (decided, total) => `${number('de', decided)} von ${number('de', total)} entschieden`,
  reviewOpened: (day) => `Gestartet am ${day}.`,
  reviewClosed: (day) => `Abgeschlossen am ${day}.`,
  reviewCounts: ({ kept, changed, removed, gone }) => `${number('de', kept)} behalten, ${number('de', changed)} geändert, ${number('de', removed)} entfernt, ${number('de', gone)} ausgetreten`,
  reviewKeys: 'Tasten in einer Zeile:',
  reviewSelf: 'du: jemand anderes entscheidet',
  keep: 'Behalten',
  change: 'Ändern',
  chooseFor: (choice, name) => `${choice}: ${name}`,
  decisions: { keep: 'Behalten', changed: 'Geändert', removed: 'Entfernt', gone: 'Ausgetreten' },
  customPermissions: (permissions) => plural('de', permissions, { one: 'Eigene Auswahl: # Berechtigung', other: 'Eigene Auswahl: # Berechtigungen' }),
  lastSeen: (day) => `zuletzt gesehen am ${day}`,
  neverSeen: 'nie gesehen',
  signSummary: 'Signierten Bericht erstellen',
  saveSummary: 'Signierten Bericht herunterladen',
  saveTable: 'CSV herunterladen',

  ownership: 'Inhaberschaft',
  transferAbout: 'Biete einem anderen Mitglied an, das Team zu übernehmen. Du bleibst Mitglied, und ihr behaltet beide die Rolle der Inhaber:in.',
  transfer: 'Team übertragen',
  transferTitle: (team) => `${team} übertragen`,
  transferSteps: 'Das Mitglied hat sieben Tage, um anzunehmen. Bis dahin gehört das Team dir, und du kannst das Angebot zurückziehen. War das Team dein persönliches Konto, bekommst du ein neues.',
  newOwner: 'Neue Inhaber:in',
  chooseMember: 'Mitglied auswählen',
  noOtherMember: 'Es gibt kein anderes Mitglied, dem du das Team übertragen kannst. Lade zuerst jemanden ein.',
  typeTeamName: 'Gib zur Bestätigung den Teamnamen ein',
  offerOwnership: 'Übertragung anbieten',
  offeredTo: (member, until) => `Das Team ist ${member} bis ${until} angeboten.`,
  withdrawOffer: 'Angebot zurückziehen',
  offeredToYou: (owner, team) => `${owner} bietet dir ${team} an`,
  acceptAbout: (owner, until) => `Du kannst das Team dann löschen und nicht entfernt werden. ${owner} bleibt Mitglied. Nimm bis ${until} an.`,
  acceptOwnership: 'Team übernehmen',
  acceptTitle: (team) => `${team} übernehmen?`,
  acceptRemoves: 'Nur du kannst das Team dann übertragen oder löschen.',
  declineOwnership: 'Ablehnen',
};
