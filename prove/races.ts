// Real concurrency against the built Worker: people change the same accounts at once. After each batch the account's log has to
// explain what everybody was told and what is there, in one order in which every rule held.
import { startEdge, unique, type Edge } from '../tests/harness/edge.ts';
import type { AuditEvent } from '../tests/harness/shapes.ts';
import type { World } from '../tests/harness/world.ts';
import { demoteScenario, lifecycleScenario, ownerScenario, revokeScenario, type Batch, type ScenarioRun } from './kit/scenarios.ts';
import { judge, type Observed, type Verdict } from './kit/order.ts';
import { Draw, found, progress, scaled, SEED, type Control, type Figure } from './kit/proof.ts';

interface Scenario {
  readonly begin: (world: World, word: string, draw: Draw) => Promise<ScenarioRun>;
  readonly name: string;
  readonly unit: string;
  readonly wanted: number;
  readonly workers: number;
  /** Batches until new people take over: of one member thirty refusals a minute are told apart, and more are `rate_limited`. */
  readonly fresh: number;
}

const SCENARIOS: Readonly<Record<'owner' | 'revoke' | 'demote' | 'lifecycle', Scenario>> = {
  owner: { begin: ownerScenario, name: 'demote, remove, leave, convert and revert', unit: 'requests', wanted: scaled(100_000, 1_500), workers: 8, fresh: 10 },
  revoke: { begin: revokeScenario, name: 'revoke against accept', unit: 'pairs', wanted: scaled(10_000, 240), workers: 4, fresh: 100 },
  demote: { begin: demoteScenario, name: 'demote inviter against accept', unit: 'pairs', wanted: scaled(10_000, 200), workers: 6, fresh: 100 },
  lifecycle: { begin: lifecycleScenario, name: 'convert and revert against everything', unit: 'requests', wanted: scaled(10_000, 320), workers: 6, fresh: 10 },
};

class Sums {
  ownerLost = 0;
  usedAfterRevoke = 0;
  grantGone = 0;
  unexplained = 0;
  counted = 0;
  readonly answers = new Map<string, number>();
  readonly stories: string[] = [];

  add(verdict: Verdict): void {
    this.ownerLost += verdict.ownerLost.length;
    this.usedAfterRevoke += verdict.usedAfterRevoke.length;
    this.grantGone += verdict.grantGone.length;
    this.unexplained += verdict.unexplained.length;
    const stories = [...verdict.ownerLost, ...verdict.usedAfterRevoke, ...verdict.grantGone, ...verdict.unexplained];
    if (this.stories.length < 5) this.stories.push(...stories.slice(0, 3));
  }

  note({ observed, counted }: Batch): void {
    this.counted += counted;
    for (const { action, status, code } of observed.told) {
      const answer = `${action}: ${code ?? (status < 300 ? 'done' : status)}`;
      this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
    }
  }

  isRed(): boolean {
    return this.violations().some(({ value }) => value > 0);
  }

  violations(): Figure[] {
    return [
      { name: 'owner not protected', value: this.ownerLost, exactly: 0 },
      { name: 'accepted after a revoke', value: this.usedAfterRevoke, exactly: 0 },
      { name: 'joined by a grant that was gone', value: this.grantGone, exactly: 0 },
      { name: 'not explained by one order', value: this.unexplained, exactly: 0 },
    ];
  }
}

type Falsify = (observed: Observed) => Observed;

