// Services: the platform's machine clients, limited to the permissions that the operator configured, and audited as services.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import type { Reply } from '../harness/http.ts';
import { enrol, inParallel, ownerWithTeam, person, signIn, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { ROUTES } from '../harness/routes.ts';
import { ServiceProvider, Service } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const DEV = ['team:access', 'pods:connect', 'pods:manage', 'serverless:manage', 'serverless:invoke', 'clusters:connect', 'volumes:manage'];
const OWN = ['members:invite', 'members:manage', 'team:manage', 'audit:read'];

const serviceProvider = new ServiceProvider({ importer: defaultPolicy().permissions, clerk: [...DEV, ...OWN], powerless: [], unknown: ['pods:fly'] });
const users = new Provider('users');

let edge: Edge;
let importer: Service;
let clerk: Service;
let powerless: Service;
before(async () => {
  edge = await startEdge({ providers: [users.setting({ emailDomains: ['example.org'] }), serviceProvider.setting()] });
  importer = serviceProvider.service(edge.origin, 'importer');
  clerk = serviceProvider.service(edge.origin, 'clerk');
  powerless = serviceProvider.service(edge.origin, 'powerless');
});
after(() => edge?.stop());

function userId(provider: string, subject: string): string {
  return `usr_${createHash('sha256').update(`${provider}\0${subject}`).digest('base64url').slice(0, 22)}`;
}

test('a user registered by a service finds their account at the first sign-in', async () => {
  const { registered, registration } = await importer.register('Kim Import');
  assert.equal(registered.user.id, userId('local', registration.subject));
  assert.deepEqual([registered.own.kind, registered.own.role, registered.own.name], ['personal', 'admin', 'Kim Import']);
  const again = (await importer.register('Kim Import', registration)).registered;
  assert.deepEqual(again, registered, 'registering again returns the same user');
  const kim = await signIn(edge, 'Kim', { email: registration.email });
  const me = await kim.me();
  assert.deepEqual([me.user.id, me.own.id, me.accounts.length], [registered.user.id, registered.own.id, 1]);
  const opened = await kim.open();
  assert.equal(opened.own.id, registered.own.id, 'signing in does not create another account');
  const [event, ...more] = (await kim.audit(registered.own.id)).toReversed();
  assert.deepEqual([event?.action, event?.actor.kind, event?.actor.name, more.length], ['account.create', 'service', 'importer', 0]);
  assert.match(String(event?.actor.id), /^svc_[\w-]{22}$/);
});

test('a service can mark as verified only addresses of the provider’s domains', async () => {
  const tail = unique();
  for (const [email, expected] of [
    [`a.${tail}@example.org`, true],
    [`b.${tail}@example.com`, false],
  ] as const) {
    const { registered } = await importer.register('Ada', { provider: 'users', subject: email, email });
    assert.equal(registered.user.emailVerified, expected, email);
  }
  const body = { provider: 'nowhere', subject: 'x', email: `c.${tail}@example.org`, emailVerified: true, name: 'C' };
  assert.deepEqual(expectError(await importer.put('/v1/users', body), 'invalid_request').errors, [{ field: 'provider', code: 'unknown' }]);
  const machine = { ...body, provider: 'machines' };
  expectError(await importer.put('/v1/users', machine), 'invalid_request', 'a provider of services has no users');
  const { name: _, ...nameless } = { ...body, provider: 'users' };
  assert.deepEqual(expectError(await importer.put('/v1/users', nameless), 'invalid_request').errors, [{ field: 'name', code: 'required' }]);
});

test('there is one team for each external id', async () => {
  const { registered } = await importer.register('Owner');
  const externalId = `org-${unique()}`;
  const replies = await inParallel(8, 8, () => importer.team(registered.user.id, 'Imported', externalId));
  assert.equal(new Set(replies.map((each) => each.id)).size, 1);
  const [team] = replies;
  assert.deepEqual([team?.kind, team?.externalId, team?.owner.user], ['team', externalId, registered.user.id]);
  assert.equal((await clerk.team(registered.user.id, 'Imported', externalId)).id, team?.id, 'another service gets the same team');
  const { registered: other } = await importer.register('Other');
  expectError(await importer.post('/v1/accounts', { name: 'X', owner: other.user.id, externalId }), 'conflict', 'another owner');
  const stranger = { name: 'X', owner: userId('local', unique()), externalId: unique() };
  assert.deepEqual(expectError(await importer.post('/v1/accounts', stranger), 'invalid_request').errors, [{ field: 'owner', code: 'unknown' }]);
  expectError(await importer.post('/v1/accounts', { name: 'X' }), 'invalid_request', 'owner is required');
  for (const bad of ['', 'a b', 'x'.repeat(129), 'é'])
    expectError(await importer.post('/v1/accounts', { name: 'X', owner: other.user.id, externalId: bad }), 'invalid_request', bad);
});

test('without an external id a team is created once per idempotency key', async () => {
  const { registered, registration } = await importer.register('Owner');
  const body = { name: 'Keyed', owner: registered.user.id };
  const key = unique();
  const one = expectOk(await importer.post('/v1/accounts', body, { key }), shapes.account, 201);
  const two = expectOk(await importer.post('/v1/accounts', body, { key }), shapes.account, 201);
  assert.equal(one.id, two.id);
  expectError(await importer.post('/v1/accounts', { ...body, name: 'Other' }, { key }), 'idempotency_mismatch');
  assert.notEqual((await importer.team(registered.user.id, 'Keyed')).id, one.id);
  const owner = await signIn(edge, 'Owner', { email: registration.email });
  const own = expectOk(await owner.post('/v1/accounts', { name: 'Mine' }, { key }), shapes.account, 201);
  assert.notEqual(own.id, one.id, 'users’ and services’ keys are separate');
});

test('importing a member again updates the role', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { registered, registration } = await importer.register('Mia');
  const path = `/v1/accounts/${team}/members/${registered.user.id}`;
  const { invite } = await owner.invite(team, { email: registration.email, role: 'basic' });
  const replies = await inParallel(8, 8, () => importer.put(path, { role: 'dev' }));
  for (const reply of replies) assert.equal(expectOk(reply, shapes.member).role, 'dev');
  assert.equal((await owner.members(team)).length, 2);
  assert.equal((await owner.inviteState(invite.id)).status, 'revoked', 'the pending invite is no longer needed');
  expectOk(await importer.put(path, { role: 'billing' }), shapes.member);
  const events = (await owner.audit(team)).toReversed().slice(2);
  assert.deepEqual(
    events.map((each) => [each.action, each.actor.kind, each.resourceId, each.details]),
    [
      ['invite.revoke', 'system', invite.id, { member: registered.user.id }],
      ['member.join', 'service', registered.user.id, { role: 'dev', invitesRevoked: [invite.id] }],
      ['member.role', 'service', registered.user.id, { role: 'billing', roleBefore: 'dev' }],
    ],
  );
  const mia = await signIn(edge, 'Mia', { email: registration.email });
  assert.ok((await mia.me()).accounts.some((each) => each.id === team && each.role === 'billing'));
  expectError(await owner.post(`/v1/accounts/${team}/invites`, { email: registration.email, role: 'dev' }), 'already_member');
});

