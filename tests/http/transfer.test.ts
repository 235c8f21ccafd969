// The transfer of a team's ownership: who may offer, decide and withdraw it, what ends the offer, races, and a crash between the two
// objects that an accepted offer writes to.
// To see it fail: leave out `Change::ReplaceOwnAccount` in `crates/core/src/account/transfer/make_owner.rs`.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdge, startEdges, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import type { Reply } from '../harness/http.ts';
import { OBSERVED, ObservedObject, setAhead } from '../harness/objects.ts';
import { enrol, eventually, inParallel, memberOf, ownerWithTeam, person, signIn, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { Service, ServiceProvider } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const DAY = 86_400;
const ROUNDS = 12;

const machines = new ServiceProvider({ admin: defaultPolicy().permissions });
/** Services without permissions, and with the power to transfer. */
const movers = new Provider('movers');

let edge: Edge;
let admin: Service;
let mover: Service;
before(async () => {
  edge = await startEdge({ entry: OBSERVED, providers: [machines.setting(), movers.setting({ kind: 'service', subjects: { mover: [] }, powers: ['transfer'] })] });
  admin = machines.service(edge.origin, 'admin');
  mover = new Service(edge.origin, movers.token({ subject: 'mover' }));
});
after(() => edge?.stop());

const NAME = 'Compute';
const at = (team: string, path = ''): string => `/v1/accounts/${team}/transfer${path}`;
const offer = (owner: Person, team: string, user: string): Promise<Reply> => owner.post(at(team), { user, confirmName: NAME });
const accept = (who: Person, team: string): Promise<Reply> => who.post(at(team, '/accept'));
const decline = (who: Person, team: string): Promise<Reply> => who.post(at(team, '/decline'));
const withdraw = (who: Person, team: string): Promise<Reply> => who.delete(at(team));

interface Setting {
  readonly owner: Person;
  readonly ada: Person;
  readonly ben: Person;
  readonly team: string;
}

/** The personal account of an owner that became a team, with two developers. */
async function converted(world: Edge = edge): Promise<Setting> {
  const owner = await person(world, 'Olga');
  const team = owner.own;
  expectOk(await owner.post(`/v1/accounts/${team}/convert`, { name: NAME }), shapes.account);
  const [ada, ben] = await Promise.all([memberOf(owner, team, 'Ada', 'dev'), memberOf(owner, team, 'Ben', 'dev')]);
  return { owner, ada, ben, team };
}

/** The same, with the ownership offered to Ada. */
async function offered(world: Edge = edge): Promise<Setting> {
  const setting = await converted(world);
  expectOk(await offer(setting.owner, setting.team, setting.ada.id), shapes.account);
  return setting;
}

async function shown(who: Person, team: string): Promise<shapes.Account['transfer']> {
  return (await who.account(team)).transfer;
}

/** The offer in a user's own list of accounts. */
async function listed(who: Person, team: string): Promise<shapes.Account['transfer']> {
  return (await who.me()).accounts.find(({ id }) => id === team)?.transfer;
}

const actionsOf = async (who: Person, team: string): Promise<string[]> => (await who.audit(team)).map(({ action }) => action);

test('an offer is shown to the owner and to the member whom it is for, for seven days, and to nobody else', async () => {
  const { owner, ada, ben, team } = await converted();
  const account = expectOk(await offer(owner, team, ada.id), shapes.account);
  assert.deepEqual(account.transfer?.to, { user: ada.id, name: 'Ada' });
  const { offeredAt, expiresAt } = account.transfer;
  assert.equal(Date.parse(expiresAt) - Date.parse(offeredAt), 7 * DAY * 1000);
  assert.deepEqual(await shown(ada, team), account.transfer);
  assert.deepEqual(await listed(owner, team), account.transfer);
  await eventually('the member’s list shows it', async () => ((await listed(ada, team)) ? true : undefined));
  assert.deepEqual(await listed(ada, team), account.transfer);
  assert.deepEqual([await shown(ben, team), await listed(ben, team)], [undefined, undefined]);
  const token = expectOk(await ada.post(`/v1/accounts/${team}/token`), shapes.token);
  assert.deepEqual(token.account.transfer, account.transfer);
});

test('accepting makes the member the owner; the former owner keeps the owner role, and gets a fresh personal account', async () => {
  const { owner, ada, ben, team } = await offered();
  const before = await owner.account(team);
  const oldTokens = await Promise.all([owner, ada, ben].map(async (who) => expectOk(await who.post(`/v1/accounts/${team}/token`), shapes.token).token));
  const account = expectOk(await accept(ada, team), shapes.account);
  assert.deepEqual([account.owner.user, account.role, account.transfer], [ada.id, 'admin', undefined]);
  assert.ok(account.epoch > before.epoch);

  const me = await owner.me();
  assert.notEqual(me.own.id, team);
  assert.deepEqual([me.own.kind, me.own.name, me.own.owner.user], ['personal', 'Olga', owner.id]);
  assert.deepEqual(new Set(me.accounts.map(({ id }) => id)), new Set([team, me.own.id]), 'both, right afterwards');
  const theirs = me.accounts.find(({ id }) => id === team);
  assert.deepEqual([theirs?.role, theirs?.owner], ['admin', { user: ada.id, name: 'Ada' }]);
  assert.equal((await owner.open()).own.id, me.own.id, 'the next sign-in opens no other');
  assert.equal((await ada.me()).own.kind, 'personal', 'the new owner keeps their own');

  const checks = await Promise.all(
    oldTokens.map((token) => ada.post('/v1/check', { account: team, permissions: ['team:access'], freshness: 'strict' }, { headers: { 'hallpass-token': token } })),
  );
  assert.deepEqual(checks.map(({ status }) => status), [401, 401, 200], 'the tokens of both owners are renewed, and of nobody else');

  const events = await ada.audit(team);
  const [third, second, first] = events.slice(0, 3);
  assert.deepEqual([first?.action, second?.action, third?.action], ['hallpass.transfer.accept', 'member.role', 'member.role']);
  assert.deepEqual([first?.actor.id, first?.resourceId, first?.details['from']], [ada.id, ada.id, owner.id]);

  expectError(await ada.delete(`/v1/accounts/${team}/members/${ada.id}`), 'owner_protected');
  assert.equal((await ada.patch(`/v1/accounts/${team}/members/${owner.id}`, { role: 'dev' })).status, 200);
  assert.equal((await owner.delete(`/v1/accounts/${team}/members/${owner.id}`)).status, 204);
  assert.equal((await owner.me()).accounts.length, 1);
  const plan = (await ada.post(`/v1/accounts/${team}/revert?dryRun=true`)).json() as { plan: Record<string, unknown> };
  assert.equal(plan.plan['becomes'], undefined, 'it counts as never personal');
});

test('only the owner offers, one offer at a time, to an active member, with the typed name', async () => {
  const { owner, ada, ben, team } = await converted();
  const stranger = await person(edge, 'Eve');
  const field = async (body: Record<string, unknown>): Promise<unknown> => expectError(await owner.post(at(team), body), 'invalid_request').errors;
  assert.deepEqual(await field({}), [{ field: 'user', code: 'required' }]);
  assert.deepEqual(await field({ user: ada.id }), [{ field: 'confirmName', code: 'required' }]);
  assert.deepEqual(await field({ user: stranger.id, confirmName: NAME }), [{ field: 'user', code: 'unknown' }]);
  assert.deepEqual(await field({ user: 'nobody', confirmName: NAME }), [{ field: 'user', code: 'unknown' }]);
  assert.deepEqual(await field({ user: owner.id, confirmName: NAME }), [{ field: 'user', code: 'invalid' }]);
  assert.deepEqual(await field({ user: ada.id, confirmName: NAME, role: 'dev' }), [{ field: 'role', code: 'unknown' }]);
  expectError(await owner.post(at(team), { user: ada.id, confirmName: 'compute' }), 'name_mismatch');
  expectError(await offer(ada, team, ben.id), 'forbidden');
  expectError(await offer(stranger, team, ben.id), 'not_found');
  await owner.patch(`/v1/accounts/${team}/members/${ben.id}`, { suspended: true });
  assert.deepEqual(await field({ user: ben.id, confirmName: NAME }), [{ field: 'user', code: 'invalid' }]);
  expectOk(await offer(owner, team, ada.id), shapes.account);
  expectError(await offer(owner, team, ada.id), 'conflict');
  const personal = await person(edge, 'Paul');
  expectError(await personal.post(at(personal.own), { user: ada.id, confirmName: 'Paul' }), 'not_a_team');
});

test('only the member whom it is for decides, and only the owner withdraws', async () => {
  const { owner, ada, ben, team } = await offered();
  for (const decide of [accept, decline]) {
    expectError(await decide(ben, team), 'not_found');
    expectError(await decide(owner, team), 'forbidden');
    expectError(await decide(await person(edge, 'Eve'), team), 'not_found');
  }
  expectError(await withdraw(ada, team), 'forbidden');
  expectError(await withdraw(ben, team), 'forbidden');
  assert.equal((await shown(owner, team))?.to.user, ada.id);
});

test('a repeated request gets the same response', async () => {
  const { owner, ada, team } = await converted();
  const key = randomUUID();
  const send = (): Promise<Reply> => owner.post(at(team), { user: ada.id, confirmName: NAME }, { key });
  assert.equal((await send()).text, (await send()).text);
  for (const [decide, who] of [
    [decline, ada],
    [withdraw, owner],
    [accept, ada],
  ] as const) {
    if (decide !== decline) expectOk(await offer(owner, team, ada.id), shapes.account);
    const first = expectOk(await decide(who, team), shapes.account);
    const events = (await owner.audit(team)).length;
    assert.deepEqual(expectOk(await decide(who, team), shapes.account), first);
    assert.equal((await owner.audit(team)).length, events, 'and changes nothing');
  }
  expectError(await withdraw(owner, team), 'forbidden', 'the former owner has nothing to withdraw');
  expectError(await withdraw(ada, team), 'not_found');
});

test('an offer ends with the membership of whom it is for, and does not come back', async () => {
  const member = ({ team, ada }: Setting): string => `/v1/accounts/${team}/members/${ada.id}`;
  const changes: readonly (readonly [string, (setting: Setting) => Promise<unknown>, ((setting: Setting) => Promise<unknown>)?])[] = [
    ['left', (setting) => setting.ada.delete(member(setting)), ({ owner, ada, team }) => enrol(owner, team, ada, 'dev')],
    ['removed', (setting) => setting.owner.delete(member(setting)), ({ owner, ada, team }) => enrol(owner, team, ada, 'dev')],
    ['suspended', (setting) => setting.owner.patch(member(setting), { suspended: true }), (setting) => setting.owner.patch(member(setting), { suspended: false })],
    ['past_end', (setting) => setting.owner.patch(member(setting), { expiresAt: '2020-01-01T00:00:00Z' }), (setting) => setting.owner.patch(member(setting), { expiresAt: null })],
  ];
  for (const [cause, change, undo] of changes) {
    const setting = await offered();
    const { owner, ada, team } = setting;
    await change(setting);
    assert.equal(await shown(owner, team), undefined, cause);
    await eventually(`the owner's list, after ${cause}`, async () => ((await listed(owner, team)) ? undefined : true));
    const end = (await owner.audit(team)).find(({ action }) => action === 'hallpass.transfer.end');
    assert.deepEqual([end?.actor.kind, end?.resourceId, end?.details], ['system', ada.id, { cause }]);
    await undo?.(setting);
    assert.equal(await shown(ada, team), undefined, `undone: ${cause}`);
    expectError(await accept(ada, team), 'not_found');
  }
});

test('an offer ends after seven days, and the next can follow', async () => {
  const { owner, ada, ben, team } = await offered();
  try {
    await setAhead(edge, 7 * DAY - 60);
    // Their identity tokens have expired, too.
    const [olga, later] = await Promise.all([signIn(edge, 'Olga', { email: owner.email }), signIn(edge, 'Ada', { email: ada.email })]);
    assert.ok(await shown(olga, team));
    await setAhead(edge, 7 * DAY + 1);
    assert.deepEqual([await shown(olga, team), await listed(olga, team), await listed(later, team)], [undefined, undefined, undefined]);
    expectError(await accept(later, team), 'not_found');
    expectError(await withdraw(olga, team), 'not_found');
    assert.equal(expectOk(await offer(olga, team, ben.id), shapes.account).transfer?.to.user, ben.id);
  } finally {
    await setAhead(edge, 0);
  }
});

test('a revert ends the offer, and its plan counts it', async () => {
  const { owner, ada, team } = await offered();
  const plan = (await owner.post(`/v1/accounts/${team}/revert?dryRun=true`)).json() as { plan: Record<string, unknown> };
  assert.equal(plan.plan['transfersEnded'], 1);
  expectOk(await owner.post(`/v1/accounts/${team}/revert`, { confirmName: NAME }), shapes.account);
  expectError(await accept(ada, team), 'not_found');
  const [revert, end] = await owner.audit(team);
  assert.deepEqual([revert?.action, revert?.details['transfersEnded'], end?.action], ['account.revert', 1, 'hallpass.transfer.end']);
});

test('a member with an end becomes an owner without one', async () => {
  const { owner, ada, team } = await offered();
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  await owner.patch(`/v1/accounts/${team}/members/${ada.id}`, { expiresAt: soon });
  assert.equal((await shown(ada, team))?.expiresAt, soon, 'the offer ends with the membership');
  await eventually('the owner’s list', async () => ((await listed(owner, team))?.expiresAt === soon ? true : undefined));
  const account = expectOk(await accept(ada, team), shapes.account);
  assert.equal(account.expiresAt, undefined);
  assert.ok((await actionsOf(ada, team)).includes('member.end'));
});

test('a service transfers without acceptance only with the power, which no permission implies', async () => {
  const { owner, ada, ben, team } = await converted();
  const denied = expectError(await admin.post(at(team), { user: ada.id, confirmName: NAME }), 'forbidden');
  assert.match(denied.detail, /`"powers": \["transfer"\]` to its provider in `IDENTITY_PROVIDERS`/);
  expectError(await admin.delete(at(team)), 'forbidden');
  expectOk(await offer(owner, team, ben.id), shapes.account);
  expectError(await mover.post(at(team), { user: ada.id }), 'conflict');
  expectOk(await mover.delete(at(team)), shapes.account);
  expectError(await mover.post(at(team), { user: ada.id, confirmName: 'Another' }), 'name_mismatch');
  for (let times = 0; times < 2; times++) {
    const account = expectOk(await mover.post(at(team), { user: ada.id }), shapes.account);
    assert.deepEqual([account.owner.user, account.role], [ada.id, 'service']);
  }
  const me = await owner.me();
  assert.deepEqual([me.own.kind, me.accounts.length], ['personal', 2]);
  const accepts = (await ada.audit(team)).filter(({ action }) => action === 'hallpass.transfer.accept');
  assert.deepEqual(accepts.map(({ actor }) => [actor.kind, actor.name]), [['service', 'mover']]);
  for (const path of ['/accept', '/decline']) expectError(await mover.post(at(team, path)), 'forbidden');
});

/** What is left of an account after a race: one owner with the owner role, and one personal account for each user. */
async function assertSound({ owner, ada, team }: Setting, about: string): Promise<'moved' | 'stayed'> {
  for (const who of [owner, ada]) {
    const { own, accounts } = await who.me();
    assert.deepEqual([own.kind === 'personal' || own.id === team, own.owner.user], [true, who.id], about);
    assert.equal(accounts.filter(({ owner: theirs, kind }) => kind === 'personal' && theirs.user === who.id).length, own.id === team && own.kind === 'team' ? 0 : 1, about);
  }
  const account = await owner.account(team).catch(() => undefined);
  return account?.owner.user === ada.id ? 'moved' : 'stayed';
}

const RACES: readonly (readonly [string, (setting: Setting) => Promise<Reply>])[] = [
  ['withdraw', ({ owner, team }) => withdraw(owner, team)],
  ['decline', ({ ada, team }) => decline(ada, team)],
  ['leave', ({ ada, team }) => ada.delete(`/v1/accounts/${team}/members/${ada.id}`)],
  ['suspend', ({ owner, ada, team }) => owner.patch(`/v1/accounts/${team}/members/${ada.id}`, { suspended: true })],
  ['revert', ({ owner, team }) => owner.post(`/v1/accounts/${team}/revert`, { confirmName: NAME })],
];

for (const [name, other] of RACES) {
  test(`accept against ${name}: exactly one of them happens`, async (context) => {
    const outcomes = await inParallel(ROUNDS, 4, async (round) => {
      const setting = await offered();
      const both = round % 2 === 0 ? [() => accept(setting.ada, setting.team), () => other(setting)] : [() => other(setting), () => accept(setting.ada, setting.team)];
      const replies = await Promise.all(both.map((send) => send()));
      const [accepted, rival] = round % 2 === 0 ? replies : replies.toReversed();
      assert.equal(accepted?.status === 200, (rival?.status ?? 0) >= 400, `${accepted?.text} and ${rival?.text}`);
      const outcome = await assertSound(setting, name);
      assert.equal(outcome, accepted?.status === 200 ? 'moved' : 'stayed');
      return outcome;
    });
    context.diagnostic(`${outcomes.filter((outcome) => outcome === 'moved').length} of ${ROUNDS} moved`);
  });
}

test('many accepts at once move the ownership once, with one fresh account', async () => {
  const setting = await offered();
  const { owner, ada, team } = setting;
  const replies = await inParallel(16, 16, () => accept(ada, team));
  assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]));
  assert.equal(await assertSound(setting, 'accepts'), 'moved');
  const actions = await actionsOf(ada, team);
  assert.equal(actions.filter((action) => action === 'hallpass.transfer.accept').length, 1);
  assert.equal((await owner.me()).accounts.length, 2);
});

