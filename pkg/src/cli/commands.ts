/** Every command with a one-line summary. A command is loaded when it is run. */

import type { Command } from './command.ts';

/** A command that can be loaded. */
export interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  dev: {
    summary: 'run an edge on this machine, with local identity',
    load: async () => (await import('./dev.ts')).dev,
  },
  start: {
    summary: 'run the edge and the console on your own machine',
    load: async () => (await import('./start.ts')).start,
  },
  backup: {
    summary: 'copy the data of an edge on your own machine',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    summary: 'put a backup into an empty data folder',
    load: async () => (await import('./restore.ts')).restore,
  },
  check: {
    summary: 'say what is wrong with a data folder or a backup',
    load: async () => (await import('./check-data.ts')).check,
  },
  deploy: {
    summary: 'prepare a wrangler project with the built edge',
    load: async () => (await import('./deploy.ts')).deploy,
  },
  types: {
    summary: 'write permission and role names for TypeScript',
    load: async () => (await import('./types.ts')).types,
  },
  keys: {
    summary: 'create, list and rotate the signing keys of an edge',
    load: async () => (await import('./keys.ts')).keys,
  },
  identity: {
    summary: 'say why an identity token is accepted or refused',
    load: async () => (await import('./identity.ts')).identity,
  },
  import: {
    summary: 'import users, teams and members from CSV files',
    load: async () => (await import('./import.ts')).importTables,
  },
  invite: {
    summary: 'invite people from a CSV file',
    load: async () => (await import('./invite.ts')).invitePeople,
  },
  'verify-audit': {
    summary: 'check that an exported audit log is complete and unchanged',
    load: async () => (await import('./verify-audit.ts')).verifyAudit,
  },
  'verify-review': {
    summary: 'check the signed summary of an access review, and print it',
    load: async () => (await import('./verify-review.ts')).verifyReview,
  },
};
