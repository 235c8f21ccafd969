/**
 * How long a check takes, beside those of peers and a bare `Set`, in one run. Each subject is asked the same
 * names in the same order, half of which are held, 2,500 to a task, or 64 where a check takes microseconds. Rounds take turns,
 * so that whatever else the machine does falls on all of them.
 */
import { createMongoAbility } from '@casl/ability';
import * as cedarModule from '@cedar-policy/cedar-wasm/nodejs';
import { createCheckAuthorization } from '@clerk/shared/authorization';
import { createAccessControl } from 'better-auth/plugins/access';
import { newEnforcer, newModelFromString } from 'casbin';
import { createGate } from '../pkg/dist/gate.js';
import { createClient } from '../pkg/dist/index.node.js';
import { atLeast, atMost, conclude, ratios as ratiosOf, shown, some, spread, table, turned } from './figures.ts';

// Short, and many: what else the machine does then falls on few of them.
const ROUNDS = some(601);
/** Thrown away: the compiler is not done yet. */
const WARM_UP = some(100);
const SLOW_ROUNDS = some(41);
const TASKS = 2;
const PER_TASK = 2_500;
/** Checks in a task of whoever takes microseconds for one: each name once. */
const PER_SLOW_TASK = 64;

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

/** The role's permissions as lines of a policy, compared as they stand: the least that casbin can be asked to do. */
const enforcer = await newEnforcer(newModelFromString(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act`));
await enforcer.addPolicies(HELD.map(({ action, resource }) => ['dev', resource, action]));

/** The same as Cedar's statements, read beforehand; the requests are made beforehand too. */
const cedar = ('default' in cedarModule ? cedarModule.default : cedarModule) as typeof cedarModule;
const statement = ({ action, resource }: { action: string; resource: string }): string =>
  `permit(principal == Role::"dev", action == Action::"${action}", resource == Resource::"${resource}");`;
const read = cedar.preparsePolicySet('bench', { staticPolicies: HELD.map(statement).join('\n') });
if (read.type !== 'success') throw new Error('Cedar cannot read its policies');
const calls = ALL.map(({ action, resource }) => ({
  principal: { type: 'Role', id: 'dev' }, action: { type: 'Action', id: action }, resource: { type: 'Resource', id: resource },
  context: {}, preparsedPolicySetId: 'bench', entities: [],
}));
const asksCedar = (n: number): boolean => {
  const answer = cedar.statefulIsAuthorized(calls[n & MASK]!);
  return answer.type === 'success' && answer.response.decision === 'allow';
};

const actions = ALL.map(({ action }) => action);
const subjects = ALL.map(({ resource }) => resource);

/** A page of checks. Half of them are allowed. Each has a loop of its own, so that none pays for how another is called. Gives how many were allowed. */
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
  'casbin enforceSync': () => {
    let allowed = 0;
    for (let n = 0; n < PER_SLOW_TASK; n++) if (enforcer.enforceSync('dev', subjects[n & MASK]!, actions[n & MASK]!)) allowed++;
    return allowed;
  },
  'Cedar isAuthorized': () => {
    let allowed = 0;
    for (let n = 0; n < PER_SLOW_TASK; n++) if (asksCedar(n)) allowed++;
    return allowed;
  },
};

const SLOW = ['casbin enforceSync', 'Cedar isAuthorized'];
const perTask = (name: string): number => (SLOW.includes(name) ? PER_SLOW_TASK : PER_TASK);

/** Nanoseconds of a check, round by round; each round begins with another of these. */
const measured = async (order: readonly string[], rounds: number, warmUp: number): Promise<Record<string, number[]>> => {
  const nanoseconds: Record<string, number[]> = Object.fromEntries(order.map((name) => [name, []]));
  for (let round = 0; round < rounds + warmUp; round++) {
    for (const name of turned(order, round)) {
      const [page, checks] = [PAGES[name]!, TASKS * perTask(name)];
      let allowed = 0;
      const from = process.hrtime.bigint();
      for (let task = 0; task < TASKS; task++) {
        allowed += page();
        await null;
      }
      const spent = Number(process.hrtime.bigint() - from) / checks;
      if (allowed !== checks / 2) throw new Error(`${name} allowed ${allowed} of ${checks}, not half: it does not do what the others do`);
      if (round >= warmUp) nanoseconds[name]!.push(spent);
    }
  }
  return nanoseconds;
};

const quick = Object.keys(PAGES).filter((name) => !SLOW.includes(name));
const nanoseconds = await measured(quick, ROUNDS, WARM_UP);
// Apart, because whoever comes after them finds the processor's caches and guesses gone.
const beside = await measured([OURS, ...SLOW], SLOW_ROUNDS, SLOW_ROUNDS);
client.close();

const loop = spread(nanoseconds[LOOP]!).median;
const without = (values: readonly number[]): number[] => values.map((value) => Math.max(value - loop, 0.01));
const ratios = (name: string, over: string) => {
  const these = SLOW.includes(name) ? beside : nanoseconds;
  return ratiosOf(without(these[name]!), without(these[over]!));
};
const order = [...quick.filter((name) => name !== LOOP), ...SLOW];
const figures = (name: string) => spread(without((SLOW.includes(name) ? beside : nanoseconds)[name]!));

const results = order.map((name) => ({ name, nanoseconds: figures(name), timesOurs: ratios(name, OURS) }));
const verdicts = [
  atLeast('CASL ability.can takes, of ours,', 6, ratios('CASL ability.can', OURS)),
  atLeast('@clerk/shared has takes, of ours,', 12, ratios('@clerk/shared has', OURS)),
  atLeast('Better Auth authorize takes, of ours,', 12, ratios('Better Auth authorize', OURS)),
  atLeast('casbin enforceSync takes, of ours,', 12, ratios('casbin enforceSync', OURS)),
  atLeast('Cedar isAuthorized takes, of ours,', 12, ratios('Cedar isAuthorized', OURS)),
  atMost('ours takes, of Set.has,', 1.5, ratios(OURS, 'Set.has')),
];
conclude('checks', verdicts, { rounds: ROUNDS, checksPerRound: TASKS * PER_TASK, loop, results }, [
  `${ROUNDS} rounds of ${TASKS * PER_TASK} checks each, in turns; median (10 % to 90 %). The loop alone, ${loop.toFixed(2)} ns, is taken off`,
  table(['check', 'ns a check', '× ours'], results.map((each) => [each.name, shown(each.nanoseconds), shown(each.timesOurs)])),
].join('\n'));
