/** One process of workerd. */

import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { localNow } from '../../clock.ts';
import { PUBLIC_SOCKET } from './configuration.ts';
import type { DataFolder } from './folder.ts';
import { entryOfLine, type LogEntry } from './log.ts';
import { canConnect } from './private-socket.ts';

const START_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 25;
/** How long after the deadline of workerd its supervisor may take, before all of it is killed. */
const SUPERVISOR_MS = 2_000;

export interface RuntimeOptions {
  readonly workerd: string;
  readonly folder: DataFolder;
  /** Where the public socket listens, as workerd writes addresses. */
  readonly address: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stopTimeoutMs: number;
  readonly onEntry: (entry: LogEntry) => void;
}

export class Runtime {
  /** Settles when the process has exited and everything that it wrote has been read. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #options: RuntimeOptions;
  #hasExited = false;

  private constructor(options: RuntimeOptions) {
    const { folder, workerd, address, stopTimeoutMs } = options;
    // One that was killed leaves its sockets behind, where no other can listen.
    for (const socket of [folder.socket, folder.resumeSocket]) rmSync(socket, { force: true });
    const supervisor = fileURLToPath(new URL('./supervise.js', import.meta.url));
    const command = [workerd, 'serve', `--socket-addr=${PUBLIC_SOCKET}=${address}`, 'config.capnp'];
    this.#options = options;
    this.#child = spawn(process.execPath, [supervisor, String(stopTimeoutMs), ...command], {
      cwd: folder.run,
      env: options.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    if (this.#child.pid !== undefined) writeFileSync(folder.processGroup, String(this.#child.pid));
    // Without its supervisor workerd would outlive the command.
    this.#child.once('exit', () => this.kill());
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => line.trim() !== '' && options.onEntry(entryOfLine(line, new Date(localNow()))));
    }
    this.exited = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#hasExited = true;
        resolve();
      });
    });
  }

  /** Starts workerd and waits until it listens. The process has exited by then if it cannot. */
  static async start(options: RuntimeOptions): Promise<Runtime> {
    const runtime = new Runtime(options);
    const deadline = localNow() + START_TIMEOUT_MS;
    while (!runtime.hasExited && !(await canConnect(options.folder.socket))) {
      if (localNow() > deadline) {
        runtime.kill();
        await runtime.exited;
      } else {
        await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
      }
    }
    return runtime;
  }

  /** The process of workerd's supervisor, whose child workerd is. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Lets requests under way finish, then stops. Returns whether all of them finished in time. */
  async stop(): Promise<boolean> {
    const { stopTimeoutMs } = this.#options;
    const began = localNow();
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.kill(), stopTimeoutMs + SUPERVISOR_MS);
    await this.exited;
    clearTimeout(timer);
    return localNow() - began < stopTimeoutMs;
  }

  /** Kills workerd and its supervisor. */
  kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // They have exited.
    }
  }
}
