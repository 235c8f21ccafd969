/**
 * The time of one permission check in Hallpass, in peers and in a plain `Set`. All contestants check the same names in the same
 * order, and half of the names are granted. A task is 2,500 checks, or 64 where one check takes microseconds. The contestants
 * alternate round by round, so that other load on the machine affects all of them.
 */
import { createMongoAbility } from '@casl/ability';
import * as cedarModule from '@cedar-policy/cedar-wasm/nodejs';
import { createCheckAuthorization } from '@clerk/shared/authorization';
import { createAccessControl } from 'better-auth/plugins/access';
import { newEnforcer, newModelFromString } from 'casbin';
import { createGate } from '../pkg/dist/gate.js';
import { createClient } from '../pkg/dist/index.node.js';
import { atLeast, atMost, format, publish, ratios, rotated, scaled, summarize, type Summary, table } from './figures.ts';

// Many short rounds: a disturbance of the machine then falls on few of them.
const ROUNDS = scaled(601);
/** Rounds that are not counted, while V8 still optimises. */
const WARM_UP = scaled(100);
const SLOW_ROUNDS = scaled(41);
const TASKS = 2;
const CHECKS_PER_TASK = 2_500;
/** For contestants that take microseconds per check: each name once. */
const CHECKS_PER_SLOW_TASK = 64;

const OURS = 'hallpass client.can';
const IN_PROJECT = 'hallpass client.can in one of 10 projects';
const IN_LARGE_ACCOUNT = 'hallpass client.can in one of 500 projects';
const SET = 'Set.has';
const CASL = 'CASL ability.can';
/** The cost of counting and of choosing a name, which is subtracted from every result. */
const LOOP = 'the loop alone';

const RESOURCES = Array.from({ length: 16 }, (_, n) => `resource${n}`);
// `manage` is left out: in CASL it means any action.
const ACTIONS = ['read', 'connect', 'start', 'delete'];
const ALL = RESOURCES.flatMap((resource) => ACTIONS.map((action) => ({ resource, action, name: `${resource}:${action}` })));
const GRANTED = ALL.filter((_, n) => n % 2 === 0);
const MASK = ALL.length - 1;

// As property names the strings are internalised by the engine, as literals in an app's code are.
const names = Object.keys(Object.fromEntries(ALL.map(({ name }) => [name, true])));
const granted = new Set(names.filter((_, n) => n % 2 === 0));

const account = {
  id: `acc_${'a'.repeat(22)}`, kind: 'team', name: 'Bench', owner: { user: 'usr_x', name: 'X' }, role: 'dev',
  permissions: [...granted], epoch: 1, memberCount: 1, createdAt: '', spendLimitCentsPerHour: 0,
} as const;
const me = { user: { id: 'usr_x', email: '', emailVerified: true, name: 'X' }, own: account, accounts: [account], inboxCount: 0 };
const snapshotWith = (projectCount: number) => ({
  me, active: account.id, policyId: '', serverTime: Date.now(),
  // They have the same permissions as the account, so that half of the checks are allowed.
  projects: Array.from({ length: projectCount }, (_, n) => ({
    id: `prj_${String(n).padStart(21, 'a')}A`, account: account.id, name: `Project ${n}`, status: 'active', role: 'custom',
    permissions: [...granted], createdAt: '',
  } as const)),
});
const clientOf = (initial: ReturnType<typeof snapshotWith>) =>
  createClient({ endpoint: 'https://edge.test', getIdentityToken: () => 'x', fetch: () => new Promise(() => {}), initial });
const initial = snapshotWith(10);
const initialOfLargeAccount = snapshotWith(500);
const project = initial.projects[5]!.id;
const lastProject = initialOfLargeAccount.projects[499]!.id;
const client = clientOf(initial);
const clientOfLargeAccount = clientOf(initialOfLargeAccount);
const gate = createGate(initial, { stands: 3600 });

const ability = createMongoAbility(GRANTED.map(({ action, resource }) => ({ action, subject: resource })));
const clerkNames = ALL.map(({ name }) => ({ permission: `org:${name}` }));
const clerk = createCheckAuthorization({
  userId: 'user_x', orgId: 'org_x', orgRole: 'org:dev', orgPermissions: [...granted].map((name) => `org:${name}`),
  factorVerificationAge: null, features: '', plans: '',
});
const statements = Object.fromEntries(RESOURCES.map((resource) => [resource, ACTIONS]));
const role = createAccessControl(statements).newRole(
  Object.fromEntries(RESOURCES.map((resource) => [resource, GRANTED.filter((permission) => permission.resource === resource).map(({ action }) => action)])),
);
const requests = ALL.map(({ resource, action }) => ({ [resource]: [action] }));

