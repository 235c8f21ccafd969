/** The edge's settings, from the environment and from files of `NAME=value` lines. */

import { parseEnv } from 'node:util';
import type { Terminal } from '../command.ts';
import { readTextFile, resolvePath } from '../files.ts';
import { SETTINGS } from '../../generated.ts';
import { OBJECTS } from '../workerd-config.ts';

/** Settings by name. */
export interface Settings {
  /** Those that the edge knows. */
  readonly known: Readonly<Record<string, string>>;
  /** The names of all other variables, among which the edge finds misspelt settings. */
  readonly otherNames: readonly string[];
}

/** Names of the edge's bindings that are no settings. `USER` is a variable of every shell. */
const BINDINGS = [...Object.keys(OBJECTS), 'ASSETS', 'LIMITER', 'PRIVATE_NETWORK', 'SEND_EMAIL'];

/** Reads the settings. A variable of the environment wins over one of a file, and a later file over an earlier one. */
export const readSettings = (terminal: Terminal, files: readonly string[]): Settings => {
  const variables: Record<string, string | undefined> = {};
  for (const file of files) Object.assign(variables, parseEnv(readTextFile(resolvePath(terminal, file))));
  Object.assign(variables, terminal.env);
  const known: Record<string, string> = {};
  const otherNames: string[] = [];
  for (const [name, value] of Object.entries(variables)) {
    if ((SETTINGS as readonly string[]).includes(name)) known[name] = value ?? '';
    else if (!BINDINGS.includes(name)) otherNames.push(name);
  }
  return { known, otherNames };
};
