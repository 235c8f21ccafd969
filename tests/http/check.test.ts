// `POST /v1/check`: permission and budget in one decision, at each level of freshness.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ServiceProvider } from '../harness/service.ts';
import { startEdges, SUPPORT_URL, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { memberOf, ownerWithTeam, person, sleep, type Person } from '../harness/person.ts';
import { roleOf } from '../harness/policy.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { altered, decode, SigningKey, unknownAccount } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const LEVELS = ['stateless', 'cached', 'strict'] as const;

const serviceProvider = new ServiceProvider({ api: ['team:access'], blind: ['audit:read'] });

let edge: Edge;
let poor: Edge;
before(async () => {
  const providers = [serviceProvider.setting()];
  [edge, poor] = (await startEdges([{ providers }, { settings: { SPEND_LIMIT_DEFAULT: '100' } }])) as [Edge, Edge];
});
after(() => edge?.stop());

export async function tokenFor(member: Person, account: string): Promise<string> {
  return expectOk(await member.post(`/v1/accounts/${account}/token`), shapes.token).token;
}

function ask(token: string | undefined, body: unknown, headers: Record<string, string> = {}, at: Edge = edge): Promise<Reply> {
  return send(at.origin, 'POST', '/v1/check', {
    body,
    headers: { ...(token === undefined ? {} : { 'hallpass-token': token }), ...headers },
  });
}

test('the member’s role decides each permission, at every freshness', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dora = await memberOf(owner, team, 'Dora', 'dev');
  const token = await tokenFor(dora, team);
  const all = edge.policy.permissions.slice(0, 50);
  const held = new Set(roleOf(edge.policy, 'dev').permissions);
  for (const freshness of LEVELS) {
    const verdict = expectOk(await ask(token, { account: team, permissions: all, freshness }), shapes.verdict);
    assert.equal(verdict.allowed, false, freshness);
    assert.deepEqual(verdict.permissions, Object.fromEntries(all.map((name) => [name, held.has(name)])));
    const few = expectOk(await ask(token, { account: team, permissions: ['pods:manage', 'pods:connect'], freshness }), shapes.verdict);
    assert.deepEqual([few.allowed, few.account, few.explanation, few.spend], [true, team, undefined, undefined]);
    assert.equal(few.epoch, decode(token).claims['epoch']);
  }
});

test('a denial explains why, in the words that the browser uses, and names whom to ask', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const dora = await memberOf(owner, team, 'Dora', 'dev');
  const verdict = expectOk(await ask(await tokenFor(dora, team), { account: team, permissions: ['pods:manage', 'billing:read'] }), shapes.verdict);
  assert.deepEqual(verdict.explanation, {
    reason: 'role_lacks',
    missing: ['billing:read'],
    role: 'dev',
    rolesThatWould: ['admin'],
    askWho: [{ user: owner.id, name: 'Olga' }],
    whatToDo: "Your role Dev doesn't allow this. Ask Olga for the role Admin.",
    supportUrl: SUPPORT_URL,
  });
  const unknown = expectOk(await ask(await tokenFor(owner, team), { account: team, permissions: ['pods:fly'] }), shapes.verdict);
  assert.deepEqual([unknown.allowed, unknown.permissions], [false, { 'pods:fly': false }], 'an unknown permission is denied');
});

