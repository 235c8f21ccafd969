// Tokens for a project, from minting to checks and the gate. Controls: each refusal stands beside the same request that passes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { Origin } from '../harness/origin.ts';
import { memberOf, ownerWithTeam, sleep, type Person } from '../harness/person.ts';
import { parsePolicy } from '../harness/policy.ts';
import { decode, type Claims } from '../harness/secrets.ts';
import { ServiceProvider } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const LEVELS = ['stateless', 'cached', 'strict'] as const;

/** A policy with projects; `rows` are its permissions behind the required ones. */
const policyText = (rows: readonly string[]): string => {
  const required = ['team:access', 'members:invite', 'members:manage', 'team:manage', 'audit:read', 'projects:create', 'project:manage@project'];
  const permission = (row: string): string => {
    const [name, scope = 'account'] = row.split('@');
    return `[[permission]]\nname = "${name}"\ntitle = "${name}"\nscope = "${scope}"`;
  };
  const all = required.map((row) => `"${row.split('@')[0]}"`).join(', ');
  return [
    'audience = "harbour"\nownerRole = "captain"\nprojectOwnerRole = "skipper"',
    ...[...required, ...rows].map(permission),
    `[[role]]\nname = "captain"\ntitle = "Captain"\npermissions = [${all}, "boats:sail", "boats:sink", "bills:pay"]`,
    '[[role]]\nname = "guest"\ntitle = "Guest"\npermissions = ["team:access"]',
    '[[role]]\nname = "sailor"\ntitle = "Sailor"\npermissions = ["team:access", "boats:sail"]',
    '[[role]]\nname = "skipper"\ntitle = "Skipper"\nscope = "project"\npermissions = ["project:manage", "boats:sail", "boats:sink"]',
    '[[role]]\nname = "hand"\ntitle = "Hand"\nscope = "project"\npermissions = ["boats:sail"]',
  ].join('\n');
};
const POLICY = parsePolicy(policyText(['boats:sail@project', 'boats:sink@project', 'bills:pay']));
/** The same names at other bits. */
const NEXT_POLICY = parsePolicy(policyText(['bills:pay', 'boats:sink@project', 'boats:sail@project']));

/** The `perm` of these permissions. */
const bits = (...names: string[]): string => {
  const bytes = Buffer.alloc(16);
  for (const name of names) {
    const bit = POLICY.permissions.indexOf(name);
    assert.ok(bit >= 0, name);
    bytes[bit >> 3]! |= 1 << (bit & 7);
  }
  return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1).toString('base64url');
};

/** Writes each call of an account's object to the log. */
const COUNTING = `
import { AccountObject as Account } from './entry.mjs';
export { default, MailboxObject, UserObject } from './entry.mjs';
export class AccountObject extends Account {
  fetch(request) {
    console.log('called ' + new URL(request.url).pathname);
    return super.fetch(request);
  }
}
`;
const SECRET = 'the-origin-knows-the-gate-by-this';
const RULES = [
  { method: 'GET', path: '/api/{account}/{project}/boats', require: 'boats:sail' },
  { method: 'POST', path: '/api/{account}/{project}/boats', require: ['boats:sail', 'boats:sink'], freshness: 'strict' },
  { method: 'GET', path: '/api/{account}/boats', require: 'boats:sail', freshness: 'stateless' },
  { method: 'GET', path: '/api/{account}/bills', require: 'bills:pay' },
];

