import { plural } from './plural.ts';

/** The page with what is stored about the user. */
export const YOUR_DATA = {
  title: 'Your data',
  about: 'What is stored about you here, and how to delete it.',
  download: 'Download your data',
  downloadAbout: 'Your profile, your teams, your invites, and what you did, as a JSON file.',
  downloadButton: 'Download',
  fileName: 'your-data.json',
  delete: 'Delete your account',
  deleteAbout: "Deletes your name, your email and your memberships. This can't be undone.",
  deleteButton: 'Delete account',
  ownsTeams: (count: number) =>
    plural(count, {
      one: 'You own a team. Transfer or delete it first:',
      other: 'You own # teams. Transfer or delete them first:',
    }),
  confirmTitle: 'Delete your account?',
  consequences: 'What this does',
  leaves: (count: number) => plural(count, { one: 'You leave # team', other: 'You leave # teams' }),
  personalClosed: 'Your personal account is closed, and what is in it is deleted',
  invitesRevoked: 'Invites to you, and invites that only you could grant, are revoked',
  auditKept: "Audit logs keep what happened, without your name or email",
  signInAgain: 'If you sign in again, you start with a new, empty account',
  typeToConfirm: (text: string) => `Type ${text} to confirm`,
  deleted: 'Your account was deleted',
};
