// One release after another, and back: what the first one left is good under this one, which adds to it without taking
// away what the first one reads. The fixture was made by the first release itself (`harness/release.ts`).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { compactVerify, createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE, type Edge } from '../harness/edge.ts';
import { openLink, person, signIn, tokenOf, type Person } from '../harness/person.ts';
import { ok, refused } from '../harness/refusal.ts';
import { dataOf, readLeft, said, startOn, type Left } from '../harness/release.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const FIRST = readLeft(new URL('../fixtures/first-release.json.gz', import.meta.url));
/** The bundle of an older release, which git does not keep: with it the way back is tried too. */
const OLD_BUNDLE = process.env['HALLPASS_OLD_BUNDLE'];

let edge: Edge;
let owner: Person;
before(async () => {
  edge = await startOn(FIRST);
  owner = await person(edge, 'Olga', { email: FIRST.people.owner });
});
after(() => edge?.stop());

test('data and tokens of the first release are good under this one', async () => {
  const now = await said(owner, FIRST.team);
  const { lastSeenOn: _, ...account } = now['account'] as Record<string, unknown>;
  assert.deepEqual(account, FIRST.said['account']);
  for (const list of ['invites', 'audit']) assert.deepEqual(now[list], FIRST.said[list], list);
  const names = (members: unknown): unknown => (members as { user: string; role: string }[]).map(({ user, role }) => [user, role]);
  assert.deepEqual(names(now['members']), names(FIRST.said['members']));
  const me = await owner.me();
  assert.ok(me.accounts.some(({ id }) => id === FIRST.team));
  assert.deepEqual((await owner.get('/.well-known/jwks.json')).json(), FIRST.jwks);
});

test('its tokens have the form of today’s', async () => {
  const keys = createLocalJWKSet(FIRST.jwks as JSONWebKeySet);
  const membership = decode(FIRST.tokens.membership);
  await jwtVerify(FIRST.tokens.membership, keys, { currentDate: new Date(Number(membership.claims['iat']) * 1000) });
  await compactVerify(FIRST.tokens.auditHead, keys);
  const today = ok(await owner.post(`/v1/accounts/${FIRST.team}/token`), shapes.token).token;
  for (const claim of Object.keys(membership.claims)) assert.ok(claim in decode(today).claims, claim);
  assert.deepEqual(decode(today).header, membership.header);
  // Its own end is all that is wrong with the invite token, or nothing is.
  const invitee = await signIn(edge, 'Ida', { email: FIRST.people.invitee });
  const stranger = await person(edge, 'Stella');
  const told = await stranger.accept({ token: FIRST.tokens.invite });
  refused(told, 'wrong_account');
  const own = await invitee.post('/v1/invites/preview', { token: FIRST.tokens.invite });
  if (own.status !== 200) refused(own, 'token_expired');
});

test('its links open what they opened, and its invites are accepted', async () => {
  const there = (link: string): string => edge.origin + new URL(link).pathname;
  const { fragment } = await openLink(edge, there(FIRST.links.revoked));
  assert.equal(fragment.get('invite'), 'closed');
  const guest = await person(edge, 'Gus');
  const joined = await guest.join({ token: await tokenOf(edge, there(FIRST.links.open)) });
  assert.deepEqual([joined.account.id, joined.membership.role], [FIRST.team, 'dev']);
  const invitee = await person(edge, 'Ida', { email: FIRST.people.invitee });
  const inbox = ok(await invitee.get('/v1/invites'), shapes.page(shapes.invite)).items;
  assert.deepEqual(inbox.map(({ id }) => id), [FIRST.invites.targeted]);
  assert.equal((await invitee.join({ inviteId: FIRST.invites.targeted })).membership.role, 'billing');
  refused(await invitee.accept({ inviteId: FIRST.invites.revoked }), 'invite_closed');
  const events = await owner.audit(FIRST.team);
  const before = FIRST.said['audit'] as { hash: string }[];
  assert.equal(events.at(-before.length)?.hash, before[0]?.hash, 'the chain goes on from where it stood');
  assert.equal(events.at(-before.length - 1)?.prev, before[0]?.hash);
});

test('what another release lost would be seen', async () => {
  const data = Object.fromEntries(Object.entries(FIRST.data).filter(([path]) => !path.includes('account')));
  const less: Left = { ...FIRST, data };
  const other = await startOn(less);
  try {
    const who = await person(other, 'Olga', { email: FIRST.people.owner });
    assert.notDeepEqual((await said(who, FIRST.team))['audit'], FIRST.said['audit']);
  } finally {
    await other.stop();
  }
});

if (OLD_BUNDLE !== undefined) {
  test('and back: what this release wrote is good under the old one', async () => {
    assert.notDeepEqual(readFileSync(join(OLD_BUNDLE, 'index_bg.wasm')), readFileSync(join(BUNDLE, 'index_bg.wasm')));
    await edge.host.kill();
    const left: Left = { ...FIRST, data: dataOf(join(edge.host.folder, 'data')) };
    await edge.host.start();
    const now = await said(owner, FIRST.team);
    const old = await startOn(left, OLD_BUNDLE);
    try {
      const who = await person(old, 'Olga', { email: FIRST.people.owner });
      const then = await said(who, FIRST.team);
      for (const list of ['account', 'members', 'invites', 'audit']) assert.deepEqual(then[list], now[list], list);
      const again = await who.invite(FIRST.team, { role: 'dev' });
      const guest = await person(old, 'Gil');
      await guest.join({ token: await tokenOf(old, old.origin + new URL(again.link).pathname) });
      assert.equal((await who.members(FIRST.team)).length, (now['members'] as unknown[]).length + 1);
    } finally {
      await old.stop();
    }
  });
}
