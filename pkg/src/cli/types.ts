/** `hallpass types`: declares the names of a policy for TypeScript. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policy } from '../wire.ts';
import { type Command, CommandFailed, type Terminal, UsageError } from './command.ts';
import { fetchPolicy } from './edge-policy.ts';
import { readTextFile, resolvePath, writeFileAtomically } from './files.ts';
import { prepareLocalEdge } from './local-edge.ts';
import { findFreePort } from './ports.ts';
import { startRuntime } from './runtime.ts';
import { chooseTypesFile, MARK, warningAbout } from './types-file.ts';
import { findWorkerd } from './versions.ts';

const DEFAULT_ENDPOINT = 'http://127.0.0.1:8787';

export const types: Command = {
  usage: 'types [--endpoint URL | --policy FILE] [--out FILE]',
  help: `Writes the names of permissions and roles for TypeScript, so that a name that the policy lacks is a compile error.

  --endpoint URL   reads the policy of this edge (default ${DEFAULT_ENDPOINT}, where \`hallpass dev\` runs)
  --policy FILE    reads a policy file with the edge's own code: needs what \`hallpass dev\` needs
  --out FILE       the file to write (default hallpass.d.ts, where tsconfig.json looks); \`-\` is standard output`,
  options: { endpoint: { type: 'string' }, policy: { type: 'string' }, out: { type: 'string' } },
  async run(args, terminal) {
    args.positional();
    const [endpoint, file] = [args.string('endpoint'), args.string('policy')];
    if (endpoint !== undefined && file !== undefined) throw new UsageError('--endpoint and --policy exclude each other');
    const policy = await (file === undefined ? fetchPolicy(endpoint ?? DEFAULT_ENDPOINT) : readPolicyFile(terminal, resolvePath(terminal, file)));
    const named = args.string('out');
    const text = declarationOf(policy);
    if (named === '-') return terminal.print(text.trimEnd());
    const chosen = named === undefined ? chooseTypesFile(terminal.cwd) : { file: named, warning: warningAbout(terminal.cwd, named) };
    writeFileAtomically(resolvePath(terminal, chosen.file), text);
    const reason = 'reason' in chosen ? `, ${chosen.reason}` : '';
    terminal.log(`${chosen.file}: ${policy.permissions.length} permissions, ${policy.roles.length} roles${reason}`);
    if (chosen.warning !== undefined) terminal.log(`hallpass types: ${chosen.warning}`);
  },
};

/** Reads a policy file with an edge that is started for this. */
const readPolicyFile = async (terminal: Terminal, file: string): Promise<Policy> => {
  findWorkerd(terminal);
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-types-'));
  try {
    const port = await findFreePort();
    const unused = 'http://localhost/';
    prepareLocalEdge(folder, { port, policy: readTextFile(file), app: unused, join: unused });
    const runtime = await startRuntime(terminal, join(folder, 'edge'), port);
    try {
      return await fetchPolicy(runtime.origin);
    } catch {
      throw new CommandFailed(`\`${file}\` is not a valid policy; the edge’s output is above`);
    } finally {
      await runtime.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const declarationOf = ({ id, permissions, roles }: Policy): string => {
  const union = (names: readonly string[]): string => names.map((name) => `\n      | ${JSON.stringify(name)}`).join('') || ' never';
  return `${MARK} from policy ${id}. Run it again when the policy changes.
export {};

declare module 'hallpass' {
  interface Register {
    permission:${union(permissions.map(({ name }) => name))};
    role:${union(roles.map(({ name }) => name))};
  }
}
`;
};
