/** The development edition on the local runtime: wrangler and its workerd, started and ended as one. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
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

/** The wrangler of the project, or of the folder that the package lies in. Throws `Failed` with what to do. */
export const findWrangler = ({ cwd }: Terminal): string => {
  for (const from of [cwd, dirname(fileURLToPath(import.meta.url))]) {
    try {
      return join(dirname(createRequire(join(from, 'package.json')).resolve('wrangler/package.json')), 'bin/wrangler.js');
    } catch {
      // Not here.
    }
  }
  throw new Failed('this needs wrangler, which brings the local runtime: npm i -D wrangler');
};

/** The oldest Node that wrangler runs on. */
const NODE = { major: 22, minor: 12 };

/** A Node that wrangler runs on: this one, or the npm package `node` of the project. Throws `Failed` with what to do. */
const findNode = ({ cwd }: Terminal): string => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE.major || (major === NODE.major && minor >= NODE.minor)) return process.execPath;
  const own = join(cwd, 'node_modules/node/bin/node');
  if (existsSync(own)) return own;
  throw new Failed(`wrangler runs on Node ${NODE.major}.${NODE.minor} or newer, and this is ${process.versions.node}: take a newer one, or npm i -D node@24`);
};

/** Starts what `folder/wrangler.json` describes, with data in `data`, and waits until it answers. */
export const start = async (terminal: Terminal, folder: string, data: string, port: number): Promise<Runtime> => {
  const [node, wrangler] = [findNode(terminal), findWrangler(terminal)];
  const words = [
    'dev', '--local', '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0', '--show-interactive-dev-session=false',
    '--log-level', 'warn', '--config', join(folder, 'wrangler.json'), '--persist-to', data,
  ];
  const child = spawn(node, [fileURLToPath(new URL('./supervise.js', import.meta.url)), wrangler, ...words], {
    cwd: folder,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, ...QUIET, WRANGLER_REGISTRY_PATH: join(folder, 'registry') },
  });
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

/** Nothing is sent anywhere, and nothing asked that a person would have to answer. */
const QUIET = {
  CI: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NO_UPDATE_NOTIFIER: '1',
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
