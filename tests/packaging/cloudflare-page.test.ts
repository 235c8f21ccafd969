// Follows the page "Deploy on Cloudflare" from the npm package, with the tarball in place of the registry. What needs an account of
// Cloudflare is `wrangler deploy --dry-run`, and `wrangler dev` with the secrets: it runs what would be deployed.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { send } from '../harness/http.ts';
import { answers, end, PROJECT } from './kit/project.ts';
import { freePort } from './kit/started.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/guide/cloudflare.md'), 'utf8');
const fromNpm = /^## From npm$([\s\S]*?)^## From a checkout$/m.exec(page)?.[1] ?? '';
/** The blocks of a language, without their indentation. */
const blocks = (language: string, text = fromNpm): string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trim());
const commands = blocks('sh').flatMap((block) => block.split('\n'));

const folder = mkdtempSync(join(PROJECT, 'cloudflare-'));
symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
const CONFIG = join(folder, 'hallpass-edge/wrangler.toml');
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter), NPM_CONFIG_UPDATE_NOTIFIER: 'false', WRANGLER_SEND_METRICS: 'false', CI: '1' };
let running: ChildProcess | undefined;
after(async () => {
  if (running) await end(running);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the only command of the page that begins so, with something behind it. */
function follow(beginning: string, more = ''): { status: number | null; output: string } {
  const found = commands.filter((command) => command.startsWith(beginning));
  assert.equal(found.length, 1, `${beginning}: ${found.join('; ')}`);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `${found[0]} ${more}`], { cwd: folder, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function followed(beginning: string, more?: string): string {
  const { status, output } = follow(beginning, more);
  assert.equal(status, 0, output);
  return output;
}

test('the page’s commands lead to a Worker with the console that wrangler accepts and that runs', { timeout: 180_000 }, async () => {
  assert.ok(commands.includes('npm install hallpass wrangler'), 'which the tests’ project has');
  assert.equal(commands.filter((command) => command === 'npx hallpass deploy').length, 1);
  const written = spawnSync('sh', ['-c', 'npx hallpass deploy --yes'], { cwd: folder, env, encoding: 'utf8' });
  assert.equal(written.status, 0, written.stdout + written.stderr);
  assert.equal(follow('npx hallpass deploy --dry-run').status, 1, 'what is still an example is named');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const filledIn = readFileSync(CONFIG, 'utf8').replaceAll('https://hallpass.example', origin).replaceAll('.example', '.acme.dev');
  writeFileSync(CONFIG, filledIn);
  followed('npx hallpass deploy --dry-run');
  followed('npx hallpass keys new');
  followed('npx hallpass keys pepper');

  followed('cp -r');
  const [assets = ''] = blocks('toml');
  assert.match(assets, /^\[assets\]/);
  appendFileSync(CONFIG, `\n${assets}\n`);
  const dry = followed('npx wrangler deploy', '--dry-run');
  for (const binding of ['AccountObject', 'ASSETS', 'EDGE_ORIGIN']) assert.ok(dry.includes(binding), dry);

  // The names and files of secrets are those that the page uploads.
  const secrets = [...fromNpm.matchAll(/secret put (\w+) .* < (\S+)/g)].map(([, name = '', file = '']) => `${name}='${readFileSync(join(folder, file), 'utf8').replaceAll('\n', '').trim()}'\n`);
  assert.equal(secrets.length, 2);
  writeFileSync(join(folder, 'hallpass-edge/.dev.vars'), secrets.join(''));
  running = spawn('npx', ['wrangler', 'dev', '--local', '--port', String(port), '--inspector-port', '0', '--show-interactive-dev-session=false', '-c', CONFIG], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  await answers(`${origin}/healthz`, running);
  // The checks of the page.
  const checks = [...page.matchAll(/^curl -i \$EDGE_ORIGIN(\S+)$/gm)].map(([, path]) => path ?? '');
  assert.deepEqual(checks, ['/healthz', '/v1/policy']);
  for (const path of checks) assert.equal((await send(origin, 'GET', path)).status, 200, path);
  assert.ok(page.includes(`\`${(await send(origin, 'GET', '/healthz')).text}\``), 'the page has what `/healthz` answers');
  const join_ = await send(origin, 'GET', '/join');
  assert.match(String(join_.headers['content-type']), /^text\/html/);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(join_.text)?.[1] ?? '';
  assert.equal((await send(origin, 'GET', script)).status, 200);
});

test('the custom domain of the page is one that wrangler accepts', () => {
  const [routes = ''] = blocks('toml', page.slice(page.indexOf('## A custom domain')));
  const [first = '', ...rest] = routes.split('\n');
  writeFileSync(CONFIG, `${first}\n${readFileSync(CONFIG, 'utf8')}\n${rest.join('\n')}\n`);
  followed('npx wrangler deploy', '--dry-run');
  writeFileSync(CONFIG, readFileSync(CONFIG, 'utf8').replace('custom_domain = true', 'custom_domain = "yes"'));
  assert.notEqual(follow('npx wrangler deploy', '--dry-run').status, 0, 'control');
});
