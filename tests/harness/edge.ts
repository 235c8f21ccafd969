// The built Worker in a bare `workerd serve`: start it, kill it, start it again on the same data.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { send } from './http.ts';
import { searchDatabases, addressesIn, tokensIn, type Secret } from './canary.ts';
import { FAULTS, type Fault } from './faults.ts';
import { record, watch } from './lint.ts';
import { writeConfig, type WorkerSetup } from './config.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { Provider, type Identity } from './provider.ts';
import { Secrets, type Claims } from './secrets.ts';
import type { World } from './world.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** The bundle under test: with local identity, as `cargo xtask dev` serves it. */
export const BUNDLE = resolve(process.env['HALLPASS_BUNDLE'] ?? join(ROOT, 'build/dev'));
/** What is deployed. */
export const RELEASE_BUNDLE = resolve(process.env['HALLPASS_RELEASE_BUNDLE'] ?? join(ROOT, 'build/release'));
/** Files in memory, where there are such: waiting for a disk says nothing about the Worker. They survive `kill -9`. */
const MEMORY = ['/dev/shm'].find((folder) => existsSync(folder));

export const JOIN_PATH = '/join';
/** An origin other than the edge's own that CORS allows. */
export const ALLOWED_ORIGIN = 'https://app.example.com';
export const SUPPORT_URL = 'https://support.example.com/';

export interface EdgeOptions {
  /** The bundle of the whole process; the first worker's counts. */
  readonly bundle?: string;
  readonly policy?: Policy;
  readonly providers?: readonly Claims[];
  /** A module that stands before the bundle's entry. */
  readonly entry?: string;
  /** Flags of V8, for the whole process. */
  readonly flags?: readonly string[];
  /** Settings that are no text. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Settings over the usual ones; `undefined` leaves one out. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** The bundle is of an earlier release: its replies are not held against today's rules. */
  readonly earlierRelease?: boolean;
}

/** One worker of a running process. */
export class Edge implements World {
  readonly origin: string;
  readonly policy: Policy;
  readonly secrets: Secrets;
  readonly provider: Provider;
  readonly host: Host;

  constructor(host: Host, origin: string, policy: Policy, secrets: Secrets, provider: Provider) {
    this.host = host;
    this.origin = origin;
    this.policy = policy;
    this.secrets = secrets;
    this.provider = provider;
  }

  identity(who: Identity, claims: Claims = {}): string {
    return this.provider.token(who, claims);
  }

  stop(): Promise<void> {
    return this.host.stop();
  }
}

/** Starts one worker in one process. */
export async function startEdge(options: EdgeOptions = {}): Promise<Edge> {
  const [edge] = await startEdges([options]);
  if (!edge) throw new Error('no worker was started');
  return edge;
}

/** Starts several workers, each with its own settings and data, in one process. */
export async function startEdges(all: readonly EdgeOptions[]): Promise<Edge[]> {
  const host = new Host(all[0]?.bundle ?? BUNDLE);
  const edges: Edge[] = [];
  for (const options of all) {
    host.flags.push(...(options.flags ?? []));
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const policy = options.policy ?? defaultPolicy();
    const entry = options.entry ?? FAULTS[process.env['HALLPASS_FAULT'] as Fault];
    const edge = new Edge(host, origin, policy, new Secrets(), new Provider('test'));
    const settings = Object.entries({ ...usualSettings(edge, options.providers), ...options.settings });
    const worker = {
      name: `w${edges.length}`,
      port,
      policy: policy.text,
      ...(entry === undefined ? {} : { entry }),
      ...(options.json === undefined ? {} : { json: options.json }),
      settings: Object.fromEntries(settings.filter((each): each is [string, string] => each[1] !== undefined)),
    };
    host.workers.push(worker);
    if (!options.earlierRelease) watch(origin, worker);
    edges.push(edge);
  }
  await host.start();
  return edges;
}

function usualSettings(edge: Edge, providers: readonly Claims[] | undefined): Record<string, string> {
  return {
    EDGE_ORIGIN: edge.origin,
    JOIN_URL: edge.origin + JOIN_PATH,
    APP_URL: `${edge.origin}/`,
    SUPPORT_URL,
    ALLOWED_ORIGINS: ALLOWED_ORIGIN,
    HALLPASS_KEYS: JSON.stringify({ keys: [edge.secrets.key.privateJwk()] }),
    HALLPASS_PEPPER: edge.secrets.pepper.toString('base64url'),
    IDENTITY_PROVIDERS: JSON.stringify(providers ?? [edge.provider.setting()]),
    LOCAL_IDENTITY: 'on',
  };
}

