// The edge in memory of `hallpass/testing` against the real one: the same story told to both, and what they say
// compared, field by field, but for ids, times, tokens and texts for people.
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

interface Told {
  readonly status: number;
  readonly type: string;
  readonly location: string | undefined;
  // Whatever JSON says; the story picks what it needs.
  readonly body: any;
}
type Ask = (who: keyof typeof PEOPLE | undefined, method: string, path: string, body?: unknown) => Promise<Told>;

/** Who is in the story; an address is verified unless it says otherwise. */
const PEOPLE = {
  olga: { email: 'olga@example.com', name: 'Olga' },
  ivo: { email: 'ivo@example.com', name: 'Ivo' },
  otto: { email: 'otto@example.com', name: 'Otto' },
  uma: { email: 'uma@example.com', name: 'Uma', emailVerified: false },
};

async function realEdge(): Promise<Ask> {
  const tokens = new Map<string, string>();
  for (const [who, person] of Object.entries(PEOPLE)) {
    const { token } = (await send(edge.origin, 'POST', '/local/sign-in', { body: person })).json() as { token: string };
    tokens.set(who, token);
  }
  return async (who, method, path, body) => {
    const authorization = who === undefined ? {} : { authorization: `Bearer ${tokens.get(who) ?? ''}` };
    const { status, headers, text } = await send(edge.origin, method, path, { body, headers: authorization });
    return { status, type: headers['content-type'] ?? '', location: headers.location, body: text === '' ? undefined : JSON.parse(text) };
  };
}

