/**
 * How long a check takes, beside those of peers and a bare `Set`, in one run. Each subject is asked the same
 * names in the same order, half of which are held, 2,500 to a task. Rounds take turns, so
 * that whatever else the machine does falls on all of them.
 */
import { createMongoAbility } from '@casl/ability';
import { createCheckAuthorization } from '@clerk/shared/authorization';
import { createAccessControl } from 'better-auth/plugins/access';
import { createGate } from '../pkg/dist/gate.js';
import { createClient } from '../pkg/dist/index.node.js';
import { ratios as ratiosOf, spread, turned } from './figures.ts';

// Short, and many: what else the machine does then falls on few of them.
const ROUNDS = 601;
/** Thrown away: the compiler is not done yet. */
const WARM_UP = 100;
const TASKS = 2;
const PER_TASK = 2_500;

/** What is promised: the client's check against each subject. `at` tells which way. */
const LIMITS = [
  { against: 'CASL ability.can', at: 'least', ratio: 6 },
  { against: '@clerk/shared has', at: 'least', ratio: 12 },
  { against: 'Better Auth authorize', at: 'least', ratio: 12 },
  { against: 'Set.has', at: 'most', ratio: 1.5 },
] as const;
const OURS = 'hallpass client.can';
/** What counting and choosing a name costs; taken off everything. */
const LOOP = 'the loop alone';

const RESOURCES = Array.from({ length: 16 }, (_, n) => `resource${n}`);
// Not `manage`: to CASL it means any action.
const ACTIONS = ['read', 'connect', 'start', 'delete'];
const ALL = RESOURCES.flatMap((resource) => ACTIONS.map((action) => ({ resource, action, name: `${resource}:${action}` })));
const HELD = ALL.filter((_, n) => n % 2 === 0);
const MASK = ALL.length - 1;

// As property names they are the engine's one copy of each text, which literals in code are too.
const names = Object.keys(Object.fromEntries(ALL.map(({ name }) => [name, true])));
const held = new Set(names.filter((_, n) => n % 2 === 0));

const account = {
  id: `acc_${'a'.repeat(22)}`, kind: 'team', name: 'Bench', owner: { user: 'usr_x', name: 'X' }, role: 'dev',
  permissions: [...held], epoch: 1, memberCount: 1, createdAt: '', spendLimitCentsPerHour: 0,
} as const;
const me = { user: { id: 'usr_x', email: '', emailVerified: true, name: 'X' }, own: account, accounts: [account], inboxCount: 0 };
const initial = { me, active: account.id, policyId: '', serverTime: Date.now() };
const client = createClient({ endpoint: 'https://edge.test', getIdentityToken: () => 'x', fetch: () => new Promise(() => {}), initial });
const gate = createGate(initial, { stands: 3600 });

const ability = createMongoAbility(HELD.map(({ action, resource }) => ({ action, subject: resource })));
const clerkNames = ALL.map(({ name }) => ({ permission: `org:${name}` }));
const clerk = createCheckAuthorization({
  userId: 'user_x', orgId: 'org_x', orgRole: 'org:dev', orgPermissions: [...held].map((name) => `org:${name}`),
  factorVerificationAge: null, features: '', plans: '',
});
const statements = Object.fromEntries(RESOURCES.map((resource) => [resource, ACTIONS]));
const role = createAccessControl(statements).newRole(
  Object.fromEntries(RESOURCES.map((resource) => [resource, HELD.filter((one) => one.resource === resource).map(({ action }) => action)])),
);
const requests = ALL.map(({ resource, action }) => ({ [resource]: [action] }));
const actions = ALL.map(({ action }) => action);
const subjects = ALL.map(({ resource }) => resource);

