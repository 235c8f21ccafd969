// The hosts that core runs on, each with the same protocol: a line in, a line out.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { startBrowser } from '../../tests/harness/browser.ts';
import { freePort, workerdBinary } from '../../tests/harness/edge.ts';
import { sleep } from '../../tests/harness/person.ts';

export interface Host {
  readonly name: string;
  /** Sends `fold FROM COUNT`, `show INDEX` or `vectors`. Returns `panicked` if core panicked. */
  ask(line: string): Promise<string>;
  end(): Promise<unknown>;
}

/** A deliberate fault. */
export type Fault = '' | 'one-bit';

const GLUE = ['fuzz.js', 'fuzz_bg.wasm'];
const HOST = join(import.meta.dirname, 'host.mjs');

function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is missing: run \`cargo xtask prove hosts\``);
  return value;
}

/** Pairs responses with requests, in order. */
class ResponseQueue {
  readonly #waiting: ((line: string) => void)[] = [];

  next(): Promise<string> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  push(line: string): void {
    this.#waiting.shift()?.(line);
  }

  /** Rejects every pending request when the host stops. */
  close(): void {
    while (this.#waiting.length > 0) this.push('panicked');
  }
}

export function native(seed: number, fault: Fault): Promise<Host> {
  const child = spawn(required('HALLPASS_BIN_HOSTS'), [String(seed), fault], { stdio: ['pipe', 'pipe', 'inherit'] });
  const queue = new ResponseQueue();
  createInterface({ input: child.stdout }).on('line', (line) => queue.push(line));
  child.once('exit', () => queue.close());
  const ask = (line: string): Promise<string> => {
    child.stdin.write(`${line}\n`);
    return queue.next();
  };
  return Promise.resolve({ name: 'native', ask, end: () => Promise.resolve(child.kill('SIGKILL')) });
}

export function node(seed: number, fault: Fault): Promise<Host> {
  const workerData = { folder: required('HALLPASS_FUZZ_WASM'), seed, fault };
  const thread = new Worker(new URL('core-thread.ts', import.meta.url), { workerData });
  const queue = new ResponseQueue();
  thread.on('message', (line: string) => queue.push(line));
  thread.once('exit', () => queue.close());
  const ask = (line: string): Promise<string> => {
    thread.postMessage(line);
    return queue.next();
  };
  return Promise.resolve({ name: 'Node', ask, end: () => thread.terminate() });
}

const IN_WORKERD = `
import * as fuzz from './fuzz.js';
import module from './fuzz_bg.wasm';
import { answers } from './host.mjs';
let answer;
export default {
  async fetch(request, { SETUP: { seed, fault } }) {
    fuzz.initSync({ module });
    answer ??= answers(fuzz, seed, fault);
    try { return new Response(answer(await request.text())); } catch { return new Response('panicked'); }
  },
};
`;

export async function workerd(seed: number, fault: Fault): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-hosts-'));
  for (const name of GLUE) copyFileSync(join(required('HALLPASS_FUZZ_WASM'), name), join(folder, name));
  copyFileSync(HOST, join(folder, 'host.mjs'));
  writeFileSync(join(folder, 'main.mjs'), IN_WORKERD);
  const port = await freePort();
  const modules = ['main.mjs', 'host.mjs', 'fuzz.js'].map((name) => `(name = "${name}", esModule = embed "${name}")`);
  modules.push('(name = "fuzz_bg.wasm", wasm = embed "fuzz_bg.wasm")');
  const text = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "SETUP", json = ${JSON.stringify(JSON.stringify({ seed, fault }))})],
);
`;
  writeFileSync(join(folder, 'config.capnp'), text);
  const child = spawn(workerdBinary(), ['serve', join(folder, 'config.capnp')], { stdio: 'inherit' });
  const ask = async (body: string): Promise<string> => {
    const reply = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    return reply.text();
  };
  const end = (): Promise<void> => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
    return Promise.resolve();
  };
  for (let tries = 0; tries < 600; tries++) {
    const response = await ask('show 0').catch(() => undefined);
    if (response !== undefined) return { name: 'workerd', ask, end };
    await sleep(50);
  }
  await end();
  throw new Error('workerd does not respond');
}

export async function chromium(seed: number, fault: Fault): Promise<Host> {
  const types: Record<string, string> = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
  const server = createServer(({ url = '/' }, reply) => {
    const name = url.slice(1);
    const file = GLUE.includes(name) ? join(required('HALLPASS_FUZZ_WASM'), name) : HOST;
    const type = url === '/' ? 'text/html' : (types[name.split('.').at(-1) ?? ''] ?? 'text/plain');
    reply.writeHead(200, { 'content-type': type }).end(url === '/' ? '<!doctype html><title>host</title>' : readFileSync(file));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const browser = await startBrowser();
  const page = await browser.newPage();
  page.setDefaultTimeout(600_000);
  await page.goto(`http://127.0.0.1:${port}/`);
  const load = `(async () => {
    const fuzz = await import('/fuzz.js');
    const { answers } = await import('/host.mjs');
    await fuzz.default({ module_or_path: '/fuzz_bg.wasm' });
    globalThis.answer = answers(fuzz, ${seed}, ${JSON.stringify(fault)});
  })()`;
  await page.evaluate(load);
  const ask = (line: string): Promise<string> =>
    page.evaluate<string>(`(() => { try { return globalThis.answer(${JSON.stringify(line)}); } catch { return 'panicked'; } })()`);
  const end = async (): Promise<void> => {
    await browser.close();
    server.close();
  };
  return { name: 'Chromium', ask, end };
}
