// The reference model's lives, step by step against the built Worker over HTTP: what is said, what the owner sees after it, and
// the audit log at the end have to be the model's.
import { spawn } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { createInterface } from 'node:readline';
import { startEdges, unique, type Edge } from '../tests/harness/edge.ts';
import { parsePolicy } from '../tests/harness/policy.ts';
import { found, progress, scaled, type Control } from './kit/proof.ts';
import { CLOCK, DEFAULT_LIMIT, Replayer, type Common, type Life, type Step } from './kit/replayer.ts';

const COMMANDS = scaled(100_000, 2_500);
/** Workers for each policy: each has a clock of its own, so each plays one life at a time. */
const LANES = 3;
/** Every so many steps are looked at though nothing should have changed. */
const ANYWAY = 8;
/** Faults of the model that show over HTTP; each is played in lives where it shows. */
const FAULTS = [
  'AcceptsTwice', 'RepeatsAfterEnd', 'ExpiredAccepted', 'AnyAddress', 'GrantsAnything', 'DemotionKeepsInvites', 'RemovalKeepsInvites',
  'OwnerLeaves', 'OwnerDemoted', 'MemberUsesUp', 'InvitesTwice', 'RevertNeedsNoName', 'DryRunWrites', 'RefusalsNotStored',
  'StrangersLearnWhy', 'OldLinksWork', 'EpochStands', 'LinkById', 'OrderChanged', 'TokenOutlivesInvite',
] as const;

interface Sums {
  lives: number;
  commands: number;
  looks: number;
  disagreements: number;
  resets: number;
  readonly first: string[];
  readonly answers: Map<string, number>;
}

interface ReplayWorker {
  readonly edge: Edge;
  /** Who was here before: what they are called, and their ids. */
  readonly known: Map<string, string>;
  readonly word: string;
  /** Seconds since 1970 at which the next life may begin. */
  next: number;
}

function nothing(): Sums {
  return { lives: 0, commands: 0, looks: 0, disagreements: 0, resets: 0, first: [], answers: new Map() };
}

/** The first line of the sequences, and then their lives. */
async function* sequences(lives: number, fault?: string): AsyncGenerator<Common | Life> {
  const program = process.env['HALLPASS_REFERENCE'];
  if (program === undefined) throw new Error('HALLPASS_REFERENCE does not say where the reference model is');
  const words = ['sequences', String(lives), ...(fault === undefined ? [] : [fault])];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Common | Life;
  } finally {
    child.kill();
  }
}

async function workersFor(common: Common): Promise<ReplayWorker[][]> {
  const settings = { SPEND_LIMIT_CEILING: String(common.ceiling), SPEND_LIMIT_DEFAULT: String(DEFAULT_LIMIT) };
  // The contract's lint holds `hallpass-time` against the real clock.
  const one = (text: string) => ({ policy: parsePolicy(text), entry: CLOCK, settings, earlierRelease: true });
  const edges = await startEdges(common.policies.flatMap((text) => Array.from({ length: LANES }, () => one(text))));
  const began = Math.floor(Date.now() / 1000) + 60;
  return common.policies.map((_, policy) => edges.slice(policy * LANES, (policy + 1) * LANES).map((edge) => ({ edge, known: new Map(), word: unique(), next: began })));
}

/** Plays a life; from its beginning again, as another account's, when a connection ended under a request. */
async function play(life: Life, common: Common, worker: ReplayWorker, sums: Sums): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await playOnce(life, common, worker, sums);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET' || tries === 5) throw error;
      sums.resets += 1;
    }
  }
}

/** Ends a life at the first step that disagrees. */
async function playOnce(life: Life, common: Common, worker: ReplayWorker, sums: Sums): Promise<void> {
  // The others come again and again; whose personal account it is was never here, and the owner of a team may have others.
  const personal = life.steps[0]?.ask.open?.team === false;
  const words = Array.from({ length: common.users }, (_, user) => (user === 0 && personal ? `l${unique()}` : `${worker.word}-${user}`));
  const replayer = new Replayer(worker.edge, common, words, worker.next);
  worker.next += (life.steps.at(-1)?.at ?? 0) + 1;
  sums.lives += 1;
  await replayer.begin(worker.known);
  let state: unknown;
  for (const [index, step] of life.steps.entries()) {
    const said = await replayer.perform(step);
    sums.commands += 1;
    const answer = `${Object.keys(step.ask)[0]}: ${String(said['no'] ?? 'ok')}`;
    sums.answers.set(answer, (sums.answers.get(answer) ?? 0) + 1);
    if (!isDeepStrictEqual(said, { ...step.reply })) return disagree(sums, life, step, said, step.reply);
    state = step.state ?? state;
    if (step.state === null && index % ANYWAY > 0) continue;
    sums.looks += 1;
    const seen = await replayer.state();
    if (!isDeepStrictEqual(seen, state)) return disagree(sums, life, step, seen, state);
  }
  if (isDeepStrictEqual(state, { closed: true })) return;
  const log = await replayer.log();
  if (!isDeepStrictEqual(log, life.log)) disagree(sums, life, life.steps.at(-1), log, life.log);
}