test('permission and budget are one decision', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  expectOk(await owner.patch(`/v1/accounts/${team}`, { spendLimitCentsPerHour: 5000 }), shapes.account);
  const dora = await memberOf(owner, team, 'Dora', 'dev');
  const bill = await memberOf(owner, team, 'Bill', 'billing');
  const spend = (currentCentsPerHour: number, askedCentsPerHour: number) => ({ currentCentsPerHour, askedCentsPerHour });
  for (const freshness of LEVELS) {
    const decide = async (member: Person, asked: object) =>
      expectOk(await ask(await tokenFor(member, team), { account: team, permissions: ['pods:manage'], freshness, spend: asked }), shapes.verdict);
    const fits = await decide(dora, spend(4000, 1000));
    assert.deepEqual([fits.allowed, fits.spend], [true, { limit: 5000, remaining: 1000 }], freshness);
    const over = await decide(dora, spend(4000, 1001));
    assert.deepEqual([over.allowed, over.permissions, over.spend], [false, { 'pods:manage': true }, { limit: 5000, remaining: 1000 }]);
    assert.equal(over.explanation?.reason, 'spend_limit');
    const spent = await decide(dora, spend(6000, 1));
    assert.deepEqual([spent.allowed, spent.spend], [false, { limit: 5000, remaining: 0 }]);
    const lacks = await decide(bill, spend(0, 1));
    assert.deepEqual([lacks.allowed, lacks.explanation?.reason], [false, 'role_lacks'], 'a budget does not replace a permission');
    const most = await decide(dora, spend(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
    assert.equal(most.allowed, false, 'no sum wraps around');
  }
  const olga = await person(poor, 'Olga');
  const question = { account: olga.own, permissions: ['team:access'], spend: spend(0, 101) };
  const verdict = expectOk(await ask(await tokenFor(olga, olga.own), question, {}, poor), shapes.verdict);
  assert.deepEqual([verdict.allowed, verdict.spend], [false, { limit: 100, remaining: 100 }], 'the operator’s default');
});

test('invalid requests are rejected with field errors', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const token = await tokenFor(owner, team);
  const good = { account: team, permissions: ['team:access'] };
  expectOk(await ask(token, good), shapes.verdict);
  for (const [field, body] of [
    ['account', { permissions: ['team:access'] }],
    ['account', { ...good, account: 'acc_x' }],
    ['permissions', { account: team }],
    ['permissions', { ...good, permissions: [] }],
    ['permissions', { ...good, permissions: Array.from({ length: 51 }, (_, index) => `a:b${index}`) }],
    ['freshness', { ...good, freshness: 'eventually' }],
    ['spend', { ...good, spend: { currentCentsPerHour: 1 } }],
    ['spend', { ...good, spend: { currentCentsPerHour: 1, askedCentsPerHour: -1 } }],
    ['user', { ...good, user: owner.id }],
  ] as const) {
    const problem = expectError(await ask(token, body), 'invalid_request', JSON.stringify(body));
    assert.deepEqual(problem.errors?.map((error) => error.field), [field], JSON.stringify(problem.errors));
  }
  expectError(await ask(token, `{"account":"${team}","permissions":["team:access"],"spend":{"currentCentsPerHour":1,"askedCentsPerHour":1,"askedCentsPerHour":0}}`), 'invalid_request', 'a duplicate key');
});

test('the token determines user and account, and an invalid token is rejected', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const token = await tokenFor(owner, team);
  const question = { account: team, permissions: ['team:access'] };
  expectError(await ask(undefined, question), 'not_signed_in');
  expectError(await ask(altered(token, -20), question), 'token_invalid');
  expectError(await ask(owner.identity, question), 'token_invalid', 'an identity token');
  expectError(await ask(token, { ...question, account: owner.own }), 'account_mismatch');
  expectError(await ask(token, { ...question, account: unknownAccount() }), 'account_mismatch');
  const { claims } = decode(token);
  const now = Math.floor(Date.now() / 1000);
  const sign = (more: object, key = edge.secrets.key): string => key.sign('membership+jwt', { ...claims, ...more });
  expectOk(await ask(sign({}), question), shapes.verdict);
  expectError(await ask(sign({ iat: now - 100, exp: now }), question), 'token_expired');
  expectOk(await ask(sign({ iat: now, exp: now + 300 }), question), shapes.verdict);
  expectError(await ask(sign({ iat: now, exp: now + 301 }), question), 'token_invalid', 'more than five minutes');
  expectError(await ask(sign({ aud: 'elsewhere' }), question), 'token_invalid');
  expectError(await ask(sign({ iss: 'https://evil.example' }), question), 'token_invalid');
  expectError(await ask(sign({}, new SigningKey(edge.secrets.key.kid)), question), 'token_invalid', 'another key with the same kid');
  expectError(await ask(`${token}, ${token}`, question), 'token_invalid', 'two tokens');
});

