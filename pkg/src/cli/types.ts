/** `hallpass types`: the names of a policy, for TypeScript. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policy } from '../wire.ts';
import { type Command, Failed, Misused, type Terminal } from './command.ts';
import { at, readText, replace } from './files.ts';
import { layOut } from './local-edge.ts';
import { freePort, start } from './runtime.ts';

export const types: Command = {
  usage: 'types [--endpoint URL | --policy FILE] [--out FILE]',
  help: `Writes the names of permissions and roles, so that TypeScript knows them: a name that the policy lacks is an error.

  --endpoint URL   asks this edge for its policy (default http://127.0.0.1:8787, where \`hallpass dev\` runs)
  --policy FILE    reads a policy file, with the edge's own code: needs what \`hallpass dev\` needs
  --out FILE       where to write (default hallpass.d.ts); \`-\` is standard output`,
  options: { endpoint: { type: 'string' }, policy: { type: 'string' }, out: { type: 'string' } },
  async run(words, terminal) {
    words.named();
    const [endpoint, file] = [words.text('endpoint'), words.text('policy')];
    if (endpoint !== undefined && file !== undefined) throw new Misused('--endpoint and --policy exclude each other');
    const policy = await (file === undefined ? ask(endpoint ?? 'http://127.0.0.1:8787') : readPolicy(terminal, at(terminal, file)));
    const out = words.text('out') ?? 'hallpass.d.ts';
    const text = declare(policy);
    if (out === '-') return terminal.out(text.trimEnd());
    replace(at(terminal, out), text);
    terminal.note(`${out}: ${policy.permissions.length} permissions, ${policy.roles.length} roles`);
  },
};

/** The policy in a file, as an edge that is started for a moment reads it. */
const readPolicy = async (terminal: Terminal, file: string): Promise<Policy> => {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-types-'));
  try {
    const port = await freePort();
    const nowhere = 'http://localhost/';
    layOut(folder, { port, policy: readText(file), app: nowhere, join: nowhere });
    const runtime = await start(terminal, join(folder, 'edge'), port);
    try {
      return await ask(runtime.origin);
    } catch {
      throw new Failed(`\`${file}\` is no policy: the edge’s words are above`);
    } finally {
      await runtime.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The policy of a running edge. Throws `Failed` if it does not tell. */
export const ask = async (endpoint: string): Promise<Policy> => {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/policy`;
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    const policy = (await reply.json()) as Policy;
    if (!reply.ok || !Array.isArray(policy.permissions) || !Array.isArray(policy.roles)) throw new Error(`it answered ${reply.status}`);
    return policy;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    throw new Failed(`no policy from ${url}: ${cause?.message ?? message}`);
  }
};

const declare = ({ id, permissions, roles }: Policy): string => {
  const union = (names: readonly string[]): string => names.map((name) => `\n      | ${JSON.stringify(name)}`).join('') || ' never';
  return `// Written by \`npx hallpass types\` from policy ${id}. Run it again when the policy changes.
export {};

declare module 'hallpass' {
  interface Register {
    permission:${union(permissions.map(({ name }) => name))};
    role:${union(roles.map(({ name }) => name))};
  }
}
`;
};
