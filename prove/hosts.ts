// Core says the same wherever it runs: the same drawn inputs for every parser of untrusted bytes go through native code and
// WebAssembly, the vectors through native code, Node, workerd and Chromium. Each block of inputs and answers becomes a digest;
// where two differ, the input is searched for by halves and shown.
import { chromium, native, node, workerd, type Fault, type Host } from './kit/hosts.ts';
import { Draw, found, progress, scaled, SEED, type Control, type Figure } from './kit/proof.ts';

const INPUTS = scaled(10_000_000, 300_000);
const ELSEWHERE = scaled(200_000, 20_000);
const BLOCK = 5_000;
/** Enough for the fault of the control to be met many times. */
const IN_CONTROL = 60_000;
const SHOWN = 1;
const PARSERS = ['token', 'claims', 'code', 'jwks', 'email', 'name', 'policy', 'body', 'word'];
const THREADS = 2;

const seed = new Draw(SEED).below(2 ** 32);

interface Sums {
  inputs: number;
  disagreements: number;
  /** By parser: how many inputs it was given and took. */
  readonly tried: number[];
  readonly accepted: number[];
  /** What they disagree on. */
  readonly shown: string[];
}

const none = (): Sums => ({ inputs: 0, disagreements: 0, tried: PARSERS.map(() => 0), accepted: PARSERS.map(() => 0), shown: [] });

const agree = (one: string, other: string): boolean => one === other && one !== 'panicked';

/** Folds blocks on two hosts until all inputs are done, and compares. */
async function compare([one, other]: readonly [Host, Host], next: () => number | undefined, sums: Sums): Promise<void> {
  for (let from = next(); from !== undefined; from = next()) {
    const [left, right] = await both(one, other, `fold ${from} ${BLOCK}`);
    sums.inputs += BLOCK;
    if (!agree(left, right)) {
      sums.disagreements += 1;
      if (sums.shown.length < SHOWN) sums.shown.push(await locate(one, other, from, BLOCK));
      continue;
    }
    for (const [index, counts] of left.split(' ').slice(1).entries()) {
      const [tried = 0, accepted = 0] = counts.split('/').map(Number);
      sums.tried[index] = (sums.tried[index] ?? 0) + tried;
      sums.accepted[index] = (sums.accepted[index] ?? 0) + accepted;
    }
  }
}

async function both(one: Host, other: Host, line: string): Promise<[string, string]> {
  return Promise.all([one.ask(line), other.ask(line)]);
}

/** The first input of a range that two hosts do not agree on, with both answers. */
async function locate(one: Host, other: Host, from: number, count: number): Promise<string> {
  while (count > 1) {
    const half = Math.ceil(count / 2);
    const [left, right] = await both(one, other, `fold ${from} ${half}`);
    if (agree(left, right)) [from, count] = [from + half, count - half];
    else count = half;
  }
  const [left, right] = await both(one, other, `show ${from}`);
  return `input ${from} of seed ${seed}: ${one.name} says ${left}; ${other.name} says ${right}`;
}

/** Blocks from 0 up, shared by all threads. */
function blocks(inputs: number, say: (text: string) => void): () => number | undefined {
  let at = 0;
  return () => {
    if (at >= inputs) return undefined;
    say(`${at} of ${inputs}`);
    at += BLOCK;
    return at - BLOCK;
  };
}

type Kind = (seed: number, fault: Fault) => Promise<Host>;

/** Two kinds of hosts over the same inputs, in as many threads. */
async function through(kind: Kind, inputs: number, fault: Fault, threads: number): Promise<Sums> {
  const sums = none();
  const next = blocks(inputs, progress());
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const pair = [await native(seed, ''), await kind(seed, fault)] as const;
      await compare(pair, next, sums);
      for (const host of pair) await host.end();
    }),
  );
  for (const each of sums.shown) console.log(`  ${each}`);
  return sums;
}

interface Vectors {
  readonly right: number;
  readonly wrong: readonly string[];
}

async function vectors(kind: Kind, fault: Fault): Promise<Vectors> {
  const host = await kind(seed, fault);
  const said = await host.ask('vectors');
  await host.end();
  return said === 'panicked' ? { right: 0, wrong: ['all: it stopped'] } : (JSON.parse(said) as Vectors);
}

const HOSTS: readonly (readonly [name: string, kind: Kind])[] = [
  ['native', native],
  ['Node', node],
  ['workerd', workerd],
  ['Chromium', chromium],
];
const DISAGREEMENTS = 'disagreements, native and Node';
const WRONG = 'vectors with another verdict than written';
const elsewhere = (name: string): string => `disagreements, native and ${name}`;

async function main(): Promise<void> {
  const began = performance.now();
  const sums = await through(node, INPUTS, '', THREADS);
  const seconds = (performance.now() - began) / 1000;
  const figures: Figure[] = [
    { name: 'inputs, native and Node', value: sums.inputs, at_least: INPUTS },
    { name: DISAGREEMENTS, value: sums.disagreements, unit: 'blocks', exactly: 0 },
  ];
  const controls: Control[] = [];
  const broken = await through(node, IN_CONTROL, 'one-bit', 1);
  controls.push({ broken: 'one bit of some codes is read wrong in Node', figures: [{ name: DISAGREEMENTS, value: broken.disagreements }] });
  for (const [name, kind] of HOSTS.slice(2)) {
    const here = await through(kind, ELSEWHERE, '', 1);
    figures.push({ name: `inputs, native and ${name}`, value: here.inputs, at_least: ELSEWHERE });
    figures.push({ name: elsewhere(name), value: here.disagreements, unit: 'blocks', exactly: 0 });
    const wrong = await through(kind, ELSEWHERE, 'one-bit', 1);
    controls.push({ broken: `one bit of some codes is read wrong in ${name}`, figures: [{ name: elsewhere(name), value: wrong.disagreements }] });
  }
  let wrong: string[] = [];
  let seen = 0;
  for (const [name, kind] of HOSTS) {
    const said = await vectors(kind, '');
    figures.push({ name: `vectors in ${name}`, value: said.right + said.wrong.length, at_least: 950 });
    wrong = [...wrong, ...said.wrong.map((vector) => `${name}: ${vector}`)];
    seen += (await vectors(kind, 'one-bit')).wrong.length === 0 ? 0 : 1;
  }
  figures.push({ name: WRONG, value: wrong.length, exactly: 0 });
  // Each host has to notice.
  const noticed = seen === HOSTS.length ? seen : 0;
  controls.push({ broken: 'one bit of each signature is read wrong, in every host', figures: [{ name: WRONG, value: noticed }] });
  const accepted = PARSERS.map((parser, index) => `${parser} ${sums.tried[index]}, of which ${sums.accepted[index]} good`);
  const notes = [
    `${Math.round(sums.inputs / seconds)} inputs a second: ${accepted.join('; ')}`,
    `the broken Node was found out by ${broken.shown[0] ?? 'nothing'}`,
    ...sums.shown,
    ...wrong,
  ];
  found({ figures, controls, notes });
}

await main();
process.exit();
