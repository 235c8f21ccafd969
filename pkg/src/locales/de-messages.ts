import type { Messages } from '../types.ts';

/** German messages for every code of a refusal. */
export const messages: Required<Messages> = {
  invalid_request: () => 'Etwas davon ist ungültig. Prüfe deine Eingabe.',
  not_signed_in: () => 'Melde dich an, um fortzufahren.',
  token_invalid: () => 'Deine Anmeldung konnte nicht geprüft werden. Melde dich neu an.',
  token_expired: () => 'Das ist abgelaufen. Melde dich neu an oder öffne den Einladungslink noch einmal.',
  user_erased: () => 'Dieses Profil wurde gelöscht. Melde dich neu an, um neu zu beginnen.',
  stale_epoch: () => 'Deine Mitgliedschaft hat sich geändert. Lade die Seite neu.',
  forbidden: () => 'Deine Rolle erlaubt das nicht.',
  wrong_account: ({ hint = 'eine andere E‑Mail' }) =>
    hint.startsWith('@')
      ? `Diese Einladung ist für E‑Mails bei ${hint.slice(1)}. Melde dich mit einer davon an.`
      : `Diese Einladung ist für ${hint}. Melde dich mit dieser E‑Mail an.`,
  email_unverified: () => 'Bestätige zuerst deine E‑Mail.',
  role_exceeds_grantor: () => 'Diese Rolle kannst du nicht vergeben: Sie hat mehr Zugriff als deine.',
  spend_limit: () => 'Damit wäre das Ausgabenlimit überschritten.',
  owner_protected: () => 'Wem das Team gehört, kann nicht gehen, entfernt oder geändert werden. Übertrage das Team zuerst.',
  suspended: () => 'Deine Mitgliedschaft ist gesperrt.',
  past_end: () => 'Deine Mitgliedschaft ist abgelaufen.',
  not_found: () => 'Das gibt es nicht, oder du hast keinen Zugriff.',
  no_account: () => 'Du hast noch kein Konto.',
  already_invited: () => 'Diese E‑Mail ist schon eingeladen.',
  already_member: () => 'Schon Mitglied dieses Teams.',
  already_a_team: () => 'Das ist schon ein Team.',
  not_a_team: () => 'Das ist kein Team. Wandle das Konto zuerst um.',
  member_limit: () => 'Das Team ist voll. Entferne Mitglieder oder ziehe Einladungen zurück.',
  project_limit: () => 'Es gibt zu viele Projekte.',
  project_archived: () => 'Dieses Projekt ist archiviert.',
  conflict: () => 'Das wurde inzwischen geändert. Lade die Seite neu.',
  policy_mismatch: () => 'Die Rollen wurden geändert. Lade die Seite neu.',
  invite_closed: ({ why = 'closed' }) =>
    ({
      incomplete: 'Dieser Link ist unvollständig. Kopiere den ganzen Link.',
      used: 'Diese Einladung wurde schon benutzt.',
      declined: 'Diese Einladung wurde abgelehnt.',
      revoked: 'Diese Einladung wurde zurückgezogen.',
      expired: 'Diese Einladung ist abgelaufen.',
    })[why as string] ?? 'Diese Einladung ist geschlossen.',
  audit_cut: () => 'Diese Einträge wurden entfernt, weil sie älter sind, als sie aufbewahrt werden.',
  idempotency_mismatch: () => 'Das wurde schon mit anderem Inhalt gesendet. Lade die Seite neu.',
  name_mismatch: () => 'Der Name stimmt nicht überein. Gib ihn genau so ein, wie er angezeigt wird.',
  account_mismatch: () => 'Das gehört zu einem anderen Konto.',
  project_mismatch: () => 'Das gehört zu einem anderen Projekt.',
  rate_limited: ({ retryAfter }) => `Zu viele Anfragen. Versuche es ${retryAfter ? `in ${retryAfter} s` : 'später'} noch einmal.`,
  unavailable: () => 'Hallpass ist nicht erreichbar. Versuche es noch einmal.',
};
