// The project with the installed package, and the recipes in it.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';

/** The project where the tarball, bundlers and frameworks are installed. */
export const PROJECT = resolve(process.env['HALLPASS_PROJECT'] ?? join(import.meta.dirname, '../../../target/packaging'));
/** The packed package. */
export const TARBALL = resolve(process.env['HALLPASS_TARBALL'] ?? join(import.meta.dirname, '../../../target/npm/hallpass-0.1.0.tgz'));
/** The installed package. */
export const INSTALLED = join(PROJECT, 'node_modules/hallpass');
const RECIPES = resolve(import.meta.dirname, '..');
/** The origin of the edge in every recipe. */
const LOCAL_EDGE = 'http://127.0.0.1:8787';

/** The folder of a recipe in the project. */
export const folderOf = (recipe: string): string => join(PROJECT, recipe);

/** Copies a recipe into the project, for an edge at `origin`. Returns its folder. */
export function place(recipe: string, origin: string): string {
  const folder = folderOf(recipe);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(RECIPES, recipe), folder, { recursive: true });
  replaceOrigin(folder, origin);
  return folder;
}

function replaceOrigin(folder: string, origin: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) replaceOrigin(path, origin);
    else if (/^\.(m?[jt]sx?|cjs|toml|svelte)$/.test(extname(name))) {
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(LOCAL_EDGE, origin));
    }
  }
}

export interface Exit {
  readonly status: number | null;
  readonly out: string;
}

/** Runs a Node script of the recipe or of an installed package until it exits. */
export async function run(folder: string, script: string, ...args: string[]): Promise<Exit> {
  const child = start(folder, script, ...args);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, out };
}

/** Runs a script. Throws with its output if it fails. */
export async function build(folder: string, script: string, ...args: string[]): Promise<string> {
  const { status, out } = await run(folder, script, ...args);
  if (status !== 0) throw new Error(`\`${script} ${args.join(' ')}\` exited with ${status}:\n${out.slice(-4000)}`);
  return out;
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach(killGroup));

/** Starts a long-running script in its own process group; `end` stops it. */
export function start(folder: string, script: string, ...args: string[]): ChildProcess {
  return startWrapped([], folder, script, ...args);
}

/** The same by another program, which becomes the script's process. */
export function startWrapped(wrapper: readonly string[], folder: string, script: string, ...args: string[]): ChildProcess {
  const bin = join(PROJECT, 'node_modules', script);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_SEND_ERROR_REPORTS: 'false', NO_UPDATE_NOTIFIER: '1', DENO_NO_UPDATE_CHECK: '1', CI: '1' };
  const [program = '', ...rest] = [...wrapper, process.execPath, script.includes('/') ? bin : script, ...args];
  const child = spawn(program, rest, { cwd: folder, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  return child;
}

/** Stops a process with its children. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((done) => child.once('exit', done));
  killGroup(child);
  await exited;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
}

/** Waits until a URL responds. Throws with the process's output if it does not. */
export async function answers(url: string, child: ChildProcess): Promise<void> {
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => void (log += chunk.toString()));
  for (const until = Date.now() + 90_000; Date.now() < until && child.exitCode === null;) {
    if (await fetch(url).then(() => true, () => false)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} does not respond:\n${log.slice(-4000)}`);
}