function disagree(sums: Sums, life: Life, step: Step | undefined, worker: unknown, model: unknown): void {
  sums.disagreements += 1;
  if (sums.first.length >= 3) return;
  const at = step ? life.steps.indexOf(step) : -1;
  sums.first.push(`life ${life.life}, step ${at}: ${JSON.stringify(step?.ask)} by ${step?.who}: the Worker has ${JSON.stringify(worker)}, the model ${JSON.stringify(model)}`);
}

/** Plays lives on all workers until so many commands were taken, or until `until` says so. */
async function playAll(lines: AsyncGenerator<Common | Life>, common: Common, workers: readonly ReplayWorker[][], until: (sums: Sums) => boolean): Promise<Sums> {
  const sums = nothing();
  const busy = new Map<ReplayWorker, Promise<void>>();
  const told = progress();
  for await (const line of lines) {
    if (!('life' in line)) continue;
    if (until(sums)) break;
    const own = workers[line.policy] ?? [];
    while (own.every((worker) => busy.has(worker))) await Promise.race(own.map((worker) => busy.get(worker)));
    const worker = own.find((each) => !busy.has(each));
    if (!worker) throw new Error(`no worker for policy ${line.policy}`);
    busy.set(worker, play(line, common, worker, sums).finally(() => busy.delete(worker)));
    told(`${sums.commands} commands in ${sums.lives} lives, ${sums.disagreements} disagreements`);
  }
  await Promise.all(busy.values());
  return sums;
}

/** The lives with what has to come of them altered: the first reply of each is another. */
async function* altered(lines: AsyncGenerator<Common | Life>): AsyncGenerator<Common | Life> {
  for await (const line of lines) {
    if (!('life' in line)) yield line;
    else yield { ...line, steps: line.steps.map((step, index) => (index === 1 ? { ...step, reply: { no: 'conflict', why: null, invite: null } } : step)) };
  }
}

async function main(): Promise<void> {
  const first = await sequences(0).next();
  const common = first.value as Common;
  const workers = await workersFor(common);
  const started = performance.now();
  const sums = await playAll(sequences(COMMANDS), common, workers, (now) => now.commands >= COMMANDS || now.disagreements > 20);
  const seconds = (performance.now() - started) / 1000;
  for (const story of sums.first) console.log(story);
  console.log(`  ${sums.commands} commands in ${seconds.toFixed(0)} s; ${[...sums.answers].toSorted().map(([answer, count]) => `${answer} ${count}`).join(', ')}`);
  const controls: Control[] = [];
  const control = async (broken: string, lines: AsyncGenerator<Common | Life>): Promise<void> => {
    const { disagreements, commands } = await playAll(lines, common, workers, (now) => now.disagreements > 0);
    controls.push({ broken, figures: [{ name: 'disagreements', value: disagreements }, { name: 'commands replayed', value: commands }] });
  };
  await control('the expected replies, one altered', altered(sequences(3)));
  for (const fault of FAULTS) await control(`the model: ${fault}`, sequences(1, fault));
  await workers[0]?.[0]?.edge.stop();
  found({
    figures: [
      { name: 'disagreements', value: sums.disagreements, unit: 'lives', exactly: 0 },
      { name: 'commands replayed', value: sums.commands, unit: 'commands', at_least: COMMANDS },
      { name: 'looks at the state', value: sums.looks },
      { name: 'lives of accounts', value: sums.lives },
      { name: 'kinds of answer', value: sums.answers.size, at_least: 45 },
    ],
    controls,
    notes: [...sums.first, ...(sums.resets > 0 ? [`${sums.resets} lives were begun again: the connection had ended`] : [])],
  });
}

await main();
