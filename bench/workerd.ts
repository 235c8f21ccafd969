/** Bare `workerd serve`, one process to a Worker. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { workerdBinary } from '../tests/harness/edge.ts';

const ROOT = resolve(import.meta.dirname, '..');

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'hallpass-bench-'));

/** A running process. */
export class Process {
  readonly port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(folder: string, config: string, port: number) {
    this.port = port;
    this.#folder = folder;
    // Into a file, as a service's is: through a pipe, whoever measures would be woken by every line.
    const log = openSync(join(folder, 'log'), 'a');
    this.#child = spawn(workerdBinary(), ['serve', config], { stdio: ['ignore', log, log] });
    process.once('exit', () => this.#child.kill('SIGKILL'));
  }

  /** Starts it, and waits until it answers. */
  static async start(folder: string, config: string, port: number): Promise<Process> {
    const started = new Process(folder, config, port);
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if (started.#child.exitCode !== null) break;
      const reply = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
      await reply?.body?.cancel();
      if (reply) return started;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`workerd does not answer:\n${readFileSync(join(folder, 'log'), 'utf8').slice(-4000)}`);
  }

  /** Seconds of the processor that its threads have used, to the nanosecond; nothing where the system does not say. */
  processorSeconds(): number | undefined {
    try {
      const tasks = `/proc/${this.#child.pid}/task`;
      const spent = readdirSync(tasks).map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]));
      return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
    } catch {
      return undefined;
    }
  }

  async kill(): Promise<void> {
    const gone = new Promise((done) => this.#child.once('exit', done));
    this.#child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Bundles a Worker of `workers/` as one would deploy it, and starts it. `objects` are classes by the names of their bindings. */
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