test('invalid imports are rejected with a specific code', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { registered } = await importer.register('Mia');
  const path = (account: string, user: string): string => `/v1/accounts/${account}/members/${user}`;
  expectError(await importer.put(path(team, userId('local', unique())), { role: 'dev' }), 'not_found', 'an unknown user');
  expectError(await importer.put(path(team, 'usr_x'), { role: 'dev' }), 'not_found');
  expectError(await importer.put(path(`acc_${'A'.repeat(22)}`, registered.user.id), { role: 'dev' }), 'not_found', 'an unknown account');
  expectError(await importer.put(path(owner.own, registered.user.id), { role: 'dev' }), 'not_a_team');
  const unknown = expectError(await importer.put(path(team, registered.user.id), { role: 'captain' }), 'invalid_request');
  assert.deepEqual(unknown.errors, [{ field: 'role', code: 'unknown' }]);
  expectError(await importer.put(path(team, owner.id), { role: 'dev' }), 'owner_protected');
  expectOk(await importer.put(path(team, owner.id), { role: 'admin' }), shapes.member);
});

test('a member is imported with grants in projects and an end, all or nothing', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { registered } = await importer.register('Mia');
  const path = `/v1/accounts/${team}/members/${registered.user.id}`;
  const create = async (name: string): Promise<string> =>
    expectOk(await owner.post(`/v1/accounts/${team}/projects`, { name }), shapes.project, 201).id;
  const [one, two] = [await create('One'), await create('Two')];
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const base = { role: 'custom', permissions: ['team:access'], expiresAt };
  const unknown = `prj_${'A'.repeat(22)}`;
  for (const [projects, code] of [
    [[{ project: one, role: 'manager' }], 'role_exceeds_grantor'],
    [[{ project: one, role: 'viewer' }, { project: unknown, role: 'viewer' }], 'not_found'],
    [[{ project: one, role: 'viewer' }, { project: one, role: 'viewer' }], 'invalid_request'],
  ] as const) {
    expectError(await clerk.put(path, { ...base, projects }), code);
    assert.equal((await owner.members(team)).length, 1, `${code}: nothing was stored`);
  }
  const projects = [{ project: one, role: 'viewer' }];
  const enrolled = expectOk(await clerk.put(path, { ...base, projects }), shapes.member);
  assert.deepEqual([enrolled.role, enrolled.expiresAt, enrolled.grants], ['custom', expiresAt, projects]);
  const events = (await owner.audit(team)).length;
  expectOk(await clerk.put(path, { ...base, projects }), shapes.member, 200);
  assert.equal((await owner.audit(team)).length, events, 'a repeat changes nothing');
  const more = expectOk(await importer.put(path, { role: 'basic', expiresAt: null, projects: [{ project: two, role: 'manager' }] }), shapes.member);
  assert.deepEqual([more.role, more.expiresAt, more.grants?.length], ['basic', undefined, 2]);
  assert.deepEqual(expectError(await importer.put(path, { role: 'basic', expiresAt: 'soon' }), 'invalid_request').errors, [
    { field: 'expiresAt', code: 'invalid' },
  ]);
});

