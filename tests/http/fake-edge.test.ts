// The in-memory edge of `hallpass/testing` against the real one: both get the same requests, and their responses are compared
// field by field, apart from ids, times, tokens and texts for people.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { PEOPLE, realEdge, shareLinks, tokenOf, type SendAs } from '../harness/fake-edge-scenario.ts';
import { decode } from '../harness/secrets.ts';
import type * as Testing from '../../pkg/src/testing/index.ts';
import type { Policy } from '../../pkg/src/types.ts';

const { createFakeEdge } = (await import(new URL('../../pkg/dist/testing.js', import.meta.url).href)) as typeof Testing;

let edge: Edge;
/** Another edge for the scenario of an inbox, which must be empty. */
let inboxEdge: Edge;
/** What the real edge responds in the scenario. Run once: in a second run the accounts exist. */
let real: readonly string[];
before(async () => {
  [edge, inboxEdge] = (await startEdges([{}, {}])) as [Edge, Edge];
  real = await runScenario(await realEdge(edge));
});
after(() => edge?.stop());

function fakeEdge(policy: Policy, prepare: (fake: Testing.FakeEdge) => unknown = () => undefined): SendAs {
  const fake = createFakeEdge({ policy, origin: edge.origin, joinUrl: `${edge.origin}/join` });
  const tokens = new Map(Object.entries(PEOPLE).map(([caller, person]) => [caller, fake.identityOf(fake.addUser(person))]));
  prepare(fake);
  return async (caller, method, path, body) => {
    const headers = new Headers(caller === undefined ? {} : { authorization: `Bearer ${tokens.get(caller) ?? ''}` });
    const reply = await fake.fetch(new URL(path, fake.origin), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await reply.text();
    return {
      status: reply.status,
      type: reply.headers.get('content-type') ?? '',
      location: reply.headers.get('location') ?? undefined,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
}

/** What both edges have in common: values that programs use, and the kind of all others. */
function comparable(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const all = value.map((each) => comparable(each));
    // Grants are listed by the ids of their projects, and ids differ.
    return key === 'grants' ? all.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : all;
  }
  if (value !== null && typeof value === 'object') {
    // The address of support is a setting of the edge.
    const fields = Object.entries(value).filter(([name]) => name !== 'supportUrl').sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields.map(([name, inside]) => [name, comparable(inside, name)]));
  }
  if (['detail', 'title', 'type', 'requestId', 'next', 'whatToDo'].includes(key) && typeof value === 'string' && key !== 'title') return `some ${key}`;
  // It counts events, and the fake edge has no rules, so it does not write what they refuse.
  if (key === 'seq') return 'some seq';
  if (key === 'generation') return Number(value) > 0; // A rotation passes over links that end in punctuation.
  if (typeof value !== 'string') return value;
  if (/^ey[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) {
    const { header, claims } = decode(value);
    const { perm, prjPerm, role, counts } = claims as Record<string, unknown>;
    return { typ: header['typ'], alg: header['alg'], claims: Object.keys(claims).sort(), perm, prjPerm, role, counts: comparable(counts) };
  }
  if (/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value)) return 'a time';
  if (/^(acc|inv|usr|evt|prj|rev)_[\w-]+$/.test(value)) return `${value.slice(0, 3)} of ${value.length}`;
  if (/^[\w-]{43}$/.test(value)) return 'a digest';
  if (/\/i\/[\w-]{68}$/.test(value)) return 'a link';
  return value;
}

/** Runs the scenario. Each line of the result is one request and its response. */
async function runScenario(send: SendAs): Promise<string[]> {
  const lines: string[] = [];
  const recordingSend: SendAs = async (caller, method, path, body) => {
    const result = await send(caller, method, path, body);
    const where = path.replace(/(acc|inv|usr|prj|rev)_[\w-]+/g, '$1').replace(/\/i\/.*/, '/i/code');
    // As for `seq`.
    if (path.includes('/audit')) result.body.items = result.body.items?.filter(({ outcome }: { outcome: string }) => outcome === 'done');
    if (path.includes('/events')) result.body.items = result.body.items?.filter(({ data }: { data: { outcome: string } }) => data.outcome === 'done');
    // Who was seen on the same day is listed by id, and ids differ.
    if (path.includes('/reviews/')) (result.body?.items?.items as { name: string }[] | undefined)?.sort((a, b) => (a.name < b.name ? -1 : 1));
    const shown = JSON.stringify(comparable(result.body) ?? 'nothing');
    const fragment = result.location?.replace(/#invite=(closed)?.*/, '#$1');
    lines.push(`${caller ?? 'signed out'} ${method} ${where} → ${result.status} ${result.type.split(';')[0]} ${fragment ?? ''} ${shown}`);
    return result;
  };
  await openAccounts(recordingSend);
  const team = await inviteMembers(recordingSend);
  await manageMembers(recordingSend, team);
  await workInProjects(recordingSend);
  await suspendAndReview(recordingSend);
  await loseInvites(recordingSend);
  await shareLinks(recordingSend);
  await transferOwnership(recordingSend);
  await closeAccounts(recordingSend, team);
  return lines;
}

async function openAccounts(sendAs: SendAs): Promise<void> {
  await sendAs(undefined, 'GET', '/v1/me');
  await sendAs('olga', 'GET', '/v1/me');
  for (const caller of ['olga', 'ivo', 'otto', 'uma'] as const) await sendAs(caller, 'PUT', '/v1/me');
  await sendAs('olga', 'GET', '/v1/me');
  await sendAs(undefined, 'GET', '/v1/policy');
}

async function inviteMembers(sendAs: SendAs): Promise<string> {
  const { id: team } = (await sendAs('olga', 'POST', '/v1/accounts', { name: 'Alpha' })).body;
  const at = `/v1/accounts/${team}`;
  await sendAs('ivo', 'GET', at);
  const { invite, link } = (await sendAs('olga', 'POST', `${at}/invites`, { email: 'ivo@example.com', role: 'dev', note: 'Welcome' })).body;
  await sendAs('olga', 'POST', `${at}/invites`, { email: 'ivo@example.com', role: 'dev' });
  await sendAs('olga', 'GET', `${at}/invites`);
  await sendAs('olga', 'GET', `${at}/invites/${invite.id}`);
  for (const part of ['link', 'mail']) await sendAs('olga', 'GET', `${at}/invites/${invite.id}/${part}`);
  const path = new URL(link).pathname;
  const token = (await sendAs(undefined, 'GET', path)).location?.split('#invite=')[1];
  for (const caller of [undefined, 'ivo', 'otto'] as const) await sendAs(caller, 'POST', '/v1/invites/preview', { token });
  await sendAs('otto', 'POST', '/v1/invites/accept', { token });
  await sendAs('otto', 'POST', '/v1/invites/accept', { inviteId: invite.id });
  await sendAs('otto', 'POST', '/v1/invites/accept', { token: 'a.b.c' });
  await sendAs(undefined, 'POST', '/v1/invites/accept', { token });
  await sendAs('ivo', 'POST', '/v1/invites/accept', { token });
  await sendAs('ivo', 'POST', '/v1/invites/accept', { token });
  await sendAs('otto', 'POST', '/v1/invites/preview', { token });
  await sendAs('ivo', 'POST', '/v1/invites/preview', { token });
  await sendAs(undefined, 'GET', path);
  await sendAs('olga', 'POST', `${at}/invites`, { email: 'ivo@example.com', role: 'dev' });

  const open = (await sendAs('olga', 'POST', `${at}/invites`, { role: 'basic' })).body;
  const shared = (await sendAs(undefined, 'GET', new URL(open.link).pathname)).location?.split('#invite=')[1];
  await sendAs('uma', 'POST', '/v1/invites/accept', { token: shared });
  await sendAs('ivo', 'POST', '/v1/invites/accept', { token: shared });
  await sendAs('olga', 'POST', `${at}/invites/${open.invite.id}/resend`, { rotate: true });
  await sendAs('otto', 'POST', '/v1/invites/accept', { token: shared });
  await sendAs('olga', 'DELETE', `${at}/invites/${open.invite.id}`);
  await sendAs('olga', 'GET', `${at}/invites?status=revoked`);

  const other = (await sendAs('olga', 'POST', `${at}/invites`, { email: 'otto@example.com', role: 'billing', expiresIn: 3600 })).body;
  await sendAs('otto', 'POST', '/v1/invites/decline', { inviteId: other.invite.id });
  await sendAs('otto', 'POST', '/v1/invites/accept', { inviteId: other.invite.id });

  const targeted = (await sendAs('olga', 'POST', `${at}/invites`, { email: 'otto@example.com', role: 'billing' })).body;
  const forAnyone = (await sendAs('olga', 'POST', `${at}/invites`, { role: 'basic' })).body;
  const byLink = (await sendAs(undefined, 'GET', new URL(forAnyone.link).pathname)).location?.split('#invite=')[1];
  const { membership } = (await sendAs('otto', 'POST', '/v1/invites/accept', { token: byLink })).body;
  await sendAs('otto', 'POST', '/v1/invites/accept', { token: byLink });
  await sendAs('olga', 'GET', `${at}/invites/${targeted.invite.id}`);
  await sendAs('olga', 'GET', `${at}/audit?resourceId=${membership.user}`);
  await sendAs('olga', 'GET', `${at}/audit?user=system`);
  await sendAs('otto', 'DELETE', `${at}/members/${membership.user}`);
  return team as string;
}

async function manageMembers(sendAs: SendAs, team: string): Promise<void> {
  const at = `/v1/accounts/${team}`;
  for (const caller of ['olga', 'ivo'] as const) await sendAs(caller, 'GET', `${at}/members`);
  const { items } = (await sendAs('olga', 'GET', `${at}/members?role=dev`)).body;
  for (const q of ['nobody', 'ÍVO', 'ıv', 'ivo@', '@EXAMPLE']) {
    for (const caller of ['olga', 'ivo'] as const) await sendAs(caller, 'GET', `${at}/members?q=${encodeURIComponent(q)}`);
  }
  await sendAs('ivo', 'POST', `${at}/token`);
  await sendAs('ivo', 'POST', '/v1/tokens', { accounts: [team, `acc_${'A'.repeat(22)}`] });
  await sendAs('otto', 'POST', `${at}/token`);
  await sendAs('olga', 'PATCH', `${at}/members/${items[0].user}`, { role: 'billing' });
  await sendAs('ivo', 'POST', `${at}/token`);
  await sendAs('olga', 'PATCH', at, { name: 'Beta' });
  await sendAs('olga', 'DELETE', `${at}/members/usr_${'A'.repeat(22)}`);
  await sendAs('olga', 'GET', `${at}/audit?action=member.role`);
  await sendAs('olga', 'GET', `${at}/events`);
  await sendAs('olga', 'GET', `${at}/events?after=0&limit=1`);
}

/** Opens a team with two projects, and lets Ivo join with a list of permissions and a grant in one of them. */
async function openProjects(sendAs: SendAs, name: string) {
  const { id: team } = (await sendAs('olga', 'POST', '/v1/accounts', { name })).body;
  const at = `/v1/accounts/${team}`;
  const search = (await sendAs('olga', 'POST', `${at}/projects`, { name: 'Search', externalId: 'search' })).body;
  const billing = (await sendAs('olga', 'POST', `${at}/projects`, { name: 'Billing' })).body;
  const created = await sendAs('olga', 'POST', `${at}/invites`, {
    email: 'ivo@example.com', role: 'custom', permissions: ['team:access'], projects: [{ project: search.id, role: 'editor' }], membershipExpiresIn: 86_400,
  });
  const token = (await sendAs(undefined, 'GET', new URL(created.body.link).pathname)).location?.split('#invite=')[1];
  for (const caller of [undefined, 'ivo'] as const) await sendAs(caller, 'POST', '/v1/invites/preview', { token });
  const ivo = (await sendAs('ivo', 'POST', '/v1/invites/accept', { token })).body.membership.user as string;
  return { at, search: search.id as string, billing: billing.id as string, ivo, token };
}

async function workInProjects(sendAs: SendAs): Promise<void> {
  const { at, search, billing, ivo } = await openProjects(sendAs, 'Gamma');
  await sendAs('olga', 'POST', `${at}/projects`, { name: 'Other', externalId: 'search' });
  for (const caller of ['olga', 'ivo', 'otto'] as const) {
    await sendAs(caller, 'GET', `${at}/projects`);
    await sendAs(caller, 'GET', `${at}/projects/${search}`);
    await sendAs(caller, 'GET', `${at}/projects/${billing}`);
  }
  await sendAs('ivo', 'POST', `${at}/token`);
  for (const project of [search, billing, `prj_${'A'.repeat(22)}`]) await sendAs('ivo', 'POST', `${at}/token`, { project });
  const grant = `${at}/projects/${billing}/members/${ivo}`;
  await sendAs('olga', 'PUT', grant, { role: 'custom', permissions: ['pods:manage'] });
  await sendAs('olga', 'PUT', grant, { role: 'viewer' });
  await sendAs('olga', 'PUT', grant, { role: 'viewer' });
  await sendAs('olga', 'PUT', `${at}/projects/${billing}/members/usr_${'A'.repeat(22)}`, { role: 'viewer' });
  await sendAs('olga', 'GET', `${at}/projects/${billing}/members`);
  await sendAs('olga', 'GET', `${at}/members`);
  await sendAs('ivo', 'GET', `${at}/members`);
  await sendAs('ivo', 'DELETE', grant);
  await sendAs('olga', 'DELETE', grant);
  await sendAs('olga', 'PATCH', `${at}/projects/${search}`, { name: 'Search engine' });
  await sendAs('olga', 'PATCH', `${at}/projects/${search}`, { status: 'archived' });
  await sendAs('olga', 'GET', `${at}/projects?status=archived`);
  await sendAs('ivo', 'POST', `${at}/token`, { project: search });
  await sendAs('olga', 'PUT', `${at}/projects/${search}/members/${ivo}`, { role: 'viewer' });
  const projects = [{ project: search, role: 'viewer' }];
  await sendAs('olga', 'POST', `${at}/invites`, { email: 'otto@example.com', role: 'basic', projects });
  await sendAs('olga', 'PATCH', `${at}/projects/${search}`, { status: 'active' });
  const { invite } = (await sendAs('olga', 'POST', `${at}/invites`, { email: 'otto@example.com', role: 'basic', note: 'Hello', projects })).body;
  const { token } = (await sendAs('otto', 'POST', '/v1/invites/preview', { token: await tokenOf(sendAs, at, invite.id) })).body;
  await sendAs('olga', 'PATCH', `${at}/invites/${invite.id}`, { role: 'dev', note: null, membershipExpiresIn: 3_600 });
  await sendAs('otto', 'POST', '/v1/invites/accept', { token });
  await sendAs('otto', 'GET', '/v1/invites');
  await sendAs('olga', 'PATCH', `${at}/projects/${search}`, { status: 'archived' });
  await sendAs('otto', 'POST', '/v1/invites/accept', { inviteId: invite.id });
  await sendAs('olga', 'PATCH', `${at}/invites/${invite.id}`, { note: 'Late' });
  await sendAs('olga', 'POST', `${at}/revert?dryRun=true`);
  await sendAs('olga', 'GET', `${at}/audit`);
}

async function suspendAndReview(sendAs: SendAs): Promise<void> {
  const { at, search, ivo, token } = await openProjects(sendAs, 'Delta');
  const member = `${at}/members/${ivo}`;
  await sendAs('olga', 'PATCH', member, { role: 'custom', permissions: ['team:access', 'billing:read'], expiresAt: '2100-01-01T00:00:00Z' });
  for (const change of [{ suspended: true }, { suspended: false, expiresAt: '2020-01-01T00:00:00Z' }]) {
    await sendAs('olga', 'PATCH', member, change);
    await sendAs('ivo', 'POST', `${at}/token`);
    await sendAs('ivo', 'POST', `${at}/token`, { project: search });
    await sendAs('ivo', 'POST', '/v1/tokens', { accounts: [at.split('/')[3]] });
    await sendAs('ivo', 'GET', at);
    await sendAs('ivo', 'GET', `${at}/projects`);
    await sendAs('ivo', 'POST', '/v1/invites/accept', { token });
    await sendAs('olga', 'GET', `${at}/members`);
  }
  await sendAs('olga', 'PATCH', member, { expiresAt: null });
  await sendAs('ivo', 'POST', `${at}/token`);
  for (const query of ['sort=name', 'sort=joined', 'inactiveForDays=1']) await sendAs('olga', 'GET', `${at}/members?${query}`);

  const review = (await sendAs('olga', 'POST', `${at}/reviews`)).body;
  const [olga] = (await sendAs('olga', 'GET', `${at}/members?q=olga`)).body.items;
  const decisions = `${at}/reviews/${review.id}/decisions`;
  await sendAs('olga', 'POST', `${at}/reviews`);
  await sendAs('olga', 'POST', decisions, { user: olga.user, decision: 'keep' });
  await sendAs('olga', 'POST', decisions, { user: `usr_${'A'.repeat(22)}`, decision: 'keep' });
  await sendAs('olga', 'POST', decisions, { user: ivo, decision: 'keep' });
  await sendAs('olga', 'POST', decisions, { user: ivo, decision: 'changed' });
  await sendAs('olga', 'GET', `${at}/reviews/${review.id}`);
  await sendAs('olga', 'GET', `${at}/reviews/${review.id}/summary`);
  await sendAs('olga', 'POST', `${at}/reviews/${review.id}/close`);
  await sendAs('olga', 'POST', decisions, { user: ivo, decision: 'keep' });
  const second = (await sendAs('olga', 'POST', `${at}/reviews`)).body;
  await sendAs('olga', 'PATCH', member, { suspended: true });
  await sendAs('ivo', 'DELETE', member);
  await sendAs('olga', 'GET', `${at}/reviews/${second.id}`);
  await sendAs('olga', 'GET', `${at}/reviews`);
  await sendAs('olga', 'GET', `${at}/audit`);
}

/** Takes permissions away from a member who has invited others, in each way in which a member loses some. */
async function loseInvites(sendAs: SendAs): Promise<void> {
  const { id: team } = (await sendAs('olga', 'POST', '/v1/accounts', { name: 'Epsilon' })).body;
  const at = `/v1/accounts/${team}`;
  const { invite } = (await sendAs('olga', 'POST', `${at}/invites`, { email: 'ivo@example.com', role: 'admin' })).body;
  const ivo = (await sendAs('ivo', 'POST', '/v1/invites/accept', { inviteId: invite.id })).body.membership.user as string;
  const member = `${at}/members/${ivo}`;
  const invites = async (...bodies: object[]): Promise<void> => {
    for (const body of bodies) await sendAs('ivo', 'POST', `${at}/invites`, body);
  };
  const invitesTo = { role: 'custom', permissions: ['team:access', 'members:invite', 'billing:read'] };
  await invites({ email: 'a@example.com', role: 'admin' }, { email: 'b@example.com', role: 'dev' }, { email: 'c@example.com', ...invitesTo }, { role: 'basic' });
  await sendAs('olga', 'PATCH', member, invitesTo);
  await sendAs('olga', 'GET', `${at}/invites?status=pending`);

  // With no permission of project scope in the account, Ivo sees no project.
  await sendAs('ivo', 'GET', `${at}/projects`);
  await sendAs('ivo', 'GET', `${at}/projects/prj_${'A'.repeat(22)}`);
  const project = (await sendAs('olga', 'POST', `${at}/projects`, { name: 'Search' })).body.id as string;
  await sendAs('ivo', 'GET', `${at}/projects`);
  await sendAs('ivo', 'GET', `${at}/projects/${project}`);
  const grant = `${at}/projects/${project}/members/${ivo}`;
  await sendAs('olga', 'PUT', grant, { role: 'editor' });
  const inProject = (role: string) => ({ role: 'custom', permissions: ['team:access'], projects: [{ project, role }] });
  await invites({ email: 'd@example.com', ...inProject('editor') }, { email: 'e@example.com', ...inProject('viewer') });
  await sendAs('olga', 'PUT', grant, { role: 'viewer' });
  await sendAs('olga', 'GET', `${at}/invites?status=revoked`);
  await sendAs('ivo', 'DELETE', grant);
  await sendAs('olga', 'PATCH', `${at}/projects/${project}`, { status: 'archived' });
  await sendAs('ivo', 'GET', `${at}/projects`);
  await sendAs('ivo', 'GET', `${at}/projects?status=archived`);

  for (const [end, restored] of [[{ suspended: true }, { suspended: false }], [{ expiresAt: '2020-01-01T00:00:00Z' }, { expiresAt: null }]]) {
    await invites({ email: 'f@example.com', ...invitesTo });
    await sendAs('olga', 'PATCH', member, end);
    await sendAs('olga', 'PATCH', member, restored);
    await sendAs('olga', 'GET', `${at}/invites?status=pending`);
  }
  await invites({ email: 'f@example.com', ...invitesTo });
  await sendAs('olga', 'DELETE', member);
  await sendAs('olga', 'GET', `${at}/invites`);
  await sendAs('olga', 'GET', `${at}/audit`);
}

async function closeAccounts(sendAs: SendAs, team: string): Promise<void> {
  const at = `/v1/accounts/${team}`;
  await sendAs('olga', 'POST', `${at}/revert?dryRun=true`);
  await sendAs('olga', 'POST', `${at}/convert`, { name: 'Beta' });
  await sendAs('olga', 'POST', `${at}/revert`, { confirmName: 'Not so' });
  const { user } = (await sendAs('ivo', 'GET', '/v1/me')).body;
  await sendAs('ivo', 'DELETE', `${at}/members/${user.id}`);
  await sendAs('ivo', 'GET', at);
  const { own } = (await sendAs('olga', 'GET', '/v1/me')).body;
  await sendAs('olga', 'POST', `/v1/accounts/${own.id}/convert`, { name: 'Mine' });
  await sendAs('olga', 'POST', `/v1/accounts/${own.id}/revert?dryRun=true`);
  await sendAs('olga', 'POST', `/v1/accounts/${own.id}/revert`, { confirmName: 'Mine' });
  await sendAs('olga', 'GET', '/v1/accounts/acc_nonsense');
  await sendAs('olga', 'GET', '/v1/policy/unknownunknown00');
}

async function transferOwnership(sendAs: SendAs): Promise<void> {
  const { at, ivo } = await openProjects(sendAs, 'Moving');
  for (const body of [{ user: 'nobody', confirmName: 'Moving' }, { user: ivo, confirmName: 'Not so' }]) await sendAs('olga', 'POST', `${at}/transfer`, body);
  for (const answer of ['DELETE', '/decline', '/accept']) {
    await sendAs('olga', 'POST', `${at}/transfer`, { user: ivo, confirmName: 'Moving' });
    const [method, path] = answer === 'DELETE' ? ['DELETE', `${at}/transfer`] : ['POST', `${at}/transfer${answer}`];
    for (const caller of ['ivo', 'olga', 'ivo'] as const) await sendAs(caller, method, path);
    await sendAs('ivo', 'GET', at);
  }
  await sendAs('ivo', 'GET', `${at}/audit`);
}

const policyOf = async (): Promise<Policy> => (await send(edge.origin, 'GET', '/v1/policy')).json() as Policy;

test('both edges respond alike throughout a scenario', async () => {
  const fake = await runScenario(fakeEdge(await policyOf()));
  assert.ok(real.length > 160, `${real.length} responses compared`);
  assert.deepEqual(fake, real);
});

/** What an inbox shows of many invites by one inviter and one by another. */
async function runInboxScenario(sendAs: SendAs): Promise<unknown> {
  for (const caller of ['olga', 'ivo', 'otto'] as const) await sendAs(caller, 'PUT', '/v1/me');
  const invite = async (inviter: 'olga' | 'otto', name: string): Promise<void> => {
    const { id } = (await sendAs(inviter, 'POST', '/v1/accounts', { name })).body;
    await sendAs(inviter, 'POST', `/v1/accounts/${id}/invites`, { email: 'ivo@example.com', role: 'basic' });
  };
  await invite('otto', 'By Otto');
  for (let number = 1; number <= 22; number++) await invite('olga', `By Olga ${number}`);
  const read = async () => {
    const { items } = (await sendAs('ivo', 'GET', '/v1/invites')).body;
    return { shown: items.map(({ accountName }: { accountName: string }) => accountName), count: (await sendAs('ivo', 'GET', '/v1/me')).body.inboxCount };
  };
  // The real edge delivers invites to the inbox after it has answered.
  const deadline = Date.now() + 10_000;
  let inbox = await read();
  while (inbox.shown[0] !== 'By Olga 22' && Date.now() < deadline) inbox = await read();
  return inbox;
}

test('both edges show the newest invites of each inviter in an inbox', async () => {
  const [shown, fake] = [await runInboxScenario(await realEdge(inboxEdge)), await runInboxScenario(fakeEdge(await policyOf()))];
  assert.deepEqual(fake, shown);
  const newest = Array.from({ length: 20 }, (_, index) => `By Olga ${22 - index}`);
  assert.deepEqual(shown, { shown: [...newest, 'By Otto'], count: 21 });
});

test('a fake edge that responds differently is found', async () => {
  const policy = await policyOf();
  const wrong: Record<string, (fake: Testing.FakeEdge) => unknown> = {
    'a list of projects without an explanation': (fake) => fake.answer('GET /v1/accounts/*/projects', () => ({ items: [] })),
    'another code': (fake) => fake.refuse('POST /v1/invites/accept', 'forbidden'),
    'an extra field': (fake) => fake.answer('GET /v1/policy', () => ({ ...policy, more: true })),
    'a project of another name': (fake) => fake.answer('GET /v1/accounts/*/projects/*', () => ({ name: 'Research' })),
    'a token for a suspended member': (fake) => fake.answer('POST /v1/accounts/*/token', () => ({ token: 'a.b.c' })),
    'another count of a review': (fake) => fake.answer('GET /v1/accounts/*/reviews', () => ({ items: [{ counts: { total: 3 } }] })),
    'another status': (fake) => fake.answer('POST /v1/accounts/*/invites', () => Response.json({ invite: { id: 'x' }, link: 'http://x/i/x' })),
  };
  for (const [difference, prepare] of Object.entries(wrong)) {
    const fake = await runScenario(fakeEdge(policy, prepare)).catch((error: unknown) => [String(error)]);
    assert.notDeepEqual(fake, real, difference);
  }
});
