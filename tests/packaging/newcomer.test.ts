// Follows the package's README in an empty folder: runs its commands and writes its files unchanged, except for ports, and with the
// tarball instead of the registry.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { freePort } from '../harness/edge.ts';
import { answers, end, INSTALLED, TARBALL } from './kit/project.ts';
import { fillIn, whyNot } from './kit/visit.ts';

const readme = readFileSync(join(INSTALLED, 'README.md'), 'utf8');
const part = /^## Five minutes$([\s\S]*?)^## /m.exec(readme)?.[1] ?? '';
/** The files of the README: names and contents. */
const files = [...part.matchAll(/^`([\w.-]+)`:\n\n```\w+\n([\s\S]*?)^```/gm)].map(([, name, text]) => [name ?? '', text ?? ''] as const);
const commands = [...part.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, text]) => (text ?? '').trim().split('\n'));
/** With the current Node first in the path. */
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter), NPM_CONFIG_UPDATE_NOTIFIER: 'false' };

const folder = mkdtempSync(join(tmpdir(), 'hallpass-newcomer-'));
const started: ChildProcess[] = [];
let browser: Browser;
let app: string;

function shell(command: string): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
  assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
}

function startInBackground(command: string): ChildProcess {
  const child = spawn('sh', ['-c', command], { cwd: folder, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  started.push(child);
  return child;
}

before(async () => {
  const [edgePort, appPort] = [await freePort(), await freePort()];
  app = `http://localhost:${appPort}`;
  const starts = { 'npx hallpass dev': `npx hallpass dev --port ${edgePort} --app ${app}`, 'npx vite': `npx vite --port ${appPort} --strictPort` };
  for (const command of commands.filter((each) => !(each in starts))) shell(command.replace('install hallpass', `install ${TARBALL}`));
  for (const [name, text] of files) writeFileSync(join(folder, name), text.replaceAll('127.0.0.1:8787', `127.0.0.1:${edgePort}`));
  assert.deepEqual(Object.keys(starts).filter((each) => !commands.includes(each)), [], 'the README starts both');
  await answers(`http://127.0.0.1:${edgePort}/healthz`, startInBackground(starts['npx hallpass dev']));
  await answers(app, startInBackground(starts['npx vite']));
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  for (const child of started) await end(child);
  rmSync(folder, { recursive: true, force: true });
});

test('the README’s page signs in, creates a team, invites, joins and explains a denial', async () => {
  assert.deepEqual(files.map(([name]) => name), ['index.html', 'main.js']);
  const owner = await openBrowser(browser, app);
  await owner.open('/');
  await fillIn(owner.page, 'olga@example.com', 'Olga');
  await owner.page.getByRole('button', { name: /Account/ }).click();
  await owner.page.getByRole('menuitem', { name: 'Create a team' }).click();
  await owner.page.getByLabel('Team name').fill('Acme');
  await owner.page.getByRole('button', { name: 'Create team' }).click();
  await owner.page.getByRole('button', { name: /Account: Acme/ }).waitFor();
  await owner.page.getByRole('textbox', { name: 'Invite' }).fill('dev@example.com');
  await owner.page.getByRole('button', { name: 'Invite as Basic' }).click();
  const output = owner.page.locator('output', { hasText: '/i/' });
  await output.waitFor();
  await owner.screenshot('newcomer-owner');

  const guest = await openBrowser(browser, app);
  await guest.page.goto((await output.textContent()) ?? '');
  await guest.page.getByText('Olga').first().waitFor();
  await guest.screenshot('newcomer-invite');
  await fillIn(guest.page, 'dev@example.com', 'Devi');
  await guest.page.getByRole('button', { name: 'Join team' }).click();
  await guest.page.getByRole('button', { name: 'Switch to Acme' }).click();
  await guest.page.getByRole('button', { name: /Account: Acme/ }).waitFor();
  assert.ok(await guest.page.getByRole('button', { name: 'Start a pod', exact: true }).isDisabled());
  assert.match(await whyNot(guest.page), /doesn't include/);
  await guest.screenshot('newcomer-guest');
  for (const each of [owner, guest]) each.assertNoErrors();
});
