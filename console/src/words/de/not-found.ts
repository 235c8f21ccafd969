import type { Words } from '../en/index.ts';

/** Addresses that lead nowhere, or nowhere for this user. */
export const NOT_FOUND: Words['notFound'] = {
  title: 'Seite nicht gefunden',
  about: 'Prüfe die Adresse oder fang von vorne an.',
  goToResources: 'Zu den Ressourcen',
  goToStart: 'Zu Hallpass',
  noAccess: 'Kein Zugriff',
  noAccessTitle: 'Du hast keinen Zugriff auf diese Seite',
  signedInAs: (email) => `Du bist als ${email} angemeldet.`,
  askForInvite: 'Bitte die Person, die dich hierher geschickt hat, um eine Einladung, oder öffne eines deiner Konten.',
  goToPersonalAccount: 'Zu deinem persönlichen Konto',
  goToTeam: (team) => `Zu ${team}`,
};
