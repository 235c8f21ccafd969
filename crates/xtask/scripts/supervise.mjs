// Runs a Node script and everything it starts until standard input closes, then ends all of it.
//
// xtask holds the other end of standard input, so the runtime ends with xtask even when xtask is
// killed. This process leads a process group of its own.
import { spawn } from 'node:child_process';

const [script, ...args] = process.argv.slice(2);
const closeWithinMs = 4000;

const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });

let ending = false;
const end = () => {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(() => process.kill(0, 'SIGKILL'), closeWithinMs);
};

process.stdin.on('end', end).on('error', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

child.on('error', (error) => {
  console.error(`could not start ${script}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (ending) process.kill(0, 'SIGKILL');
  process.exit(code ?? (signal ? 1 : 0));
});