test('rule 5: a service cannot grant permissions that it lacks, and each denial is audited', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { registered } = await importer.register('Mia');
  const path = `/v1/accounts/${team}/members/${registered.user.id}`;
  expectError(await clerk.put(path, { role: 'admin' }), 'role_exceeds_grantor');
  expectError(await clerk.put(path, { role: 'billing' }), 'role_exceeds_grantor');
  expectError(await powerless.put(path, { role: 'basic' }), 'forbidden');
  expectOk(await clerk.put(path, { role: 'dev' }), shapes.member);
  expectError(await clerk.patch(path, { role: 'admin' }), 'role_exceeds_grantor');
  expectOk(await importer.patch(path, { role: 'billing' }), shapes.member);
  expectError(await clerk.put(path, { role: 'dev' }), 'forbidden', 'a member with permissions that the service lacks');
  expectError(await clerk.delete(path), 'forbidden');
  assert.equal((await importer.delete(path)).status, 204);
  const events = (await owner.audit(team)).toReversed().slice(1);
  assert.deepEqual(
    events.map((each) => [each.action, each.outcome, each.code, each.actor.kind, each.actor.name]),
    [
      ['member.join', 'refused', 'role_exceeds_grantor', 'service', 'clerk'],
      ['member.join', 'refused', 'role_exceeds_grantor', 'service', 'clerk'],
      ['member.join', 'refused', 'forbidden', 'service', 'powerless'],
      ['member.join', 'done', undefined, 'service', 'clerk'],
      ['member.role', 'refused', 'role_exceeds_grantor', 'service', 'clerk'],
      ['member.role', 'done', undefined, 'service', 'importer'],
      ['member.join', 'refused', 'forbidden', 'service', 'clerk'],
      ['member.remove', 'refused', 'forbidden', 'service', 'clerk'],
      ['member.remove', 'done', undefined, 'service', 'importer'],
    ],
  );
});

test('a service without permissions, or with unknown ones, is denied everything', async () => {
  const { team } = await ownerWithTeam(edge);
  const unknown = serviceProvider.service(edge.origin, 'unknown');
  const { registered } = await importer.register('Mia');
  for (const service of [powerless, unknown]) {
    const registration = { provider: 'local', subject: unique(), email: `${unique()}@example.com`, emailVerified: true, name: 'X' };
    expectError(await service.put('/v1/users', registration), 'forbidden');
    expectError(await service.post('/v1/accounts', { name: 'X', owner: registered.user.id }), 'forbidden');
    expectError(await service.get(`/v1/accounts/${team}`), 'forbidden');
    expectError(await service.get(`/v1/accounts/${team}/members`), 'forbidden');
    expectError(await service.get(`/v1/accounts/${team}/audit`), 'forbidden');
    expectError(await service.patch(`/v1/accounts/${team}`, { name: 'Mine' }), 'forbidden');
    expectError(await service.post(`/v1/accounts/${team}/audit`, { action: 'a', resourceType: 'b', resourceId: 'c' }), 'forbidden');
  }
});

test('a service can read and change what its permissions cover, in any account', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const seen = expectOk(await clerk.get(`/v1/accounts/${team}`), shapes.account);
  assert.deepEqual([seen.role, seen.permissions.toSorted()], ['service', [...DEV, ...OWN].toSorted()]);
  const renamed = expectOk(await clerk.patch(`/v1/accounts/${team}`, { name: 'Renamed' }), shapes.account);
  assert.equal(renamed.name, 'Renamed');
  const { items } = expectOk(await clerk.get(`/v1/accounts/${team}/members`), shapes.page(shapes.member));
  assert.deepEqual([items[0]?.user, items[0]?.email], [owner.id, owner.email]);
  const { invite } = await owner.invite(team, { role: 'basic' });
  assert.equal(expectOk(await clerk.delete(`/v1/accounts/${team}/invites/${invite.id}`), shapes.invite).status, 'revoked');
  expectOk(await clerk.get(`/v1/accounts/${team}/audit`), shapes.auditPage);
  expectError(await clerk.get(`/v1/accounts/acc_${'A'.repeat(22)}`), 'not_found');
});

