// The built Worker in a bare `workerd serve`: start it, kill it, restart it on the same data.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { send } from './http.ts';
import { killAtExit } from './children.ts';
import { searchDatabases, addressesIn, tokensIn, type Secret } from './canary.ts';
import { FAULTS, type Fault } from './faults.ts';
import { record, watch } from './lint.ts';
import { writeConfig, type Limiter, type WorkerSetup } from './config.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { Provider, type Identity } from './provider.ts';
import { Secrets, type Claims } from './secrets.ts';
import type { World } from './world.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** The bundle under test: with local identity, as `cargo xtask dev` serves it. */
export const BUNDLE = resolve(process.env['HALLPASS_BUNDLE'] ?? join(ROOT, 'build/dev'));
/** The bundle that is deployed. */
export const RELEASE_BUNDLE = resolve(process.env['HALLPASS_RELEASE_BUNDLE'] ?? join(ROOT, 'build/release'));
/** A file system in memory, if there is one, so that the disk does not slow down tests. Its files survive `kill -9`. */
const MEMORY = ['/dev/shm'].find((folder) => existsSync(folder));

/** How long a process may take to exit after `SIGKILL`: one that waits for a disk takes a while. */
const KILL_TIMEOUT_MS = 60_000;

export const JOIN_PATH = '/join';
/** An origin that CORS allows, besides the edge's. */
export const ALLOWED_ORIGIN = 'https://app.example.com';
export const SUPPORT_URL = 'https://support.example.com/';

export interface EdgeOptions {
  /** The bundle of the whole process, taken from the first worker. */
  readonly bundle?: string;
  readonly policy?: Policy;
  /** The text of the previous policy; none if absent. */
  readonly previousPolicy?: string;
  readonly providers?: readonly Claims[];
  /** The operator's own templates of mails: the text of `mail.toml`. */
  readonly mail?: string;
  /** Certificates that the whole process trusts besides the public ones, as PEM. */
  readonly trusted?: readonly string[];
  /** A module that wraps the bundle's entry. */
  readonly entry?: string;
  /** Flags for V8, for the whole process. */
  readonly flags?: readonly string[];
  /** The platform's rate limiter; none if absent. */
  readonly limiter?: Limiter;
  /** Settings as JSON bindings. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Overrides of the default settings; `undefined` removes one. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** The bundle is of an earlier release: its replies are not checked against today's rules. */
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

