// Upgrade and rollback: this release reads the data of the first one and of the last one before projects, and does not change what they
// read. The fixtures were written by those releases themselves (`harness/release.ts`).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { compactVerify, createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillerMembers, inDatabase, indexMembers } from '../harness/database.ts';
import { BUNDLE, type Edge } from '../harness/edge.ts';
import { eventually, openLink, person, signIn, tokenOf, type Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import type { Reply } from '../harness/http.ts';
import { dataOf, readFixture, readTeam, startOnFixture, type ReleaseFixture } from '../harness/release.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { decode, verified } from '../harness/secrets.ts';
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

/** An invite as these releases returned it. */
interface StoredInvite {
  readonly email?: string;
  readonly status: string;
}

/** What this release returns of it: their link invites were for one user each. */
function withUses(invite: StoredInvite): object {
  return invite.email === undefined ? { ...invite, maxUses: 1, uses: invite.status === 'accepted' ? 1 : 0 } : invite;
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
    assert.deepEqual(now['invites'], (fixture.responses['invites'] as StoredInvite[]).map(withUses));
    assert.deepEqual(now['audit'], fixture.responses['audit']);
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

for (const { name, fixture } of RELEASES) {
  test(`members and invites of ${name} get lists, projects, ends and reviews under a policy that has them`, async () => {
    const edge = await startOnFixture(fixture, { policy: defaultPolicy() });
    try {
      const [owner, member, invitee] = await Promise.all([
        person(edge, 'Olga', { email: fixture.people.owner }),
        person(edge, 'Mia', { email: fixture.people.member }),
        person(edge, 'Ida', { email: fixture.people.invitee }),
      ]);
      const at = `/v1/accounts/${fixture.team}`;
      const memberPath = `${at}/members/${member.id}`;
      // What an earlier release stored reads as active, without an end and without grants.
      const row = (await owner.members(fixture.team)).find(({ user }) => user === member.id);
      assert.deepEqual([row?.role, row?.permissions, row?.suspended, row?.expiresAt, row?.grants], ['dev', undefined, false, undefined, []]);
      const { counts } = expectOk(await owner.get(`${at}/members?sort=lastSeen&inactiveForDays=1`), shapes.memberPage);
      assert.deepEqual([counts.suspended, counts.ended], [0, 0]);

      const project = expectOk(await owner.post(`${at}/projects`, { name: 'Search' }), shapes.project, 201);
      assert.equal(project.role, 'manager');
      const inProject = { project: project.id };
      const permissionsThere = async (): Promise<readonly string[] | undefined> =>
        expectOk(await member.post(`${at}/token`, inProject), shapes.token).project?.permissions;
      await grantAndTakeBack();
      await suspendAndEnd();
      await editAndAccept();
      await review();

      async function grantAndTakeBack(): Promise<void> {
        const list = { role: 'custom', permissions: ['team:access', 'billing:read'] };
        const changed = expectOk(await owner.patch(memberPath, list), shapes.member);
        assert.deepEqual([changed.role, changed.permissions], ['custom', list.permissions]);
        expectError(await member.post(`${at}/token`, inProject), 'not_found');
        const grant = `${at}/projects/${project.id}/members/${member.id}`;
        expectOk(await owner.put(grant, { role: 'viewer' }), shapes.projectMember);
        assert.deepEqual(await permissionsThere(), ['pods:connect', 'serverless:invoke', 'clusters:connect']);
        assert.equal((await owner.delete(grant)).status, 204);
        expectError(await member.post(`${at}/token`, inProject), 'not_found');
        // Back to the role of before, whose permissions of project scope count in each project.
        expectOk(await owner.patch(memberPath, { role: 'dev' }), shapes.member);
        assert.ok((await permissionsThere())?.includes('pods:manage'));
      }

      async function suspendAndEnd(): Promise<void> {
        const token = (): Promise<Reply> => member.post(`${at}/token`);
        assert.equal(expectOk(await owner.patch(memberPath, { suspended: true }), shapes.member).suspended, true);
        expectError(await token(), 'suspended');
        expectOk(await owner.patch(memberPath, { suspended: false, expiresAt: '2020-01-01T00:00:00Z' }), shapes.member);
        expectError(await token(), 'past_end');
        expectOk(await owner.patch(memberPath, { expiresAt: '2100-01-01T00:00:00Z' }), shapes.member);
        expectOk(await token(), shapes.token);
        assert.equal(expectOk(await owner.patch(memberPath, { expiresAt: null }), shapes.member).expiresAt, undefined);
      }

      async function editAndAccept(): Promise<void> {
        const edit = { role: 'custom', permissions: ['team:access'], projects: [{ ...inProject, role: 'editor' }], membershipExpiresIn: 3_600 };
        const edited = expectOk(await owner.patch(`${at}/invites/${fixture.invites.targeted}`, edit), shapes.invite);
        assert.deepEqual([edited.role, edited.permissions, edited.projects], [edit.role, edit.permissions, edit.projects]);
        const joined = await invitee.join({ inviteId: fixture.invites.targeted });
        assert.deepEqual([joined.membership.role, joined.membership.grants], ['custom', edit.projects]);
        assert.ok(Date.parse(joined.membership.expiresAt ?? '') > Date.now());
        expectOk(await invitee.post(`${at}/token`, inProject), shapes.token);
      }

      async function review(): Promise<void> {
        const opened = expectOk(await owner.post(`${at}/reviews`), shapes.review, 201);
        // The owner, both members of the earlier release, and the invitee.
        assert.equal(opened.counts.total, 4);
        const reviewPath = `${at}/reviews/${opened.id}`;
        expectOk(await owner.post(`${reviewPath}/decisions`, { user: member.id, decision: 'keep' }), shapes.review);
        assert.equal((await owner.delete(memberPath)).status, 204);
        const { items } = expectOk(await owner.get(reviewPath), shapes.reviewDetails).items;
        assert.equal(items.find(({ user }) => user === member.id)?.decision, 'keep');
        const { summary } = expectOk(await owner.post(`${reviewPath}/close`), shapes.closedReview);
        assert.deepEqual(verified(summary, (fixture.jwks as { keys: [] }).keys).claims['kept'], [member.id]);
      }

      // The log of the earlier release continues in one chain.
      const events = await owner.audit(fixture.team);
      for (const [index, event] of events.slice(0, -1).entries()) assert.equal(event.prev, events[index + 1]?.hash);
      const actions = new Set(events.map(({ action }) => action));
      for (const action of ['member.suspend', 'member.restore', 'member.end', 'hallpass.grant.put', 'hallpass.grant.remove', 'invite.update']) {
        assert.ok(actions.has(action), action);
      }
    } finally {
      await edge.stop();
    }
  });
}

test('a search finds names that the first release stored in lower case only, without an index and with one', async () => {
  const { edge, owner } = upgraded[0] ?? assert.fail('nothing was started');
  const change = (statement: string): Promise<void> => inDatabase(edge, FIRST.team, (database) => void database.exec(statement));
  const findsMia = async (): Promise<void> => {
    for (const q of ['mia l', 'MÍA Ł', 'ía Łu', 'kás', 'ká']) {
      const found = expectOk(await owner.get(`/v1/accounts/${FIRST.team}/members?q=${encodeURIComponent(q)}`), shapes.page(shapes.member));
      assert.deepEqual(found.items.map(({ name }) => name), ['Mía Łukasz'], q);
    }
  };
  await change("UPDATE members SET name = 'Mía Łukasz', folded_name = 'mía łukasz' WHERE name = 'Mia'");
  await findsMia();
  await change(fillerMembers(1_000));
  await findsMia();
  await indexMembers(edge, owner, FIRST.team);
  await findsMia();
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

for (const { name, fixture } of RELEASES) {
  test(`a member and an invitee of ${name} are erased`, async () => {
    const edge = await startOnFixture(fixture);
    try {
      const [owner, member] = await Promise.all([
        person(edge, 'Olga', { email: fixture.people.owner }),
        person(edge, 'Mia', { email: fixture.people.member }),
      ]);
      const invitee = await signIn(edge, 'Ida', { email: fixture.people.invitee });
      for (const each of [member, invitee]) expectOk(await each.delete('/v1/me'), shapes.erasedUser, 202);
      await eventually('both are gone', async () => {
        const [members, invites] = await Promise.all([owner.members(fixture.team), owner.invites(fixture.team)]);
        return members.some(({ user }) => user === member.id) || invites.some(({ id }) => id === fixture.invites.targeted) ? undefined : true;
      });
      const events = (await owner.audit(fixture.team)).toReversed();
      for (const [index, event] of events.entries()) if (index > 0) assert.equal(event.prev, events[index - 1]?.hash);
    } finally {
      await edge.stop();
    }
  });
}