/** Every route and method of the Worker's table, with values for the parameters. */
function places(named: Readonly<Record<string, string>>): { method: string; path: string; asks: string; about: string }[] {
  return ROUTES.flatMap((route) =>
    route.methods.map(({ method, asks }) => ({
      method,
      asks,
      path: route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? 'x'),
      about: `${method} ${route.path}`,
    })),
  );
}
/** Requirements in the table that only users meet, and those that a service meets by a permission. */
const USERS_ONLY = ['identity', 'identity-if-any', 'permission-of-user', 'owner'];
const BY_PERMISSION = ['permission', 'permission-or-self', 'service'];

test('routes for users deny services, and routes for services deny users', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite } = await owner.invite(team, { role: 'basic' });
  const { registered } = await importer.register('Mia');
  const all = places({ acc: team, user: registered.user.id, inv: invite.id, code: 'x', id: 'x' });
  const counts = { deniedServices: 0, deniedUsers: 0 };
  for (const { method, path, asks, about } of all) {
    if (USERS_ONLY.includes(asks)) {
      expectError(await importer.send(method, path, method === 'GET' ? undefined : {}), 'forbidden', `a service: ${about}`);
      counts.deniedServices++;
    }
    if (asks === 'service') {
      expectError(await owner.send(method, path, {}), 'forbidden', `a user: ${about}`);
      counts.deniedUsers++;
    }
  }
  assert.ok(counts.deniedServices >= 12 && counts.deniedUsers >= 3, JSON.stringify(counts));
  expectError(await owner.post('/v1/accounts', { name: 'X', owner: owner.id }), 'invalid_request', 'users create teams for themselves');
  const seen = await owner.audit(team);
  assert.deepEqual(seen.map((each) => each.action), ['invite.create', 'account.create'], 'nothing was done or logged');
});

test('every route that requires a permission denies services without it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite } = await owner.invite(team, { role: 'basic' });
  const { registered, registration } = await importer.register('Mia');
  const bodies: Readonly<Record<string, unknown>> = {
    'PUT /v1/users': registration,
    'PATCH /v1/accounts/{acc}': { name: 'Mine' },
    'POST /v1/accounts/{acc}/projects': { name: 'Mine' },
    'PUT /v1/accounts/{acc}/members/{user}': { role: 'basic' },
    'PATCH /v1/accounts/{acc}/members/{user}': { role: 'basic' },
    'POST /v1/accounts/{acc}/audit': { action: 'pod.create', resourceType: 'pod', resourceId: 'p' },
    'POST /v1/accounts/{acc}/reviews/{rev}/decisions': { user: registered.user.id, decision: 'keep' },
  };
  let count = 0;
  for (const { method, path, asks, about } of places({ acc: team, user: registered.user.id, prj: `prj_${'A'.repeat(22)}`, rev: `rev_${'A'.repeat(22)}`, inv: invite.id })) {
    if (!BY_PERMISSION.includes(asks)) continue;
    const problem = expectError(await powerless.send(method, path, bodies[about]), 'forbidden', about);
    const { missing } = problem.explanation as { missing: readonly string[] };
    assert.ok(missing.length === 1 && /^(team|members|audit|projects):/.test(String(missing[0])), `${about}: ${missing.join()}`);
    count++;
  }
  assert.ok(count >= 10, `${count} routes`);
});

test('tokens of services are verified like any other', async () => {
  const { provider } = serviceProvider;
  const get = (token: string): Promise<Reply> => new Service(edge.origin, token).get('/v1/accounts/x');
  const now = Math.floor(Date.now() / 1000);
  for (const [about, token] of Object.entries({
    'a subject that is not configured': provider.token({ subject: 'stranger' }),
    'another audience': provider.token({ subject: 'importer' }, { aud: 'other' }),
    'another issuer': provider.token({ subject: 'importer' }, { iss: 'https://users.identity.example' }),
    'no subject': provider.token({ subject: 'importer' }, { sub: undefined }),
  }))
    expectError(await get(token), 'token_invalid', about);
  expectError(await get(provider.token({ subject: 'importer' }, { iat: now - 7200, exp: now - 3600 })), 'token_expired');
});

test('an imported member can invite, get tokens and leave', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { registered, registration } = await importer.register('Mia');
  expectOk(await importer.put(`/v1/accounts/${team}/members/${registered.user.id}`, { role: 'admin' }), shapes.member);
  const mia: Person = await signIn(edge, 'Mia', { email: registration.email });
  await mia.open();
  const guest = await person(edge, 'Gus');
  await enrol(mia, team, guest, 'dev');
  expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
  assert.ok((await mia.delete(`/v1/accounts/${team}/members/${mia.id}`)).status < 300, 'leaving');
  assert.equal((await owner.members(team)).length, 2);
});
