// Preview, accept and decline: their responses, and the order in which they check for errors.
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
import { expectOk, expectError } from '../harness/expect.ts';
import { base64url, decode, verified, type Claims } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const now = (): number => Math.floor(Date.now() / 1000);
const newEmail = (): string => `dev.${unique()}@example.com`;

/** The token of an invite with changed claims, validly signed. */
function resigned(token: string, claims: Claims, header: Claims = {}): string {
  return edge.secrets.key.sign('invite+jwt', { ...decode(token).claims, ...claims }, header);
}

/** An expired token of the same invite. */
function expiredCopy(token: string): string {
  return resigned(token, { iat: now() - 90_000, exp: now() - 5 });
}

async function unverified(email: string): Promise<Person> {
  const user = await signIn(edge, 'Una', { email, emailVerified: false });
  await user.open();
  return user;
}

test('anyone who has the code or a token can preview the invite', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev', note: 'Hi!' });
  const code = new URL(link).pathname.slice(3);
  const read = async (user: Person | undefined, body: unknown) =>
    expectOk(
      user ? await user.post('/v1/invites/preview', body) : await send(edge.origin, 'POST', '/v1/invites/preview', { body }),
      shapes.preview,
    );
  for (const body of [{ code }, { token: await tokenOf(edge, link) }]) {
    const stranger = await read(undefined, body);
    assert.deepEqual(stranger.account, { id: team, name: "Olga's team" });
    assert.deepEqual(
      [stranger.role, stranger.roleTitle, stranger.inviter, stranger.you],
      ['dev', 'Dev', { name: 'Olga' }, undefined],
    );
    assert.equal(stranger.note, undefined, 'only the invitee sees the note');
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

test('the preview of a closed invite gives its member the way back to the team', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { link } = await owner.invite(team, { role: 'dev' });
  const code = new URL(link).pathname.slice(3);
  await guest.join({ token: await tokenOf(edge, link) });
  const theirs = expectError(await guest.post('/v1/invites/preview', { code }), 'invite_closed');
  assert.deepEqual([theirs.you, theirs.account], ['member', { id: team, name: "Olga's team" }]);
  const others = expectError(await (await person(edge, 'Otto')).post('/v1/invites/preview', { code }), 'invite_closed');
  assert.deepEqual([others.you, others.account, others.why], [undefined, undefined, undefined]);
  expectError(await send(edge.origin, 'POST', '/v1/invites/preview', { body: { code } }), 'invite_closed');
});

test('accept returns the account, the membership and a membership token', async () => {
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

test('a user without an account gets no_account or an account, and can accept afterwards', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await signIn(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const reply = await guest.accept({ inviteId: invite.id });
  if (reply.status !== 200) expectError(reply, 'no_account');
  await guest.open();
  await guest.join({ inviteId: invite.id });
  await eventually('the team is in Me', async () => (await guest.me()).accounts.find((each) => each.id === team));
});

test('decline returns the invite, and is final', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const token = await tokenOf(edge, link);
  const declined = expectOk(await guest.post('/v1/invites/decline', { token }), shapes.invite);
  assert.deepEqual([declined.id, declined.status], [invite.id, 'declined']);
  assert.equal((await owner.inviteState(invite.id)).status, 'declined');
  assert.equal(expectError(await guest.accept({ token }), 'invite_closed').why, 'declined');
  const again = await owner.invite(team, { email: guest.email, role: 'basic' });
  assert.equal((await guest.join({ inviteId: again.invite.id })).membership.role, 'basic');
});

test('errors are checked in order', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = newEmail();
  const guest = await person(edge, 'Gina', { email });
  const other = await person(edge, 'Otto');
  const { invite, link } = await owner.invite(team, { email, role: 'dev' });
  const token = await tokenOf(edge, link);
  const una = await unverified(email);

  // 1: not signed in, checked before the token.
  for (const body of [{ token: 'garbage' }, { token }, {}]) {
    expectError(await send(edge.origin, 'POST', '/v1/invites/accept', { body }), 'not_signed_in');
  }
  // 2: a token that is malformed, forged, unknown or of an old generation, checked before the caller's address.
  for (const bad of ['garbage', resigned(token, { gen: 7 }), resigned(token, {}, { kid: 'other' })]) {
    expectError(await una.accept({ token: bad }), 'invite_closed');
  }
  // 3: an unverified address, checked before it is compared, even with an expired token.
  expectError(await una.accept({ token }), 'email_unverified');
  expectError(await una.accept({ token: expiredCopy(token) }), 'email_unverified');
  expectError(await (await unverified(newEmail())).accept({ token }), 'email_unverified');
  // 4: another address, checked before the token's expiry.
  expectError(await other.accept({ token: expiredCopy(token) }), 'wrong_account');
  expectError(await other.accept({ inviteId: invite.id }), 'invite_closed');
  // 7: an expired token in the invitee's hands; the invite is still pending.
  expectError(await guest.accept({ token: expiredCopy(token) }), 'token_expired');
  assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  // 5: a repeat by the user who accepted, even with an expired token.
  const { membership } = await guest.join({ token });
  assert.deepEqual((await guest.join({ token: expiredCopy(token) })).membership, membership);
  // 6: closed, with the reason, checked before the token's expiry.
  assert.ok((await owner.delete(`/v1/accounts/${team}/members/${guest.id}`)).status < 300);
  assert.equal(expectError(await guest.accept({ token: expiredCopy(token) }), 'invite_closed').why, 'used');
  // 4 again: for another address the invite is closed without a reason.
  assert.equal(expectError(await other.accept({ token }), 'invite_closed').why, undefined);
});

test('an expired token is reported before an existing membership', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const token = await tokenOf(edge, link);
  const member = await memberOf(owner, team, 'Mia', 'dev');
  expectError(await member.accept({ token: expiredCopy(token) }), 'token_expired');
  expectError(await member.accept({ token }), 'already_member');
});

