/** The development edition on workerd, the runtime that Cloudflare uses. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { localNow } from '../clock.ts';
import { CommandFailed, type Terminal } from './command.ts';

const START_TIMEOUT_MS = 90_000;
const POLL_INTERVAL_MS = 100;
const HEALTH_TIMEOUT_MS = 10_000;
/** How long the runtime may take to close its files before it is killed. */
const STOP_TIMEOUT_MS = 6_000;

/** A running edge. */
export interface Runtime {
  readonly origin: string;
  /** Settles when the process has exited. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** The path of the project's workerd, or of the one that wrangler brings. Throws a `CommandFailed` that says what to install. */
export const findWorkerd = ({ cwd }: Terminal): string => {
  for (const folder of [cwd, dirname(fileURLToPath(import.meta.url))]) {
    const fromFolder = createRequire(join(folder, 'package.json'));
    for (const resolver of [() => fromFolder, () => createRequire(fromFolder.resolve('wrangler/package.json'))]) {
      try {
        const { default: program } = resolver()('workerd') as { default?: unknown };
        if (typeof program === 'string') return program;
      } catch {
        // Not installed there.
      }
    }
  }
  throw new CommandFailed('this needs workerd, the local runtime: npm i -D workerd (wrangler brings it too)');
};

/** Starts what `folder/config.capnp` describes and waits until it answers. It reloads when a file of the folder changes. */
export const startRuntime = async (terminal: Terminal, folder: string, port: number): Promise<Runtime> => {
  const supervisor = fileURLToPath(new URL('./supervise.js', import.meta.url));
  const child = spawn(process.execPath, [supervisor, findWorkerd(terminal), 'serve', '--watch', 'config.capnp'], {
    cwd: folder,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => logLine(terminal, line));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    const timer = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };
  const origin = `http://127.0.0.1:${port}`;
  const deadline = localNow() + START_TIMEOUT_MS;
  while (!(await isHealthy(origin))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new CommandFailed('the runtime exited before it answered; its output is above');
    }
    if (localNow() > deadline) {
      await stop();
      throw new CommandFailed(`the edge did not answer within ${START_TIMEOUT_MS / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
  return { origin, exited, stop };
};

/**
 * Logs the runtime's own output, failures of the edge, and why it refused an identity token. The edge's line for any other request is
 * left out.
 */
const logLine = (terminal: Terminal, line: string): void => {
  if (!line.startsWith('{"request"')) return line.trim() === '' ? undefined : terminal.log(line);
  const { fault, status, identity } = JSON.parse(line) as { fault?: string; status: number; identity?: { message: string } };
  if (fault !== undefined) terminal.log(`edge: ${fault}`);
  if (identity !== undefined) terminal.log(`edge: ${status}: ${identity.message}`);
};

const isHealthy = async (origin: string): Promise<boolean> => {
  try {
    return (await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
};

const killGroup = (child: ChildProcess): void => {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It has exited.
  }
};
