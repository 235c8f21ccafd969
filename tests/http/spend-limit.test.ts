// The spend limit: its default, who may set it, and up to which amount.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, SUPPORT_URL, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { ServiceProvider } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const all = defaultPolicy().permissions;
const serviceProvider = new ServiceProvider({ support: all, reader: ['team:access'] });

let withDefaults: Edge;
let withSettings: Edge;
before(async () => {
  const providers = [serviceProvider.setting()];
  const settings = { SPEND_LIMIT_DEFAULT: '100', SPEND_LIMIT_CEILING: '250' };
  [withDefaults, withSettings] = (await startEdges([{ providers }, { providers, settings }])) as [Edge, Edge];
});
after(() => withDefaults?.stop());

test('the default is 80 US dollars an hour, or the operator’s setting', async () => {
  for (const [edge, cents] of [
    [withDefaults, 8000],
    [withSettings, 100],
  ] as const) {
    const { owner, team } = await ownerWithTeam(edge);
    assert.equal((await owner.account(team)).spendLimitCentsPerHour, cents);
    assert.equal((await owner.me()).own.spendLimitCentsPerHour, cents);
  }
});

test('members with `team:manage` can set it, up to the ceiling', async () => {
  const { owner, team } = await ownerWithTeam(withSettings);
  const path = `/v1/accounts/${team}`;
  for (const cents of [0, 250, 3])
    assert.equal(expectOk(await owner.patch(path, { spendLimitCentsPerHour: cents }), shapes.account).spendLimitCentsPerHour, cents);
  const dev = await memberOf(owner, team, 'Dev', 'dev');
  expectError(await dev.patch(path, { spendLimitCentsPerHour: 1 }), 'forbidden');
  for (const bad of [-1, 1.5, '5', null, 1e18])
    assert.equal(expectError(await owner.patch(path, { spendLimitCentsPerHour: bad }), 'invalid_request').errors?.[0]?.field, 'spendLimitCentsPerHour');
  const events = (await owner.audit(team)).filter((each) => each.action === 'account.update' && each.outcome === 'done');
  assert.deepEqual(events.map((each) => each.details['spendLimitCentsPerHour']), [3, 250, 0]);
});

test('above the ceiling the error says whom to ask', async () => {
  const { owner, team } = await ownerWithTeam(withSettings);
  const problem = expectError(await owner.patch(`/v1/accounts/${team}`, { spendLimitCentsPerHour: 251 }), 'spend_limit');
  const { reason, missing, whatToDo, supportUrl } = problem.explanation as Record<string, unknown>;
  assert.deepEqual([reason, missing, supportUrl], ['spend_limit', [], SUPPORT_URL]);
  assert.match(String(whatToDo), /2\.50 US dollars an hour .*Contact support/);
  assert.match(problem.detail, /contact support/);
  assert.equal((await owner.account(team)).spendLimitCentsPerHour, 100);
  const [refusal] = await owner.audit(team);
  assert.deepEqual([refusal?.action, refusal?.outcome, refusal?.code], ['account.update', 'refused', 'spend_limit']);
});

test('a service with `team:manage` can exceed the ceiling, and members can keep that value', async () => {
  const { owner, team } = await ownerWithTeam(withSettings);
  const path = `/v1/accounts/${team}`;
  const support = serviceProvider.service(withSettings.origin, 'support');
  expectError(await serviceProvider.service(withSettings.origin, 'reader').patch(path, { spendLimitCentsPerHour: 1 }), 'forbidden');
  assert.equal(expectOk(await support.patch(path, { spendLimitCentsPerHour: 900 }), shapes.account).spendLimitCentsPerHour, 900);
  expectOk(await owner.patch(path, { name: 'Renamed', spendLimitCentsPerHour: 900 }), shapes.account);
  expectError(await owner.patch(path, { spendLimitCentsPerHour: 899 }), 'spend_limit');
  assert.equal((await owner.account(team)).spendLimitCentsPerHour, 900);
  expectError(await support.patch(path, { spendLimitCentsPerHour: 1_000_000_001 }), 'invalid_request');
  const raised = (await owner.audit(team)).find((each) => each.actor.kind === 'service' && each.outcome === 'done');
  assert.deepEqual([raised?.action, raised?.actor.name], ['account.update', 'support']);
});
