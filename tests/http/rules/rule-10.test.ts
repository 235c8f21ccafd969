// Rule 10: to a stranger, unknown, malformed, forged, outdated and closed invites give the same answer (but for its
// `requestId`): `invite_closed`. Only the verified invitee learns `why`. A valid link of a pending targeted invite
// from another verified address is `wrong_account` with `hint`.
// To break it: answer `token_invalid` or `not_found` for one of them, or put `why` in before looking at the caller.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { invitePath, ownerWithTeam, Person, person, tokenOf } from '../../harness/person.ts';
import { comparable, ok, refused } from '../../harness/refusal.ts';
import { altered, decode, unknownAccount, unknownInvite } from '../../harness/secrets.ts';
import { SigningKey } from '../../harness/secrets.ts';
import { send } from '../../harness/http.ts';
import * as shapes from '../../harness/shapes.ts';
import type { World } from '../../harness/world.ts';

/** Bodies for preview, accept and decline that all name an invite which the caller must learn nothing about. */
async function hopeless(world: World, owner: Person, team: string): Promise<[string, Record<string, string>][]> {
  const revoked = await owner.invite(team, { email: `dev${unique()}@example.com`, role: 'dev' });
  const used = await owner.invite(team, { role: 'basic' });
  const [revokedToken, usedToken] = [await tokenOf(world, revoked.link), await tokenOf(world, used.link)];
  ok(await owner.delete(invitePath(revoked.invite.id)), shapes.invite);
  await (await person(world, 'First')).join({ token: usedToken });
  const { claims } = decode(usedToken);
  const nobody = unknownInvite();
  return [
    ['revoked', { token: revokedToken }],
    ['used', { token: usedToken }],
    ['altered signature', { token: altered(usedToken, -20) }],
    ['altered claims', { token: altered(usedToken, usedToken.indexOf('.') + 12) }],
    ['another key', { token: new SigningKey(world.secrets.key.kid).seal('invite+jwt', claims) }],
    ['another type', { token: world.secrets.key.seal('membership+jwt', claims) }],
    [
      'unknown invite',
      { token: world.secrets.key.seal('invite+jwt', { ...claims, jti: nobody, acc: `acc_${nobody.slice(4, 26)}` }) },
    ],
    ['malformed', { token: 'x.y.z' }],
    ['revoked, by id', { inviteId: revoked.invite.id }],
    ['used, by id', { inviteId: used.invite.id }],
    ['unknown, by id', { inviteId: nobody }],
    ['unknown in a known team, by id', { inviteId: unknownInvite(team) }],
  ];
}

describe('rule 10: a stranger learns nothing about invites', () => {
  let world: Edge;
  before(async () => {
    world = await startEdge();
  });
  after(() => world?.stop());

  test('accept, decline and preview answer the same for all that cannot be used', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const stranger = await person(world, 'Stan');
    const bodies = await hopeless(world, owner, team);
    for (const what of ['accept', 'decline', 'preview']) {
      const answers = new Map<string, unknown>();
      for (const [name, body] of bodies) {
        if (what === 'preview' && 'inviteId' in body) continue;
        const reply = await stranger.post(`/v1/invites/${what}`, body);
        refused(reply, 'invite_closed', `${what}, ${name}`);
        answers.set(name, comparable(reply));
      }
      const [first] = answers.values();
      for (const [name, answer] of answers) assert.deepEqual(answer, first, `${what}, ${name}`);
    }
  });

  test('codes answer the same too, and so do their links but for the code itself', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const stranger = await person(world, 'Stan');
    const { invite, link } = await owner.invite(team, { email: `dev${unique()}@example.com`, role: 'dev' });
    ok(await owner.delete(invitePath(invite.id)), shapes.invite);
    const closed = new URL(link).pathname.slice(3);
    const nobody = unknownAccount();
    const codes = [closed, altered(closed, -1), altered(closed, 3), world.secrets.code(nobody, unknownInvite(nobody))];
    const answers: unknown[] = [];
    const links: unknown[] = [];
    for (const code of codes) {
      const reply = await stranger.post('/v1/invites/preview', { code });
      refused(reply, 'invite_closed');
      answers.push(comparable(reply));
      const opened = comparable(await send(world.origin, 'GET', `/i/${code}`));
      opened.headers['location'] = String(opened.headers['location']).replace(code, '…');
      links.push(opened);
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    for (const each of links) assert.deepEqual(each, links[0]);
  });

  test('the verified invitee learns why', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const guest = await person(world, 'Gina');
    const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
    const token = await tokenOf(world, link);
    ok(await owner.delete(invitePath(invite.id)), shapes.invite);
    for (const by of [{ token }, { inviteId: invite.id }]) {
      assert.equal(refused(await guest.accept(by), 'invite_closed').why, 'revoked');
      assert.equal(refused(await guest.post('/v1/invites/decline', by), 'invite_closed').why, 'revoked');
    }
  });

  test('a pending one from another verified address is `wrong_account`, with a masked hint', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const other = await person(world, 'Otto');
    const email = `invitee${unique()}@example.com`;
    const { link } = await owner.invite(team, { email, role: 'dev' });
    const no = refused(await other.accept({ token: await tokenOf(world, link) }), 'wrong_account');
    assert.ok(no.hint && no.hint.includes('@') && !no.hint.includes(email.split('@')[0] ?? ''), String(no.hint));
  });
});
