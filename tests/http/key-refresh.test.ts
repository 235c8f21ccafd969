// The schedule of fetching an identity provider's keys, and that no request depends on another request's fetch.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { startEdges, unique, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { KeyServer, type Behaviour } from '../harness/key-server.ts';
import { sleep } from '../harness/person.ts';
import { Provider } from '../harness/provider.ts';
import { expectError } from '../harness/expect.ts';

/** A Worker whose clock a header can set ahead. */
const CLOCK = `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const now = Date.now;
let aheadMs = 0;
Date.now = () => now() + aheadMs;
export default {
  fetch(request, env, context) {
    const header = request.headers.get('test-ahead-ms');
    if (header !== null) aheadMs = Number(header);
    return new Worker(context, env).fetch(request);
  },
};
`;

const MINUTE_MS = 60_000;

/** A Worker with one provider, whose keys have not been fetched yet. */
interface Site {
  readonly edge: Edge;
  readonly keys: KeyServer;
  readonly provider: Provider;
}

const NAMES = ['disconnects', 'repeated', 'hangs', 'fails', 'stale', 'expires', 'flood', 'unnamed'] as const;
const sites = new Map<string, Site>();
before(async () => {
  const providers = await Promise.all(
    NAMES.map(async (name) => {
      const provider = new Provider(name);
      return { provider, keys: await KeyServer.start(provider) };
    }),
  );
  const edges = await startEdges(
    providers.map(({ provider, keys }) => ({ entry: CLOCK, providers: [provider.setting({ jwks: undefined, jwksUrl: `${keys.origin}/jwks` })] })),
  );
  providers.forEach((each, index) => sites.set(NAMES[index] as string, { ...each, edge: edges[index] as Edge }));
});
after(async () => {
  for (const { keys } of sites.values()) await keys.stop();
  await sites.values().next().value?.edge.stop();
});

function site(name: (typeof NAMES)[number], next: Behaviour[] = []): Site {
  const found = sites.get(name);
  assert.ok(found);
  found.keys.next = next;
  return found;
}

/** More than a busy machine needs to answer with cached keys, and less than a slow fetch takes: two seconds or more. */
const CACHED_MS = 1_900;

interface Timed {
  readonly reply: Reply;
  readonly ms: number;
}

async function signIn({ edge, provider }: Site, { key = provider, aheadMs = 0 } = {}): Promise<Timed> {
  const subject = unique();
  const token = key.token({ subject, email: `${subject}@example.com`, emailVerified: true, name: 'Mo' }, { iss: provider.issuer });
  const headers = { authorization: `Bearer ${token}`, 'test-ahead-ms': aheadMs };
  const start = Date.now();
  const reply = await send(edge.origin, 'PUT', '/v1/me', { headers });
  return { reply, ms: Date.now() - start };
}

function succeedsWithin({ reply, ms }: Timed, limitMs: number): void {
  assert.equal(reply.status, 200, `${ms} ms: ${reply.text}`);
  assert.ok(ms < limitMs, `${ms} ms`);
}

/** A token with the key id of a real key, signed by another one. */
function forged({ provider }: Site): string {
  return new Provider(provider.name).token({ subject: unique() });
}

function withUnknownKey({ provider }: Site): string {
  return provider.token({ subject: unique() }, {}, { kid: unique() });
}

/** Sends a request and resets its connection after a while. */
async function abandon({ edge }: Site, token: string, afterMs: number): Promise<void> {
  const sent = request(`${edge.origin}/v1/me`, { headers: { authorization: `Bearer ${token}` }, agent: false });
  sent.on('error', () => undefined);
  sent.end();
  await sleep(afterMs);
  sent.socket?.resetAndDestroy();
}

test('a client that disconnects during a slow fetch changes nothing for the next user', async () => {
  const at = site('disconnects', [{ delayMs: 2_000 }]);
  await abandon(at, forged(at), 200);
  succeedsWithin(await signIn(at), 9_000);
  assert.equal(at.keys.fetchedAt.length, 1, 'the fetch went on without its client');
});

test('clients that disconnect repeatedly do not lock other users out', async () => {
  const at = site('repeated');
  at.keys.always = { delayMs: 2_000 };
  const abandoned = Array.from({ length: 20 }, async (_, index) => {
    await sleep(index * 100);
    await abandon(at, index % 2 ? forged(at) : withUnknownKey(at), 150);
  });
  await sleep(500);
  succeedsWithin(await signIn(at), 9_000);
  await Promise.all(abandoned);
  const waits = await Promise.all(Array.from({ length: 10 }, () => signIn(at)));
  for (const each of waits) succeedsWithin(each, CACHED_MS);
});

test('a fetch that never ends is replaced after three seconds', async () => {
  const at = site('hangs', ['hang']);
  succeedsWithin(await signIn(at), 9_000);
  assert.equal(at.keys.fetchedAt.length, 2);
});

