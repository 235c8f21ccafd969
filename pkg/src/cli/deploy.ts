/** `hallpass deploy`: prepares a wrangler project with the built edge, ready for `wrangler deploy`. */

import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arguments, type Command, CommandFailed, type Terminal } from './command.ts';
import { readTextFile, resolvePath, writeFileAtomically } from './files.ts';
import { packagedFolder, packagedPolicy } from './packaged-files.ts';

const DEFAULT_FOLDER = 'hallpass-edge';
/** The built edge. These files belong to the package, so a newer package replaces them. */
const BUILT_FILES = ['entry.mjs', 'index.js', 'index_bg.wasm'];
const CONFIG = 'wrangler.toml';
const POLICY = 'policy.toml';
const PREVIOUS_POLICY = 'policy.previous.toml';

export const deploy: Command = {
  usage: 'deploy [--dir DIR] [--policy FILE] [--dry-run] [--yes]',
  help: `Prepares a wrangler project with the built edge. It lists what it will write and asks before it does. Nothing is
sent: \`npx wrangler deploy\` in the project does that.

  --dir DIR       the project (default ${DEFAULT_FOLDER})
  --policy FILE   roles and permissions (default policy.toml if it exists, else the package's)
  --dry-run       only lists what it would write
  --yes           does not ask

Run it again after you update the package or change the policy: it replaces the built edge, keeps your wrangler.toml,
and keeps the replaced policy beside the new one, so that clients can still read its tokens.`,
  options: { dir: { type: 'string' }, policy: { type: 'string' }, 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' } },
  async run(args, terminal) {
    args.positional();
    const dir = args.string('dir') ?? DEFAULT_FOLDER;
    const steps = plan(args, terminal, resolvePath(terminal, dir));
    terminal.print(`In ${dir}:`);
    for (const { action, file, reason } of steps) terminal.print(`  ${action.padEnd(8)} ${file.padEnd(22)} ${reason}`);
    if (args.flag('dry-run')) return;
    if (!args.flag('yes')) {
      const confirmed = await terminal.confirm('Write these?');
      if (confirmed === undefined) throw new CommandFailed('cannot ask without a terminal: pass --yes or --dry-run');
      if (!confirmed) throw new CommandFailed('nothing was written');
    }
    mkdirSync(resolvePath(terminal, dir), { recursive: true });
    for (const { write } of steps) write();
    terminal.print(nextSteps(dir, steps.some(({ action, file }) => action === 'create' && file === CONFIG)));
  },
};

interface Step {
  readonly action: 'create' | 'replace' | 'keep';
  readonly file: string;
  readonly reason: string;
  write(): void;
}

const plan = (args: Arguments, terminal: Terminal, folder: string): Step[] => [
  ...BUILT_FILES.map((file) => planBuiltFile(file, folder)),
  ...planPolicy(readPolicy(args, terminal), folder),
  planConfig(folder),
];

const planBuiltFile = (file: string, folder: string): Step => {
  const [source, target] = [join(packagedFolder('worker'), file), join(folder, file)];
  const exists = existsSync(target);
  if (exists && readFileSync(target).equals(readFileSync(source))) return keep(file, 'up to date');
  return { action: exists ? 'replace' : 'create', file, reason: 'the built edge', write: () => copyFileSync(source, target) };
};

const planPolicy = (text: string, folder: string): Step[] => {
  const [current, previous] = [join(folder, POLICY), join(folder, PREVIOUS_POLICY)];
  const hasPrevious = existsSync(previous);
  const currentText = existsSync(current) ? readTextFile(current) : undefined;
  if (currentText === text) return [keep(POLICY, 'unchanged'), ...(hasPrevious ? [keep(PREVIOUS_POLICY, 'unchanged')] : [])];
  const isFirst = currentText === undefined;
  return [
    {
      action: hasPrevious ? 'replace' : 'create',
      file: PREVIOUS_POLICY,
      reason: isFirst ? 'empty: there is no previous policy' : 'the previous policy',
      write: () => writeFileAtomically(previous, currentText ?? ''),
    },
    { action: isFirst ? 'create' : 'replace', file: POLICY, reason: 'roles and permissions', write: () => writeFileAtomically(current, text) },
  ];
};

const planConfig = (folder: string): Step => {
  const target = join(folder, CONFIG);
  if (existsSync(target)) return keep(CONFIG, 'yours');
  const write = (): void => copyFileSync(join(packagedFolder('worker'), CONFIG), target);
  return { action: 'create', file: CONFIG, reason: 'to fill in: origins, identity provider', write };
};

const keep = (file: string, reason: string): Step => ({ action: 'keep', file, reason, write: () => undefined });

const readPolicy = (args: Arguments, terminal: Terminal): string => {
  const named = args.string('policy');
  if (named !== undefined) return readTextFile(resolvePath(terminal, named));
  const standard = resolvePath(terminal, POLICY);
  return readTextFile(existsSync(standard) ? standard : packagedPolicy());
};

const nextSteps = (dir: string, isNew: boolean): string => {
  const config = `${dir}/${CONFIG}`;
  const setUp = `
  npx wrangler login
  npx hallpass keys new hallpass-keys.json                              keep both files, and keep them out of git:
  npx hallpass keys pepper hallpass-pepper.txt                          every invite link depends on the pepper
  npx wrangler secret put HALLPASS_KEYS -c ${config} < hallpass-keys.json
  npx wrangler secret put HALLPASS_PEPPER -c ${config} < hallpass-pepper.txt`;
  return `
Next${isNew ? `, once [vars] in ${config} is filled in` : ''}:
${isNew ? setUp : ''}
  npx wrangler deploy -c ${config}`;
};
