// `npx hallpass`, run from its source.
import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

const SOURCE = resolve(import.meta.dirname, '../../pkg/src/cli');

export interface Exit {
  readonly status: number | null;
  readonly out: string;
  readonly note: string;
}

export type RunningCommand = ChildProcess & { readonly ended: Promise<Exit> };

/** Runs the command in a folder. */
export function runCli(folder: string, args: readonly string[], env: Record<string, string>): RunningCommand {
  const code = `import { run } from '${SOURCE}/run.ts'; import { terminal } from '${SOURCE}/terminal.ts'; process.exitCode = await run(process.argv.slice(1), terminal, '0');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, ...args], { cwd: folder, env: { ...process.env, ...env } });
  let [out, note] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (note += chunk.toString()));
  const ended = new Promise<Exit>((done) => child.once('close', (status) => done({ status, out, note })));
  return Object.assign(child, { ended });
}
