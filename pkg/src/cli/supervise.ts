/**
 * Runs a program and everything it starts until standard input closes, then ends all of it: `dev` holds the other
 * end, so the runtime ends with it even when it is killed. This process leads a process group of its own.
 */

import { spawn } from 'node:child_process';

const CLOSE_WITHIN_MS = 4_000;
const [program = '', ...rest] = process.argv.slice(2);
const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'] });

let ending = false;
const end = (): void => {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(endGroup, CLOSE_WITHIN_MS);
};

const endGroup = (): void => {
  // Without process groups, on Windows, the child ends what it started by itself.
  if (process.platform === 'win32') process.exit(1);
  process.kill(0, 'SIGKILL');
};

process.stdin.on('end', end).on('error', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
child.on('exit', (code) => (ending ? endGroup() : process.exit(code ?? 1)));
