// Upgrade and rollback: this release reads the data of the first one, and does not change what the first one reads. The fixture was
// written by the first release itself (`harness/release.ts`).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { compactVerify, createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inDatabase } from '../harness/database.ts';
import { BUNDLE, type Edge } from '../harness/edge.ts';
import { openLink, person, signIn, tokenOf, type Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { dataOf, readFixture, readTeam, startOnFixture, type ReleaseFixture } from '../harness/release.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const FIRST = readFixture(new URL('../fixtures/first-release.json.gz', import.meta.url));
/** The bundle of an older release, which is not in git. If it is set, a rollback is tested too. */
const OLD_BUNDLE = process.env['HALLPASS_OLD_BUNDLE'];

let edge: Edge;
let owner: Person;
before(async () => {
  edge = await startOnFixture(FIRST);
  owner = await person(edge, 'Olga', { email: FIRST.people.owner });
});
after(() => edge?.stop());

test('data of the first release is unchanged under this one', async () => {
  const now = await readTeam(owner, FIRST.team);
  const { lastSeenOn: _, ...account } = now['account'] as Record<string, unknown>;
  assert.deepEqual(account, FIRST.responses['account']);
  for (const list of ['invites', 'audit']) assert.deepEqual(now[list], FIRST.responses[list], list);
  const names = (members: unknown): unknown => (members as { user: string; role: string }[]).map(({ user, role }) => [user, role]);
  assert.deepEqual(names(now['members']), names(FIRST.responses['members']));
  const me = await owner.me();
  assert.ok(me.accounts.some(({ id }) => id === FIRST.team));
  assert.deepEqual((await owner.get('/.well-known/jwks.json')).json(), FIRST.jwks);
});

test('a search finds names that the first release stored in lower case only', async () => {
  await inDatabase(edge, FIRST.team, (database) => {
    database.exec("UPDATE members SET name = 'Mía Łukasz', folded_name = 'mía łukasz' WHERE name = 'Mia'");
  });
  for (const q of ['mia l', 'MÍA Ł']) {
    const found = expectOk(await owner.get(`/v1/accounts/${FIRST.team}/members?q=${encodeURIComponent(q)}`), shapes.page(shapes.member));
    assert.deepEqual(found.items.map(({ name }) => name), ['Mía Łukasz'], q);
  }
  await inDatabase(edge, FIRST.team, (database) => {
    database.exec("UPDATE members SET name = 'Mia', folded_name = 'mia' WHERE name = 'Mía Łukasz'");
  });
});

test('tokens of the first release have today’s format', async () => {
  const keys = createLocalJWKSet(FIRST.jwks as JSONWebKeySet);
  const membership = decode(FIRST.tokens.membership);
  await jwtVerify(FIRST.tokens.membership, keys, { currentDate: new Date(Number(membership.claims['iat']) * 1000) });
  await compactVerify(FIRST.tokens.auditHead, keys);
  const current = expectOk(await owner.post(`/v1/accounts/${FIRST.team}/token`), shapes.token).token;
  for (const claim of Object.keys(membership.claims)) assert.ok(claim in decode(current).claims, claim);
  assert.deepEqual(decode(current).header, membership.header);
  // The invite token is valid or, at most, expired.
  const invitee = await signIn(edge, 'Ida', { email: FIRST.people.invitee });
  const stranger = await person(edge, 'Stella');
  const reply = await stranger.accept({ token: FIRST.tokens.invite });
  expectError(reply, 'wrong_account');
  const preview = await invitee.post('/v1/invites/preview', { token: FIRST.tokens.invite });
  if (preview.status !== 200) expectError(preview, 'token_expired');
});

test('links of the first release work, and its invites can be accepted', async () => {
  const onThisEdge = (link: string): string => edge.origin + new URL(link).pathname;
  const { fragment } = await openLink(edge, onThisEdge(FIRST.links.revoked));
  assert.equal(fragment.get('invite'), 'closed');
  const guest = await person(edge, 'Gus');
  const joined = await guest.join({ token: await tokenOf(edge, onThisEdge(FIRST.links.open)) });
  assert.deepEqual([joined.account.id, joined.membership.role], [FIRST.team, 'dev']);
  const invitee = await person(edge, 'Ida', { email: FIRST.people.invitee });
  const inbox = expectOk(await invitee.get('/v1/invites'), shapes.page(shapes.invite)).items;
  assert.deepEqual(inbox.map(({ id }) => id), [FIRST.invites.targeted]);
  assert.equal((await invitee.join({ inviteId: FIRST.invites.targeted })).membership.role, 'billing');
  expectError(await invitee.accept({ inviteId: FIRST.invites.revoked }), 'invite_closed');
  const events = await owner.audit(FIRST.team);
  const before = FIRST.responses['audit'] as { hash: string }[];
  assert.equal(events.at(-before.length)?.hash, before[0]?.hash, 'the chain continues from the last event');
  assert.equal(events.at(-before.length - 1)?.prev, before[0]?.hash);
});

test('lost data is found', async () => {
  const data = Object.fromEntries(Object.entries(FIRST.data).filter(([path]) => !path.includes('account')));
  const incomplete: ReleaseFixture = { ...FIRST, data };
  const other = await startOnFixture(incomplete);
  try {
    const olga = await person(other, 'Olga', { email: FIRST.people.owner });
    assert.notDeepEqual((await readTeam(olga, FIRST.team))['audit'], FIRST.responses['audit']);
  } finally {
    await other.stop();
  }
});

if (OLD_BUNDLE !== undefined) {
  test('rollback: the old release reads the data of this one', async () => {
    assert.notDeepEqual(readFileSync(join(OLD_BUNDLE, 'index_bg.wasm')), readFileSync(join(BUNDLE, 'index_bg.wasm')));
    await edge.host.kill();
    const upgraded: ReleaseFixture = { ...FIRST, data: dataOf(join(edge.host.folder, 'data')) };
    await edge.host.start();
    const now = await readTeam(owner, FIRST.team);
    const old = await startOnFixture(upgraded, OLD_BUNDLE);
    try {
      const olga = await person(old, 'Olga', { email: FIRST.people.owner });
      const underOldRelease = await readTeam(olga, FIRST.team);
      for (const list of ['account', 'members', 'invites', 'audit']) assert.deepEqual(underOldRelease[list], now[list], list);
      const again = await olga.invite(FIRST.team, { role: 'dev' });
      const guest = await person(old, 'Gil');
      await guest.join({ token: await tokenOf(old, old.origin + new URL(again.link).pathname) });
      assert.equal((await olga.members(FIRST.team)).length, (now['members'] as unknown[]).length + 1);
    } finally {
      await old.stop();
    }
  });
}