test('the invitee learns why an invite is closed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const revoked = await owner.invite(team, { email: guest.email, role: 'dev' });
  await owner.delete(invitePath(revoked.invite.id));
  assert.equal(expectError(await guest.accept({ inviteId: revoked.invite.id }), 'invite_closed').why, 'revoked');
  const expired = await owner.invite(team, { email: guest.email, role: 'dev', expiresIn: 1 });
  await sleep(1100);
  assert.equal(expectError(await guest.accept({ inviteId: expired.invite.id }), 'invite_closed').why, 'expired');
  const code = new URL(expired.link).pathname.slice(3);
  assert.equal(expectError(await guest.post('/v1/invites/preview', { code }), 'invite_closed').why, 'expired');
});

test('tokens other than a valid invite token of this edge are rejected', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const token = await tokenOf(edge, link);
  const [head = '', body = '', signature = ''] = token.split('.');
  const { key } = edge.secrets;
  const { claims } = decode(token);
  const membership = expectOk(await guest.post(`/v1/accounts/${guest.own}/token`), shapes.token).token;
  const bad: Record<string, string> = {
    'another issuer': resigned(token, { iss: 'https://evil.example' }),
    'issued in the future': resigned(token, { iat: now() + 3600, exp: now() + 7200 }),
    'an extra claim': resigned(token, { admin: true }),
    'a missing claim': key.sign('invite+jwt', { ...claims, inv: undefined }),
    'exp as a string': resigned(token, { exp: String(now() + 60) }),
    'exp with a fraction': resigned(token, { exp: now() + 60.5 }),
    'gen as a string': resigned(token, { gen: '0' }),
    'another account': resigned(token, { acc: owner.own }),
    'an extra header parameter': resigned(token, {}, { cty: 'x' }),
    'a critical extension': resigned(token, {}, { crit: ['b64'], b64: false }),
    'no type': resigned(token, {}, { typ: undefined }),
    'another type': key.sign('membership+jwt', claims),
    'alg Ed25519': resigned(token, {}, { alg: 'Ed25519' }),
    'alg none': `${base64url(JSON.stringify({ alg: 'none', typ: 'invite+jwt' }))}.${body}.`,
    padding: `${head}.${body}.${signature}==`,
    'white space': ` ${token}`,
    'a fourth part': `${token}.x`,
    'more than 4 KiB': resigned(token, { name: 'x'.repeat(5000) }),
    'a membership token': membership,
    'an identity token': guest.identity,
    'duplicate keys': (() => {
      const text = `{"role":"admin",${Buffer.from(body, 'base64url').toString().slice(1)}`;
      return `${head}.${base64url(text)}.${signature}`;
    })(),
  };
  for (const [name, each] of Object.entries(bad)) {
    expectError(await guest.accept({ token: each }), 'invite_closed', name);
  }
  assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  await guest.join({ token });
});

test('the display claims of a token are not trusted', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { link } = await owner.invite(team, { email: guest.email, role: 'basic' });
  const token = await tokenOf(edge, link);
  const otherRole = await guest.post('/v1/invites/accept', { token: resigned(token, { role: 'admin' }) });
  expectError(otherRole, 'conflict', 'a role that is not the invite’s');
  const renamed = resigned(token, { name: 'Other', pol: 'AAAAAAAAAAAAAAAA' });
  assert.equal((await guest.join({ token: renamed })).membership.role, 'basic');
});

test('accept and decline require exactly one of token and inviteId', async () => {
  const guest = await person(edge, 'Gina');
  for (const operation of ['accept', 'decline']) {
    for (const body of [
      {},
      { token: 'x', inviteId: 'inv_x' },
      { token: 7 },
      { inviteId: null },
      { code: 'x' },
      { token: 'x', role: 'admin' },
      { token: 'x', user: guest.id },
    ]) {
      expectError(await guest.post(`/v1/invites/${operation}`, body), 'invalid_request', JSON.stringify(body));
    }
  }
  for (const body of [{}, { inviteId: 'inv_x' }, { code: 'x', token: 'y' }]) {
    expectError(await guest.post('/v1/invites/preview', body), 'invalid_request', JSON.stringify(body));
  }
});