/** Plays a scenario on several workers until so many requests were counted. */
async function play(world: World, scenario: Scenario, wanted: number, between?: Falsify): Promise<Sums> {
  const sums = new Sums();
  const told = progress();
  const worker = async (number: number): Promise<void> => {
    const draw = new Draw(`${SEED} ${scenario.name} ${number}`);
    let run: ScenarioRun | undefined;
    let batches = 0;
    // Where something is broken on purpose, the first thing that is seen of it is enough.
    while (sums.counted < wanted && !(between && sums.isRed())) {
      if (batches++ % scenario.fresh === 0) run = undefined;
      run ??= await scenario.begin(world, `r${unique()}`, draw);
      const batch = await run.batch();
      sums.note(batch);
      sums.add(judge(between ? between(batch.observed) : batch.observed, batch.grantors));
      told(`${scenario.name}: ${sums.counted} of ${wanted}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(scenario.workers, Math.ceil(wanted / 16)) }, (_, number) => worker(number)));
  return sums;
}

/** An event like another one, but of something else. */
function forged(like: AuditEvent, over: Partial<AuditEvent>): AuditEvent {
  return { ...like, ...over };
}

/** Changes to what was observed, each of which the judge has to notice. */
const FALSIFIED: readonly { readonly broken: string; readonly scenario: Scenario; readonly between: Falsify }[] = [
  {
    broken: 'the judge reads the owner as demoted',
    scenario: SCENARIOS.owner,
    between: (seen) => ({ ...seen, after: { ...seen.after, members: new Map([...seen.after.members, [seen.after.owner, 'basic']]) } }),
  },
  {
    broken: 'the owner’s removal is told to have worked',
    scenario: SCENARIOS.owner,
    between: (seen) => ({ ...seen, told: seen.told.map((each) => (each.resource === seen.before.owner && each.action === 'member.remove' ? { ...each, status: 204 } : each)) }),
  },
  {
    broken: 'each accepted invite was revoked just before',
    scenario: SCENARIOS.revoke,
    between: (seen) => ({ ...seen, log: seen.log.flatMap((event) => (event.action === 'invite.accept' ? [forged(event, { action: 'invite.revoke' }), event] : [event])) }),
  },
  {
    broken: 'a wrong order: accepts after everything else',
    scenario: SCENARIOS.demote,
    between: (seen) => ({ ...seen, log: [...seen.log.filter((each) => !joins(each)), ...seen.log.filter(joins)] }),
  },
  { broken: 'the log forgets who joined', scenario: SCENARIOS.demote, between: (seen) => ({ ...seen, log: seen.log.filter((each) => each.action !== 'member.join') }) },
  {
    broken: 'the log forgets a revert',
    scenario: SCENARIOS.lifecycle,
    between: (seen) => ({ ...seen, log: seen.log.filter((each) => each.action !== 'account.revert') }),
  },
  {
    broken: 'a refused accept is told to have worked',
    scenario: SCENARIOS.revoke,
    between: (seen) => ({ ...seen, told: seen.told.map((each) => (each.action === 'invite.accept' ? { ...each, status: 200 } : each)) }),
  },
];

function joins(event: AuditEvent): boolean {
  return event.action === 'invite.accept' || event.action === 'member.join';
}

/** Requests until the judge has to have noticed. The first batch in which the altered event occurs is enough, which is one of the first few. */
const MOST_IN_CONTROL = 5_000;

async function controls(edge: Edge): Promise<Control[]> {
  const all: Control[] = [];
  const figures = (sums: Sums) => sums.violations().map(({ name, value }) => ({ name, value }));
  for (const { broken, scenario, between } of FALSIFIED) all.push({ broken, figures: figures(await play(edge, scenario, MOST_IN_CONTROL, between)) });
  return all;
}

async function main(): Promise<void> {
  // Replies are read closely enough here; holding each against the contract's text would be most of the work.
  const edge = await startEdge({ earlierRelease: true });
  const figures: Figure[] = [];
  const notes: string[] = [];
  const total = new Sums();
  for (const scenario of Object.values(SCENARIOS)) {
    const started = performance.now();
    const sums = await play(edge, scenario, scenario.wanted);
    const seconds = (performance.now() - started) / 1000;
    figures.push({ name: scenario.name, value: sums.counted, unit: scenario.unit, at_least: scenario.wanted });
    const answers = [...sums.answers].toSorted().map(([answer, count]) => `${answer} ${count}`);
    console.log(`  ${scenario.name}: ${sums.counted} ${scenario.unit} in ${seconds.toFixed(0)} s; ${answers.join(', ')}`);
    notes.push(...sums.stories);
    total.ownerLost += sums.ownerLost;
    total.usedAfterRevoke += sums.usedAfterRevoke;
    total.grantGone += sums.grantGone;
    total.unexplained += sums.unexplained;
  }
  const broken = await controls(edge);
  await edge.stop();
  found({ figures: [...figures, ...total.violations()], controls: broken, notes });
}

await main();
