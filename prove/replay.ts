// Account histories of the reference model, replayed step by step to the built Worker over HTTP. Every response, the state as the
// owner reads it, and the final audit log must match the model's.
import { spawn } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { createInterface } from 'node:readline';
import { startEdges, unique, type Edge } from '../tests/harness/edge.ts';
import { parsePolicy } from '../tests/harness/policy.ts';
import { progress, report, scaled, type Control } from './kit/proof.ts';
import { CLOCK } from './kit/clock.ts';
import type { Common, History, Step } from './kit/history.ts';
import { DEFAULT_LIMIT, Replayer } from './kit/replayer.ts';
import { part, runProof } from './kit/time-limit.ts';

const COMMANDS = scaled(100_000, 2_500);
/** Workers for each policy. Each has its own clock, so it replays one history at a time. */
const WORKERS_PER_POLICY = 3;
/** The state is read after a change, and after one in so many other steps. */
const UNCHANGED_STEPS_PER_READ = 8;
/** Faults of the model that are visible over HTTP. Each is replayed in a history where it is, the first ones in quick runs too. */
const FAULTS = [
  'AcceptsTwice', 'RepeatsAfterEnd', 'RepeatsWhileInactive', 'ExpiredAccepted', 'AnyAddress', 'InvitesAnything', 'InvitesGrantAnything',
  'EditsAnything', 'ChangesAbove', 'OwnEndChanges', 'GrantsAboveOwn', 'RegrantsAbove', 'DemotionKeepsInvites', 'SuspensionKeepsInvites',
  'RemovalKeepsInvites', 'OwnerLeaves', 'OwnerDemoted', 'InactiveRejoin', 'MemberUsesUp', 'InvitesTwice', 'RevertKeepsProjects',
  'RevertNeedsNoName', 'DryRunWrites', 'RefusalsNotStored', 'StrangersLearnWhy', 'OldLinksWork', 'EpochStands', 'GrantEpochStands',
  'SuspendedHold', 'EndedHold', 'EndForgotten', 'OneUseMore', 'LeaversJoinAgain', 'AnyDomain', 'DomainsEndRepeats', 'UsedUpStaysOpen', 'DeclineClosesToOthers', 'LinkById', 'OrderChanged', 'TokenOutlivesInvite', 'OutdatedTokens', 'HiddenProjectsShow',
  'TransferByMembers', 'TwoTransfers', 'SuspensionKeepsTransfer', 'FormerOwnerDemoted', 'TransferKeepsPersonal', 'TransferEpochStands',
  'ArchivedTakesGrants', 'ArchivedMintsTokens', 'ExternalIdTwice', 'TwoReviews', 'DecidesOneself', 'ClosedReviewsDecide', 'LeaversStayUndecided',
] as const;

interface Totals {
  histories: number;
  commands: number;
  stateReads: number;
  differences: number;
  readonly examples: string[];
  readonly outcomes: Map<string, number>;
}

interface ReplayWorker {
  readonly edge: Edge;
  /** Ids of users that signed in before, by their subjects. */
  readonly userIds: Map<string, string>;
  /** The prefix of its subjects. */
  readonly prefix: string;
  /** The earliest start of the next history, in seconds since 1970. */
  nextStart: number;
}

function noCommands(): Totals {
  return { histories: 0, commands: 0, stateReads: 0, differences: 0, examples: [], outcomes: new Map() };
}

/** Generates what all histories share, and then the histories. */
async function* generate(count: number, fault?: string): AsyncGenerator<Common | History> {
  const program = process.env['HALLPASS_REFERENCE'];
  if (program === undefined) throw new Error('HALLPASS_REFERENCE does not say where the reference model is');
  const words = ['sequences', String(count), ...(fault === undefined ? [] : [fault])];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Common | History;
  } finally {
    child.kill();
  }
}

async function workersFor(common: Common): Promise<ReplayWorker[][]> {
  const settings = { SPEND_LIMIT_CEILING: String(common.ceiling), SPEND_LIMIT_DEFAULT: String(DEFAULT_LIMIT) };
  // The harness would compare `hallpass-time` with the real clock.
  const one = (text: string) => ({ policy: parsePolicy(text), entry: CLOCK, settings, earlierRelease: true });
  const edges = await startEdges(common.policies.flatMap((text) => Array.from({ length: WORKERS_PER_POLICY }, () => one(text))));
  const began = Math.floor(Date.now() / 1000) + 60;
  return common.policies.map((_, policy) => edges.slice(policy * WORKERS_PER_POLICY, (policy + 1) * WORKERS_PER_POLICY).map((edge) => ({ edge, userIds: new Map(), prefix: unique(), nextStart: began })));
}