test('tokens and the queue of a former owner leave nothing behind', async () => {
  const { owner, ada, team } = await offered();
  expectOk(await accept(ada, team), shapes.account);
  const object = new ObservedObject(edge, 'ACCOUNT', team);
  await eventually('the queue is empty', async () => ((await object.rows('SELECT user FROM former_owners')).length === 0 ? true : undefined));
  assert.equal((await owner.me()).accounts.length, 2);
});

/** An edge whose user objects cannot replace an own account until the process is started again. */
const STUCK = `
import Worker, { AccountObject, MailboxObject, UserObject as User } from './entry.mjs';
let stuck = false;
export { AccountObject, MailboxObject };
export class UserObject extends User {
  fetch(request) {
    if (stuck && new URL(request.url).pathname === '/replace-own-account') throw new Error('stuck');
    return super.fetch(request);
  }
}
export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/stuck') return new Worker(context, env).fetch(request);
    stuck = true;
    return new Response();
  },
};
`;

test('killed between the two objects, the former owner still gets a personal account: by the queue, and by signing in', async () => {
  const [stuck] = (await startEdges([{ entry: STUCK }])) as [Edge];
  try {
    const settings = await inParallel(3, 3, () => offered(stuck));
    await fetch(`${stuck.origin}/stuck`);
    for (const { ada, team } of settings) {
      const account = expectOk(await accept(ada, team), shapes.account);
      assert.equal(account.owner.user, ada.id, 'the response does not depend on the other object');
    }
    const [byQueue, bySignIn] = settings as [Setting, Setting, Setting];
    expectError(await byQueue.owner.get('/v1/me'), 'no_account', 'not the account of another owner');
    await stuck.host.kill();
    await stuck.host.start();
    const opened = await bySignIn.owner.open();
    assert.deepEqual([opened.own.kind, opened.own.owner.user], ['personal', bySignIn.owner.id]);
    for (const { owner, team } of settings) {
      const me = await eventually('a fresh personal account', async () => {
        const reply = await owner.get('/v1/me');
        return reply.status === 200 ? expectOk(reply, shapes.me) : undefined;
      });
      assert.deepEqual([me.own.kind, me.own.owner.user], ['personal', owner.id]);
      assert.deepEqual(new Set(me.accounts.map(({ id }) => id)), new Set([team, me.own.id]));
    }
    assert.equal((await bySignIn.owner.me()).own.id, opened.own.id, 'one account, whichever way was first');
  } finally {
    await stuck.stop();
  }
});

test('a team that was never personal leaves the personal account of its owner alone', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const ada = await memberOf(owner, team, 'Ada', 'dev');
  expectOk(await owner.post(at(team), { user: ada.id, confirmName: "Olga's team" }), shapes.account);
  expectOk(await accept(ada, team), shapes.account);
  const me = await owner.me();
  assert.deepEqual([me.own.id, me.accounts.length], [owner.own, 2]);
});
