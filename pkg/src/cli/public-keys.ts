/** Where commands that verify read an edge's public keys from. */

import { type Arguments, CommandFailed, type Terminal, UsageError } from './command.ts';
import { readTextFile, resolvePath } from './files.ts';

const KEYS_TIMEOUT_MS = 15_000;

/** The lines about the two options in a command's help. */
export const PUBLIC_KEYS_HELP = `  --endpoint URL   reads the public keys from this edge
  --jwks FILE      reads them from a file, the output of /.well-known/jwks.json, so that nothing is fetched`;

/** The two options. */
export const PUBLIC_KEYS_OPTIONS = { endpoint: { type: 'string' }, jwks: { type: 'string' } } as const;

/** Reads the key set, as text. */
export const readPublicKeys = async (args: Arguments, terminal: Terminal): Promise<string> => {
  const [endpoint, file] = [args.string('endpoint'), args.string('jwks')];
  if ((endpoint === undefined) === (file === undefined)) throw new UsageError('pass either --endpoint or --jwks');
  if (file !== undefined) return readTextFile(resolvePath(terminal, file));
  const url = `${endpoint?.replace(/\/+$/, '')}/.well-known/jwks.json`;
  const response = await fetch(url, { signal: AbortSignal.timeout(KEYS_TIMEOUT_MS) }).catch(() => undefined);
  if (!response?.ok) throw new CommandFailed(`no keys from ${url}`);
  return response.text();
};