const services = new ServiceProvider({ api: ['team:access'] });
let origin: Origin;
let edge: Edge;
before(async () => {
  origin = await new Origin().start();
  const settings = { GATE: JSON.stringify(RULES), ORIGIN: origin.address, ORIGIN_SECRET: SECRET, MEMBERSHIP_TTL: '300' };
  edge = await startEdge({ policy: POLICY, settings, entry: COUNTING, providers: [services.setting()] });
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

interface Setting {
  readonly owner: Person;
  readonly team: string;
  /** A guest of the team with the role `hand` in the project. */
  readonly hand: Person;
  readonly project: string;
  readonly other: string;
}

const createProject = async (owner: Person, team: string, name: string): Promise<string> =>
  expectOk(await owner.post(`/v1/accounts/${team}/projects`, { name }), shapes.project, 201).id;

async function setUp(): Promise<Setting> {
  const { owner, team } = await ownerWithTeam(edge);
  const hand = await memberOf(owner, team, 'Hana', 'guest');
  const [project, other] = [await createProject(owner, team, 'North'), await createProject(owner, team, 'South')];
  await grant(owner, team, project, hand, { role: 'hand' });
  return { owner, team, hand, project, other };
}

async function grant(owner: Person, team: string, project: string, user: Person, assignment: object): Promise<void> {
  const reply = await owner.put(`/v1/accounts/${team}/projects/${project}/members/${user.id}`, assignment);
  assert.equal(reply.status, 200, reply.text);
}

async function tokenFor(user: Person, team: string, project?: string): Promise<string> {
  const body = project === undefined ? undefined : { project };
  return expectOk(await user.post(`/v1/accounts/${team}/token`, body), shapes.token).token;
}

function check(token: string, body: object): Promise<Reply> {
  return send(edge.origin, 'POST', '/v1/check', { body, headers: { 'hallpass-token': token } });
}

/** What a check says: `allowed`, or the code of its error. */
async function outcome(token: string, body: object): Promise<boolean | string> {
  const reply = await check(token, body);
  return reply.status === 200 ? expectOk(reply, shapes.verdict).allowed : (reply.json() as { code: string }).code;
}

test('a token for a project says what counts everywhere, and all that its member may do there', async () => {
  const { owner, team, hand, project, other } = await setUp();
  const reply = expectOk(await hand.post(`/v1/accounts/${team}/token`, { project }), shapes.token);
  const { claims } = decode(reply.token);
  assert.deepEqual([claims['role'], claims['perm']], ['guest', bits('team:access')]);
  assert.deepEqual([claims['prj'], claims['prjPerm']], [project, bits('boats:sail')]);
  assert.deepEqual([reply.project?.id, reply.project?.role, reply.project?.permissions], [project, 'hand', ['boats:sail']]);
  const plain = expectOk(await hand.post(`/v1/accounts/${team}/token`), shapes.token);
  assert.deepEqual([plain.project, 'prj' in decode(plain.token).claims, 'prjPerm' in decode(plain.token).claims], [undefined, false, false]);
  assert.equal(decode(plain.token).claims['perm'], claims['perm'], '`perm` does not depend on the project');
  // What the account's role has of project scope counts in every project, and adds to a grant.
  const sailor = await memberOf(owner, team, 'Sam', 'sailor');
  assert.equal(decode(await tokenFor(sailor, team, other)).claims['prjPerm'], bits('boats:sail'));
  await grant(owner, team, project, sailor, { role: 'custom', permissions: ['boats:sink'] });
  assert.equal(decode(await tokenFor(sailor, team, project)).claims['prjPerm'], bits('boats:sail', 'boats:sink'));
  const all = decode(await tokenFor(owner, team, project)).claims;
  assert.equal(all['prjPerm'], bits('project:manage', 'boats:sail', 'boats:sink'), 'nothing of account scope');
});

test('no token for an unknown project, another account’s, or one in which the member holds nothing', async () => {
  const { team, hand, project, other } = await setUp();
  const elsewhere = await setUp();
  const path = `/v1/accounts/${team}/token`;
  const unknown = `prj_${'A'.repeat(22)}`;
  const [first, ...rest] = [expectError(await hand.post(path, { project: unknown }), 'not_found'), expectError(await hand.post(path, { project: elsewhere.project }), 'not_found'), expectError(await hand.post(path, { project: other }), 'not_found')];
  for (const each of rest) assert.deepEqual({ ...each, requestId: '' }, { ...first, requestId: '' }, 'the same answer');
  for (const bad of ['', 'x', team, `${project}x`, null, 7, [project]]) {
    const problem = expectError(await hand.post(path, { project: bad }), 'invalid_request', JSON.stringify(bad));
    assert.deepEqual(problem.errors?.map(({ field }) => field), ['project']);
  }
  expectOk(await hand.post(path, { project }), shapes.token);
});

test('a check with a project reads what the token says of that project, and nothing else', async () => {
  const { owner, team, hand, project, other } = await setUp();
  const [here, plain] = [await tokenFor(hand, team, project), await tokenFor(hand, team)];
  const captain = await tokenFor(owner, team);
  for (const freshness of LEVELS) {
    const ask = (token: string, permissions: string[], more: object = {}) => outcome(token, { account: team, permissions, freshness, ...more });
    const verdict = expectOk(await check(here, { account: team, project, permissions: ['boats:sail', 'boats:sink'], freshness }), shapes.verdict);
    assert.deepEqual([verdict.allowed, verdict.project, verdict.permissions], [false, project, { 'boats:sail': true, 'boats:sink': false }], freshness);
    assert.equal(await ask(here, ['boats:sail'], { project }), true, freshness);
    assert.equal(await ask(here, ['boats:sail']), false, 'the account’s role has no boats');
    assert.equal(await ask(here, ['team:access']), true, 'a token for a project is one for its account');
    assert.equal(await ask(here, ['team:access'], { project }), false, 'a permission of account scope in a project');
    assert.equal(await ask(here, ['boats:fly'], { project }), false);
    assert.equal(await ask(here, ['boats:sail'], { project: other }), 'project_mismatch');
    assert.equal(await ask(plain, ['boats:sail'], { project }), 'project_mismatch');
    assert.equal(await ask(captain, ['boats:sail']), true);
    assert.equal(await ask(captain, ['boats:sail'], { project }), 'project_mismatch', 'whatever the account’s role has');
    assert.equal(await ask(here, ['boats:sail'], { project: 'prj_x' }), 'invalid_request');
    assert.equal(await ask(here, ['boats:sail'], { account: owner.own, project }), 'account_mismatch');
  }
});

test('a check of a project calls the account’s object as often as any other', async () => {
  const { team, hand, project } = await setUp();
  const [here, plain] = [await tokenFor(hand, team, project), await tokenFor(hand, team)];
  const calls = async (work: () => Promise<unknown>): Promise<string[]> => {
    await sleep(100);
    const before = edge.host.log.length;
    await work();
    await sleep(100);
    return [...edge.host.log.slice(before).matchAll(/called (\S+)/g)].map(([, path]) => path!);
  };
  for (const freshness of LEVELS) {
    await sleep(1_600);
    const project_ = await calls(async () => assert.equal(await outcome(here, { account: team, project, permissions: ['boats:sail'], freshness }), true));
    await sleep(1_600);
    const account = await calls(async () => assert.equal(await outcome(plain, { account: team, permissions: ['team:access'], freshness }), true));
    assert.deepEqual(project_, account, freshness);
    assert.equal(project_.length, freshness === 'stateless' ? 0 : 1, freshness);
  }
});

test('a forged or altered project in a token is refused', async () => {
  const { team, hand, project, other } = await setUp();
  const { claims } = decode(await tokenFor(hand, team, project));
  const question = { account: team, project, permissions: ['boats:sail'], freshness: 'stateless' };
  const sign = (more: Claims): string => edge.secrets.key.sign('membership+jwt', { ...claims, ...more });
  assert.equal(await outcome(sign({}), question), true, 'control');
  const without = (name: string): string => {
    const { [name]: _, ...rest } = claims;
    return edge.secrets.key.sign('membership+jwt', rest);
  };
  for (const token of [without('prj'), without('prjPerm'), sign({ prj: null }), sign({ prjPerm: null }), sign({ prj: team }), sign({ prj: [project] }), sign({ prjPerm: 3 }), sign({ prjPerm: `${claims['prjPerm']}=` })]) {
    assert.equal(await outcome(token, question), 'token_invalid');
  }
  assert.equal(await outcome(sign({ prjPerm: bits('team:access', 'bills:pay') }), { ...question, permissions: ['bills:pay'] }), false, 'account scope in `prjPerm` does not count');
  assert.equal(await outcome(sign({ prj: other }), question), 'project_mismatch');
});

test('archiving a project ends its tokens, and no others', async () => {
  const { owner, team, hand, project, other } = await setUp();
  await grant(owner, team, other, hand, { role: 'hand' });
  const [here, there, plain] = [await tokenFor(hand, team, project), await tokenFor(hand, team, other), await tokenFor(hand, team)];
  const path = `/v1/accounts/${team}/projects/${project}`;
  const sail = (token: string, freshness: string, within?: string) =>
    outcome(token, { account: team, ...(within && { project: within }), permissions: [within ? 'boats:sail' : 'team:access'], freshness });
  for (const freshness of LEVELS) assert.equal(await sail(here, freshness, project), true, freshness);
  assert.equal((await owner.patch(path, { status: 'archived' })).status, 200);
  assert.equal(await sail(here, 'strict', project), 'stale_epoch', 'at once');
  assert.equal(await sail(here, 'strict'), 'stale_epoch', 'also about the account');
  await sleep(2_000);
  assert.equal(await sail(here, 'cached', project), 'stale_epoch', 'within two seconds');
  for (const freshness of ['cached', 'strict']) {
    assert.equal(await sail(there, freshness, other), true, `${freshness}: the same member in another project`);
    assert.equal(await sail(plain, freshness), true, `${freshness}: their token for the account`);
  }
  expectError(await hand.post(`/v1/accounts/${team}/token`, { project }), 'project_archived');
  assert.equal((await owner.patch(path, { status: 'active' })).status, 200);
  assert.equal(await sail(here, 'strict', project), 'stale_epoch', 'restoring does not revive it');
  const renewed = await tokenFor(hand, team, project);
  for (const freshness of LEVELS) assert.equal(await sail(renewed, freshness, project), true, freshness);
});

test('a service checks a user in a project by asking the account', async () => {
  const { owner, team, hand, project, other } = await setUp();
  const service = services.service(edge.origin, 'api');
  const ask = async (user: string, more: object) =>
    expectOk(await service.send('POST', '/v1/check', { account: team, user, permissions: ['boats:sail'], ...more }), shapes.verdict);
  const found = await ask(hand.id, { project });
  assert.deepEqual([found.allowed, found.project, found.explanation], [true, project, undefined]);
  const elsewhere = await ask(hand.id, { project: other });
  assert.deepEqual([elsewhere.allowed, elsewhere.permissions], [false, { 'boats:sail': false }]);
  assert.equal((await ask(hand.id, {})).allowed, false, 'without a project, the account decides');
  assert.equal((await ask(hand.id, { project, permissions: ['team:access'] })).allowed, false, 'account scope in a project');
  assert.equal((await ask(owner.id, { project: other })).allowed, true, 'the owner’s role counts in every project');
  const unknown = `prj_${'A'.repeat(22)}`;
  assert.equal((await ask(owner.id, { project: unknown })).allowed, false, 'an unknown project');
  assert.equal((await ask(owner.id, { project: (await setUp()).project })).allowed, false, 'another account’s project');
  const path = `/v1/accounts/${team}/members/${hand.id}`;
  assert.equal((await owner.patch(path, { suspended: true })).status, 200);
  const suspended = await ask(hand.id, { project });
  assert.deepEqual([suspended.allowed, suspended.explanation?.reason], [false, 'suspended'], 'a grant does not outlive a suspension');
  assert.equal((await owner.patch(path, { suspended: false })).status, 200);
  assert.equal((await ask(hand.id, { project })).allowed, true, 'control');
  assert.equal((await owner.patch(`/v1/accounts/${team}/projects/${project}`, { status: 'archived' })).status, 200);
  assert.equal((await ask(hand.id, { project })).allowed, false, 'an archived project');
});

test('`{project}` in a gate’s path is the token’s project, and the origin learns it', async () => {
  const { team, hand, project, other } = await setUp();
  const [here, plain] = [await tokenFor(hand, team, project), await tokenFor(hand, team)];
  const pass = (method: string, path: string, token: string, headers: Record<string, string> = {}): Promise<Reply> =>
    send(edge.origin, method, `/api/${team}${path}`, { headers: { 'hallpass-token': token, ...headers } });
  const reply = await pass('GET', `/${project}/boats`, here, { 'hallpass-project': other, 'hallpass_project': other });
  assert.equal(reply.status, 200, reply.text);
  const seen = Object.entries(origin.last.headers).filter(([name]) => /project/.test(name));
  assert.deepEqual(seen, [['hallpass-project', project]], 'it cannot be sent from outside');
  const before = origin.requests.length;
  const problem = expectError(await pass('POST', `/${project}/boats`, here), 'forbidden');
  assert.deepEqual(shapes.explanation(problem.explanation, 'explanation').missing, ['boats:sink']);
  expectError(await pass('GET', `/${other}/boats`, here), 'project_mismatch');
  expectError(await pass('GET', `/${project}/boats`, plain), 'project_mismatch');
  expectError(await pass('GET', `/${project.toLowerCase()}/boats`, here), 'project_mismatch');
  expectError(await pass('GET', '/boats', here), 'forbidden', 'a rule without a project reads the account’s permissions');
  expectError(await pass('GET', '/bills', here), 'forbidden');
  assert.equal(origin.requests.length, before, 'none of these reached the origin');
});

test('the header of a project is absent where the rule names none', async () => {
  const { owner, team, project } = await setUp();
  const token = await tokenFor(owner, team, project);
  assert.equal((await send(edge.origin, 'GET', `/api/${team}/bills`, { headers: { 'hallpass-token': token } })).status, 200);
  assert.equal(origin.last.headers['hallpass-project'], undefined);
});

test('under a new policy, lists and projects keep their meaning; a policy that is unknown denies', async () => {
  const { owner, team, project } = await setUp();
  const invitee = await memberOf(owner, team, 'Lista', 'guest');
  const list = { role: 'custom', permissions: ['team:access', 'bills:pay'] };
  assert.equal((await owner.patch(`/v1/accounts/${team}/members/${invitee.id}`, list)).status, 200);
  await grant(owner, team, project, invitee, { role: 'hand' });
  const token = await tokenFor(invitee, team, project);
  const { claims } = decode(token);
  assert.deepEqual([claims['role'], claims['perm'], claims['prjPerm']], ['custom', bits('team:access', 'bills:pay'), bits('boats:sail')]);
  const pay = { account: team, permissions: ['bills:pay'], freshness: 'stateless' };
  const sail = { account: team, project, permissions: ['boats:sail'], freshness: 'stateless' };
  const sink = { ...sail, permissions: ['boats:sink'] };
  assert.deepEqual([await outcome(token, pay), await outcome(token, sail), await outcome(token, sink)], [true, true, false]);
  edge.host.use(0, { policy: NEXT_POLICY.text, previousPolicy: POLICY.text });
  await edge.host.kill();
  await edge.host.start();
  assert.deepEqual([await outcome(token, pay), await outcome(token, sail), await outcome(token, sink)], [true, true, false], 'by name, although the bits differ');
  const unknown = edge.secrets.key.sign('membership+jwt', { ...claims, pol: 'AAAAAAAAAAAAAAAA' });
  assert.deepEqual([await outcome(unknown, pay), await outcome(unknown, sail)], ['stale_epoch', 'stale_epoch'], 'get a new token');
  const role = edge.secrets.key.sign('membership+jwt', { ...claims, pol: 'AAAAAAAAAAAAAAAA', role: 'captain' });
  assert.equal(await outcome(role, pay), true, 'control: a role has a meaning under every policy');
  assert.equal(await outcome(role, sail), 'stale_epoch', 'what is held in a project has none');
  const renewed = await tokenFor(invitee, team, project);
  assert.deepEqual([await outcome(renewed, pay), await outcome(renewed, sail), await outcome(renewed, sink)], [true, true, false]);
});
