/** `hallpass deploy`: prepares a wrangler project with the built edge, ready for `wrangler deploy`. */

import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arguments, type Command, CommandFailed, type Terminal } from './command.ts';
import { readTextFile, resolvePath, writeFileAtomically } from './files.ts';
import { packagedFolder, packagedPolicy } from './packaged-files.ts';
import { findPlaceholders, type Placeholder } from './placeholders.ts';
import { checkWrangler, MIN_WRANGLER, nodeNote } from './versions.ts';

const DEFAULT_FOLDER = 'hallpass-edge';
/** The built edge. These files belong to the package, so a newer package replaces them. */
const BUILT_FILES = ['entry.mjs', 'index.js', 'index_bg.wasm'];
const CONFIG = 'wrangler.toml';
const POLICY = 'policy.toml';
const PREVIOUS_POLICY = 'policy.previous.toml';
const MAIL = 'mail.toml';
const README = 'README.md';
/** The keys and the pepper, where the next steps put them. */
const [KEYS, PEPPER] = ['hallpass-keys.json', 'hallpass-pepper.txt'];

const PACKAGE_JSON = `{
  "name": "hallpass-edge",
  "private": true,
  "scripts": { "deploy": "wrangler deploy" },
  "devDependencies": { "wrangler": "^${MIN_WRANGLER}" }
}
`;
const GITIGNORE = `node_modules/
.wrangler/
.dev.vars*
${KEYS}
${PEPPER}
`;

export const deploy: Command = {
  usage: 'deploy [--dir DIR] [--policy FILE] [--dry-run] [--yes]',
  help: `Prepares a wrangler project with the built edge. It lists what it will write and asks before it does. Nothing is
sent: \`npx wrangler deploy\` in the project does that.

  --dir DIR       the project (default ${DEFAULT_FOLDER})
  --policy FILE   roles and permissions (default policy.toml if it exists, else the package's)
  --dry-run       only lists what it would write
  --yes           does not ask

It refuses a wrangler.toml that still has settings of an example, and names their lines. The project's README.md
explains each file and setting, IDENTITY_PROVIDERS above all.

Run it again after you update the package or change the policy: it replaces the built edge, keeps your wrangler.toml,
and keeps the replaced policy beside the new one, so that clients can still read its tokens.`,
  options: { dir: { type: 'string' }, policy: { type: 'string' }, 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' } },
  async run(args, terminal) {
    args.positional();
    const dir = args.string('dir') ?? DEFAULT_FOLDER;
    const folder = resolvePath(terminal, dir);
    checkWrangler(existsSync(folder) ? folder : terminal.cwd);
    const steps = plan(args, terminal, folder);
    const placeholders = findPlaceholders(existsSync(join(folder, CONFIG)) ? readTextFile(join(folder, CONFIG)) : '');
    terminal.print(`In ${dir}:`);
    for (const { action, file, reason } of steps) terminal.print(`  ${action.padEnd(8)} ${file.padEnd(22)} ${reason}`);
    if (args.flag('dry-run')) return refusePlaceholders(`${dir}/${CONFIG}`, placeholders);
    if (!args.flag('yes')) {
      const confirmed = await terminal.confirm('Write these?');
      if (confirmed === undefined) throw new CommandFailed('cannot ask without a terminal: pass --yes or --dry-run');
      if (!confirmed) throw new CommandFailed('nothing was written');
    }
    mkdirSync(folder, { recursive: true });
    for (const { write } of steps) write();
    refusePlaceholders(`${dir}/${CONFIG}`, placeholders);
    const isNew = steps.some(({ action, file }) => action === 'create' && file === CONFIG);
    terminal.print(nextSteps(dir, isNew));
    const note = nodeNote();
    if (note !== undefined) terminal.log(`hallpass deploy: ${note}`);
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
  planPackagedFile(MAIL, 'your own texts of invite mails, if any', folder),
  planPackagedFile(CONFIG, 'to fill in: origins, identity provider', folder),
  planPackagedFile(README, 'what each file and setting is', folder),
  planText('package.json', PACKAGE_JSON, 'the version of wrangler', folder),
  planText('.gitignore', GITIGNORE, 'keeps the secrets out of git', folder),
];

/** Throws a `CommandFailed` that names each setting that is still an example's. */
const refusePlaceholders = (config: string, placeholders: readonly Placeholder[]): void => {
  if (placeholders.length === 0) return;
  const lines = placeholders.map(({ line, setting, value, remedy }) => `  ${config}:${line}: ${setting} has the placeholder \`${value}\`: write ${remedy}`);
  throw new CommandFailed(`not ready to deploy\n${lines.join('\n')}`);
};

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

/** A file of the package that is the user's from then on. */
const planPackagedFile = (file: string, reason: string, folder: string): Step =>
  planOwnFile(file, reason, folder, (target) => copyFileSync(join(packagedFolder('worker'), file), target));

const planText = (file: string, text: string, reason: string, folder: string): Step =>
  planOwnFile(file, reason, folder, (target) => writeFileAtomically(target, text));

const planOwnFile = (file: string, reason: string, folder: string, write: (target: string) => void): Step => {
  const target = join(folder, file);
  if (existsSync(target)) return keep(file, 'yours');
  return { action: 'create', file, reason, write: () => write(target) };
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
  if (!isNew) return `\nNext:\n\n  npx wrangler deploy -c ${config}`;
  return `
${dir}/${README} explains every file. Next:

  1. Fill in [vars] in ${config}: where the edge and your app are, and IDENTITY_PROVIDERS, which says whose
     tokens the edge accepts: the issuer (\`iss\`) and the audience (\`aud\`) of your identity provider's tokens.
     \`npx hallpass deploy\` names the settings that are still examples.
  2. Make the secrets. Keep both files, out of git: every invite link depends on the pepper.

       npx hallpass keys new ${dir}/${KEYS}
       npx hallpass keys pepper ${dir}/${PEPPER}

  3. Deploy:

       npx wrangler login
       npx wrangler secret put HALLPASS_KEYS -c ${config} < ${dir}/${KEYS}
       npx wrangler secret put HALLPASS_PEPPER -c ${config} < ${dir}/${PEPPER}
       npx wrangler deploy -c ${config}`;
};