/** A page of checks. Each has a loop of its own, so that none pays for how another is called. Gives how many were allowed. */
const PAGES: Record<string, () => number> = {
  [LOOP]: () => {
    let allowed = 0;
    for (let n = 0; n < PER_TASK; n++) if (names[n & MASK]!.length > 0 && (n & 1) === 0) allowed++;
    return allowed;
  },
  'Set.has': () => {
    let allowed = 0;
    for (let n = 0; n < PER_TASK; n++) if (held.has(names[n & MASK]!)) allowed++;
    return allowed;
  },
  [OURS]: () => {
    let allowed = 0;
    for (let n = 0; n < PER_TASK; n++) if (client.can(names[n & MASK]!)) allowed++;
    return allowed;
  },
  'hallpass gate.can': () => {
    let allowed = 0;
    for (let n = 0; n < PER_TASK; n++) if (gate.can(names[n & MASK]!)) allowed++;
    return allowed;
  },
  'CASL ability.can': () => {
    let allowed = 0;
    for (let n = 0; n < PER_TASK; n++) if (ability.can(actions[n & MASK]!, subjects[n & MASK]!)) allowed++;
    return allowed;
  },
  '@clerk/shared has': () => {
    let allowed = 0;
    for (let n = 0; n < PER_TASK; n++) if (clerk(clerkNames[n & MASK]!)) allowed++;
    return allowed;
  },
  'Better Auth authorize': () => {
    let allowed = 0;
    for (let n = 0; n < PER_TASK; n++) if (role.authorize(requests[n & MASK]! as never).success) allowed++;
    return allowed;
  },
};

const nanoseconds: Record<string, number[]> = {};
const order = Object.keys(PAGES);
let expected: number | undefined;
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  // Each round begins with another one.
  for (const name of turned(order, round)) {
    const page = PAGES[name]!;
    let allowed = 0;
    const from = process.hrtime.bigint();
    for (let task = 0; task < TASKS; task++) {
      allowed += page();
      await null;
    }
    const spent = Number(process.hrtime.bigint() - from) / (TASKS * PER_TASK);
    expected ??= allowed;
    if (allowed !== expected) throw new Error(`${name} allowed ${allowed}, others ${expected}: they are not asked the same`);
    if (round >= WARM_UP) (nanoseconds[name] ??= []).push(spent);
  }
}
client.close();

const ratios = (name: string, over: string) => ratiosOf(nanoseconds[name]!, nanoseconds[over]!);

const loop = spread(nanoseconds[LOOP]!).median;
delete nanoseconds[LOOP];
order.splice(order.indexOf(LOOP), 1);
for (const name of order) nanoseconds[name] = nanoseconds[name]!.map((value) => Math.max(value - loop, 0.01));

const results = order.map((name) => ({ name, nanoseconds: spread(nanoseconds[name]!), timesOurs: ratios(name, OURS) }));
const verdicts = LIMITS.map(({ against, at: way, ratio }) => {
  const found = way === 'least' ? ratios(against, OURS) : ratios(OURS, against);
  return { against, at: way, ratio, found, passed: way === 'least' ? found.median >= ratio : found.median <= ratio };
});

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ node: process.version, rounds: ROUNDS, checksPerRound: TASKS * PER_TASK, loop, results, verdicts }));
} else {
  const show = (n: number) => n.toFixed(2).padStart(8);
  console.log(`${ROUNDS} rounds of ${TASKS * PER_TASK} checks each, in turns, Node ${process.version}; median (10 % to 90 %)`);
  console.log(`the loop alone, ${loop.toFixed(2)} ns, is taken off`);
  console.log('check                   ns/check    (spread)             x ours');
  for (const { name, nanoseconds: { median, low, high }, timesOurs } of results) {
    console.log(`${name.padEnd(22)} ${show(median)}  (${show(low)} to${show(high)})  ${show(timesOurs.median)}`);
  }
  for (const { against, at: way, ratio, found, passed } of verdicts) {
    const said = way === 'least' ? `${against} takes` : `ours takes, of ${against},`;
    console.log(`${passed ? 'ok  ' : 'MISS'} ${said} ${found.median.toFixed(2)} times (${found.low.toFixed(2)} to ${found.high.toFixed(2)}); at ${way} ${ratio}`);
  }
}
process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;
