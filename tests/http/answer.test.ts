// Preview, accept and decline: what they answer, and in which order they refuse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import {
  eventually,
  invitePath,
  memberOf,
  ownerWithTeam,
  person,
  signIn,
  sleep,
  tokenOf,
  type Person,
} from '../harness/person.ts';
import { ok, refused } from '../harness/refusal.ts';
import { base64url, decode, verified, type Claims } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const now = (): number => Math.floor(Date.now() / 1000);
const somebody = (): string => `dev.${unique()}@example.com`;

/** The token of an invite, with other claims but a good signature. */
function resealed(token: string, claims: Claims, header: Claims = {}): string {
  return edge.secrets.key.seal('invite+jwt', { ...decode(token).claims, ...claims }, header);
}

/** A token of the same invite that has passed its end. */
function late(token: string): string {
  return resealed(token, { iat: now() - 90_000, exp: now() - 5 });
}

async function unverified(email: string): Promise<Person> {
  const who = await signIn(edge, 'Una', { email, emailVerified: false });
  await who.open();
  return who;
}

test('a preview shows the invite to anybody who has the code or a token', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev', note: 'Hi!' });
  const code = new URL(link).pathname.slice(3);
  const read = async (who: Person | undefined, body: unknown) =>
    ok(
      who ? await who.post('/v1/invites/preview', body) : await send(edge.origin, 'POST', '/v1/invites/preview', { body }),
      shapes.preview,
    );
  for (const body of [{ code }, { token: await tokenOf(edge, link) }]) {
    const stranger = await read(undefined, body);
    assert.deepEqual(stranger.account, { id: team, name: "Olga's team" });
    assert.deepEqual(
      [stranger.role, stranger.roleTitle, stranger.inviter, stranger.you],
      ['dev', 'Dev', { name: 'Olga' }, undefined],
    );
    assert.equal(stranger.note, undefined, 'the note is for the invitee');
    assert.ok(stranger.hint?.includes('@') && stranger.hint !== guest.email);
    const invitee = await read(guest, body);
    assert.deepEqual([invitee.you, invitee.note], ['invitee', 'Hi!']);
    assert.equal((await read(owner, body)).you, 'member');
    const other = await read(await person(edge, 'Otto'), body);
    assert.deepEqual([other.you, other.note], ['other', undefined]);
    assert.equal(verified(stranger.token, [edge.secrets.key.publicJwk()]).claims['jti'], invite.id);
  }
  const { token } = await read(guest, { code });
  await guest.join({ token });
});

test('the preview of a closed invite leads its member back to the team', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { link } = await owner.invite(team, { role: 'dev' });
  const code = new URL(link).pathname.slice(3);
  await guest.join({ token: await tokenOf(edge, link) });
  const theirs = refused(await guest.post('/v1/invites/preview', { code }), 'invite_closed');
  assert.deepEqual([theirs.you, theirs.account], ['member', { id: team, name: "Olga's team" }]);
  const others = refused(await (await person(edge, 'Otto')).post('/v1/invites/preview', { code }), 'invite_closed');
  assert.deepEqual([others.you, others.account, others.why], [undefined, undefined, undefined]);
  refused(await send(edge.origin, 'POST', '/v1/invites/preview', { body: { code } }), 'invite_closed');
});

test('accepting answers with the account, the membership and a token for it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const accepted = await guest.join({ token: await tokenOf(edge, link) });
  assert.deepEqual([accepted.account.id, accepted.account.role, accepted.account.memberCount], [team, 'dev', 2]);
  assert.deepEqual(
    [accepted.membership.user, accepted.membership.role, accepted.membership.invitedBy, accepted.membership.email],
    [guest.id, 'dev', owner.id, guest.email],
  );
  const { claims } = verified(accepted.token, [edge.secrets.key.publicJwk()]);
  assert.deepEqual([claims['sub'], claims['acc'], claims['role']], [guest.id, team, 'dev']);
  const state = await owner.inviteState(invite.id);
  assert.deepEqual([state.status, typeof state.decidedAt], ['accepted', 'string']);
  await eventually('the team is in Me', async () => (await guest.me()).accounts.find((each) => each.id === team));
});

test('somebody who never opened an account is told so, or gets one, but is not lost', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await signIn(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const reply = await guest.accept({ inviteId: invite.id });
  if (reply.status !== 200) refused(reply, 'no_account');
  await guest.open();
  await guest.join({ inviteId: invite.id });
  await eventually('the team is in Me', async () => (await guest.me()).accounts.find((each) => each.id === team));
});

test('declining answers with the invite, for the invitee and for ever', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const token = await tokenOf(edge, link);
  const declined = ok(await guest.post('/v1/invites/decline', { token }), shapes.invite);
  assert.deepEqual([declined.id, declined.status], [invite.id, 'declined']);
  assert.equal((await owner.inviteState(invite.id)).status, 'declined');
  assert.equal(refused(await guest.accept({ token }), 'invite_closed').why, 'declined');
  const again = await owner.invite(team, { email: guest.email, role: 'basic' });
  assert.equal((await guest.join({ inviteId: again.invite.id })).membership.role, 'basic');
});

