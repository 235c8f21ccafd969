/**
 * From a fresh clone of what is committed to a running product: `cargo xtask dev` until it says that it is ready, with nothing
 * built, and once more. Every step says its seconds. The caches of cargo and npm are as they are; with `HALLPASS_EMPTY_CACHES=1`
 * they are empty folders, so that everything is fetched.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../tests/harness/edge.ts';
import { atMost, conclude, QUICK, spread, table } from './figures.ts';

const READY = 'Hallpass is ready';
/** What it may take at most: more is a failure, whatever the machine does. */
const LIMIT_MS = 30 * 60_000;
const EMPTY = process.env['HALLPASS_EMPTY_CACHES'] === '1';

const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-clone-'));
const checkout = join(folder, 'hallpass');
const caches = EMPTY ? { CARGO_HOME: join(folder, 'cargo'), npm_config_cache: join(folder, 'npm') } : {};
// What the caller's own cargo told this process is not for a fresh clone.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CARGO|HALLPASS|RUST(?!UP))/.test(name)));

interface Start {
  readonly seconds: number;
  readonly steps: readonly { readonly what: string; readonly seconds: number }[];
}
let child: ChildProcess | undefined;
const end = async (): Promise<void> => {
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child!.once('exit', done));
  // The whole group: what it started ends with it.
  process.kill(-child.pid, 'SIGINT');
  const late = setTimeout(() => process.kill(-child!.pid!, 'SIGKILL'), 10_000);
  await gone;
  clearTimeout(late);
};
process.once('exit', () => {
  if (child?.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
});

const started = async (): Promise<Start> => {
  const port = String(await freePort());
  const from = performance.now();
  child = spawn('cargo', ['xtask', 'dev', '--port', port], {
    cwd: checkout, env: { ...environment, ...caches }, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
  });
  let text = '';
  await new Promise<void>((done, fail) => {
    const look = (chunk: Buffer): void => {
      text += chunk.toString();
      if (text.includes(READY)) done();
    };
    child!.stdout!.on('data', look);
    child!.stderr!.on('data', look);
    child!.once('exit', () => fail(new Error(`it ended before it was ready:\n${text.slice(-4000)}`)));
    setTimeout(() => fail(new Error(`it is not ready yet:\n${text.slice(-4000)}`)), LIMIT_MS).unref();
  });
  const seconds = (performance.now() - from) / 1000;
  const reply = await fetch(`http://127.0.0.1:${port}/healthz`);
  if (!reply.ok) throw new Error(`it says that it is ready, and answers ${reply.status}`);
  await end();
  const steps = [...text.matchAll(/\] (.+): done in ([\d.]+) s/g)].map(([, what, took]) => ({ what: what!, seconds: Number(took) }));
  return { seconds, steps };
};

try {
  execFileSync('git', ['clone', '--quiet', resolve(import.meta.dirname, '..'), checkout]);
  // Building it all only to show that this runs would be no quick look.
  const cold = QUICK ? undefined : await started();
  const warm = cold && (await started());
  const promised = (what: string, limit: number, found: number) => atMost(what, limit, spread([found]));
  conclude(
    'clone',
    cold && warm ? [promised('cold: seconds until it is ready', 480, cold.seconds), promised('warm: seconds until it is ready', 15, warm.seconds)] : [],
    { emptyCaches: EMPTY, cold, warm },
    [
      `a fresh clone, caches of cargo and npm ${EMPTY ? 'empty' : 'as they are'}`,
      table(['step', 'cold, s', 'warm, s'], [
        ...(cold?.steps ?? []).map(({ what, seconds }) => [what, seconds.toFixed(1), (warm?.steps.find((each) => each.what === what)?.seconds ?? 0).toFixed(1)]),
        ['until it is ready', cold?.seconds.toFixed(1) ?? '', warm?.seconds.toFixed(1) ?? ''],
      ]),
    ].join('\n'),
  );
} finally {
  await end();
  rmSync(folder, { recursive: true, force: true });
}
