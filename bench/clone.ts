/**
 * The time from a fresh clone of the last commit to a running Hallpass: `cargo xtask dev` until it reports that it is ready, first with
 * nothing built, then again. The caches of cargo and npm are used as they are. With `HALLPASS_EMPTY_CACHES=1` both are empty
 * folders, and everything is downloaded.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../tests/harness/edge.ts';
import { atMost, publish, QUICK, summarize, table } from './figures.ts';

const READY = 'Hallpass is ready';
/** A start that takes longer fails, on any machine. */
const TIMEOUT_MS = 30 * 60_000;
const EMPTY_CACHES = process.env['HALLPASS_EMPTY_CACHES'] === '1';

const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-clone-'));
const checkout = join(folder, 'hallpass');
const caches = EMPTY_CACHES ? { CARGO_HOME: join(folder, 'cargo'), npm_config_cache: join(folder, 'npm') } : {};
// The variables that the caller's cargo set for this process would change the build of the clone.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(CARGO|HALLPASS|RUST(?!UP))/.test(name)));

interface Start {
  readonly seconds: number;
  readonly steps: readonly { readonly name: string; readonly seconds: number }[];
}
let child: ChildProcess | undefined;
/** Stops `cargo xtask dev` and the processes that it started. */
const stop = async (): Promise<void> => {
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // The process group, so that its children exit too.
  process.kill(-child.pid, 'SIGINT');
  const timer = setTimeout(() => process.kill(-child!.pid!, 'SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
};
process.once('exit', () => {
  if (child?.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
});

/** Runs `cargo xtask dev` until it is ready, and stops it. */
const measureStart = async (): Promise<Start> => {
  const port = String(await freePort());
  const start = performance.now();
  child = spawn('cargo', ['xtask', 'dev', '--port', port], {
    cwd: checkout, env: { ...environment, ...caches }, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(READY)) resolve();
    };
    child!.stdout!.on('data', onData);
    child!.stderr!.on('data', onData);
    child!.once('exit', () => reject(new Error(`cargo xtask dev exited before it was ready:\n${output.slice(-4000)}`)));
    setTimeout(() => reject(new Error(`cargo xtask dev is not ready in time:\n${output.slice(-4000)}`)), TIMEOUT_MS).unref();
  });
  const seconds = (performance.now() - start) / 1000;
  const response = await fetch(`http://127.0.0.1:${port}/healthz`);
  if (!response.ok) throw new Error(`it reports that it is ready, and answers ${response.status}`);
  await stop();
  const steps = [...output.matchAll(/\] (.+): done in ([\d.]+) s/g)].map(([, name, duration]) => ({ name: name!, seconds: Number(duration) }));
  return { seconds, steps };
};

try {
  execFileSync('git', ['clone', '--quiet', resolve(import.meta.dirname, '..'), checkout]);
  // A quick run shows only that the clone works: the build takes minutes.
  const cold = QUICK ? undefined : await measureStart();
  const warm = cold && (await measureStart());
  const promise = (what: string, limit: number, seconds: number) => atMost(what, limit, summarize([seconds]));
  const warmSeconds = (name: string): number => warm?.steps.find((step) => step.name === name)?.seconds ?? 0;
  publish(
    'clone',
    cold && warm ? [promise('seconds until ready, nothing built', 480, cold.seconds), promise('seconds until ready, everything built', 15, warm.seconds)] : [],
    { emptyCaches: EMPTY_CACHES, cold, warm },
    [
      `a fresh clone, caches of cargo and npm ${EMPTY_CACHES ? 'empty' : 'as they are'}`,
      table(['step', 'cold, s', 'warm, s'], [
        ...(cold?.steps ?? []).map(({ name, seconds }) => [name, seconds.toFixed(1), warmSeconds(name).toFixed(1)]),
        ['until ready', cold?.seconds.toFixed(1) ?? '', warm?.seconds.toFixed(1) ?? ''],
      ]),
    ].join('\n'),
  );
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
