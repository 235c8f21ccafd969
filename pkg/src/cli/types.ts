/** `hallpass types`: the names of a policy, for TypeScript. */

import type { Policy } from '../wire.ts';
import { type Command, Failed, Misused } from './command.ts';
import { at, replace } from './files.ts';

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
    if (file !== undefined) throw new Failed('--policy is not there yet');
    const policy = await ask(endpoint ?? 'http://127.0.0.1:8787');
    const out = words.text('out') ?? 'hallpass.d.ts';
    const text = declare(policy);
    if (out === '-') return terminal.out(text.trimEnd());
    replace(at(terminal, out), text);
    terminal.note(`${out}: ${policy.permissions.length} permissions, ${policy.roles.length} roles`);
  },
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
