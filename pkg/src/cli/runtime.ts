/** The development edition on workerd, the runtime that Cloudflare uses. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { localNow } from '../clock.ts';
import { CommandFailed, type Terminal } from './command.ts';
import { findWorkerd } from './versions.ts';

const START_TIMEOUT_MS = 90_000;
/** How long the edge may be silent after the runtime has said something. */
const ERROR_TIMEOUT_MS = 20_000;
const MAX_ERROR_LINES = 5;
const POLL_INTERVAL_MS = 100;
const HEALTH_TIMEOUT_MS = 10_000;
/** How long the runtime may take to close its files before it is killed, by its supervisor and then by this process. */
const [STOP_TIMEOUT_MS, SUPERVISOR_TIMEOUT_MS] = [4_000, 6_000];

/** A running edge. */
export interface Runtime {
  readonly origin: string;
  /** Settles when the process has exited. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** Starts what `folder/config.capnp` describes and waits until it answers. It reloads when a file of the folder changes. */
export const startRuntime = async (terminal: Terminal, folder: string, port: number): Promise<Runtime> => {
  const supervisor = fileURLToPath(new URL('./supervise.js', import.meta.url));
  const child = spawn(process.execPath, [supervisor, String(STOP_TIMEOUT_MS), findWorkerd(terminal), 'serve', '--watch', 'config.capnp'], {
    cwd: folder,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = new StartOutput(terminal);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => output.add(line));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      // Without its supervisor the runtime would outlive the command.
      killGroup(child);
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    const timer = setTimeout(() => killGroup(child), SUPERVISOR_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };
  const origin = `http://127.0.0.1:${port}`;
  const deadline = localNow() + START_TIMEOUT_MS;
  for (;;) {
    const health = await healthOf(origin);
    if (health === 'ok') break;
    const hasExited = child.exitCode !== null || child.signalCode !== null;
    if (hasExited || health === 'failing' || output.hasFailedFor(ERROR_TIMEOUT_MS) || localNow() > deadline) {
      await stop();
      if (!output.isEmpty) throw new CommandFailed(`the runtime doesn't start:\n${output.firstLines()}`);
      throw new CommandFailed(hasExited ? 'the runtime exited before it answered' : `the edge did not answer within ${START_TIMEOUT_MS / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
  output.started();
  return { origin, exited, stop };
};

/** The runtime's output. Until the edge answers it is held back, because all of it follows from its first lines if it does not start. */
class StartOutput {
  readonly #terminal: Terminal;
  readonly #held: string[] = [];
  #isStarted = false;
  #firstLineAt = Infinity;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  add(line: string): void {
    const shown = lineToShow(line);
    if (shown === undefined) return;
    if (this.#isStarted) return this.#terminal.log(shown);
    this.#firstLineAt = Math.min(this.#firstLineAt, localNow());
    this.#held.push(shown);
  }

  /** Whether it has said something, and the edge has not answered for so long since. */
  hasFailedFor(durationMs: number): boolean {
    return localNow() - this.#firstLineAt > durationMs;
  }

  firstLines(): string {
    return this.#held.slice(0, MAX_ERROR_LINES).join('\n');
  }

  started(): void {
    this.#isStarted = true;
    for (const line of this.#held) this.#terminal.log(line);
  }
}

/**
 * The line to show for a line of the runtime: its own output, failures of the edge, and why it refused an identity token. The edge's line
 * for any other request is left out.
 */
const lineToShow = (line: string): string | undefined => {
  if (!line.startsWith('{"request"')) return line.trim() === '' ? undefined : line;
  const { fault, status, identity } = JSON.parse(line) as { fault?: string; status: number; identity?: { message: string } };
  if (fault !== undefined) return `edge: ${fault}`;
  return identity === undefined ? undefined : `edge: ${status}: ${identity.message}`;
};

type Health = 'ok' | 'failing' | 'silent';

const healthOf = async (origin: string): Promise<Health> => {
  try {
    const { ok } = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    return ok ? 'ok' : 'failing';
  } catch {
    return 'silent';
  }
};

const killGroup = (child: ChildProcess): void => {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It has exited.
  }
};