test('the order of refusals, first to last', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = somebody();
  const guest = await person(edge, 'Gina', { email });
  const other = await person(edge, 'Otto');
  const { invite, link } = await owner.invite(team, { email, role: 'dev' });
  const token = await tokenOf(edge, link);
  const una = await unverified(email);

  // 1: not signed in, before the token is looked at.
  for (const body of [{ token: 'garbage' }, { token }, {}]) {
    refused(await send(edge.origin, 'POST', '/v1/invites/accept', { body }), 'not_signed_in');
  }
  // 2: malformed, forged, unknown or of an old generation, before the caller's address is.
  for (const bad of ['garbage', resealed(token, { gen: 7 }), resealed(token, {}, { kid: 'other' })]) {
    refused(await una.accept({ token: bad }), 'invite_closed');
  }
  // 3: unverified, before whose address it is; even for a token past its end.
  refused(await una.accept({ token }), 'email_unverified');
  refused(await una.accept({ token: late(token) }), 'email_unverified');
  refused(await (await unverified(somebody())).accept({ token }), 'email_unverified');
  // 4: another address, before the token's end.
  refused(await other.accept({ token: late(token) }), 'wrong_account');
  refused(await other.accept({ inviteId: invite.id }), 'invite_closed');
  // 7: the invitee's token past its end; the invite is still open.
  refused(await guest.accept({ token: late(token) }), 'token_expired');
  assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  // 5: one's own repeat, whatever the token's end.
  const { membership } = await guest.join({ token });
  assert.deepEqual((await guest.join({ token: late(token) })).membership, membership);
  // 6: closed with why, before the token's end.
  assert.ok((await owner.delete(`/v1/accounts/${team}/members/${guest.id}`)).status < 300);
  assert.equal(refused(await guest.accept({ token: late(token) }), 'invite_closed').why, 'used');
  // 4 again: closed, so another address learns nothing.
  assert.equal(refused(await other.accept({ token }), 'invite_closed').why, undefined);
});

test('a token past its end is told before that one is a member already', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const token = await tokenOf(edge, link);
  const member = await memberOf(owner, team, 'Mia', 'dev');
  refused(await member.accept({ token: late(token) }), 'token_expired');
  refused(await member.accept({ token }), 'already_member');
});

test('why an invite is closed, to its invitee', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const revoked = await owner.invite(team, { email: guest.email, role: 'dev' });
  await owner.delete(invitePath(revoked.invite.id));
  assert.equal(refused(await guest.accept({ inviteId: revoked.invite.id }), 'invite_closed').why, 'revoked');
  const expired = await owner.invite(team, { email: guest.email, role: 'dev', expiresIn: 1 });
  await sleep(1100);
  assert.equal(refused(await guest.accept({ inviteId: expired.invite.id }), 'invite_closed').why, 'expired');
  const code = new URL(expired.link).pathname.slice(3);
  assert.equal(refused(await guest.post('/v1/invites/preview', { code }), 'invite_closed').why, 'expired');
});

test('tokens that are not exactly an invite token of this edge open nothing', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const token = await tokenOf(edge, link);
  const [head = '', body = '', signature = ''] = token.split('.');
  const { key } = edge.secrets;
  const { claims } = decode(token);
  const membership = ok(await guest.post(`/v1/accounts/${guest.own}/token`), shapes.token).token;
  const bad: Record<string, string> = {
    'another issuer': resealed(token, { iss: 'https://evil.example' }),
    'issued in the future': resealed(token, { iat: now() + 3600, exp: now() + 7200 }),
    'a claim more': resealed(token, { admin: true }),
    'a claim less': key.seal('invite+jwt', { ...claims, inv: undefined }),
    'an end as text': resealed(token, { exp: String(now() + 60) }),
    'a fraction of a second': resealed(token, { exp: now() + 60.5 }),
    'a generation as text': resealed(token, { gen: '0' }),
    'another account': resealed(token, { acc: owner.own }),
    'a header more': resealed(token, {}, { cty: 'x' }),
    'a critical extension': resealed(token, {}, { crit: ['b64'], b64: false }),
    'no type': resealed(token, {}, { typ: undefined }),
    'another type': key.seal('membership+jwt', claims),
    'alg Ed25519': resealed(token, {}, { alg: 'Ed25519' }),
    'alg none': `${base64url(JSON.stringify({ alg: 'none', typ: 'invite+jwt' }))}.${body}.`,
    padding: `${head}.${body}.${signature}==`,
    'white space': ` ${token}`,
    'a fourth part': `${token}.x`,
    'more than 4 KiB': resealed(token, { name: 'x'.repeat(5000) }),
    'a membership token': membership,
    'an identity token': guest.identity,
    'duplicate keys': (() => {
      const text = `{"role":"admin",${Buffer.from(body, 'base64url').toString().slice(1)}`;
      return `${head}.${base64url(text)}.${signature}`;
    })(),
  };
  for (const [name, each] of Object.entries(bad)) {
    refused(await guest.accept({ token: each }), 'invite_closed', name);
  }
  assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  await guest.join({ token });
});

test('what the token displays is not trusted', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { link } = await owner.invite(team, { email: guest.email, role: 'basic' });
  const token = resealed(await tokenOf(edge, link), { role: 'admin', name: 'Other', pol: 'AAAAAAAAAAAAAAAA' });
  assert.equal((await guest.join({ token })).membership.role, 'basic');
});

test('an answer names one invite, one way', async () => {
  const guest = await person(edge, 'Gina');
  for (const what of ['accept', 'decline']) {
    for (const body of [
      {},
      { token: 'x', inviteId: 'inv_x' },
      { token: 7 },
      { inviteId: null },
      { code: 'x' },
      { token: 'x', role: 'admin' },
      { token: 'x', user: guest.id },
    ]) {
      refused(await guest.post(`/v1/invites/${what}`, body), 'invalid_request', JSON.stringify(body));
    }
  }
  for (const body of [{}, { inviteId: 'inv_x' }, { code: 'x', token: 'y' }]) {
    refused(await guest.post('/v1/invites/preview', body), 'invalid_request', JSON.stringify(body));
  }
});
