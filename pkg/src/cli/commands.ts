/** Every command, with what it does in one line. Each is loaded when it is asked for. */

import type { Command } from './command.ts';

/** A row of the table. */
export interface Entry {
  readonly summary: string;
  load(): Promise<Command>;
}

export const COMMANDS: Readonly<Record<string, Entry>> = {
  dev: {
    summary: 'run an edge on this machine, with local identity',
    load: async () => (await import('./dev.ts')).dev,
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
    summary: 'make, list and rotate the signing keys of an edge',
    load: async () => (await import('./keys.ts')).keys,
  },
  import: {
    summary: 'import users, teams and members from CSV files',
    load: async () => (await import('./import.ts')).importing,
  },
  'verify-audit': {
    summary: 'check that an exported audit log is whole and unchanged',
    load: async () => (await import('./verify-audit.ts')).verifyAudit,
  },
};