/** Replays one history, up to the first difference. */
async function replay(history: History, common: Common, worker: ReplayWorker, totals: Totals): Promise<void> {
  // Users are reused, except the owner of a personal account, who must be new.
  const personal = history.steps[0]?.command.open?.team === false;
  const subjects = Array.from({ length: common.users }, (_, user) => (user === 0 && personal ? `l${unique()}` : `${worker.prefix}-${user}`));
  const replayer = new Replayer(worker.edge, common, subjects, worker.nextStart);
  worker.nextStart += (history.steps.at(-1)?.at ?? 0) + 1;
  totals.histories += 1;
  await replayer.begin(worker.userIds);
  let state: unknown;
  for (const [index, step] of history.steps.entries()) {
    const actual = await replayer.perform(step);
    totals.commands += 1;
    const outcome = `${Object.keys(step.command)[0]}: ${String(actual['denied'] ?? 'ok')}`;
    totals.outcomes.set(outcome, (totals.outcomes.get(outcome) ?? 0) + 1);
    if (!isDeepStrictEqual(actual, { ...step.reply })) return addDifference(totals, history, step, actual, step.reply);
    state = step.state ?? state;
    if (step.state === null && index % UNCHANGED_STEPS_PER_READ > 0) continue;
    totals.stateReads += 1;
    const seen = await replayer.state();
    if (!isDeepStrictEqual(seen, state)) return addDifference(totals, history, step, seen, state);
  }
  if (isDeepStrictEqual(state, { closed: true })) return;
  const log = await replayer.log();
  if (!isDeepStrictEqual(log, history.log)) addDifference(totals, history, history.steps.at(-1), log, history.log);
}

function addDifference(totals: Totals, history: History, step: Step | undefined, worker: unknown, model: unknown): void {
  totals.differences += 1;
  if (totals.examples.length >= 3) return;
  const at = step ? history.steps.indexOf(step) : -1;
  totals.examples.push(`history ${history.history}, step ${at}: ${JSON.stringify(step?.command)} by ${step?.who}: the Worker has ${JSON.stringify(worker)}, the model ${JSON.stringify(model)}`);
}

/** Replays histories on all workers until `isEnough`. */
async function playAll(lines: AsyncGenerator<Common | History>, common: Common, workers: readonly ReplayWorker[][], isEnough: (totals: Totals) => boolean): Promise<Totals> {
  const totals = noCommands();
  const busy = new Map<ReplayWorker, Promise<void>>();
  const print = progress();
  for await (const line of lines) {
    if (!('steps' in line)) continue;
    if (isEnough(totals)) break;
    const own = workers[line.policy] ?? [];
    while (own.every((worker) => busy.has(worker))) await Promise.race(own.map((worker) => busy.get(worker)));
    const worker = own.find((each) => !busy.has(each));
    if (!worker) throw new Error(`no worker for policy ${line.policy}`);
    busy.set(worker, replay(line, common, worker, totals).finally(() => busy.delete(worker)));
    print(`${totals.commands} commands in ${totals.histories} histories, ${totals.differences} differences`);
  }
  await Promise.all(busy.values());
  return totals;
}

/** Histories in which the second expected response is wrong. */
async function* altered(lines: AsyncGenerator<Common | History>): AsyncGenerator<Common | History> {
  for await (const line of lines) {
    if (!('steps' in line)) yield line;
    else yield { ...line, steps: line.steps.map((step, index) => (index === 1 ? { ...step, reply: { no: 'conflict', why: null, invite: null } } : step)) };
  }
}

async function main(): Promise<void> {
  const first = await generate(0).next();
  const common = first.value as Common;
  const workers = await workersFor(common);
  const started = performance.now();
  const totals = await part('the histories', () => playAll(generate(COMMANDS), common, workers, (now) => now.commands >= COMMANDS || now.differences > 20));
  const seconds = (performance.now() - started) / 1000;
  for (const example of totals.examples) console.log(example);
  console.log(`  ${totals.commands} commands in ${seconds.toFixed(0)} s; ${[...totals.outcomes].toSorted().map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`);
  const controls: Control[] = [];
  const control = async (fault: string, lines: AsyncGenerator<Common | History>): Promise<void> => {
    const { differences, commands } = await part(`the control: ${fault}`, () => playAll(lines, common, workers, (now) => now.differences > 0));
    controls.push({ fault, figures: [{ name: 'differences', value: differences }, { name: 'commands replayed', value: commands }] });
  };
  await control('one expected response is altered', altered(generate(3)));
  for (const fault of FAULTS.slice(0, scaled(FAULTS.length, 6))) await control(`the model: ${fault}`, generate(1, fault));
  await workers[0]?.[0]?.edge.stop();
  report({
    figures: [
      { name: 'differences', value: totals.differences, unit: 'histories', exactly: 0 },
      { name: 'commands replayed', value: totals.commands, unit: 'commands', at_least: COMMANDS },
      { name: 'reads of the state', value: totals.stateReads },
      { name: 'histories of accounts', value: totals.histories },
      { name: 'kinds of response', value: totals.outcomes.size, at_least: 45 },
    ],
    controls,
    notes: totals.examples,
  });
}

await runProof(main);