  identity(user: Identity, claims: Claims = {}): string {
    return this.provider.token(user, claims);
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
    host.trusted.push(...(options.trusted ?? []));
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const policy = options.policy ?? defaultPolicy();
    const entry = options.entry ?? FAULTS[process.env['HALLPASS_FAULT'] as Fault];
    const edge = new Edge(host, origin, policy, new Secrets(), new Provider('test'));
    const settings = Object.entries({ ...defaultSettings(edge, options.providers), ...options.settings });
    const worker = {
      name: `w${edges.length}`,
      port,
      policy: policy.text,
      ...(options.previousPolicy === undefined ? {} : { previousPolicy: options.previousPolicy }),
      ...(options.mail === undefined ? {} : { mail: options.mail }),
      ...(entry === undefined ? {} : { entry }),
      ...(options.limiter === undefined ? {} : { limiter: options.limiter }),
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

function defaultSettings(edge: Edge, providers: readonly Claims[] | undefined): Record<string, string> {
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

/** One workerd process and its folder. */
export class Host {
  readonly folder = mkdtempSync(join(MEMORY ?? tmpdir(), 'hallpass-http-'));
  readonly workers: WorkerSetup[] = [];
  /** Flags for V8, for the whole process. */
  readonly flags: string[] = [];
  /** Certificates that the process trusts besides the public ones. */
  readonly trusted: string[] = [];
  /** Everything that the process wrote, across restarts. */
  log = '';
  readonly #bundle: string;
  #process: ChildProcess | undefined;

  constructor(bundle: string) {
    this.#bundle = bundle;
  }

  /** Changes a worker's policy or settings from its next start on. */
  use(index: number, change: Partial<Pick<WorkerSetup, 'mail' | 'policy' | 'previousPolicy' | 'settings'>>): void {
    const worker = this.workers[index];
    if (!worker) throw new Error(`no worker ${index}`);
    const settings = { ...worker.settings, ...change.settings };
    this.workers[index] = { ...worker, ...change, settings };
  }

  /** The first complete line of the log that matches. Waits for it, since lines arrive after the response that they are about; throws after five seconds. */
  async logLine(expected: string | RegExp): Promise<string> {
    const matches = (line: string): boolean => (typeof expected === 'string' ? line.includes(expected) : expected.test(line));
    for (const end = Date.now() + 5000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const line = this.log.split('\n').slice(0, -1).find(matches);
      if (line !== undefined) return line;
    }
    throw new Error(`no line of the log has ${String(expected)}:\n${this.log.slice(-4000)}`);
  }

  /** The id of the running process. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async start(): Promise<void> {
    const config = writeConfig(this.folder, this.#bundle, this.workers, this.flags, this.trusted);
    const child = spawn(workerdBinary(), ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
    const append = (chunk: Buffer): void => {
      this.log += chunk.toString();
      if (process.env['HALLPASS_TEST_LOG']) process.stderr.write(chunk);
    };
    child.stdout?.on('data', append);
    child.stderr?.on('data', append);
    this.#process = child;
    killAtExit(child);
    try {
      for (const worker of this.workers) await this.#waitUntilHealthy(worker.port, child);
    } catch (error) {
      // The caller does not have the process yet and cannot stop it, and the test process waits for its children.
      await this.kill();
      throw error;
    }
  }

  /** Sends `SIGKILL`, and waits until the process has exited. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(KILL_TIMEOUT_MS) });
    child.kill('SIGKILL');
    await exited.catch((cause: unknown) => {
      throw new Error(`workerd did not exit within ${KILL_TIMEOUT_MS / 1000} s after SIGKILL`, { cause });
    });
  }

  /** Stops the process. Throws if its log or databases contain what they should not. */
  async stop(): Promise<void> {
    await this.kill();
    try {
      const misses = this.leaks();
      if (misses.length > 0) throw new Error(`${misses.length} leaks:\n${misses.slice(0, 20).join('\n')}`);
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Tokens, codes and secrets in the log and databases, and addresses where they do not belong. */
  leaks(): string[] {
    const secrets = this.workers.map(secretsOf);
    const { databases, values, misses } = searchDatabases(join(this.folder, 'data'), secrets);
    record({ logCharacters: this.log.length, databases, values });
    const logged = [...tokensIn(this.log, secrets), ...addressesIn(this.log)].map((found) => `the log contains ${found.slice(0, 40)}`);
    return [...logged, ...misses];
  }

  async #waitUntilHealthy(port: number, child: ChildProcess): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if (child.exitCode !== null) throw new Error(`workerd exited:\n${this.log.slice(-4000)}`);
      // A refused connection means that it is not listening yet; an invalid reply is a failure.
      const reply = await send(`http://127.0.0.1:${port}`, 'GET', '/healthz').catch((error: NodeJS.ErrnoException) => {
        if (error.code === undefined) throw error;
      });
      if (reply?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the Worker does not respond to /healthz:\n${this.log.slice(-4000)}`);
  }
}

/** The secrets of a worker, which must not appear anywhere. */
function secretsOf({ settings }: WorkerSetup): Secret {
  const pepper = settings['HALLPASS_PEPPER'] ?? '';
  const keys = [...(settings['HALLPASS_KEYS'] ?? '').matchAll(/"d":"([^"]+)"/g)].map(([, key]) => key ?? '');
  const webhookSecrets = (settings['WEBHOOKS'] ?? '').match(/whsec_[\w+/=]+/g) ?? [];
  return { pepper: Buffer.from(pepper, 'base64url'), texts: [pepper, ...keys, ...webhookSecrets] };
}

/** The workerd executable itself, not npm's wrapper: a kill must reach the runtime. */
export function workerdBinary(): string {
  const require = createRequire(join(ROOT, 'package.json'));
  const path: unknown = (require('workerd') as { default: unknown }).default;
  if (typeof path !== 'string') throw new Error('the npm package `workerd` does not export the path of its executable');
  return path;
}

/** Ports below the system's ephemeral range: an outgoing connection could take a port while its worker is down. */
const PORTS = { first: 20_000, count: 11_000 };
let offset = randomInt(PORTS.count);

/** A port that nothing listens on. This process returns each port once. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS.count; tries++) {
    offset = (offset + 1) % PORTS.count;
    const port = PORTS.first + offset;
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

/** A string that no other run uses. */
export function unique(): string {
  return randomBytes(6).toString('hex');
}
