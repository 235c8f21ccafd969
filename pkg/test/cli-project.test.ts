/** What `npx hallpass` finds in a project: versions, where TypeScript looks, placeholders, mistyped words. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, afterEach, test } from 'node:test';
import { findPlaceholders } from '../src/cli/placeholders.ts';
import { chooseTypesFile, MARK, warningAbout } from '../src/cli/types-file.ts';
import { isAtLeast } from '../src/cli/versions.ts';

const folders: string[] = [];
// Away from this workspace, whose own workerd would be found.
const copy = mkdtempSync(join(tmpdir(), 'hallpass-copy-'));
for (const name of ['dist', 'package.json']) cpSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), join(copy, name), { recursive: true });
const CLI = join(copy, 'dist/cli.js');
after(() => rmSync(copy, { recursive: true }));
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A project with these files. */
const project = (files: Readonly<Record<string, string | object>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-project-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
};
const installed = (name: string, version: string) => ({ [`node_modules/${name}/package.json`]: { name, version, main: 'main.js' }, [`node_modules/${name}/main.js`]: 'exports.default = "/none";' });

const hallpass = (cwd: string, ...args: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd, encoding: 'utf8' });
  return { status, first: stderr.split('\n')[0] ?? '' };
};

test('dev and types name the workerd to install before anything is started', () => {
  const old = project({ ...installed('workerd', '1.20260426.1'), 'policy.toml': '' });
  for (const args of [['dev'], ['types', '--policy', 'policy.toml']]) {
    const { status, first } = hallpass(old, ...args);
    assert.equal(status, 1);
    assert.equal(first, `hallpass ${args[0]}: this needs workerd 1.20261101.0 or newer, the local runtime, and finds 1.20260426.1: npm install --save-dev workerd@latest`);
  }
  const current = hallpass(project({ ...installed('workerd', '1.20261117.1'), 'policy.toml': '' }), 'types', '--policy', 'policy.toml');
  assert.doesNotMatch(current.first, /needs workerd/, 'control: a current one is not refused');
});

test('deploy names the wrangler to install', () => {
  const { status, first } = hallpass(project(installed('wrangler', '4.86.0')), 'deploy', '--dry-run');
  assert.equal(status, 1);
  assert.match(first, /^hallpass deploy: wrangler 4\.86\.0 is too old for this edge, which needs 4\.107\.0 or newer: .*npm install --save-dev wrangler@latest$/);
  assert.doesNotMatch(hallpass(project(installed('wrangler', '4.107.0')), 'deploy', '--dry-run').first, /too old/, 'control');
});

test('versions are compared by their numbers', () => {
  for (const [version, least] of [['4.107.0', '4.107.0'], ['4.164.0', '4.107.0'], ['5.0.0', '4.107.0'], ['1.20261117.1', '1.20261101.0'], ['22.12.0-rc.1', '22.12.0']] as const) {
    assert.ok(isAtLeast(version, least), version);
  }
  for (const [version, least] of [['4.99.9', '4.107.0'], ['3.200.0', '4.107.0'], ['1.20261031.0', '1.20261101.0'], ['20.20.2', '22.12.0']] as const) {
    assert.ok(!isAtLeast(version, least), version);
  }
});

test('mistyped commands and options are refused with a suggestion', () => {
  const folder = project({});
  assert.deepEqual(hallpass(folder, 'help', 'nonsense'), { status: 1, first: 'hallpass: unknown command `nonsense`; the commands are ' + hallpass(folder, 'xxxxxxxxx').first.split('the commands are ')[1] });
  assert.deepEqual(hallpass(folder, 'help', 'depoly'), { status: 1, first: 'hallpass: unknown command `depoly`; did you mean `deploy`?' });
  assert.deepEqual(hallpass(folder, 'typs'), { status: 2, first: 'hallpass: unknown command `typs`; did you mean `types`?' });
  assert.deepEqual(hallpass(folder, 'deploy', '--dryrun'), { status: 2, first: 'hallpass deploy: unknown option `--dryrun`; did you mean `--dry-run`?' });
});

const VITE = {
  'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.node.json' }] },
  'tsconfig.app.json': '{\n  /* Bundler */ "compilerOptions": { "paths": { "@/*": ["./src/*"] } }, // trailing\n  "include": ["src",],\n}',
  'tsconfig.node.json': { include: ['vite.config.ts'] },
};

