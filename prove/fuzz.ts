// libFuzzer on every parser of untrusted bytes, starting from the stored corpora. A target stops at a panic, an overflow, a violated
// property (values serialize to the same bytes, two readers agree, nothing forged is accepted) or an input that takes too long.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random, report, ROOT, scaled, SEED } from './kit/proof.ts';
import { runProof } from './kit/time-limit.ts';

const PROGRAMS = process.env['HALLPASS_FUZZ'] ?? join(ROOT, 'target/fuzz/x86_64-unknown-linux-gnu/fuzz');
const TARGETS = ['token', 'claims', 'code', 'jwks', 'email', 'name', 'policy', 'body', 'word'];
const SECONDS = scaled(60, 3);
/** The longest search for the planted bug. */
const PLANTED_SECONDS = 60;
const THREADS = 2;
/** Exceeds the limit of every parser, except for policies and JWK sets, whose limit is 16 KiB. */
const MAX_INPUT_BYTES = 8192;
const WORK = join(ROOT, 'target/prove/fuzz');

interface Run {
  readonly target: string;
  readonly corpus: number;
  readonly inputs: number;
  /** Why it stopped early. */
  readonly finding: string | undefined;
  readonly seconds: number;
}

/** Runs one target in its own folder, with a copy of the stored corpus. */
async function run(target: string, seconds: number, corpusName: string): Promise<Run> {
  const folder = join(WORK, target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'found'), { recursive: true });
  const stored = join(ROOT, 'fuzz/corpus', corpusName);
  cpSync(stored, join(folder, 'corpus'), { recursive: true });
  const flags = [
    `-max_total_time=${seconds}`,
    `-seed=${1 + new Random(`${SEED} ${target}`).below(2 ** 31)}`,
    `-max_len=${MAX_INPUT_BYTES}`,
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
    corpus: readdirSync(stored).length,
    inputs,
    finding: status === 0 ? undefined : describeFinding(join(folder, 'found'), text),
    seconds: (performance.now() - began) / 1000,
  };
}

/** The message of the panic, and the input. */
function describeFinding(folder: string, text: string): string {
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
  report({
    figures: [
      { name: 'targets', value: runs.length, at_least: TARGETS.length },
      { name: 'seconds for each target', value: Math.min(...runs.map((each) => Math.round(each.seconds))), unit: 's', at_least: SECONDS },
      { name: 'inputs in the corpora', value: sum((each) => each.corpus), at_least: 200 },
      { name: 'inputs tried', value: sum((each) => each.inputs), at_least: SECONDS * 1_000 },
      { name: 'findings', value: findings.length, exactly: 0 },
    ],
    controls: [
      { fault: 'a bug is planted behind a plus and a third label', figures: [{ name: 'findings', value: planted.finding?.includes('the planted bug') ? 1 : 0 }] },
    ],
    notes: [
      runs.map((each) => `${each.target} ${each.inputs} inputs from ${each.corpus} in the corpus`).join('; '),
      `the planted bug was found after ${planted.seconds.toFixed(1)} s: ${planted.finding}`,
      ...findings,
    ],
  });
}

await runProof(main);
