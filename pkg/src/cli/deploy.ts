/** `hallpass deploy`: a wrangler project with the built edge, ready for `wrangler deploy`. */

import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Failed, type Terminal, type Words } from './command.ts';
import { at, readText, replace } from './files.ts';
import { shipped } from './runtime.ts';

const FOLDER = 'hallpass-edge';
/** The built edge: these are the package's, so a newer package replaces them. */
const BUILT = ['entry.mjs', 'index.js', 'index_bg.wasm'];

export const deploy: Command = {
  usage: 'deploy [--dir DIR] [--policy FILE] [--dry-run] [--yes]',
  help: `Prepares a wrangler project with the built edge, says what it will write, and asks before it does. It sends nothing
anywhere: \`npx wrangler deploy\` in the project does.

  --dir DIR       the project (default ${FOLDER})
  --policy FILE   roles and permissions (default policy.toml if there is one, else the package's own)
  --dry-run       only says what it would write
  --yes           does not ask

Run it again after an update of the package or a change of the policy: it replaces the built edge, keeps your
wrangler.toml, and puts the policy that is replaced beside the new one, so that clients can still read its tokens.`,
  options: { dir: { type: 'string' }, policy: { type: 'string' }, 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' } },
  async run(words, terminal) {
    words.named();
    const dir = words.text('dir') ?? FOLDER;
    const steps = plan(words, terminal, at(terminal, dir));
    terminal.out(`In ${dir}:`);
    for (const { act, file, why } of steps) terminal.out(`  ${act.padEnd(8)} ${file.padEnd(22)} ${why}`);
    if (words.flag('dry-run')) return;
    if (!words.flag('yes')) {
      const said = await terminal.confirm('Write these?');
      if (said === undefined) throw new Failed('nobody is there to ask: say --yes, or --dry-run');
      if (!said) throw new Failed('nothing was written');
    }
    mkdirSync(at(terminal, dir), { recursive: true });
    for (const { write } of steps) write();
    terminal.out(next(dir, steps.some(({ act, file }) => act === 'create' && file === 'wrangler.toml')));
  },
};

interface Step {
  readonly act: 'create' | 'replace' | 'keep';
  readonly file: string;
  readonly why: string;
  write(): void;
}

const plan = (words: Words, terminal: Terminal, folder: string): Step[] => {
  const from = shipped('worker');
  const to = (file: string) => join(folder, file);
  const built = BUILT.map((file): Step => {
    const there = existsSync(to(file));
    const same = there && readFileSync(to(file)).equals(readFileSync(join(from, file)));
    return same ? keep(file, 'this package’s already') : {
      act: there ? 'replace' : 'create', file, why: 'the built edge', write: () => copyFileSync(join(from, file), to(file)),
    };
  });
  const configuration = existsSync(to('wrangler.toml'))
    ? keep('wrangler.toml', 'yours')
    : { act: 'create' as const, file: 'wrangler.toml', why: 'to fill in: origins, identity provider', write: () => copyFileSync(join(from, 'wrangler.toml'), to('wrangler.toml')) };
  return [...built, ...policySteps(policyText(words, terminal), to), configuration];
};

const policySteps = (text: string, to: (file: string) => string): Step[] => {
  const [now, before] = ['policy.toml', 'policy.previous.toml'];
  const old = existsSync(to(now)) ? readText(to(now)) : undefined;
  if (old === text) return [keep(now, 'unchanged'), ...(existsSync(to(before)) ? [keep(before, 'unchanged')] : [])];
  const first = old === undefined;
  return [
    { act: existsSync(to(before)) ? 'replace' : 'create', file: before, why: first ? 'empty: there was none' : 'the policy of before', write: () => replace(to(before), old ?? '') },
    { act: first ? 'create' : 'replace', file: now, why: 'roles and permissions', write: () => replace(to(now), text) },
  ];
};

const keep = (file: string, why: string): Step => ({ act: 'keep', file, why, write: () => undefined });

const policyText = (words: Words, terminal: Terminal): string => {
  const named = words.text('policy');
  if (named !== undefined) return readText(at(terminal, named));
  const usual = at(terminal, 'policy.toml');
  return readText(existsSync(usual) ? usual : join(shipped('worker'), 'policy.toml'));
};

const next = (dir: string, fresh: boolean): string => {
  const secrets = `
  npx hallpass keys new hallpass-keys.json                              keep both files, and keep them out of git:
  npx hallpass keys pepper hallpass-pepper.txt                          every invite link hangs on the pepper
  npx wrangler secret put HALLPASS_KEYS -c ${dir}/wrangler.toml < hallpass-keys.json
  npx wrangler secret put HALLPASS_PEPPER -c ${dir}/wrangler.toml < hallpass-pepper.txt`;
  return `
Next${fresh ? `, with [vars] in ${dir}/wrangler.toml filled in` : ''}:
${fresh ? `
  npx wrangler login${secrets}` : ''}
  npx wrangler deploy -c ${dir}/wrangler.toml`;
};
