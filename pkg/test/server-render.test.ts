/** A client that a server makes for each page it renders: it keeps no process alive, and nothing keeps it in memory. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const dist = (file: string): string => new URL(`../dist/${file}`, import.meta.url).pathname;

/** What a server does for a page: renders from a snapshot, or reads who is signed in, and changes something. */
const RENDER = `
import { createElement as h } from 'react';
import { renderToString } from 'react-dom/server';
import { createClient } from '${dist('index.node.js')}';
import { HallpassProvider, MembersTable, Show, useAccounts } from '${dist('react/index.js')}';
import { createTestClient } from '${dist('testing.js')}';

const edge = (await createTestClient({ accounts: [{ name: 'Test Production', role: 'admin' }] })).edge;
const Accounts = () => useAccounts().accounts.map(({ name }) => name).join();
export const render = async () => {
  const client = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: edge.getIdentityToken });
  await client.ready;
  client.can('pods:manage');
  await client.accounts.update({ name: 'Renamed' });
  await client.token();
  return [client, renderToString(h(HallpassProvider, { client }, h(Show, { when: 'team:access' }, 'shown'), h(Accounts), h(MembersTable)))];
};
`;

const run = async (program: string, ...flags: string[]): Promise<string> => {
  const folder = mkdtempSync(new URL('../../target/server-render-', import.meta.url).pathname);
  try {
    writeFileSync(join(folder, 'render.mjs'), RENDER);
    writeFileSync(join(folder, 'main.mjs'), program);
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, join(folder, 'main.mjs')], { timeout: 60_000 });
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test('a process that has rendered pages has nothing left to do and exits by itself', async () => {
  const out = await run(`
import { render } from './render.mjs';
// Without the pipes of this process's own output.
const active = () => process.getActiveResourcesInfo().filter((resource) => resource !== 'PipeWrap').sort();
const before = active();
for (let page = 0; page < 100; page++) await render();
await new Promise(setImmediate);
console.log(JSON.stringify([before, active()]));
`);
  const [before, after] = JSON.parse(out) as [string[], string[]];
  assert.deepEqual(after, before, 'no timer, no port, no socket');
});

test('a thousand clients that were dropped are collected', async () => {
  const out = await run(
    `
import { render } from './render.mjs';
const clients = [];
for (let page = 0; page < 1_000; page++) clients.push(new WeakRef((await render())[0]));
for (let round = 0; round < 20; round++) {
  await new Promise((done) => setTimeout(done, 20));
  gc();
}
console.log(clients.filter((client) => client.deref()).length);
`,
    '--expose-gc',
  );
  assert.ok(Number(out) <= 1, `${out} of 1,000 clients are still in memory`);
});

test('control: a client with a subscriber stays, and is up to date', async () => {
  const out = await run(
    `
import { render } from './render.mjs';
const clients = [];
for (let page = 0; page < 10; page++) {
  const [client] = await render();
  client.subscribe(() => {});
  clients.push(new WeakRef(client));
}
await new Promise((done) => setTimeout(done, 20));
gc();
console.log(process.getActiveResourcesInfo().length, clients.filter((client) => client.deref()).length);
`,
    '--expose-gc',
  );
  assert.notEqual(out.split(' ')[1], '0');
});

test('a Worker may create its client when it starts', async () => {
  const folder = mkdtempSync(new URL('../../target/server-render-', import.meta.url).pathname);
  const port = await freePort();
  writeFileSync(
    join(folder, 'main.js'),
    `
import { createClient } from '${dist('index.workerd.js')}';
const requested = [];
const client = createClient({
  endpoint: 'https://edge.test',
  getIdentityToken: () => undefined,
  fetch: async (input) => (requested.push(String(input)), new Response('{}', { status: 503 })),
});
const atStart = [client.state.status, client.can('pods:manage'), requested.length];
export default {
  async fetch() {
    await client.ready;
    return Response.json([atStart, client.state.status]);
  },
};
`,
  );
  const bundle = await build({
    entryPoints: [join(folder, 'main.js')], bundle: true, format: 'esm', write: false, conditions: ['workerd'], external: ['*.wasm'], logLevel: 'error',
  });
  writeFileSync(join(folder, 'worker.js'), bundle.outputFiles[0]!.contents);
  writeFileSync(join(folder, 'hallpass_bg.wasm'), readFileSync(new URL('../dist/hallpass_bg.wasm', import.meta.url)));
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "2026-11-01",
    modules = [(name = "worker", esModule = embed "worker.js"), (name = "hallpass_bg.wasm", wasm = embed "hallpass_bg.wasm")]
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);`,
  );
  const workerd = spawn(new URL('../../node_modules/.bin/workerd', import.meta.url).pathname, ['serve', join(folder, 'config.capnp')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  workerd.stderr.on('data', (data) => (log += String(data)));
  try {
    assert.deepEqual(await (await eventually(`http://127.0.0.1:${port}/`, () => log)).json(), [['loading', false, 0], 'signed-out']);
  } finally {
    workerd.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** The first response of a server that is starting. */
const eventually = async (url: string, log: () => string): Promise<Response> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return await fetch(url);
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  throw new Error(`workerd did not start: ${log()}`);
};