test('a token that was accepted before is checked again each time', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const question = { account: team, permissions: ['team:access'] };
  const now = Math.floor(Date.now() / 1000);
  const { claims } = decode(await tokenFor(owner, team));
  const sign = (seconds: number): string => edge.secrets.key.sign('membership+jwt', { ...claims, iat: now, exp: now + seconds });
  const [token, short] = [sign(300), sign(3)];
  for (let times = 0; times < 3; times++) {
    expectOk(await ask(token, question), shapes.verdict);
    expectError(await ask(altered(token, -20), question), 'token_invalid', 'another signature');
    expectError(await ask(altered(token, 200), question), 'token_invalid', 'another payload with the same signature');
    expectError(await ask(token, { ...question, account: owner.own }), 'account_mismatch');
  }
  // On a slow machine it may have expired by now; otherwise it is now cached as verified.
  await ask(short, question);
  await sleep(Math.max(0, (now + 3) * 1000 - Date.now()) + 50);
  expectError(await ask(short, question), 'token_expired');
});

test('permission bits count only under the current policy; under another one the role decides', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { claims } = decode(await tokenFor(owner, team));
  const elsewhere = (role: string): string => edge.secrets.key.sign('membership+jwt', { ...claims, role, perm: '_w', pol: 'AAAAAAAAAAAAAAAA' });
  const asked = { account: team, permissions: ['billing:manage', 'pods:connect'] };
  const verdict = expectOk(await ask(elsewhere('basic'), asked), shapes.verdict);
  assert.deepEqual(verdict.permissions, { 'billing:manage': false, 'pods:connect': true });
  const vanished = expectOk(await ask(elsewhere('no-such-role'), asked), shapes.verdict);
  assert.deepEqual(vanished.permissions, { 'billing:manage': false, 'pods:connect': false });
});

