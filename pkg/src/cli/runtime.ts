/** The development edition on workerd, the runtime that Cloudflare runs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { localNow } from '../clock.ts';
import { Failed, type Terminal } from './command.ts';

const READY_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;
/** How long the runtime may take to close its files before it is killed. */
const END_WITHIN_MS = 6_000;

/** A runtime that answers. */
export interface Runtime {
  readonly origin: string;
  /** Settles when it has ended, by itself or asked to. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The program workerd of the project, or of wrangler in it. Throws `Failed` with what to do. */
export const findWorkerd = ({ cwd }: Terminal): string => {
  for (const from of [cwd, dirname(fileURLToPath(import.meta.url))]) {
    const near = createRequire(join(from, 'package.json'));
    for (const find of [() => near, () => createRequire(near.resolve('wrangler/package.json'))]) {
      try {
        const { default: program } = find()('workerd') as { default?: unknown };
        if (typeof program === 'string') return program;
      } catch {
        // Not here.
      }
    }
  }
  throw new Failed('this needs workerd, the local runtime: npm i -D workerd (wrangler brings it too)');
};

/** Starts what `folder/config.capnp` describes and waits until it answers. A changed file in it counts at once. */
export const start = async (terminal: Terminal, folder: string, port: number): Promise<Runtime> => {
  const supervise = fileURLToPath(new URL('./supervise.js', import.meta.url));
  const child = spawn(process.execPath, [supervise, findWorkerd(terminal), 'serve', '--watch', 'config.capnp'], {
    cwd: folder,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => tell(terminal, line));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    const timer = setTimeout(() => killGroup(child), END_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  };
  const origin = `http://127.0.0.1:${port}`;
  const until = localNow() + READY_WITHIN_MS;
  while (!(await answers(origin))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Failed('the runtime ended before it answered; its words are above');
    if (localNow() > until) {
      await stop();
      throw new Failed(`the edge did not answer within ${READY_WITHIN_MS / 1000} s`);
    }
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  return { origin, ended, stop };
};

/** What went wrong at the edge, and what the runtime says by itself; a line per request is for nobody here. */
const tell = (terminal: Terminal, line: string): void => {
  if (!line.startsWith('{"request"')) return line.trim() === '' ? undefined : terminal.note(line);
  const { fault } = JSON.parse(line) as { fault?: string };
  if (fault !== undefined) terminal.note(`edge: ${fault}`);
};

const answers = async (origin: string): Promise<boolean> => {
  try {
    return (await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
};

const killGroup = (child: ChildProcess): void => {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
};

/** Whether nothing listens there. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port that nothing listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      server.close(() => resolve(typeof at === 'object' && at ? at.port : 0));
    });
  });

/** A folder of the published package. Throws `Failed` where it is missing, as in a checkout. */
export const shipped = (name: 'worker' | 'worker-dev'): string => {
  const folder = fileURLToPath(new URL(`../${name}/`, import.meta.url));
  if (!existsSync(join(folder, 'index_bg.wasm'))) throw new Failed(`the package is incomplete: \`${folder}\` has no built edge`);
  return folder;
};
