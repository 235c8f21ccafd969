// The in-memory edge of `hallpass/testing` against the real one: both get the same requests, and their responses are compared
// field by field, apart from ids, times, tokens and texts for people.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { decode } from '../harness/secrets.ts';
import type * as Testing from '../../pkg/src/testing/index.ts';
import type { Policy } from '../../pkg/src/types.ts';

const { createFakeEdge } = (await import(new URL('../../pkg/dist/testing.js', import.meta.url).href)) as typeof Testing;

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

interface Result {
  readonly status: number;
  readonly type: string;
  readonly location: string | undefined;
  // Untyped JSON; the scenario picks the fields that it needs.
  readonly body: any;
}
type SendAs = (caller: keyof typeof PEOPLE | undefined, method: string, path: string, body?: unknown) => Promise<Result>;

/** The users of the scenario; addresses are verified unless stated otherwise. */
const PEOPLE = {
  olga: { email: 'olga@example.com', name: 'Olga' },
  ivo: { email: 'ivo@example.com', name: 'Ivo' },
  otto: { email: 'otto@example.com', name: 'Otto' },
  uma: { email: 'uma@example.com', name: 'Uma', emailVerified: false },
};

async function realEdge(): Promise<SendAs> {
  const tokens = new Map<string, string>();
  for (const [caller, person] of Object.entries(PEOPLE)) {
    const { token } = (await send(edge.origin, 'POST', '/local/sign-in', { body: person })).json() as { token: string };
    tokens.set(caller, token);
  }
  return async (caller, method, path, body) => {
    const authorization = caller === undefined ? {} : { authorization: `Bearer ${tokens.get(caller) ?? ''}` };
    const { status, headers, text } = await send(edge.origin, method, path, { body, headers: authorization });
    return { status, type: headers['content-type'] ?? '', location: headers.location, body: text === '' ? undefined : JSON.parse(text) };
  };
}

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
  if (Array.isArray(value)) return value.map((each) => comparable(each));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inside]) => [name, comparable(inside, name)]));
  }
  if (['detail', 'title', 'type', 'requestId', 'next'].includes(key) && typeof value === 'string' && key !== 'title') return `some ${key}`;
  if (typeof value !== 'string') return value;
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) {
    const { header, claims } = decode(value);
    return { typ: header['typ'], alg: header['alg'], claims: Object.keys(claims).sort(), perm: claims['perm'] };
  }
  if (/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value)) return 'a time';
  if (/^(acc|inv|usr|evt)_[\w-]+$/.test(value)) return `${value.slice(0, 3)} of ${value.length}`;
  if (/^[\w-]{43}$/.test(value)) return 'a digest';
  if (/\/i\/[\w-]{68}$/.test(value)) return 'a link';
  return value;
}

/** Runs the scenario. Each line of the result is one request and its response. */
async function runScenario(send: SendAs): Promise<string[]> {
  const lines: string[] = [];
  const recordingSend: SendAs = async (caller, method, path, body) => {
    const result = await send(caller, method, path, body);
    const where = path.replace(/(acc|inv|usr)_[\w-]+/g, '$1').replace(/\/i\/.*/, '/i/code');
    const shown = JSON.stringify(comparable(result.body) ?? 'nothing');
    const fragment = result.location?.replace(/#invite=(closed)?.*/, '#$1');
    lines.push(`${caller ?? 'signed out'} ${method} ${where} → ${result.status} ${result.type.split(';')[0]} ${fragment ?? ''} ${shown}`);
    return result;
  };
  await openAccounts(recordingSend);
  const team = await inviteMembers(recordingSend);
  await manageMembers(recordingSend, team);
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
  await sendAs('olga', 'GET', `${at}/invites/${invite.id}/link`);
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
  await sendAs('olga', 'GET', `${at}/members?q=nobody`);
  await sendAs('ivo', 'POST', `${at}/token`);
  await sendAs('ivo', 'POST', '/v1/tokens', { accounts: [team, `acc_${'A'.repeat(22)}`] });
  await sendAs('otto', 'POST', `${at}/token`);
  await sendAs('olga', 'PATCH', `${at}/members/${items[0].user}`, { role: 'billing' });
  await sendAs('ivo', 'POST', `${at}/token`);
  await sendAs('olga', 'PATCH', at, { name: 'Beta' });
  await sendAs('olga', 'DELETE', `${at}/members/usr_${'A'.repeat(22)}`);
  await sendAs('olga', 'GET', `${at}/audit?action=member.role`);
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

const policyOf = async (): Promise<Policy> => (await send(edge.origin, 'GET', '/v1/policy')).json() as Policy;

test('both edges respond alike throughout a scenario', async () => {
  const [real, fake] = [await runScenario(await realEdge()), await runScenario(fakeEdge(await policyOf()))];
  assert.ok(real.length > 55, `${real.length} responses compared`);
  assert.deepEqual(fake, real);
});

test('a fake edge that responds differently is found', async () => {
  const policy = await policyOf();
  const wrong: Record<string, (fake: Testing.FakeEdge) => unknown> = {
    'another code': (fake) => fake.refuse('POST /v1/invites/accept', 'forbidden'),
    'an extra field': (fake) => fake.answer('GET /v1/policy', () => ({ ...policy, more: true })),
    'another status': (fake) => fake.answer('POST /v1/accounts/*/invites', () => Response.json({ invite: { id: 'x' }, link: 'http://x/i/x' })),
  };
  const real = await runScenario(await realEdge());
  for (const [difference, prepare] of Object.entries(wrong)) {
    const fake = await runScenario(fakeEdge(policy, prepare)).catch((error: unknown) => [String(error)]);
    assert.notDeepEqual(fake, real, difference);
  }
});
