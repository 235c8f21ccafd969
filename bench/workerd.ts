/** Workers in plain `workerd serve`, each in its own process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { killAtExit } from '../tests/harness/children.ts';
import { workerdBinary } from '../tests/harness/edge.ts';

const ROOT = resolve(import.meta.dirname, '..');

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'hallpass-bench-'));

/** A running `workerd`. */
export class Process {
  readonly port: number;
  readonly #folder: string;
  readonly #config: string;
  #child: ChildProcess | undefined;
  #startedInMs = NaN;

  private constructor(folder: string, config: string, port: number) {
    this.port = port;
    this.#folder = folder;
    this.#config = config;
  }

  /** Starts workerd and waits until it answers. */
  static async start(folder: string, config: string, port: number): Promise<Process> {
    const started = new Process(folder, config, port);
    await started.#run();
    return started;
  }

  /** From the start of the process until its first response. */
  get startedInMs(): number {
    return this.#startedInMs;
  }

  /** Starts it again, with what it has stored. */
  async restart(): Promise<void> {
    await this.kill();
    await this.#run();
  }

  async #run(): Promise<void> {
    const start = performance.now();
    // The log goes into a file, as a service's does. Through a pipe every line would wake the measuring process.
    const log = openSync(join(this.#folder, 'log'), 'a');
    const child = spawn(workerdBinary(), ['serve', this.#config], { stdio: ['ignore', log, log] });
    this.#child = child;
    killAtExit(child);
    closeSync(log);
    for (const deadline = start + 60_000; performance.now() < deadline;) {
      if (child.exitCode !== null) break;
      const response = await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => undefined);
      await response?.body?.cancel();
      this.#startedInMs = performance.now() - start;
      if (response) return;
      await setTimeout(2);
    }
    throw new Error(`workerd does not answer:\n${readFileSync(join(this.#folder, 'log'), 'utf8').slice(-4000)}`);
  }

  /** The processor time of all its threads so far, with nanosecond resolution; `undefined` where the system does not report it. */
  processorSeconds(): number | undefined {
    try {
      const tasks = `/proc/${this.#child?.pid}/task`;
      const nanosecondsOfTasks = readdirSync(tasks).map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]));
      return nanosecondsOfTasks.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
    } catch {
      return undefined;
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Kills it and deletes its data. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Bundles a Worker of `workers/` as for a deployment and starts it. `objects` maps bindings to classes of Durable Objects. */
export const startWorker = async (
  name: string, port: number, settings: Readonly<Record<string, string>> = {}, objects: Readonly<Record<string, string>> = {},
): Promise<Process> => {
  const folder = newFolder();
  await build({
    entryPoints: [join(ROOT, 'bench/workers', `${name}.ts`)],
    outfile: join(folder, 'main.mjs'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'import'],
    target: 'es2022',
    minify: true,
    external: ['*.wasm', 'cloudflare:*'],
    logLevel: 'error',
  });
  copyFileSync(join(ROOT, 'pkg/dist/hallpass_bg.wasm'), join(folder, 'hallpass_bg.wasm'));
  mkdirSync(join(folder, 'data'));
  const quote = (text: string): string => JSON.stringify(text);
  const config = join(folder, 'config.capnp');
  writeFileSync(config, [
    'using Workerd = import "/workerd/workerd.capnp";',
    'const config :Workerd.Config = (',
    '  services = [',
    '    (name = "internet", network = (allow = ["private", "public"])),',
    '    (name = "main", worker = .main),',
    `    (name = "data", disk = (path = ${quote(join(folder, 'data'))}, writable = true)),`,
    '  ],',
    `  sockets = [(name = "main", address = "127.0.0.1:${port}", http = (), service = "main")],`,
    ');',
    'const main :Workerd.Worker = (',
    '  modules = [',
    '    (name = "main.mjs", esModule = embed "main.mjs"),',
    '    (name = "hallpass_bg.wasm", wasm = embed "hallpass_bg.wasm"),',
    '  ],',
    '  compatibilityDate = "2026-11-01",',
    '  durableObjectNamespaces = [',
    ...Object.values(objects).map((name) => `    (className = ${quote(name)}, uniqueKey = ${quote(name)}, enableSql = true),`),
    '  ],',
    '  durableObjectStorage = (localDisk = "data"),',
    '  bindings = [',
    ...Object.entries(objects).map(([key, name]) => `    (name = ${quote(key)}, durableObjectNamespace = ${quote(name)}),`),
    ...Object.entries(settings).map(([key, value]) => `    (name = ${quote(key)}, text = ${quote(value)}),`),
    '  ],',
    ');',
  ].join('\n'));
  return Process.start(folder, config, port);
};
