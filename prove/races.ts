// Real concurrency against the built Worker: users change the same accounts at once. After each batch the account's log must
// explain every response and the new state, in an order in which every rule held.
import { crowdRound, explained } from '../tests/harness/crowd.ts';
import { startEdge, unique, type Edge } from '../tests/harness/edge.ts';
import { connections } from '../tests/harness/http.ts';
import { people, person, type Person } from '../tests/harness/person.ts';
import type { AuditEvent } from '../tests/harness/shapes.ts';
import type { World } from '../tests/harness/world.ts';
import { demoteScenario, lifecycleScenario, ownerScenario, revokeScenario, transferScenario, type Batch, type ScenarioRun } from './kit/scenarios.ts';
import { judge, type Observed, type Verdict } from './kit/order.ts';
import { progress, Random, report, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { part, runProof } from './kit/time-limit.ts';

interface Scenario {
  readonly start: (world: World, word: string, random: Random) => Promise<ScenarioRun>;
  readonly name: string;
  readonly unit: string;
  readonly wanted: number;
  readonly workers: number;
  /** Batches until new users take over: after thirty denials in a minute a member's requests are `rate_limited`. */
  readonly batchesPerCast: number;
}

const SCENARIOS: Readonly<Record<'owner' | 'revoke' | 'demote' | 'lifecycle' | 'transfer', Scenario>> = {
  owner: { start: ownerScenario, name: 'demote, remove, leave, convert and revert', unit: 'requests', wanted: scaled(100_000, 1_500), workers: 8, batchesPerCast: 10 },
  revoke: { start: revokeScenario, name: 'revoke against accept', unit: 'pairs', wanted: scaled(10_000, 240), workers: 4, batchesPerCast: 100 },
  demote: { start: demoteScenario, name: 'demote inviter against accept', unit: 'pairs', wanted: scaled(10_000, 200), workers: 6, batchesPerCast: 100 },
  lifecycle: { start: lifecycleScenario, name: 'convert and revert against everything', unit: 'requests', wanted: scaled(10_000, 320), workers: 6, batchesPerCast: 10 },
  transfer: { start: transferScenario, name: 'accept, decline and withdraw an offered ownership', unit: 'requests', wanted: scaled(10_000, 240), workers: 6, batchesPerCast: 10 },
};

class Totals {
  ownerChanged = 0;
  acceptedAfterRevoke = 0;
  invalidGrant = 0;
  personalAccounts = 0;
  unexplained = 0;
  counted = 0;
  readonly outcomes = new Map<string, number>();
  readonly examples: string[] = [];

  add(verdict: Verdict): void {
    this.ownerChanged += verdict.ownerChanged.length;
    this.acceptedAfterRevoke += verdict.acceptedAfterRevoke.length;
    this.invalidGrant += verdict.invalidGrant.length;
    this.personalAccounts += verdict.personalAccounts.length;
    this.unexplained += verdict.unexplained.length;
    const examples = [...verdict.ownerChanged, ...verdict.acceptedAfterRevoke, ...verdict.invalidGrant, ...verdict.personalAccounts, ...verdict.unexplained];
    if (this.examples.length < 5) this.examples.push(...examples.slice(0, 3));
  }

  count({ observed, counted }: Batch): void {
    this.counted += counted;
    for (const { action, status, code } of observed.responses) {
      const outcome = `${action}: ${code ?? (status < 300 ? 'done' : status)}`;
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    }
  }

  hasViolations(): boolean {
    return this.violations().some(({ value }) => value > 0);
  }

  violations(): Figure[] {
    return [
      { name: 'changes of the owner other than by an accepted offer', value: this.ownerChanged, exactly: 0 },
      { name: 'accepted after a revoke', value: this.acceptedAfterRevoke, exactly: 0 },
      { name: 'accepted without a valid grant', value: this.invalidGrant, exactly: 0 },
      { name: 'users with other than one personal account', value: this.personalAccounts, exactly: 0 },
      { name: 'not explained by the log', value: this.unexplained, exactly: 0 },
    ];
  }
}

type Alter = (observed: Observed) => Observed;

/** Plays a scenario on several workers until `wanted` requests were counted or, with altered observations, until a violation. */
async function play(world: World, scenario: Scenario, wanted: number, alter?: Alter): Promise<Totals> {
  const totals = new Totals();
  const print = progress();
  const worker = async (number: number): Promise<void> => {
    const random = new Random(`${SEED} ${scenario.name} ${number}`);
    let run: ScenarioRun | undefined;
    let batches = 0;
    while (totals.counted < wanted && !(alter && totals.hasViolations())) {
      if (batches++ % scenario.batchesPerCast === 0) run = undefined;
      run ??= await scenario.start(world, `r${unique()}`, random);
      const batch = await run.batch();
      totals.count(batch);
      totals.add(judge(alter ? alter(batch.observed) : batch.observed, batch.grantors));
      print(`${scenario.name}: ${totals.counted} of ${wanted}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(scenario.workers, Math.ceil(wanted / 16)) }, (_, number) => worker(number)));
  return totals;
}

/** Alterations of observations, each of which the judge must notice. */
const ALTERATIONS: readonly { readonly fault: string; readonly scenario: Scenario; readonly alter: Alter }[] = [
  {
    fault: 'the owner reads as demoted',
    scenario: SCENARIOS.owner,
    alter: (seen) => ({ ...seen, after: { ...seen.after, members: new Map([...seen.after.members, [seen.after.owner, 'basic']]) } }),
  },
  {
    fault: 'a denied removal of the owner reads as a success',
    scenario: SCENARIOS.owner,
    alter: (seen) => ({ ...seen, responses: seen.responses.map((each) => (each.resource === seen.before.owner && each.action === 'member.remove' ? { ...each, status: 204 } : each)) }),
  },
  {
    fault: 'each accepted invite reads as revoked just before',
    scenario: SCENARIOS.revoke,
    alter: (seen) => ({ ...seen, log: seen.log.flatMap((event) => (event.action === 'invite.accept' ? [{ ...event, action: 'invite.revoke' }, event] : [event])) }),
  },
  {
    fault: 'accepts come after everything else in the log',
    scenario: SCENARIOS.demote,
    alter: (seen) => ({ ...seen, log: [...seen.log.filter((each) => !joins(each)), ...seen.log.filter(joins)] }),
  },
  { fault: 'the log lacks who joined', scenario: SCENARIOS.demote, alter: (seen) => ({ ...seen, log: seen.log.filter((each) => each.action !== 'member.join') }) },
  {
    fault: 'the log lacks a revert',
    scenario: SCENARIOS.lifecycle,
    alter: (seen) => ({ ...seen, log: seen.log.filter((each) => each.action !== 'account.revert') }),
  },
  {
    fault: 'the owner after an accepted transfer reads as the one before',
    scenario: SCENARIOS.transfer,
    alter: (seen) => ({ ...seen, after: { ...seen.after, owner: seen.before.owner } }),
  },
  {
    fault: 'an offered ownership is accepted twice',
    scenario: SCENARIOS.transfer,
    alter: (seen) => ({ ...seen, log: [...seen.log, ...seen.log.filter((each) => each.action === 'hallpass.transfer.accept')] }),
  },
  {
    fault: 'a former owner’s personal account is not replaced',
    scenario: SCENARIOS.transfer,
    alter: (seen) => ({ ...seen, after: { ...seen.after, personalAccounts: new Map([...seen.after.personalAccounts ?? [], [seen.before.owner, 0]]) } }),
  },
  {
    fault: 'a denied accept reads as a success',
    scenario: SCENARIOS.revoke,
    alter: (seen) => ({ ...seen, responses: seen.responses.map((each) => (each.action === 'invite.accept' ? { ...each, status: 200 } : each)) }),
  },
];

function joins(event: AuditEvent): boolean {
  return event.action === 'invite.accept' || event.action === 'member.join';
}

/** The first batch that contains an altered event ends a control. That is one of the first few. */
const MAX_CONTROL_REQUESTS = 5_000;

async function runControls(edge: Edge): Promise<Control[]> {
  const found: Control[] = [];
  const figures = (totals: Totals) => totals.violations().map(({ name, value }) => ({ name, value }));
  for (const { fault, scenario, alter } of ALTERATIONS) {
    found.push({ fault, figures: figures(await part(`the control: ${fault}`, () => play(edge, scenario, MAX_CONTROL_REQUESTS, alter))) });
  }
  return found;
}

/** Twenty rounds of 400 users on a link for 50. */
const CROWD = { users: scaled(400, 40), maxUses: scaled(50, 5), rounds: scaled(20, 2) };

/** Rounds in which other than as many users as the link is for joined, and what came of them. */
async function crowdRounds(owner: Person, crowd: readonly Person[], rounds: number, maxUses: number): Promise<string[]> {
  const agent = connections(200);
  const expected = JSON.stringify(explained(CROWD.users, CROWD.maxUses));
  const wrong: string[] = [];
  const print = progress();
  for (let round = 0; round < rounds; round++) {
    const seen = JSON.stringify(await crowdRound(owner, crowd, maxUses, agent));
    if (seen !== expected) wrong.push(`a crowd of ${CROWD.users} on a link for ${maxUses}: ${seen}`);
    print(`a crowd on one link: ${round + 1} of ${rounds} rounds`);
  }
  agent.destroy();
  return wrong;
}

async function main(): Promise<void> {
  // The judge reads every response. To check each one against the OpenAPI document as well would take most of the time.
  const edge = await startEdge({ earlierRelease: true });
  const figures: Figure[] = [];
  const notes: string[] = [];
  const all = new Totals();
  for (const scenario of Object.values(SCENARIOS)) {
    const started = performance.now();
    const totals = await part(scenario.name, () => play(edge, scenario, scenario.wanted));
    const seconds = (performance.now() - started) / 1000;
    figures.push({ name: scenario.name, value: totals.counted, unit: scenario.unit, at_least: scenario.wanted });
    const outcomes = [...totals.outcomes].toSorted().map(([outcome, count]) => `${outcome} ${count}`);
    console.log(`  ${scenario.name}: ${totals.counted} ${scenario.unit} in ${seconds.toFixed(0)} s; ${outcomes.join(', ')}`);
    notes.push(...totals.examples);
    all.ownerChanged += totals.ownerChanged;
    all.acceptedAfterRevoke += totals.acceptedAfterRevoke;
    all.invalidGrant += totals.invalidGrant;
    all.personalAccounts += totals.personalAccounts;
    all.unexplained += totals.unexplained;
  }
  const [owner, crowd] = [await person(edge, 'Olga'), await people(edge, CROWD.users, 'Guest')];
  const wrong = await part('a crowd on one link', () => crowdRounds(owner, crowd, CROWD.rounds, CROWD.maxUses));
  notes.push(...wrong);
  figures.push({ name: 'users on one link at once', value: CROWD.users, unit: `with a link for ${CROWD.maxUses}` });
  figures.push({ name: 'rounds of a crowd on one link', value: CROWD.rounds, at_least: CROWD.rounds });
  figures.push({ name: 'rounds with other than as many members, uses and events as the link is for', value: wrong.length, exactly: 0 });
  const oneMore = await crowdRounds(owner, crowd, 1, CROWD.maxUses + 1);
  const controls = await runControls(edge);
  controls.push({
    fault: 'a link lets one user more join',
    figures: [{ name: 'rounds with other than as many members, uses and events as the link is for', value: oneMore.length }],
  });
  await edge.stop();
  report({ figures: [...figures, ...all.violations()], controls, notes });
}

await runProof(main);