function fakeEdge(policy: Policy, prepare: (fake: Testing.FakeEdge) => unknown = () => undefined): Ask {
  const fake = createFakeEdge({ policy, origin: edge.origin, joinUrl: `${edge.origin}/join` });
  const tokens = new Map(Object.entries(PEOPLE).map(([who, person]) => [who, fake.identityOf(fake.addUser(person))]));
  prepare(fake);
  return async (who, method, path, body) => {
    const headers = new Headers(who === undefined ? {} : { authorization: `Bearer ${tokens.get(who) ?? ''}` });
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

/** What is the same at both edges: values that a program looks at, and the kind of the rest. */
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

/** The story. Each line of what it gives is one question and its answer. */
async function tell(ask: Ask): Promise<string[]> {
  const lines: string[] = [];
  const say: Ask = async (who, method, path, body) => {
    const told = await ask(who, method, path, body);
    const where = path.replace(/(acc|inv|usr)_[\w-]+/g, '$1').replace(/\/i\/.*/, '/i/code');
    const shown = JSON.stringify(comparable(told.body) ?? 'nothing');
    const fragment = told.location?.replace(/#invite=(closed)?.*/, '#$1');
    lines.push(`${who ?? 'nobody'} ${method} ${where} → ${told.status} ${told.type.split(';')[0]} ${fragment ?? ''} ${shown}`);
    return told;
  };
  await opening(say);
  const team = await inviting(say);
  await running(say, team);
  await ending(say, team);
  return lines;
}

async function opening(say: Ask): Promise<void> {
  await say(undefined, 'GET', '/v1/me');
  await say('olga', 'GET', '/v1/me');
  for (const who of ['olga', 'ivo', 'otto', 'uma'] as const) await say(who, 'PUT', '/v1/me');
  await say('olga', 'GET', '/v1/me');
  await say(undefined, 'GET', '/v1/policy');
}

async function inviting(say: Ask): Promise<string> {
  const { id: team } = (await say('olga', 'POST', '/v1/accounts', { name: 'Alpha' })).body;
  const at = `/v1/accounts/${team}`;
  await say('ivo', 'GET', at);
  const { invite, link } = (await say('olga', 'POST', `${at}/invites`, { email: 'ivo@example.com', role: 'dev', note: 'Welcome' })).body;
  await say('olga', 'POST', `${at}/invites`, { email: 'ivo@example.com', role: 'dev' });
  await say('olga', 'GET', `${at}/invites`);
  await say('olga', 'GET', `${at}/invites/${invite.id}`);
  await say('olga', 'GET', `${at}/invites/${invite.id}/link`);
  const path = new URL(link).pathname;
  const token = (await say(undefined, 'GET', path)).location?.split('#invite=')[1];
  for (const who of [undefined, 'ivo', 'otto'] as const) await say(who, 'POST', '/v1/invites/preview', { token });
  await say('otto', 'POST', '/v1/invites/accept', { token });
  await say('otto', 'POST', '/v1/invites/accept', { inviteId: invite.id });
  await say('otto', 'POST', '/v1/invites/accept', { token: 'a.b.c' });
  await say(undefined, 'POST', '/v1/invites/accept', { token });
  await say('ivo', 'POST', '/v1/invites/accept', { token });
  await say('ivo', 'POST', '/v1/invites/accept', { token });
  await say('otto', 'POST', '/v1/invites/preview', { token });
  await say('ivo', 'POST', '/v1/invites/preview', { token });
  await say(undefined, 'GET', path);
  await say('olga', 'POST', `${at}/invites`, { email: 'ivo@example.com', role: 'dev' });

  const open = (await say('olga', 'POST', `${at}/invites`, { role: 'basic' })).body;
  const shared = (await say(undefined, 'GET', new URL(open.link).pathname)).location?.split('#invite=')[1];
  await say('uma', 'POST', '/v1/invites/accept', { token: shared });
  await say('ivo', 'POST', '/v1/invites/accept', { token: shared });
  await say('olga', 'POST', `${at}/invites/${open.invite.id}/resend`, { rotate: true });
  await say('otto', 'POST', '/v1/invites/accept', { token: shared });
  await say('olga', 'DELETE', `${at}/invites/${open.invite.id}`);
  await say('olga', 'GET', `${at}/invites?status=revoked`);

  const other = (await say('olga', 'POST', `${at}/invites`, { email: 'otto@example.com', role: 'billing', expiresIn: 3600 })).body;
  await say('otto', 'POST', '/v1/invites/decline', { inviteId: other.invite.id });
  await say('otto', 'POST', '/v1/invites/accept', { inviteId: other.invite.id });
  return team as string;
}

async function running(say: Ask, team: string): Promise<void> {
  const at = `/v1/accounts/${team}`;
  for (const who of ['olga', 'ivo'] as const) await say(who, 'GET', `${at}/members`);
  const { items } = (await say('olga', 'GET', `${at}/members?role=dev`)).body;
  await say('olga', 'GET', `${at}/members?q=nobody`);
  await say('ivo', 'POST', `${at}/token`);
  await say('ivo', 'POST', '/v1/tokens', { accounts: [team, `acc_${'A'.repeat(22)}`] });
  await say('otto', 'POST', `${at}/token`);
  await say('olga', 'PATCH', `${at}/members/${items[0].user}`, { role: 'billing' });
  await say('ivo', 'POST', `${at}/token`);
  await say('olga', 'PATCH', at, { name: 'Beta' });
  await say('olga', 'DELETE', `${at}/members/usr_${'A'.repeat(22)}`);
  await say('olga', 'GET', `${at}/audit?action=member.role`);
}

async function ending(say: Ask, team: string): Promise<void> {
  const at = `/v1/accounts/${team}`;
  await say('olga', 'POST', `${at}/revert?dryRun=true`);
  await say('olga', 'POST', `${at}/convert`, { name: 'Beta' });
  await say('olga', 'POST', `${at}/revert`, { confirmName: 'Not so' });
  const { user } = (await say('ivo', 'GET', '/v1/me')).body;
  await say('ivo', 'DELETE', `${at}/members/${user.id}`);
  await say('ivo', 'GET', at);
  const { own } = (await say('olga', 'GET', '/v1/me')).body;
  await say('olga', 'POST', `/v1/accounts/${own.id}/convert`, { name: 'Mine' });
  await say('olga', 'POST', `/v1/accounts/${own.id}/revert?dryRun=true`);
  await say('olga', 'POST', `/v1/accounts/${own.id}/revert`, { confirmName: 'Mine' });
  await say('olga', 'GET', '/v1/accounts/acc_nonsense');
  await say('olga', 'GET', '/v1/policy/unknownunknown00');
}

const policyOf = async (): Promise<Policy> => (await send(edge.origin, 'GET', '/v1/policy')).json() as Policy;

test('both edges tell the same story', async () => {
  const [real, fake] = [await tell(await realEdge()), await tell(fakeEdge(await policyOf()))];
  assert.ok(real.length > 55, `${real.length} answers were compared`);
  assert.deepEqual(fake, real);
});

test('a fake that says something else would be seen', async () => {
  const policy = await policyOf();
  const wrong: Record<string, (fake: Testing.FakeEdge) => unknown> = {
    'another code': (fake) => fake.refuse('POST /v1/invites/accept', 'forbidden'),
    'a field too many': (fake) => fake.answer('GET /v1/policy', () => ({ ...policy, more: true })),
    'another status': (fake) => fake.answer('POST /v1/accounts/*/invites', () => Response.json({ invite: { id: 'x' }, link: 'http://x/i/x' })),
  };
  const real = await tell(await realEdge());
  for (const [what, prepare] of Object.entries(wrong)) {
    const fake = await tell(fakeEdge(policy, prepare)).catch((error: unknown) => [String(error)]);
    assert.notDeepEqual(fake, real, what);
  }
});
