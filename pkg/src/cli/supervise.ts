/**
 * Runs a program and everything that it starts until standard input closes, then stops all of it. `dev` and `start` hold the
 * other end of standard input, so the runtime stops with them even when they are killed. This process leads a process group.
 *
 * The arguments are how long the program may take to stop, in milliseconds, and the program with its own arguments.
 */

import { spawn } from 'node:child_process';

const [stopTimeoutMs = '', program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  child.kill('SIGTERM');
  setTimeout(killGroup, Number(stopTimeoutMs));
};

const killGroup = (): void => {
  // Windows has no process groups: there the child stops what it started.
  if (process.platform === 'win32') process.exit(1);
  process.kill(0, 'SIGKILL');
};

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
child.on('exit', (code) => (stopping ? killGroup() : process.exit(code ?? 1)));
