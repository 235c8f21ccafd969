import type { Words } from '../en/index.ts';

/** What an event says about its actor, by its action. The placeholders are those of English. */
export const AUDIT_ACTIONS: Words['auditActions'] = {
  // The choice of a filter has no subject.
  choice(predicate) {
    const text = predicate.replace(/^(hat|ist|wurde) /, '');
    return text.charAt(0).toUpperCase() + text.slice(1);
  },
  tried: (action) => `hat ${action} versucht`,
  sentences: {
    'account.create': { done: 'hat das Konto eröffnet' },
    'account.convert': { done: 'hat das Konto in ein Team umgewandelt', denied: 'wollte das Konto in ein Team umwandeln' },
    'account.revert': { done: 'hat das Team gelöscht', denied: 'wollte das Team löschen' },
    'account.update': { done: 'hat das Konto geändert', denied: 'wollte das Konto ändern' },
    'hallpass.account.erase': { done: 'hat das Konto geschlossen' },
    'hallpass.account.restore': { done: 'hat das Konto aus einer Sicherung wiederhergestellt' },
    'member.join': { done: 'ist beigetreten', doneTo: 'hat {target} hinzugefügt' },
    'member.role': {
      done: 'hat eine Rolle geändert',
      doneTo: 'hat die Rolle von {target} geändert',
      denied: 'wollte eine Rolle ändern',
      deniedTo: 'wollte die Rolle von {target} ändern',
    },
    'member.end': {
      done: 'hat das Ende einer Mitgliedschaft geändert',
      doneTo: 'hat das Ende der Mitgliedschaft von {target} geändert',
      denied: 'wollte das Ende einer Mitgliedschaft ändern',
      deniedTo: 'wollte das Ende der Mitgliedschaft von {target} ändern',
    },
    'member.suspend': {
      done: 'hat ein Mitglied gesperrt',
      doneTo: 'hat {target} gesperrt',
      denied: 'wollte ein Mitglied sperren',
      deniedTo: 'wollte {target} sperren',
    },
    'member.restore': {
      done: 'hat ein Mitglied entsperrt',
      doneTo: 'hat {target} entsperrt',
      denied: 'wollte ein Mitglied entsperren',
      deniedTo: 'wollte {target} entsperren',
    },
    'member.remove': {
      done: 'hat ein Mitglied entfernt',
      doneTo: 'hat {target} entfernt',
      denied: 'wollte ein Mitglied entfernen',
      deniedTo: 'wollte {target} entfernen',
    },
    'member.leave': { done: 'hat das Team verlassen', denied: 'wollte das Team verlassen' },
    'hallpass.member.erase': { done: 'hat die Daten einer Person gelöscht', doneTo: 'hat die Daten von {target} gelöscht' },
    'invite.create': { done: 'hat jemanden eingeladen', doneTo: 'hat {target} eingeladen', denied: 'wollte jemanden einladen' },
    'invite.update': {
      done: 'hat eine Einladung bearbeitet',
      doneTo: 'hat die Einladung für {target} bearbeitet',
      denied: 'wollte eine Einladung bearbeiten',
      deniedTo: 'wollte die Einladung für {target} bearbeiten',
    },
    'invite.resend': {
      done: 'hat eine Einladung erneut gesendet',
      doneTo: 'hat die Einladung für {target} erneut gesendet',
      denied: 'wollte eine Einladung erneut senden',
      deniedTo: 'wollte die Einladung für {target} erneut senden',
    },
    'invite.revoke': {
      done: 'hat eine Einladung zurückgezogen',
      doneTo: 'hat die Einladung für {target} zurückgezogen',
      denied: 'wollte eine Einladung zurückziehen',
      deniedTo: 'wollte die Einladung für {target} zurückziehen',
    },
    'invite.accept': { done: 'hat eine Einladung angenommen', denied: 'wollte eine Einladung annehmen' },
    'invite.decline': { done: 'hat eine Einladung abgelehnt', denied: 'wollte eine Einladung ablehnen' },
    'hallpass.invite.undeliverable': {
      done: 'hat die E‑Mail einer Einladung nicht zustellen können',
      doneTo: 'hat die Einladungs-E‑Mail für {target} nicht zustellen können',
    },
    'hallpass.transfer.offer': {
      done: 'hat das Team zur Übernahme angeboten',
      doneTo: 'hat das Team {target} angeboten',
      denied: 'wollte das Team zur Übernahme anbieten',
      deniedTo: 'wollte das Team {target} anbieten',
    },
    'hallpass.transfer.accept': { done: 'hat das Team übernommen', doneTo: 'hat das Team {target} übertragen', denied: 'wollte das Team übernehmen' },
    'hallpass.transfer.decline': { done: 'hat die Übernahme abgelehnt', denied: 'wollte die Übernahme ablehnen' },
    'hallpass.transfer.withdraw': {
      done: 'hat das Angebot zur Übernahme zurückgezogen',
      doneTo: 'hat das Angebot zur Übernahme an {target} zurückgezogen',
      denied: 'wollte das Angebot zur Übernahme zurückziehen',
    },
    'hallpass.transfer.end': { done: 'hat das Angebot zur Übernahme beendet', doneTo: 'hat das Angebot zur Übernahme an {target} beendet' },
    'hallpass.project.create': { done: 'hat ein Projekt erstellt', doneTo: 'hat das Projekt {target} erstellt', denied: 'wollte ein Projekt erstellen' },
    'hallpass.project.update': {
      done: 'hat ein Projekt umbenannt',
      doneTo: 'hat das Projekt {target} umbenannt',
      denied: 'wollte ein Projekt umbenennen',
      deniedTo: 'wollte das Projekt {target} umbenennen',
    },
    'hallpass.project.archive': {
      done: 'hat ein Projekt archiviert',
      doneTo: 'hat das Projekt {target} archiviert',
      denied: 'wollte ein Projekt archivieren',
      deniedTo: 'wollte das Projekt {target} archivieren',
    },
    'hallpass.project.restore': {
      done: 'hat ein Projekt wiederhergestellt',
      doneTo: 'hat das Projekt {target} wiederhergestellt',
      denied: 'wollte ein Projekt wiederherstellen',
      deniedTo: 'wollte das Projekt {target} wiederherstellen',
    },
    'hallpass.grant.put': {
      done: 'hat Zugriff auf ein Projekt gegeben',
      doneTo: 'hat {target} Zugriff auf {project} gegeben',
      denied: 'wollte Zugriff auf ein Projekt geben',
      deniedTo: 'wollte {target} Zugriff auf {project} geben',
    },
    'hallpass.grant.remove': {
      done: 'hat den Zugriff auf ein Projekt entfernt',
      doneTo: 'hat {target} aus {project} entfernt',
      denied: 'wollte den Zugriff auf ein Projekt entfernen',
      deniedTo: 'wollte {target} aus {project} entfernen',
    },
    'hallpass.review.open': { done: 'hat eine Zugriffsprüfung gestartet', denied: 'wollte eine Zugriffsprüfung starten' },
    'hallpass.review.decide': {
      done: 'hat in einer Zugriffsprüfung entschieden',
      doneTo: 'hat den Zugriff von {user} geprüft',
      denied: 'wollte in einer Zugriffsprüfung entscheiden',
    },
    'hallpass.review.close': { done: 'hat eine Zugriffsprüfung abgeschlossen', denied: 'wollte eine Zugriffsprüfung abschließen' },
  },
};
