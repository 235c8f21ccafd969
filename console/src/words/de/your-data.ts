import type { Words } from '../en/index.ts';
import { plural } from './plural.ts';

/** The page with what is stored about the user. */
export const YOUR_DATA: Words['yourData'] = {
  title: 'Deine Daten',
  about: 'Was hier über dich gespeichert ist, und wie du es löschst.',
  download: 'Deine Daten herunterladen',
  downloadAbout: 'Dein Profil, deine Teams, deine Einladungen und was du getan hast, als JSON-Datei.',
  downloadButton: 'Herunterladen',
  fileName: 'deine-daten.json',
  delete: 'Dein Konto löschen',
  deleteAbout: 'Löscht deinen Namen, deine E‑Mail und deine Mitgliedschaften. Das lässt sich nicht rückgängig machen.',
  deleteButton: 'Konto löschen',
  ownsTeams: (count) =>
    plural(count, {
      one: 'Dir gehört ein Team. Übertrage es oder lösche es zuerst:',
      other: 'Dir gehören # Teams. Übertrage oder lösche sie zuerst:',
    }),
  confirmTitle: 'Dein Konto löschen?',
  consequences: 'Was dann passiert',
  leaves: (count) => plural(count, { one: 'Du verlässt # Team', other: 'Du verlässt # Teams' }),
  personalClosed: 'Dein persönliches Konto wird geschlossen, und was darin ist, wird gelöscht',
  invitesRevoked: 'Einladungen an dich, und solche, die nur du aussprechen konntest, werden zurückgezogen',
  auditKept: 'Audit-Logs behalten, was geschehen ist, ohne deinen Namen und deine E‑Mail',
  signInAgain: 'Wenn du dich wieder anmeldest, beginnst du mit einem neuen, leeren Konto',
  typeToConfirm: (text) => `Gib zur Bestätigung ${text} ein`,
  deleted: 'Dein Konto wurde gelöscht',
};