test('types are written where tsconfig.json looks', () => {
  for (const [files, expected] of [
    [{}, 'hallpass.d.ts'],
    [{ 'tsconfig.json': {} }, 'hallpass.d.ts'],
    [{ 'tsconfig.json': { include: ['src'] } }, 'src/hallpass.d.ts'],
    [{ 'tsconfig.json': { include: ['./src/**/*'] } }, 'src/hallpass.d.ts'],
    [{ 'tsconfig.json': { include: ['app/**/*.ts', 'lib'] } }, 'app/hallpass.d.ts'],
    [{ 'tsconfig.json': { include: ['next-env.d.ts', '**/*.ts', '**/*.tsx'] } }, 'hallpass.d.ts'],
    [{ 'tsconfig.json': { extends: './base.json' }, 'base.json': { include: ['src'] } }, 'src/hallpass.d.ts'],
    [VITE, 'src/hallpass.d.ts'],
  ] as const) {
    const chosen = chooseTypesFile(project({ 'src/main.ts': '', ...files }));
    assert.deepEqual([chosen.file, chosen.warning], [expected, undefined]);
  }
  assert.equal(chooseTypesFile(project(VITE)).reason, 'where tsconfig.app.json looks');
});

test('types are never written beside a file that shadows them', () => {
  for (const extension of ['ts', 'tsx', 'js']) {
    const { file, reason } = chooseTypesFile(project({ ...VITE, [`src/hallpass.${extension}`]: '' }));
    assert.equal(file, 'src/hallpass-policy.d.ts');
    assert.equal(reason, `where tsconfig.app.json looks, because TypeScript reads src/hallpass.${extension} instead of a hallpass.d.ts beside it`);
  }
  const folder = project({ ...VITE, 'src/hallpass.ts': '' });
  assert.match(warningAbout(folder, 'src/hallpass.d.ts') ?? '', /reads src\/hallpass\.ts instead/);
  assert.match(warningAbout(folder, 'types/hallpass.d.ts') ?? '', /tsconfig\.app\.json does not include types/);
  assert.equal(warningAbout(folder, 'src/policy.d.ts'), undefined);
});

test('a project of single files, and a file of an earlier run, are told what to do', () => {
  assert.match(chooseTypesFile(project({ 'tsconfig.json': { files: ['main.ts'] } })).warning ?? '', /add `hallpass\.d\.ts` to its `files`/);
  assert.match(chooseTypesFile(project({ ...VITE, 'hallpass.d.ts': `${MARK} from policy x.` })).warning ?? '', /^delete `hallpass\.d\.ts`/);
  assert.equal(chooseTypesFile(project({ ...VITE, 'hallpass.d.ts': 'export {};' })).warning, undefined, 'control: another file of that name');
});

const VARS = (line: string): string => `name = "hallpass" # <name>\n# https://example.com\n[vars]\n${line}\n`;

test('placeholders are found with their line', () => {
  for (const [line, setting, value] of [
    ['EDGE_ORIGIN = "https://hallpass.example"', 'EDGE_ORIGIN', 'https://hallpass.example'],
    ['JOIN_URL = "https://app.example.com/join"', 'JOIN_URL', 'https://app.example.com'],
    ["ALLOWED_ORIGINS = 'https://app.acme.com,https://example.org'", 'ALLOWED_ORIGINS', 'https://example.org'],
    ['APP_URL = "https://<your domain>/"', 'APP_URL', '<your domain>'],
    [`IDENTITY_PROVIDERS = '[{"issuer":"https://your-tenant.eu.auth0.com/","audience":"x"}]'`, 'IDENTITY_PROVIDERS', 'your-tenant.eu.auth0.com'],
    [`IDENTITY_PROVIDERS = '[{"issuer":"https://accounts.google.com","audience":"YOUR_CLIENT_ID"}]'`, 'IDENTITY_PROVIDERS', 'YOUR_CLIENT_ID'],
    ['SUPPORT_URL = "changeme"', 'SUPPORT_URL', 'changeme'],
  ] as const) {
    assert.deepEqual(findPlaceholders(VARS(line)).map((found) => [found.line, found.setting, found.value]), [[4, setting, value]], line);
  }
  const multiline = "IDENTITY_PROVIDERS = '''\n[{\n  \"issuer\": \"https://identity.example\"\n}]'''";
  assert.deepEqual(findPlaceholders(VARS(multiline)).map(({ line, setting }) => [line, setting]), [[6, 'IDENTITY_PROVIDERS']]);
});

test('a filled-in wrangler.toml has no placeholders', () => {
  for (const line of [
    'EDGE_ORIGIN = "https://hallpass.acme.dev"',
    'JOIN_URL = "https://examples.acme.com/join"',
    `IDENTITY_PROVIDERS = '[{"issuer":"https://accounts.google.com","audience":"1234.apps.googleusercontent.com"}]' # not <this>`,
  ]) {
    assert.deepEqual(findPlaceholders(VARS(line)), [], line);
  }
});
