// Rule 10: to a stranger, unknown, malformed, forged, outdated and closed invites all give the same response except for the
// `requestId`: `invite_closed`. Only the verified invitee gets `why`. With another verified address, a valid link of a pending targeted
// invite is `wrong_account` with a `hint`.
// To break it: return `token_invalid` or `not_found` for one of them, or set `why` before checking the caller.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { invitePath, ownerWithTeam, Person, person, tokenOf } from '../../harness/person.ts';
import { comparable, expectOk, expectError } from '../../harness/expect.ts';
import { altered, decode, unknownAccount, unknownInvite } from '../../harness/secrets.ts';
import { SigningKey } from '../../harness/secrets.ts';
import { send } from '../../harness/http.ts';
import * as shapes from '../../harness/shapes.ts';

/** Bodies for preview, accept and decline, whose invites must all look the same to a stranger. */
async function unusableInvites(edge: Edge, owner: Person, team: string): Promise<[string, Record<string, string>][]> {
  const revoked = await owner.invite(team, { email: `dev${unique()}@example.com`, role: 'dev' });
  const used = await owner.invite(team, { role: 'basic' });
  const [revokedToken, usedToken] = [await tokenOf(edge, revoked.link), await tokenOf(edge, used.link)];
  expectOk(await owner.delete(invitePath(revoked.invite.id)), shapes.invite);
  await (await person(edge, 'First')).join({ token: usedToken });
  const { claims } = decode(usedToken);
  const unknown = unknownInvite();
  return [
    ['revoked', { token: revokedToken }],
    ['used', { token: usedToken }],
    ['altered signature', { token: altered(usedToken, -20) }],
    ['altered claims', { token: altered(usedToken, usedToken.indexOf('.') + 12) }],
    ['another key', { token: new SigningKey(edge.secrets.key.kid).sign('invite+jwt', claims) }],
    ['another type', { token: edge.secrets.key.sign('membership+jwt', claims) }],
    [
      'unknown invite',
      { token: edge.secrets.key.sign('invite+jwt', { ...claims, jti: unknown, acc: `acc_${unknown.slice(4, 26)}` }) },
    ],
    ['malformed', { token: 'x.y.z' }],
    ['revoked, by id', { inviteId: revoked.invite.id }],
    ['used, by id', { inviteId: used.invite.id }],
    ['unknown, by id', { inviteId: unknown }],
    ['unknown in a known team, by id', { inviteId: unknownInvite(team) }],
  ];
}

describe('rule 10: a stranger learns nothing about invites', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('accept, decline and preview respond alike for every unusable invite', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const stranger = await person(edge, 'Stan');
    const bodies = await unusableInvites(edge, owner, team);
    for (const operation of ['accept', 'decline', 'preview']) {
      const responses = new Map<string, unknown>();
      for (const [name, body] of bodies) {
        if (operation === 'preview' && 'inviteId' in body) continue;
        const reply = await stranger.post(`/v1/invites/${operation}`, body);
        expectError(reply, 'invite_closed', `${operation}, ${name}`);
        responses.set(name, comparable(reply));
      }
      const [first] = responses.values();
      for (const [name, response] of responses) assert.deepEqual(response, first, `${operation}, ${name}`);
    }
  });

  test('unusable codes give the same response, and their links the same redirect except for the code', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const stranger = await person(edge, 'Stan');
    const { invite, link } = await owner.invite(team, { email: `dev${unique()}@example.com`, role: 'dev' });
    expectOk(await owner.delete(invitePath(invite.id)), shapes.invite);
    const closed = new URL(link).pathname.slice(3);
    const unknown = unknownAccount();
    const codes = [closed, altered(closed, -1), altered(closed, 3), edge.secrets.code(unknown, unknownInvite(unknown))];
    const responses: unknown[] = [];
    const links: unknown[] = [];
    for (const code of codes) {
      const reply = await stranger.post('/v1/invites/preview', { code });
      expectError(reply, 'invite_closed');
      responses.push(comparable(reply));
      const opened = comparable(await send(edge.origin, 'GET', `/i/${code}`));
      opened.headers['location'] = String(opened.headers['location']).replace(code, '…');
      links.push(opened);
    }
    for (const response of responses) assert.deepEqual(response, responses[0]);
    for (const each of links) assert.deepEqual(each, links[0]);
  });

  test('the verified invitee learns why', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const guest = await person(edge, 'Gina');
    const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
    const token = await tokenOf(edge, link);
    expectOk(await owner.delete(invitePath(invite.id)), shapes.invite);
    for (const by of [{ token }, { inviteId: invite.id }]) {
      assert.equal(expectError(await guest.accept(by), 'invite_closed').why, 'revoked');
      assert.equal(expectError(await guest.post('/v1/invites/decline', by), 'invite_closed').why, 'revoked');
    }
  });

  test('with another verified address a pending invite is `wrong_account` with a masked hint', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const other = await person(edge, 'Otto');
    const email = `invitee${unique()}@example.com`;
    const { link } = await owner.invite(team, { email, role: 'dev' });
    const { hint } = expectError(await other.accept({ token: await tokenOf(edge, link) }), 'wrong_account');
    assert.ok(hint && hint.includes('@') && !hint.includes(email.split('@')[0] ?? ''), String(hint));
  });
});