test('a failed fetch is retried after one second, with backoff while it keeps failing', async () => {
  const at = site('fails', [{ status: 500 }]);
  succeedsWithin(await signIn(at), 6_000);

  at.keys.always = { status: 500 };
  at.keys.fetchedAt.length = 0;
  const end = Date.now() + 6_000;
  while (Date.now() < end) {
    const unknown = await send(at.edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${withUnknownKey(at)}` } });
    expectError(unknown, 'unavailable', 'a key that may be new cannot be judged');
    succeedsWithin(await signIn(at), CACHED_MS);
    await sleep(50);
  }
  // At about 0, 1 and 3 seconds.
  const fetches = at.keys.fetchedAt.length;
  assert.ok(fetches >= 2 && fetches <= 4, `${fetches} fetches in six seconds`);
});

test('keys that are ten minutes old are served at once while the provider hangs', async () => {
  const at = site('stale');
  succeedsWithin(await signIn(at), CACHED_MS);
  at.keys.always = 'hang';
  for (let minute = 10; minute < 16; minute++) succeedsWithin(await signIn(at, { aheadMs: minute * MINUTE_MS + 1_000 }), CACHED_MS);
  assert.ok(at.keys.fetchedAt.length > 1, 'a refresh was started');
});

test('old keys are refreshed in the background, and denied after a day without success', async () => {
  const at = site('expires');
  succeedsWithin(await signIn(at), CACHED_MS);
  succeedsWithin(await signIn(at, { aheadMs: 11 * MINUTE_MS }), CACHED_MS);
  await sleep(200);
  assert.equal(at.keys.fetchedAt.length, 2, 'refreshed once');
  succeedsWithin(await signIn(at, { aheadMs: 20 * MINUTE_MS }), CACHED_MS);
  assert.equal(at.keys.fetchedAt.length, 2, 'the new set is nine minutes old');

  at.keys.always = { status: 500 };
  const day = 24 * 60 * MINUTE_MS;
  const late = { iat: Math.floor((Date.now() + day) / 1000), exp: Math.floor((Date.now() + 2 * day) / 1000) };
  const token = at.provider.token({ subject: unique() }, late);
  const headers = { authorization: `Bearer ${token}`, 'test-ahead-ms': day + 12 * MINUTE_MS };
  expectError(await send(at.edge.origin, 'GET', '/v1/me', { headers }), 'unavailable');
});

test('a flood of unknown key ids neither hides a rotation nor reaches the provider more than once a second', async () => {
  const at = site('flood');
  succeedsWithin(await signIn(at), CACHED_MS);
  at.keys.fetchedAt.length = 0;
  const start = Date.now();
  let flooding = true;
  let refusals = 0;
  const flood = Array.from({ length: 16 }, async () => {
    while (flooding) {
      expectError(await send(at.edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${withUnknownKey(at)}` } }), 'token_invalid');
      refusals += 1;
    }
  });
  try {
    await sleep(2_300);
    succeedsWithin(await signIn(at), 500);
    const rotated = new Provider(`${at.provider.name}-2`);
    at.keys.published = [at.provider, rotated];
    succeedsWithin(await signIn(at, { key: rotated }), 2_000);
  } finally {
    flooding = false;
    await Promise.all(flood);
  }
  const seconds = (Date.now() - start) / 1000;
  const fetches = at.keys.fetchedAt.length;
  assert.ok(refusals >= 16, `${refusals} refusals`);
  assert.ok(fetches >= 2 && fetches <= seconds + 1, `${fetches} fetches in ${seconds} s`);
});

/** A provider whose published keys have no `kid`. */
function withoutKeyIds(provider: Provider): Provider {
  const keys = provider.jwks().keys.map(({ kid: _, ...key }) => key);
  return Object.create(provider, { jwks: { value: () => ({ keys }) } }) as Provider;
}

test('a provider that names no keys replaces one, and its next token is accepted', async () => {
  const at = site('unnamed');
  const rotated = new Provider(at.provider.name);
  const open = (key: Provider): Promise<Reply> => {
    const token = key.token({ subject: unique() }, {}, { kid: undefined });
    return send(at.edge.origin, 'PUT', '/v1/me', { headers: { authorization: `Bearer ${token}` } });
  };
  at.keys.published = [withoutKeyIds(at.provider)];
  assert.equal((await open(at.provider)).status, 200);
  expectError(await open(rotated), 'token_invalid', 'not published yet');
  await at.edge.host.logLine('"check":"signature"');
  at.keys.published = [withoutKeyIds(rotated)];
  assert.equal((await open(rotated)).status, 200);
  at.keys.fetchedAt.length = 0;
  for (let requests = 0; requests < 5; requests++) assert.equal((await open(rotated)).status, 200);
  assert.deepEqual(at.keys.fetchedAt, [], 'a good token causes no fetch');
  expectError(await open(at.provider), 'token_invalid', 'not published any more');
});