/** The role's permissions as policy lines that are compared for equality, which is the least work for casbin. */
const enforcer = await newEnforcer(newModelFromString(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act`));
await enforcer.addPolicies(GRANTED.map(({ action, resource }) => ['dev', resource, action]));

/** The same permissions as Cedar policies. Policies are parsed and requests are built before the clock runs. */
const cedar = ('default' in cedarModule ? cedarModule.default : cedarModule) as typeof cedarModule;
const cedarPolicy = ({ action, resource }: { action: string; resource: string }): string =>
  `permit(principal == Role::"dev", action == Action::"${action}", resource == Resource::"${resource}");`;
const parsed = cedar.preparsePolicySet('bench', { staticPolicies: GRANTED.map(cedarPolicy).join('\n') });
if (parsed.type !== 'success') throw new Error('Cedar cannot parse its policies');
const cedarRequests = ALL.map(({ action, resource }) => ({
  principal: { type: 'Role', id: 'dev' }, action: { type: 'Action', id: action }, resource: { type: 'Resource', id: resource },
  context: {}, preparsedPolicySetId: 'bench', entities: [],
}));
const isAuthorizedByCedar = (n: number): boolean => {
  const answer = cedar.statefulIsAuthorized(cedarRequests[n & MASK]!);
  return answer.type === 'success' && answer.response.decision === 'allow';
};

const actions = ALL.map(({ action }) => action);
const subjects = ALL.map(({ resource }) => resource);

/**
 * One task of each contestant; returns how many checks were allowed, which has to be half of them. Every contestant has its own loop,
 * so that V8 optimises each call site for one callee.
 */
const TASK_OF: Record<string, () => number> = {
  [LOOP]: () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (names[n & MASK]!.length > 0 && (n & 1) === 0) allowed++;
    return allowed;
  },
  [SET]: () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (granted.has(names[n & MASK]!)) allowed++;
    return allowed;
  },
  [OURS]: () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (client.can(names[n & MASK]!)) allowed++;
    return allowed;
  },
  // As an app writes it: a new object for each check.
  [IN_PROJECT]: () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (client.can(names[n & MASK]!, { project })) allowed++;
    return allowed;
  },
  [IN_LARGE_ACCOUNT]: () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (clientOfLargeAccount.can(names[n & MASK]!, { project: lastProject })) allowed++;
    return allowed;
  },
  'hallpass gate.can': () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (gate.can(names[n & MASK]!)) allowed++;
    return allowed;
  },
  [CASL]: () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (ability.can(actions[n & MASK]!, subjects[n & MASK]!)) allowed++;
    return allowed;
  },
  '@clerk/shared has': () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (clerk(clerkNames[n & MASK]!)) allowed++;
    return allowed;
  },
  'Better Auth authorize': () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_TASK; n++) if (role.authorize(requests[n & MASK]! as never).success) allowed++;
    return allowed;
  },
  'casbin enforceSync': () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_SLOW_TASK; n++) if (enforcer.enforceSync('dev', subjects[n & MASK]!, actions[n & MASK]!)) allowed++;
    return allowed;
  },
  'Cedar isAuthorized': () => {
    let allowed = 0;
    for (let n = 0; n < CHECKS_PER_SLOW_TASK; n++) if (isAuthorizedByCedar(n)) allowed++;
    return allowed;
  },
};

const SLOW = ['casbin enforceSync', 'Cedar isAuthorized'];
const checksPerTask = (name: string): number => (SLOW.includes(name) ? CHECKS_PER_SLOW_TASK : CHECKS_PER_TASK);

/** Nanoseconds per check of each contestant, round by round. */
const measure = async (contestants: readonly string[], rounds: number, warmUp: number): Promise<Record<string, number[]>> => {
  const nanoseconds: Record<string, number[]> = Object.fromEntries(contestants.map((name) => [name, []]));
  for (let round = 0; round < rounds + warmUp; round++) {
    for (const name of rotated(contestants, round)) {
      const [runTask, checks] = [TASK_OF[name]!, TASKS * checksPerTask(name)];
      let allowed = 0;
      const start = process.hrtime.bigint();
      for (let task = 0; task < TASKS; task++) {
        allowed += runTask();
        await null;
      }
      const perCheck = Number(process.hrtime.bigint() - start) / checks;
      if (allowed !== checks / 2) throw new Error(`${name} allowed ${allowed} of ${checks} checks instead of half of them`);
      if (round >= warmUp) nanoseconds[name]!.push(perCheck);
    }
  }
  return nanoseconds;
};

const fast = Object.keys(TASK_OF).filter((name) => !SLOW.includes(name));
const fastRun = await measure(fast, ROUNDS, WARM_UP);
// In a run of their own: after a slow contestant the processor's caches and branch predictions are cold for the next one.
const slowRun = await measure([OURS, ...SLOW], SLOW_ROUNDS, SLOW_ROUNDS);
client.close();
clientOfLargeAccount.close();

const loop = summarize(fastRun[LOOP]!).median;
const withoutLoop = (values: readonly number[]): number[] => values.map((value) => Math.max(value - loop, 0.01));
const runOf = (name: string): Record<string, number[]> => (SLOW.includes(name) ? slowRun : fastRun);
const ratio = (name: string, base: string): Summary =>
  ratios(withoutLoop(runOf(name)[name]!), withoutLoop(runOf(name)[base]!));

const order = [...fast.filter((name) => name !== LOOP), ...SLOW];
const results = order.map((name) => ({
  name, nanoseconds: summarize(withoutLoop(runOf(name)[name]!)), timesOurs: ratio(name, OURS),
}));
const verdicts = [
  atLeast('time of CASL ability.can / client.can', 4, ratio(CASL, OURS)),
  atMost('time of client.can / Set.has', 2, ratio(OURS, SET)),
  atMost('time of client.can in one of 10 projects / client.can', 1.3, ratio(IN_PROJECT, OURS)),
  atMost('time of client.can in one of 500 projects / client.can', 1.3, ratio(IN_LARGE_ACCOUNT, OURS)),
];
publish('checks', verdicts, { rounds: ROUNDS, checksPerRound: TASKS * CHECKS_PER_TASK, loop, results }, [
  `${ROUNDS} alternating rounds of ${TASKS * CHECKS_PER_TASK} checks; median (10th to 90th percentile), without the loop's ${loop.toFixed(2)} ns`,
  table(['check', 'ns per check', '× ours'], results.map((result) => [result.name, format(result.nanoseconds), format(result.timesOurs)])),
].join('\n'));
