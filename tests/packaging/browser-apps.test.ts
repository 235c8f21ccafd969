// The packed package in real apps, each built by its bundler from the installed tarball and used in Chromium, under a content security
// policy that allows only the app's files and WebAssembly, with Trusted Types.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { freePort, startEdges, type Edge } from '../harness/edge.ts';
import { build, folderOf, place } from './kit/project.ts';
import { serve } from './kit/site.ts';
import { fillIn, invite, joinTeam, whyNot } from './kit/visit.ts';

interface App {
  readonly recipe: string;
  readonly make: readonly [string, ...string[]];
  readonly trustedTypes?: string;
}

const VITE = ['vite/bin/vite.js', 'build', '--logLevel', 'warn'] as const;
const APPS: readonly App[] = [
  { recipe: 'vite-react', make: VITE },
  // Svelte creates elements from markup, with its own Trusted Types policy.
  { recipe: 'svelte', make: VITE, trustedTypes: 'svelte-trusted-html' },
  { recipe: 'html', make: ['build.mjs'] },
  { recipe: 'webpack', make: ['build.mjs'] },
  { recipe: 'esbuild', make: ['build.mjs'] },
];

let browser: Browser;
let edges: Edge[];
const ports: number[] = [];
const sites: Server[] = [];

before(async () => {
  for (const _ of APPS) ports.push(await freePort());
  edges = await startEdges(ports.map((port) => ({ settings: { JOIN_URL: `http://127.0.0.1:${port}/join` } })));
  browser = await startBrowser();
});
after(async () => {
  for (const site of sites) site.close();
  await browser?.close();
  await edges?.[0]?.stop();
});

for (const [index, { recipe, make, trustedTypes }] of APPS.entries()) {
  test(`${recipe}: builds, verifies the invite in WebAssembly, joins, switches, gates, explains`, async () => {
    const [edge, port] = [edges[index]!, ports[index]!];
    const folder = place(recipe, edge.origin);
    await build(folder, ...make);
    sites.push(await serve({ folder: `${folder}/dist`, port, edge: edge.origin, ...(trustedTypes ? { trustedTypes } : {}) }));
    const guest = await joinTeam(browser, `http://127.0.0.1:${port}`, await invite(edge, recipe));
    assert.match(await whyNot(guest.page), /doesn't include/);
    await guest.screenshot(`packaging-${recipe}`);
    guest.assertNoErrors();
    await guest.context.close();
  });
}

test('a build contains the WebAssembly and its part for invites, each once, and none with the inline entry', () => {
  const wasm = (recipe: string) => readdirSync(`${folderOf(recipe)}/dist`, { recursive: true }).filter((file) => String(file).endsWith('.wasm'));
  for (const recipe of ['vite-react', 'svelte', 'webpack']) assert.equal(wasm(recipe).length, 2, recipe);
  assert.equal(wasm('esbuild').length, 0, 'the inline entry contains it in JavaScript');
});

test('styles survive the bundler', async () => {
  const index = APPS.findIndex(({ recipe }) => recipe === 'vite-react');
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${ports[index]}/`);
  await fillIn(page, 'look@example.com', 'Lola');
  const [border, colour] = await page.locator('[data-hallpass] button').first().evaluate((button) => {
    const style = getComputedStyle(button);
    return [style.borderTopColor, style.color];
  });
  assert.equal(border, 'rgb(205, 205, 198)', 'the border of the theme, not the text’s colour');
  assert.equal(colour, 'rgb(26, 26, 24)');
  await context.close();
});

test('a bundler that leaves the WebAssembly behind is told which entry to import', async () => {
  const index = APPS.findIndex(({ recipe }) => recipe === 'esbuild');
  const [edge, port] = [edges[index]!, await freePort()];
  const folder = place('esbuild', edge.origin);
  const main = join(folder, 'src/main.js');
  writeFileSync(main, readFileSync(main, 'utf8').replace("'hallpass/inline'", "'hallpass'"));
  await build(folder, 'build.mjs');
  sites.push(await serve({ folder: `${folder}/dist`, port, edge: edge.origin }));
  const guest = await openBrowser(browser, `http://127.0.0.1:${port}`);
  await guest.page.goto(`http://127.0.0.1:${port}/join#invite=a.b.c`);
  const told = () => guest.errors.some((line) => /hallpass_bg\.wasm is missing.*`hallpass\/inline`/.test(line));
  for (const end = Date.now() + 15_000; !told() && Date.now() < end;) await guest.page.waitForTimeout(100);
  assert.ok(told(), guest.errors.join('\n'));
  await guest.context.close();
});

test('without WebAssembly the page still renders and gates work', async () => {
  const index = APPS.findIndex(({ recipe }) => recipe === 'webpack');
  const [edge, port] = [edges[index]!, await freePort()];
  const site = await serve({ folder: `${folderOf('webpack')}/dist`, port, edge: edge.origin, wasm: false });
  sites.push(site);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.getByLabel('Email').fill('blocked@example.com');
  await page.getByLabel('Name').fill('Berta');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Pods of Berta' }).waitFor();
  assert.ok(await page.getByRole('button', { name: 'Start a pod' }).isEnabled(), 'everything is allowed in the personal account');
  await context.close();
});
