// Budgets: failed look-ups are limited per network and per user. Valid links always work, and opening links is free.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { address, invitePath, memberOf, openLink, ownerWithTeam, person, tokenOf } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { unknownInvite } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
let open: Edge;
before(async () => {
  const settings = { BUDGET_LOOKUPS: '5/3600', BUDGET_REDEEMS: '3/3600', BUDGET_INVITES: '4/3600', BUDGET_RESENDS: '2/3600' };
  [edge, open] = (await startEdges([{ settings }, {}])) as [Edge, Edge];
});
after(() => edge?.stop());

/** A look-up of a random code, sent from an IP address. */
function guess(from: string | undefined, at = edge): Promise<Reply> {
  const headers = from === undefined ? {} : { 'cf-connecting-ip': from };
  return send(at.origin, 'POST', '/v1/invites/preview', { headers, body: { code: randomBytes(51).toString('base64url') } });
}

function expectRateLimited(reply: Reply, about: string): void {
  const { retryAfter } = expectError(reply, 'rate_limited', about);
  assert.ok(retryAfter !== undefined && retryAfter > 3500 && retryAfter <= 3600, `${about}: ${retryAfter}`);
  assert.equal(reply.headers['retry-after'], String(retryAfter), about);
}

test('after five failed look-ups a network is rate limited, with the time to retry after', async () => {
  for (let count = 0; count < 5; count++) expectError(await guess('203.0.113.1'), 'invite_closed', `${count}`);
  expectRateLimited(await guess('203.0.113.1'), 'the sixth');
  expectRateLimited(await guess('203.0.113.1'), 'the seventh');
  expectRateLimited(await guess('::ffff:203.0.113.1'), 'the same address, mapped to IPv6');
  expectRateLimited(await guess('::FFFF:CB00:7101'), 'the same in another notation');
  expectError(await guess('203.0.113.2'), 'invite_closed', 'control: another address');
});

test('an IPv6 /64 prefix counts as one network', async () => {
  for (let count = 0; count < 5; count++) expectError(await guess(`2001:db8:0:7::${count}`), 'invite_closed', `${count}`);
  expectRateLimited(await guess('2001:0DB8:0000:0007:ffff:ffff:ffff:ffff'), 'the last address of the prefix');
  expectError(await guess('2001:db8:0:8::1'), 'invite_closed', 'control: the next prefix');
});

test('clients without an address share one budget, and only the platform’s header is trusted', async () => {
  for (let count = 0; count < 5; count++) expectError(await guess(count % 2 ? 'nowhere' : undefined), 'invite_closed', `${count}`);
  expectRateLimited(await guess(undefined), 'all clients without an address share one budget');
  const headers = { 'x-forwarded-for': '198.51.100.9', 'x-real-ip': '198.51.100.9', forwarded: 'for=198.51.100.9' };
  expectRateLimited(await send(edge.origin, 'POST', '/v1/invites/preview', { headers, body: { code: 'A'.repeat(68) } }), 'a forged address');
  const { owner, team } = await ownerWithTeam(edge);
  await memberOf(owner, team, 'Mia', 'dev');
  const eve = await person(edge, 'Eve');
  expectRateLimited(await eve.accept({ inviteId: unknownInvite() }), 'signing in does not allow more guesses');
});

test('opening links is free, valid or not', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const headers = { 'cf-connecting-ip': '203.0.113.3' };
  for (let count = 0; count < 12; count++) {
    assert.equal((await send(edge.origin, 'GET', `/i/${randomBytes(51).toString('base64url')}`, { headers })).status, 303);
    assert.equal((await openLink(edge, link)).reply.status, 303);
  }
  const code = new URL(link).pathname.slice(3);
  for (let count = 0; count < 12; count++) {
    expectOk(await send(edge.origin, 'POST', '/v1/invites/preview', { headers, body: { code } }), shapes.preview);
  }
  for (let count = 0; count < 5; count++) expectError(await guess('203.0.113.3'), 'invite_closed', 'the budget is untouched');
});

test('each user has a budget, from any network', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const eve = await person(edge, 'Eve');
  let calls = 0;
  const from = (): { headers: Record<string, string> } => ({ headers: { 'cf-connecting-ip': `198.51.100.${++calls}` } });
  for (let count = 0; count < 3; count++) expectError(await eve.accept({ inviteId: unknownInvite() }, from()), 'invite_closed', `${count}`);
  expectRateLimited(await eve.accept({ inviteId: unknownInvite() }, from()), 'accept');
  expectRateLimited(await eve.post('/v1/invites/decline', { inviteId: unknownInvite() }, from()), 'decline');
  const mia = await person(edge, 'Mia');
  const { invite, link } = await owner.invite(team, { email: mia.email, role: 'dev' });
  expectError(await mia.accept({ token: 'made.up.token' }, from()), 'invite_closed', 'another user’s budget is untouched');
  const wrong = expectError(await (await person(edge, 'Otto')).accept({ token: await tokenOf(edge, link) }, from()), 'wrong_account');
  assert.ok(wrong.hint, 'a user who opens a valid link with the wrong account gets a hint');
  expectOk(await mia.accept({ inviteId: invite.id }, from()), shapes.accepted);
});

test('invites and resends are limited per team, across its members', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const ada = await memberOf(owner, team, 'Ada', 'admin');
  const invites = [];
  for (const by of [owner, ada, owner]) invites.push((await by.invite(team, { email: address('mia'), role: 'dev' })).invite);
  expectRateLimited(await ada.post(`/v1/accounts/${team}/invites`, { email: address('mia'), role: 'dev' }), 'the fifth, counting the one for Ada');
  const [first, second, third] = invites.map(({ id }) => `${invitePath(id)}/resend`) as [string, string, string];
  expectOk(await owner.post(first, {}), shapes.sent);
  expectOk(await ada.post(second, {}), shapes.sent);
  expectRateLimited(await owner.post(third, {}), 'the third resend');
  const refusals = (await owner.audit(team)).filter(({ code }) => code === 'rate_limited').map(({ action }) => action);
  assert.deepEqual(refusals, ['invite.resend', 'invite.create'], 'the audit log has both');
  const other = await ownerWithTeam(edge);
  await other.owner.invite(other.team, { email: address('mia'), role: 'dev' });
});

test('without the settings nothing is limited', async () => {
  for (let count = 0; count < 40; count++) expectError(await guess('203.0.113.1', open), 'invite_closed', `${count}`);
});
