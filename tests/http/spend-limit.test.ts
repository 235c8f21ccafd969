// The spend limit: what an account shows before one is set, who may set it, and how far.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, SUPPORT_URL, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { ok, refused } from '../harness/refusal.ts';
import { Machines } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const all = defaultPolicy().permissions;
const machines = new Machines({ support: all, reader: ['team:access'] });

let usual: Edge;
let own: Edge;
before(async () => {
  const providers = [machines.setting()];
  const settings = { SPEND_LIMIT_DEFAULT: '100', SPEND_LIMIT_CEILING: '250' };
  [usual, own] = (await startEdges([{ providers }, { providers, settings }])) as [Edge, Edge];
});
after(() => usual?.stop());

test('80 US dollars an hour until one is set, or what the operator says', async () => {
  for (const [edge, cents] of [
    [usual, 8000],
    [own, 100],
  ] as const) {
    const { owner, team } = await ownerWithTeam(edge);
    assert.equal((await owner.account(team)).spendLimitCentsPerHour, cents);
    assert.equal((await owner.me()).own.spendLimitCentsPerHour, cents);
  }
});

test('whoever manages the team sets it, up to the ceiling', async () => {
  const { owner, team } = await ownerWithTeam(own);
  const path = `/v1/accounts/${team}`;
  for (const cents of [0, 250, 3])
    assert.equal(ok(await owner.patch(path, { spendLimitCentsPerHour: cents }), shapes.account).spendLimitCentsPerHour, cents);
  const dev = await memberOf(owner, team, 'Dev', 'dev');
  refused(await dev.patch(path, { spendLimitCentsPerHour: 1 }), 'forbidden');
  for (const bad of [-1, 1.5, '5', null, 1e18])
    assert.equal(refused(await owner.patch(path, { spendLimitCentsPerHour: bad }), 'invalid_request').errors?.[0]?.field, 'spendLimitCentsPerHour');
  const events = (await owner.audit(team)).filter((each) => each.action === 'account.update' && each.outcome === 'done');
  assert.deepEqual(events.map((each) => each.details['spendLimitCentsPerHour']), [3, 250, 0]);
});

test('above the ceiling the answer is whom to ask', async () => {
  const { owner, team } = await ownerWithTeam(own);
  const problem = refused(await owner.patch(`/v1/accounts/${team}`, { spendLimitCentsPerHour: 251 }), 'spend_limit');
  const { reason, missing, whatToDo, supportUrl } = problem.explanation as Record<string, unknown>;
  assert.deepEqual([reason, missing, supportUrl], ['spend_limit', [], SUPPORT_URL]);
  assert.match(String(whatToDo), /2\.50 US dollars an hour .*Contact support/);
  assert.match(problem.detail, /contact support/);
  assert.equal((await owner.account(team)).spendLimitCentsPerHour, 100);
  const [refusal] = await owner.audit(team);
  assert.deepEqual([refusal?.action, refusal?.outcome, refusal?.code], ['account.update', 'refused', 'spend_limit']);
});

test('a service that manages teams goes above it, and members keep what it set', async () => {
  const { owner, team } = await ownerWithTeam(own);
  const path = `/v1/accounts/${team}`;
  const support = machines.service(own.origin, 'support');
  refused(await machines.service(own.origin, 'reader').patch(path, { spendLimitCentsPerHour: 1 }), 'forbidden');
  assert.equal(ok(await support.patch(path, { spendLimitCentsPerHour: 900 }), shapes.account).spendLimitCentsPerHour, 900);
  ok(await owner.patch(path, { name: 'Renamed', spendLimitCentsPerHour: 900 }), shapes.account);
  refused(await owner.patch(path, { spendLimitCentsPerHour: 899 }), 'spend_limit');
  assert.equal((await owner.account(team)).spendLimitCentsPerHour, 900);
  refused(await support.patch(path, { spendLimitCentsPerHour: 1_000_000_001 }), 'invalid_request');
  const raised = (await owner.audit(team)).find((each) => each.actor.kind === 'service' && each.outcome === 'done');
  assert.deepEqual([raised?.action, raised?.actor.name], ['account.update', 'support']);
});
