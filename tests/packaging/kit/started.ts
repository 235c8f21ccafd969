// `npx hallpass start` of the installed package, with settings that a test chooses.
import { type ChildProcess, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../harness/edge.ts';
import { send } from '../../harness/http.ts';
import { Secrets } from '../../harness/secrets.ts';
import { Missing } from '../../harness/servers.ts';
import { end, startWrapped } from './project.ts';

export const CLI = 'hallpass/dist/cli.js';

/** A line of its log. */
export type Line = Readonly<Record<string, unknown>>;

/** A running edge. */
export class Started {
  readonly origin: string;
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  /** What it wrote to standard error, which is for people. */
  errors = '';
  readonly #exited: Promise<number | null>;

  constructor(origin: string, child: ChildProcess) {
    this.origin = origin;
    this.child = child;
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(JSON.parse(line) as Line));
    child.stderr?.on('data', (chunk: Buffer) => void (this.errors += chunk.toString()));
    this.#exited = new Promise((resolve) => child.once('close', resolve));
  }

  /** The exit code, once it has exited. */
  exited(): Promise<number | null> {
    return this.#exited;
  }

  /** Waits until it is ready. */
  async ready(): Promise<this> {
    await until(`${this.origin} is ready`, async () => {
      if (this.child.exitCode !== null) throw new Error(`exited with ${this.child.exitCode}:\n${this.output()}`);
      return (await send(this.origin, 'GET', '/readyz').catch(() => undefined))?.status === 200;
    });
    return this;
  }

  /** Stops it as systemd does. Returns the exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited();
  }

  /** Kills it with everything that it started. */
  async kill(): Promise<void> {
    await end(this.child);
  }

  /** Kills the command alone. What it started notices. */
  async killAlone(): Promise<void> {
    this.child.kill('SIGKILL');
    await new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** The process between the command and workerd. */
  async supervisor(): Promise<number> {
    await until('the supervisor runs', () => childOf(this.child.pid) > 0);
    return childOf(this.child.pid);
  }

  /** The process of workerd. */
  async workerd(): Promise<number> {
    await until('workerd runs', () => childOf(childOf(this.child.pid)) > 0);
    return childOf(childOf(this.child.pid));
  }

  output(): string {
    return `${this.errors}${this.lines.map((line) => JSON.stringify(line)).join('\n')}`;
  }
}

/** The first child of a process; 0 if there is none. */
export function childOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  } catch {
    return 0;
  }
}

/** Starts it in a folder, with `--port` and a file of settings there. */
export function startHallpass(folder: string, port: number, settings: Readonly<Record<string, string>>, ...args: string[]): Started {
  return startWrappedHallpass([], folder, port, settings, ...args);
}

/** The same by another program, such as that of `withNames`. */
export function startWrappedHallpass(wrapper: readonly string[], folder: string, port: number, settings: Readonly<Record<string, string>>, ...args: string[]): Started {
  writeFileSync(join(folder, 'hallpass.env'), envFile(settings));
  const child = startWrapped(wrapper, folder, CLI, 'start', '--env-file', 'hallpass.env', '--port', String(port), ...args);
  return new Started(`http://127.0.0.1:${port}`, child);
}

/**
 * A program that runs another one for which names have these addresses, as if /etc/hosts said so.
 *
 * @throws Missing where a process cannot have mounts of its own.
 */
export function withNames(folder: string, addresses: Readonly<Record<string, string>>): readonly string[] {
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, Object.entries({ localhost: '127.0.0.1', ...addresses }).map(([name, address]) => `${address} ${name}\n`).join(''));
  const wrapper = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', `mount --bind '${hosts}' /etc/hosts && exec "$@"`, 'sh'];
  const { status, stderr, error } = spawnSync(wrapper[0] ?? '', [...wrapper.slice(1), 'true'], { encoding: 'utf8' });
  if (status !== 0) throw new Missing(`a process cannot have an /etc/hosts of its own here: ${error?.message ?? stderr.trim()}`);
  return wrapper;
}

/** `NAME='value'` lines. */
export const envFile = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`).join('');

/** The settings that every edge needs, with secrets of its own. */
export function settingsOf(port: number, provider: object): Record<string, string> {
  const secrets = new Secrets();
  const origin = `http://127.0.0.1:${port}`;
  return {
    EDGE_ORIGIN: origin,
    JOIN_URL: `${origin}/join`,
    IDENTITY_PROVIDERS: JSON.stringify([provider]),
    HALLPASS_KEYS: JSON.stringify({ keys: [secrets.key.privateJwk()] }),
    HALLPASS_PEPPER: secrets.pepper.toString('base64url'),
  };
}

/** Tries until a condition holds. Throws after a minute. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const last = Date.now() + 60_000; !(await condition());) {
    if (Date.now() > last) throw new Error(`not within a minute: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export { freePort };