test('a removed and a changed member are denied by `strict` at once and by `cached` within two seconds', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [mia, rob, sue] = await Promise.all(['Mia', 'Rob', 'Sue'].map((name) => memberOf(owner, team, name, 'dev')));
  assert.ok(mia && rob && sue);
  const tokens = await Promise.all([mia, rob, sue].map((member) => tokenFor(member, team)));
  const [mias, robs, sues] = tokens as [string, string, string];
  const question = (freshness: string) => ({ account: team, permissions: ['team:access'], freshness });
  for (const token of tokens) for (const level of LEVELS) expectOk(await ask(token, question(level)), shapes.verdict);

  assert.equal((await owner.delete(`/v1/accounts/${team}/members/${mia.id}`)).status, 204);
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${rob.id}`, { role: 'basic' }), shapes.member);
  expectError(await ask(mias, question('strict')), 'stale_epoch', 'a removed member');
  expectError(await ask(robs, question('strict')), 'stale_epoch', 'a changed member');
  await sleep(2000);
  expectError(await ask(mias, question('cached')), 'stale_epoch', 'a removed member');
  expectError(await ask(robs, question('cached')), 'stale_epoch', 'a changed member');
  for (const level of LEVELS) expectOk(await ask(sues, question(level)), shapes.verdict);
  expectOk(await ask(mias, question('stateless')), shapes.verdict);
  expectOk(await ask(await tokenFor(rob, team), question('cached')), shapes.verdict);
});

test('membership is checked before permissions', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dora = await memberOf(owner, team, 'Dora', 'dev');
  const token = await tokenFor(dora, team);
  // Guards that require only membership rely on this: any verdict means that the user is an active member.
  const question = (permission: string) => ({ account: team, permissions: [permission], freshness: 'strict' });
  for (const [permission, allowed] of [['team:access', true], ['billing:manage', false], ['pods:fly', false]] as const) {
    assert.equal(expectOk(await ask(token, question(permission)), shapes.verdict).allowed, allowed, permission);
  }
  await owner.delete(`/v1/accounts/${team}/members/${dora.id}`);
  for (const permission of ['team:access', 'billing:manage', 'pods:fly']) expectError(await ask(token, question(permission)), 'stale_epoch', permission);
});

test('a token that is newer than the cached view, or `hallpass-min-epoch`, forces a fresh read', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const mias = await tokenFor(mia, team);
  const question = { account: team, permissions: ['team:access'] };
  expectOk(await ask(mias, question), shapes.verdict);
  const before = decode(mias).claims['epoch'] as number;
  await owner.delete(`/v1/accounts/${team}/members/${mia.id}`);
  // The owner's token is newer than the view that was just cached, so the view is read again, and Mia's token is checked against it.
  const verdict = expectOk(await ask(await tokenFor(owner, team), question), shapes.verdict);
  assert.ok(verdict.epoch > before);
  expectError(await ask(mias, question), 'stale_epoch');

  const rob = await memberOf(owner, team, 'Rob', 'dev');
  const robs = await tokenFor(rob, team);
  expectOk(await ask(robs, question), shapes.verdict);
  await owner.delete(`/v1/accounts/${team}/members/${rob.id}`);
  const { epoch } = await owner.account(team);
  expectError(await ask(robs, question, { 'hallpass-min-epoch': String(epoch) }), 'stale_epoch', 'a client that knows the new epoch sees the removal at once');
  expectError(await ask(await tokenFor(owner, team), question, { 'hallpass-min-epoch': String(epoch + 1) }), 'unavailable', 'an epoch in the future');
  expectError(await ask(await tokenFor(owner, team), question, { 'hallpass-min-epoch': 'soon' }), 'invalid_request');
});

test('a service checks on behalf of a user, without the user’s token', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Olga');
  const dora = await memberOf(owner, team, 'Dora', 'dev');
  const api = serviceProvider.service(edge.origin, 'api');
  const decide = async (user: string, permissions: string[], more: object = {}) =>
    expectOk(await api.send('POST', '/v1/check', { account: team, user, permissions, ...more }), shapes.verdict);
  const allowed = await decide(dora.id, ['pods:manage'], { spend: { currentCentsPerHour: 0, askedCentsPerHour: 8000 } });
  assert.deepEqual([allowed.allowed, allowed.spend, allowed.explanation], [true, { limit: 8000, remaining: 8000 }, undefined]);
  const denied = await decide(dora.id, ['pods:manage', 'billing:read']);
  assert.deepEqual([denied.allowed, denied.permissions, denied.explanation?.askWho], [
    false,
    { 'pods:manage': true, 'billing:read': false },
    [{ user: owner.id, name: 'Olga' }],
  ]);
  const over = await decide(dora.id, ['pods:manage'], { spend: { currentCentsPerHour: 8000, askedCentsPerHour: 1 } });
  assert.deepEqual([over.allowed, over.explanation?.reason], [false, 'spend_limit']);
  assert.equal((await decide(owner.id, ['billing:manage'])).allowed, true, 'the owner has the owner role');
  await owner.delete(`/v1/accounts/${team}/members/${dora.id}`);
  const removed = await decide(dora.id, ['team:access']);
  assert.deepEqual([removed.allowed, removed.explanation?.reason], [false, 'not_a_member'], 'immediately: the account itself decides');

  const question = { account: team, user: owner.id, permissions: ['team:access'] };
  expectError(await api.send('POST', '/v1/check', { ...question, account: unknownAccount() }), 'not_found');
  expectError(await api.send('POST', '/v1/check', { ...question, user: undefined }), 'invalid_request');
  expectError(await serviceProvider.service(edge.origin, 'blind').send('POST', '/v1/check', question), 'forbidden', 'a service without team:access');
  expectError(await owner.post('/v1/check', question), 'not_signed_in', 'a user’s identity token is not a service’s');
});

test('convert and revert invalidate all older tokens', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const token = await tokenFor(owner, owner.own);
  expectOk(await owner.post(`/v1/accounts/${owner.own}/convert`, { name: 'Now a team' }), shapes.account);
  expectError(await ask(token, { account: owner.own, permissions: ['team:access'], freshness: 'strict' }), 'stale_epoch');
  const teamToken = await tokenFor(owner, team);
  expectOk(await owner.post(`/v1/accounts/${team}/revert`, { confirmName: "Olga's team" }), shapes.account);
  expectError(await ask(teamToken, { account: team, permissions: ['team:access'], freshness: 'strict' }), 'stale_epoch', 'a closed account');
});
