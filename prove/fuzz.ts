// libFuzzer on every parser of untrusted bytes, from the corpora that are kept. A target stops at a panic, an overflow, a broken
// promise (what is read is written the same again, two readers see the same, nothing forged is taken) or an input that takes too long.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Draw, found, ROOT, scaled, SEED } from './kit/proof.ts';

const PROGRAMS = process.env['HALLPASS_FUZZ'] ?? join(ROOT, 'target/fuzz/x86_64-unknown-linux-gnu/fuzz');
const TARGETS = ['token', 'claims', 'code', 'jwks', 'email', 'name', 'policy', 'body', 'word'];
const SECONDS = scaled(60, 3);
/** Until it has found the planted bug; it ends then. */
const PLANTED_SECONDS = 60;
const THREADS = 2;
/** Longer inputs than any limit of these parsers, but those of a policy and of a set of keys, which are 16 KiB. */
const LONGEST = 8192;
const WORK = join(ROOT, 'target/prove/fuzz');

interface Run {
  readonly target: string;
  readonly kept: number;
  readonly inputs: number;
  /** What it stopped at. */
  readonly finding: string | undefined;
  readonly seconds: number;
}

/** One target, in a folder of its own: the corpus that is kept is read, not written. */
async function run(target: string, seconds: number, corpus: string): Promise<Run> {
  const folder = join(WORK, target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'found'), { recursive: true });
  const kept = join(ROOT, 'fuzz/corpus', corpus);
  cpSync(kept, join(folder, 'corpus'), { recursive: true });
  const flags = [
    `-max_total_time=${seconds}`,
    `-seed=${1 + new Draw(`${SEED} ${target}`).below(2 ** 31)}`,
    `-max_len=${LONGEST}`,
    '-timeout=10',
    '-print_final_stats=1',
    `-artifact_prefix=${join(folder, 'found')}/`,
  ];
  const began = performance.now();
  const child = spawn(join(PROGRAMS, target), [...flags, join(folder, 'corpus')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const status = await new Promise<number | null>((ended, failed) => child.once('error', failed).once('close', ended));
  const inputs = Number(/stat::number_of_executed_units: (\d+)/.exec(text)?.[1] ?? 0);
  return {
    target,
    kept: readdirSync(kept).length,
    inputs,
    finding: status === 0 ? undefined : told(join(folder, 'found'), text),
    seconds: (performance.now() - began) / 1000,
  };
}

/** What it stopped at: the message of the panic, and the input. */
function told(folder: string, text: string): string {
  const [input] = existsSync(folder) ? readdirSync(folder) : [];
  const message = /panicked at ([^\n]*\n[^\n]*)/.exec(text)?.[1]?.replace('\n', ' ') ?? text.slice(-300);
  const bytes = input === undefined ? '' : JSON.stringify(readFileSync(join(folder, input)).toString('latin1'));
  return `${message}, by ${bytes}`;
}

async function main(): Promise<void> {
  const runs: Run[] = [];
  const left = [...TARGETS];
  const thread = async (): Promise<void> => {
    for (let target = left.shift(); target !== undefined; target = left.shift()) {
      const one = await run(target, SECONDS, target);
      runs.push(one);
      console.log(`  ${target}: ${one.inputs} inputs in ${one.seconds.toFixed(0)} s${one.finding ? `: ${one.finding}` : ''}`);
    }
  };
  await Promise.all(Array.from({ length: THREADS }, thread));
  const planted = await run('planted', PLANTED_SECONDS, 'planted');
  const findings = runs.flatMap((each) => (each.finding === undefined ? [] : [`${each.target}: ${each.finding}`]));
  const sum = (of: (each: Run) => number): number => runs.reduce((total, each) => total + of(each), 0);
  found({
    figures: [
      { name: 'targets', value: runs.length, at_least: TARGETS.length },
      { name: 'seconds for each target', value: Math.min(...runs.map((each) => Math.round(each.seconds))), unit: 's', at_least: SECONDS },
      { name: 'inputs that are kept', value: sum((each) => each.kept), at_least: 200 },
      { name: 'inputs tried', value: sum((each) => each.inputs), at_least: SECONDS * 1_000 },
      { name: 'findings', value: findings.length, exactly: 0 },
    ],
    controls: [
      { broken: 'a bug is planted behind a plus and a third label', figures: [{ name: 'findings', value: planted.finding?.includes('the planted bug') ? 1 : 0 }] },
    ],
    notes: [
      runs.map((each) => `${each.target} ${each.inputs} inputs from ${each.kept} kept`).join('; '),
      `the planted bug was found after ${planted.seconds.toFixed(1)} s: ${planted.finding}`,
      ...findings,
    ],
  });
}

await main();
