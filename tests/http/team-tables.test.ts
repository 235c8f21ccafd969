// A personal account gets the tables of invites, projects, reviews and mails when it needs them; a team has them from the start.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { OBSERVED, ObservedObject } from '../harness/objects.ts';
import { enrol, person, type Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge({ entry: OBSERVED });
});
after(() => edge?.stop());

const accountOf = (id: string): ObservedObject => new ObservedObject(edge, 'ACCOUNT', id);

/** The tables and indexes of an account, without those of the platform. */
async function schemaOf(id: string): Promise<string[]> {
  const rows = await accountOf(id).rows<{ name: string }>("SELECT name FROM sqlite_master WHERE name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'");
  return rows.map(({ name }) => name).toSorted();
}

/** Does what a user does with their own account, and what reads it without changing anything. */
async function useOwnAccount(user: Person): Promise<void> {
  const path = `/v1/accounts/${user.own}`;
  await user.open();
  expectOk(await user.post(`${path}/token`, undefined, { key: `token-${user.id}` }), shapes.token);
  assert.deepEqual(await user.invites(user.own), []);
  assert.deepEqual(expectOk(await user.get(`${path}/projects`), shapes.projects).items, []);
  assert.deepEqual(expectOk(await user.get(`${path}/reviews`), shapes.page(shapes.review)).items, []);
  assert.equal((await user.members(user.own)).length, 1);
  assert.equal((await user.audit(user.own)).length, 1, 'the event of its creation');
  expectError(await user.get(`${path}/projects/prj_${'A'.repeat(22)}`), 'not_found');
  expectError(await user.post(`${path}/invites`, { role: 'dev', email: 'gus@example.com' }), 'not_a_team');
  expectOk(await user.get('/v1/me/export'), shapes.dataExport);
}

test('a personal account that is used as such has none of them', async () => {
  const olga = await person(edge, 'Olga');
  await useOwnAccount(olga);
  const names = await schemaOf(olga.own);
  assert.ok(names.includes('members') && names.includes('events'), names.join(' '));
  assert.deepEqual(names.filter((name) => /^(invites|link_invites|redemptions|projects|grants|reviews|review_entries|mails|former_owners|members_)/.test(name)), []);
});

test('with its first project it gets all of them', async () => {
  const olga = await person(edge, 'Olga');
  await useOwnAccount(olga);
  const team = await schemaOf((await olga.team()).id);
  assert.ok(team.length > (await schemaOf(olga.own)).length, 'control: a team has more');
  const project = expectOk(await olga.post(`/v1/accounts/${olga.own}/projects`, { name: 'Search' }), shapes.project, 201);
  assert.deepEqual(await schemaOf(olga.own), team);
  const { items } = expectOk(await olga.get(`/v1/accounts/${olga.own}/projects`), shapes.projects);
  assert.deepEqual(items.map(({ id }) => id), [project.id]);
});

test('a converted account has them, with its first member’s rows in the indexes, and works as a team', async () => {
  const [olga, gus] = [await person(edge, 'Olga'), await person(edge, 'Gus')];
  await useOwnAccount(olga);
  expectOk(await olga.post(`/v1/accounts/${olga.own}/convert`, { name: 'Compute' }), shapes.account);
  assert.deepEqual(await schemaOf(olga.own), await schemaOf((await olga.team()).id));
  expectError(await olga.post(`/v1/accounts/${olga.own}/invites`, { role: 'dev', email: olga.email }), 'already_member');
  await enrol(olga, olga.own, gus, 'dev');
  assert.deepEqual((await olga.members(olga.own)).map(({ email }) => email).toSorted(), [gus.email, olga.email].toSorted());
  const review = expectOk(await olga.post(`/v1/accounts/${olga.own}/reviews`), shapes.review, 201);
  assert.equal(review.status, 'open');
});

test('a user with such an account can be erased', async () => {
  const olga = await person(edge, 'Olga');
  await useOwnAccount(olga);
  assert.equal((await olga.delete('/v1/me')).status, 202);
  expectError(await olga.get('/v1/me'), 'user_erased');
});
