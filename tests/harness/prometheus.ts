// Prometheus, Debian's package, downloaded and unpacked once without being installed.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './edge.ts';
import { debianPackage } from './servers.ts';

const run = promisify(execFile);

/** A series of a query's result. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
}

export class Prometheus {
  readonly origin: string;
  readonly #child: ChildProcess;

  private constructor(origin: string, child: ChildProcess) {
    this.origin = origin;
    this.#child = child;
  }

  /**
   * Starts a server that scrapes `target` every second, with these rules.
   *
   * @throws Missing where the package cannot be downloaded.
   */
  static async start(folder: string, target: string, rules: string): Promise<Prometheus> {
    const program = join(await debianPackage('prometheus'), 'usr/bin/prometheus');
    mkdirSync(folder, { recursive: true });
    const config = join(folder, 'prometheus.yml');
    const globals = '{ scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }';
    writeFileSync(config, `global: ${globals}\nrule_files: ['${rules}']\nscrape_configs: [{ job_name: hallpass, static_configs: [{ targets: ['${target}'] }] }]\n`);
    const port = await freePort();
    const options = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`];
    const child = spawn(program, options, { stdio: 'ignore' });
    return new Prometheus(`http://127.0.0.1:${port}`, child);
  }

  /** The result of a query. Throws if it is not valid, or the server does not answer. */
  async query(query: string): Promise<readonly Sample[]> {
    return (await this.#get<{ readonly result: readonly Sample[] }>(`/api/v1/query?query=${encodeURIComponent(query)}`)).result;
  }

  async alerts(): Promise<readonly Alert[]> {
    return (await this.#get<{ readonly alerts: readonly Alert[] }>('/api/v1/alerts')).alerts;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #get<T>(path: string): Promise<T> {
    const reply = (await (await fetch(this.origin + path)).json()) as { status: string; error?: string; data: T };
    if (reply.status !== 'success') throw new Error(`${path}: ${reply.error}`);
    return reply.data;
  }
}

/** What `promtool`, which comes with Prometheus, says of files. Throws if it refuses them. */
export async function promtool(...parameters: string[]): Promise<string> {
  return (await run(join(await debianPackage('prometheus'), 'usr/bin/promtool'), parameters)).stdout;
}

/** What `promtool` says of the text of a scrape. Throws if it refuses it. */
export async function checkMetrics(text: string): Promise<void> {
  const program = join(await debianPackage('prometheus'), 'usr/bin/promtool');
  const child = spawn(program, ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stdin.end(text);
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`promtool check metrics exited with ${String(code)}:\n${out}`);
}

