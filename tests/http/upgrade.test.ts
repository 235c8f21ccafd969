// Upgrade and rollback: this release reads the data of the first one and of the last one before projects, and does not change what they
// read. The fixtures were written by those releases themselves (`harness/release.ts`).
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

const fixture = (name: string): ReleaseFixture => readFixture(new URL(`../fixtures/${name}.json.gz`, import.meta.url));
const FIRST = fixture('first-release');
/** Its tables lack the columns of lists, ends and suspension, and those of projects. */
const BEFORE_PROJECTS = fixture('before-projects');
const RELEASES = [
  { name: 'the first release', fixture: FIRST },
  { name: 'the last release before projects', fixture: BEFORE_PROJECTS },
] as const;
/** The bundle of an older release, which is not in git. If it is set, a rollback is tested too. */
const OLD_BUNDLE = process.env['HALLPASS_OLD_BUNDLE'];

interface Upgraded {
  readonly edge: Edge;
  readonly owner: Person;
}

let upgraded: readonly Upgraded[] = [];
before(async () => {
  const all: Upgraded[] = [];
  for (const { fixture } of RELEASES) {
    const edge = await startOnFixture(fixture);
    all.push({ edge, owner: await person(edge, 'Olga', { email: fixture.people.owner }) });
  }
  upgraded = all;
});
after(() => Promise.all(upgraded.map(({ edge }) => edge.stop())));

for (const [index, { name, fixture }] of RELEASES.entries()) {
  const started = (): Upgraded => upgraded[index] ?? assert.fail('nothing was started');

  test(`data of ${name} is unchanged under this one`, async () => {
    const { owner } = started();
    const now = await readTeam(owner, fixture.team);
    const { lastSeenOn: _, ...account } = now['account'] as Record<string, unknown>;
    assert.deepEqual(account, fixture.responses['account']);
    for (const list of ['invites', 'audit']) assert.deepEqual(now[list], fixture.responses[list], list);
    const names = (members: unknown): unknown => (members as { user: string; role: string }[]).map(({ user, role }) => [user, role]);
    assert.deepEqual(names(now['members']), names(fixture.responses['members']));
    const me = await owner.me();
    assert.ok(me.accounts.some(({ id }) => id === fixture.team));
    assert.deepEqual((await owner.get('/.well-known/jwks.json')).json(), fixture.jwks);
  });

  test(`tokens of ${name} have today’s format`, async () => {
    const { edge, owner } = started();
    const keys = createLocalJWKSet(fixture.jwks as JSONWebKeySet);
    const membership = decode(fixture.tokens.membership);
    await jwtVerify(fixture.tokens.membership, keys, { currentDate: new Date(Number(membership.claims['iat']) * 1000) });
    await compactVerify(fixture.tokens.auditHead, keys);
    const current = expectOk(await owner.post(`/v1/accounts/${fixture.team}/token`), shapes.token).token;
    for (const claim of Object.keys(membership.claims)) assert.ok(claim in decode(current).claims, claim);
    assert.deepEqual(decode(current).header, membership.header);
    // The invite token is valid or, at most, expired.
    const invitee = await signIn(edge, 'Ida', { email: fixture.people.invitee });
    const stranger = await person(edge, 'Stella');
    const reply = await stranger.accept({ token: fixture.tokens.invite });
    expectError(reply, 'wrong_account');
    const preview = await invitee.post('/v1/invites/preview', { token: fixture.tokens.invite });
    if (preview.status !== 200) expectError(preview, 'token_expired');
  });

  test(`links of ${name} work, and its invites can be accepted`, async () => {
    const { edge, owner } = started();
    const onThisEdge = (link: string): string => edge.origin + new URL(link).pathname;
    const { fragment } = await openLink(edge, onThisEdge(fixture.links.revoked));
    assert.equal(fragment.get('invite'), 'closed');
    const guest = await person(edge, 'Gus');
    const joined = await guest.join({ token: await tokenOf(edge, onThisEdge(fixture.links.open)) });
    assert.deepEqual([joined.account.id, joined.membership.role], [fixture.team, 'dev']);
    const invitee = await person(edge, 'Ida', { email: fixture.people.invitee });
    const inbox = expectOk(await invitee.get('/v1/invites'), shapes.page(shapes.invite)).items;
    assert.deepEqual(inbox.map(({ id }) => id), [fixture.invites.targeted]);
    assert.equal((await invitee.join({ inviteId: fixture.invites.targeted })).membership.role, 'billing');
    expectError(await invitee.accept({ inviteId: fixture.invites.revoked }), 'invite_closed');
    const events = await owner.audit(fixture.team);
    const before = fixture.responses['audit'] as { hash: string }[];
    assert.equal(events.at(-before.length)?.hash, before[0]?.hash, 'the chain continues from the last event');
    assert.equal(events.at(-before.length - 1)?.prev, before[0]?.hash);
  });
}

test('a search finds names that the first release stored in lower case only', async () => {
  const { edge, owner } = upgraded[0] ?? assert.fail('nothing was started');
  await inDatabase(edge, FIRST.team, (database) => {
    database.exec("UPDATE members SET name = 'Mía Łukasz', folded_name = 'mía łukasz' WHERE name = 'Mia'");
  });
  for (const q of ['mia l', 'MÍA Ł']) {
    const found = expectOk(await owner.get(`/v1/accounts/${FIRST.team}/members?q=${encodeURIComponent(q)}`), shapes.page(shapes.member));
    assert.deepEqual(found.items.map(({ name }) => name), ['Mía Łukasz'], q);
  }
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
    const { edge, owner } = upgraded[0] ?? assert.fail('nothing was started');
    await edge.host.kill();
    const data: ReleaseFixture = { ...FIRST, data: dataOf(join(edge.host.folder, 'data')) };
    await edge.host.start();
    const now = await readTeam(owner, FIRST.team);
    const old = await startOnFixture(data, { bundle: OLD_BUNDLE });
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