/** One workerd process and the folder it lives in. */
export class Host {
  readonly folder = mkdtempSync(join(MEMORY ?? tmpdir(), 'hallpass-http-'));
  readonly workers: WorkerSetup[] = [];
  /** Flags of V8, of the whole process. */
  readonly flags: string[] = [];
  /** Everything that the process wrote, over all its starts. */
  log = '';
  readonly #bundle: string;
  #process: ChildProcess | undefined;

  constructor(bundle: string) {
    this.#bundle = bundle;
    process.once('exit', () => this.#process?.kill('SIGKILL'));
  }

  /** Gives a worker another policy or other settings from its next start on. */
  use(index: number, change: Partial<Pick<WorkerSetup, 'policy' | 'previousPolicy' | 'settings'>>): void {
    const worker = this.workers[index];
    if (!worker) throw new Error(`no worker ${index}`);
    const settings = { ...worker.settings, ...change.settings };
    this.workers[index] = { ...worker, ...change, settings };
  }

  /** The process that runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async start(): Promise<void> {
    const config = writeConfig(this.folder, this.#bundle, this.workers, this.flags);
    const child = spawn(workerdBinary(), ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.log += chunk.toString();
      if (process.env['HALLPASS_TEST_LOG']) process.stderr.write(chunk);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.#process = child;
    try {
      for (const worker of this.workers) await this.#answers(worker.port, child);
    } catch (error) {
      // Nobody has it yet who would end it, and a test process waits for its children.
      await this.kill();
      throw error;
    }
  }

  /** `kill -9`, and waits until the process is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it, and throws when its log or its databases hold what they should not. */
  async stop(): Promise<void> {
    await this.kill();
    try {
      const misses = this.leaks();
      if (misses.length > 0) throw new Error(`${misses.length} leaks:\n${misses.slice(0, 20).join('\n')}`);
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Tokens, codes and secrets in its log and databases, and addresses where they do not belong. */
  leaks(): string[] {
    const secrets = this.workers.map(secretsOf);
    const { databases, values, misses } = searchDatabases(join(this.folder, 'data'), secrets);
    record({ logCharacters: this.log.length, databases, values });
    const logged = [...tokensIn(this.log, secrets), ...addressesIn(this.log)].map((found) => `the log holds ${found.slice(0, 40)}`);
    return [...logged, ...misses];
  }

  async #answers(port: number, child: ChildProcess): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if (child.exitCode !== null) throw new Error(`workerd ended:\n${this.log.slice(-4000)}`);
      // Not yet listening is no failure; a reply that is not as it should be is one.
      const reply = await send(`http://127.0.0.1:${port}`, 'GET', '/healthz').catch((error: NodeJS.ErrnoException) => {
        if (error.code === undefined) throw error;
      });
      if (reply?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the Worker does not answer /healthz:\n${this.log.slice(-4000)}`);
  }
}

/** What nobody should find of a worker's secrets. */
function secretsOf({ settings }: WorkerSetup): Secret {
  const pepper = settings['HALLPASS_PEPPER'] ?? '';
  const keys = [...(settings['HALLPASS_KEYS'] ?? '').matchAll(/"d":"([^"]+)"/g)].map(([, key]) => key ?? '');
  return { pepper: Buffer.from(pepper, 'base64url'), words: [pepper, ...keys] };
}

/** The program itself, not npm's wrapper around it: a kill must reach the runtime. */
export function workerdBinary(): string {
  const require = createRequire(join(ROOT, 'package.json'));
  const path: unknown = (require('workerd') as { default: unknown }).default;
  if (typeof path !== 'string') throw new Error('the npm package `workerd` does not say where its program is');
  return path;
}

/** Ports below those that the system hands to outgoing connections, which could take one while its worker is down. */
const PORTS = { first: 20_000, count: 11_000 };
let turn = randomInt(PORTS.count);

/** A port that nothing listens on, and that this process names once. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS.count; tries++) {
    turn = (turn + 1) % PORTS.count;
    const port = PORTS.first + turn;
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A word that no other run uses. */
export function unique(): string {
  return randomBytes(6).toString('hex');
}
