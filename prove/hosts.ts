// Core gives the same results wherever it runs. The same generated inputs for every parser of untrusted bytes go through native
// code and through WebAssembly in Node, workerd and Chromium, and the permanent vectors through all four. Each block of inputs and
// results is hashed; if two hosts differ, bisection finds the input.
import { chromium, native, node, workerd, type Fault, type Host } from './kit/hosts.ts';
import { progress, Random, report, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { runProof } from './kit/time-limit.ts';

const INPUTS = scaled(2_000_000, 300_000);
/** In workerd and in Chromium. */
const INPUTS_ELSEWHERE = scaled(1_000_000, 20_000);
const BLOCK = 5_000;
/** The fault of the control occurs many times in so many inputs. */
const CONTROL_INPUTS = 60_000;
const MAX_EXAMPLES = 1;
const PARSERS = ['token', 'claims', 'code', 'jwks', 'email', 'name', 'policy', 'body', 'word'];
const THREADS = 2;

const seed = new Random(SEED).below(2 ** 32);

interface Totals {
  inputs: number;
  differences: number;
  /** The inputs of each parser, and how many of them it accepted. */
  readonly tried: number[];
  readonly accepted: number[];
  /** Inputs with different results. */
  readonly examples: string[];
}

const noInputs = (): Totals => ({ inputs: 0, differences: 0, tried: PARSERS.map(() => 0), accepted: PARSERS.map(() => 0), examples: [] });

/** A panic is a difference even if both hosts panic. */
const isEqual = (one: string, other: string): boolean => one === other && one !== 'panicked';

/** Hashes blocks on two hosts and compares the hashes, until `nextBlock` has no more. */
async function compareBlocks([one, other]: readonly [Host, Host], nextBlock: () => number | undefined, totals: Totals): Promise<void> {
  for (let from = nextBlock(); from !== undefined; from = nextBlock()) {
    const [left, right] = await askBoth(one, other, `fold ${from} ${BLOCK}`);
    totals.inputs += BLOCK;
    if (!isEqual(left, right)) {
      totals.differences += 1;
      if (totals.examples.length < MAX_EXAMPLES) totals.examples.push(await locate(one, other, from, BLOCK));
      continue;
    }
    for (const [index, counts] of left.split(' ').slice(1).entries()) {
      const [tried = 0, accepted = 0] = counts.split('/').map(Number);
      totals.tried[index] = (totals.tried[index] ?? 0) + tried;
      totals.accepted[index] = (totals.accepted[index] ?? 0) + accepted;
    }
  }
}

async function askBoth(one: Host, other: Host, line: string): Promise<[string, string]> {
  return Promise.all([one.ask(line), other.ask(line)]);
}

/** Finds the first input of a range for which two hosts differ. */
async function locate(one: Host, other: Host, from: number, count: number): Promise<string> {
  while (count > 1) {
    const half = Math.ceil(count / 2);
    const [left, right] = await askBoth(one, other, `fold ${from} ${half}`);
    if (isEqual(left, right)) [from, count] = [from + half, count - half];
    else count = half;
  }
  const [left, right] = await askBoth(one, other, `show ${from}`);
  return `input ${from} of seed ${seed}: ${one.name}: ${left}; ${other.name}: ${right}`;
}

/** Returns the start of each block once, to whichever thread asks. */
function blocks(inputs: number, print: (text: string) => void): () => number | undefined {
  let at = 0;
  return () => {
    if (at >= inputs) return undefined;
    print(`${at} of ${inputs}`);
    at += BLOCK;
    return at - BLOCK;
  };
}

type StartHost = (seed: number, fault: Fault) => Promise<Host>;

/** Compares native code with another host over the same inputs, in so many threads. */
async function compareWithNative(start: StartHost, inputs: number, fault: Fault, threads: number): Promise<Totals> {
  const totals = noInputs();
  const nextBlock = blocks(inputs, progress());
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const pair = [await native(seed, ''), await start(seed, fault)] as const;
      await compareBlocks(pair, nextBlock, totals);
      for (const host of pair) await host.end();
    }),
  );
  for (const example of totals.examples) console.log(`  ${example}`);
  return totals;
}

interface Vectors {
  readonly right: number;
  readonly wrong: readonly string[];
}

async function runVectors(start: StartHost, fault: Fault): Promise<Vectors> {
  const host = await start(seed, fault);
  const result = await host.ask('vectors');
  await host.end();
  return result === 'panicked' ? { right: 0, wrong: ['all: the host panicked'] } : (JSON.parse(result) as Vectors);
}

const HOSTS: readonly (readonly [name: string, start: StartHost])[] = [
  ['native', native],
  ['Node', node],
  ['workerd', workerd],
  ['Chromium', chromium],
];
const differences = (name: string): string => `differences between native and ${name}`;
const WRONG = 'vectors with a wrong result';

async function main(): Promise<void> {
  const began = performance.now();
  const totals = await compareWithNative(node, INPUTS, '', THREADS);
  const seconds = (performance.now() - began) / 1000;
  const figures: Figure[] = [
    { name: 'inputs in native and Node', value: totals.inputs, at_least: INPUTS },
    { name: differences('Node'), value: totals.differences, unit: 'blocks', exactly: 0 },
  ];
  const controls: Control[] = [];
  const faulty = await compareWithNative(node, CONTROL_INPUTS, 'one-bit', 1);
  controls.push({ fault: 'one bit of some codes is misread in Node', figures: [{ name: differences('Node'), value: faulty.differences }] });
  for (const [name, start] of HOSTS.slice(2)) {
    const plain = await compareWithNative(start, INPUTS_ELSEWHERE, '', 1);
    figures.push({ name: `inputs in native and ${name}`, value: plain.inputs, at_least: INPUTS_ELSEWHERE });
    figures.push({ name: differences(name), value: plain.differences, unit: 'blocks', exactly: 0 });
    const faultyHost = await compareWithNative(start, CONTROL_INPUTS, 'one-bit', 1);
    controls.push({ fault: `one bit of some codes is misread in ${name}`, figures: [{ name: differences(name), value: faultyHost.differences }] });
  }
  let wrong: string[] = [];
  let hostsThatNoticed = 0;
  for (const [name, start] of HOSTS) {
    const result = await runVectors(start, '');
    figures.push({ name: `vectors in ${name}`, value: result.right + result.wrong.length, at_least: 950 });
    wrong = [...wrong, ...result.wrong.map((vector) => `${name}: ${vector}`)];
    hostsThatNoticed += (await runVectors(start, 'one-bit')).wrong.length === 0 ? 0 : 1;
  }
  figures.push({ name: WRONG, value: wrong.length, exactly: 0 });
  // Every host must notice.
  const noticed = hostsThatNoticed === HOSTS.length ? hostsThatNoticed : 0;
  controls.push({ fault: 'one bit of each signature is misread, in every host', figures: [{ name: WRONG, value: noticed }] });
  const accepted = PARSERS.map((parser, index) => `${parser} ${totals.tried[index]}, ${totals.accepted[index]} accepted`);
  const notes = [
    `${Math.round(totals.inputs / seconds)} inputs per second: ${accepted.join('; ')}`,
    `the faulty Node was noticed at ${faulty.examples[0] ?? 'nothing'}`,
    ...totals.examples,
    ...wrong,
  ];
  report({ figures, controls, notes });
}

await runProof(main);
process.exit();
