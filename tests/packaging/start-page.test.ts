// Follows the page "Run it yourself" in an empty folder: its commands and files, with the tarball in place of the registry, and with
// ports and secrets of this test.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { OpenId } from '../harness/openid.ts';
import { TARBALL } from './kit/project.ts';
import { freePort, Started } from './kit/started.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/guide/run-it-yourself.md'), 'utf8');
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, text]) => (text ?? '').replaceAll('\\\n', ' ').trim());
const folder = mkdtempSync(join(tmpdir(), 'hallpass-page-'));
/** Programs of this machine, without Rust's. */
const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
const { CARGO: _cargo, CARGO_HOME: _home, RUSTUP_HOME: _rustup, ...environment } = process.env;
const env = { ...environment, PATH: path, NPM_CONFIG_UPDATE_NOTIFIER: 'false' };
let running: Started | undefined;
let openid: OpenId | undefined;
after(async () => {
  await running?.kill();
  await openid?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function shell(command: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
  assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** The only block that begins so. */
function block(beginning: string): string {
  const found = blocks.filter((each) => each.startsWith(beginning));
  assert.equal(found.length, 1, beginning);
  return found[0] ?? '';
}

test('the page’s commands lead to an edge that is ready', async () => {
  const [install = '', keys = '', pepper = ''] = block('npm install hallpass workerd').split('\n');
  shell(install.replace(' hallpass ', ` ${TARBALL} `));
  assert.equal(spawnSync('sh', ['-c', 'command -v cargo'], { env }).status, 127, 'there is no Rust');
  openid = await OpenId.start({ console: 'RS256' });
  const [port, metricsPort] = [await freePort(), await freePort()];
  const file = block('EDGE_ORIGIN=')
    .replace(`'{"keys":[…]}'`, `'${shell(keys)}'`)
    .replace(`'…'`, `'${shell(pepper)}'`)
    .replaceAll('https://hallpass.example.com', `http://127.0.0.1:${port}`)
    .replaceAll('https://login.example.com', openid.issuer);
  assert.ok(!file.includes('…'));
  writeFileSync(join(folder, 'hallpass.env'), file);
  assert.equal(block('npx hallpass start --env-file hallpass.env --metrics-port').split('\n').length, 1);
  const command = `${block('npx hallpass start --env-file hallpass.env --metrics-port').replace('9464', String(metricsPort))} --port ${port}`;
  const child = spawn('sh', ['-c', `exec ${command}`], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running = await new Started(`http://127.0.0.1:${port}`, child).ready();
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  assert.match(metrics, /^hallpass_up 1$/m);
  const names = [...metrics.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name ?? '');
  assert.ok(names.length >= 15);
  assert.deepEqual(names.filter((name) => !page.includes(`\`${name}\``)), [], 'every metric is on the page');
  shell(block('cp node_modules/hallpass/examples/').split('\n')[0] ?? '');
  assert.ok(existsSync(join(folder, 'alerts.yml')));
  for (const [, target = ''] of page.matchAll(/\]\(\.\.\/examples\/run-it-yourself\/([\w.-]+)\)/g)) assert.ok(existsSync(join(folder, 'node_modules/hallpass/examples', target)), target);
});

test('the commands of “Upgrade” check the settings while the edge runs, and start it again with its data', async () => {
  const upgrade = readFileSync(resolve(import.meta.dirname, '../../docs/guide/upgrade.md'), 'utf8');
  const own = /^## On your own machine$([\s\S]*?)^## /m.exec(upgrade)?.[1] ?? '';
  const commands = [...own.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, text]) => (text ?? '').trim().split('\n'));
  const [install = '', check = '', restart, back = ''] = commands;
  assert.deepEqual([commands.length, restart], [4, 'systemctl restart hallpass']);
  const before = running ?? assert.fail('the edge does not run');
  for (const command of [install, back]) {
    assert.match(command, /^npm install hallpass@(latest|\d+\.\d+\.\d+)/);
    shell(command.replace(/hallpass@\S+/, TARBALL));
    shell(check);
    assert.equal((await fetch(`${before.origin}/readyz`)).status, 200);
  }
  const policy = await (await fetch(`${before.origin}/v1/policy`)).text();
  const [, ...command] = before.child.spawnargs;
  // The signal reaches npx, which passes it to nobody.
  await before.stop();
  assert.deepEqual(before.lines.slice(-2).map(({ message }) => message), ['stopping after the end of npm', 'stopped']);
  const child = spawn('sh', command, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running = await new Started(before.origin, child).ready();
  assert.equal(await (await fetch(`${running.origin}/v1/policy`)).text(), policy);
});

test('the systemd unit is one that systemd accepts', (t) => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) return t.skip('systemd is not installed');
  const unit = readFileSync(join(folder, 'node_modules/hallpass/examples/hallpass.service'), 'utf8').replaceAll('/opt/hallpass', folder);
  const verify = (text: string): string => {
    const file = join(folder, 'hallpass.service');
    writeFileSync(file, text);
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    return (stdout + stderr).split('\n').filter((line) => line.includes('hallpass.service')).join('\n');
  };
  assert.equal(verify(unit), '');
  assert.match(verify(unit.replace('KillMode=mixed', 'KillMode=gently')), /KillMode|gently/, 'control');
  return undefined;
});

test('every option of the command is on the page', () => {
  const help = shell('npx hallpass help start');
  const options = [...new Set(help.match(/--[a-z][a-z-]*/g))];
  assert.ok(options.length >= 12);
  assert.deepEqual(options.filter((option) => !new RegExp(`\`${option}[ \`]`).test(page)), []);
});
