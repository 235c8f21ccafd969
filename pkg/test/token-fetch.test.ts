/** `client.fetch` against real servers: an API's ordinary answers arrive as they are, and the token goes nowhere else. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { createClient } from '../src/index.ts';
import type { Client, ClientOptions } from '../src/types.ts';
import { account, ANA, EDGE, FakeEdge, meWith, OWN, problem, TEAM } from './fake-edge.ts';

interface Received {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = (request: Received, response: ServerResponse) => void;

/** A server that answers by path and records what it receives. */
const startServer = async () => {
  const received: Received[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const each = { line: `${request.method} ${request.url}`, headers: request.headers, body };
    received.push(each);
    const answer = answers.get(request.url ?? '');
    if (answer) answer(each, response);
    else response.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): void => void (server.closeAllConnections(), server.close());
  return { origin, received, answers, stop };
};

type Server = Awaited<ReturnType<typeof startServer>>;
let api: Server;
let other: Server;
let edge: FakeEdge;
before(async () => {
  [api, other] = await Promise.all([startServer(), startServer()]);
});
after(() => {
  api.stop();
  other.stop();
});
beforeEach(() => {
  for (const server of [api, other]) {
    server.received.length = 0;
    server.answers.clear();
  }
  edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'dev'));
});

/** A client with the API's origin among `apiOrigins`; its requests to the edge stay in memory. */
const signedIn = async (options: Partial<ClientOptions> = {}): Promise<Client> => {
  const client = createClient({
    endpoint: EDGE,
    getIdentityToken: edge.getIdentityToken,
    apiOrigins: [api.origin],
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return url.startsWith(EDGE) ? edge.fetch(input, init) : fetch(input, init);
    },
    ...options,
  });
  await client.ready;
  return client;
};

const redirect = (status: number, location: string): Answer => (_, response) => response.writeHead(status, { location }).end();
const seen = (server: Server) => server.received.map(({ line, body, headers }) => [line, body, headers['hallpass-token'] !== undefined]);

test('redirects within apiOrigins are followed with the token, and with the method and body that the status says', async () => {
  const client = await signedIn();
  const cases = [
    [301, 'POST', 'GET', ''], [302, 'POST', 'GET', ''], [303, 'POST', 'GET', ''], [307, 'POST', 'POST', 'body'], [308, 'POST', 'POST', 'body'],
    [301, 'PUT', 'PUT', 'body'], [302, 'PATCH', 'PATCH', 'body'], [303, 'PUT', 'GET', ''], [303, 'DELETE', 'GET', ''], [307, 'DELETE', 'DELETE', ''],
    [301, 'GET', 'GET', ''], [303, 'HEAD', 'HEAD', ''], [302, 'HEAD', 'HEAD', ''],
  ] as const;
  for (const [status, method, then, body] of cases) {
    api.received.length = 0;
    api.answers.set('/old', redirect(status, '/new?x=1#part'));
    const hasBody = body !== '' || method === 'POST' || method === 'PUT';
    const response = await client.fetch(`${api.origin}/old`, { method, ...(hasBody && { body: 'body', headers: { 'content-type': 'text/x-test' } }) });
    assert.equal(response.status, 200);
    assert.deepEqual(seen(api), [[`${method} /old`, hasBody ? 'body' : '', true], [`${then} /new?x=1`, body, true]], `${status} ${method}`);
    assert.equal(api.received[1]?.headers['content-type'], body ? 'text/x-test' : undefined, 'the type goes with the body');
  }
});

test('another origin gets neither the token nor other credentials, and a way back from there gets no token', async () => {
  const client = await signedIn();
  api.answers.set('/out', redirect(307, `${other.origin}/away`));
  other.answers.set('/away', redirect(302, `${api.origin}/back`));
  const response = await client.fetch(`${api.origin}/out`, { headers: { authorization: 'Bearer own', cookie: 'a=b', 'x-mine': '1' } });
  assert.equal(response.status, 200);
  assert.deepEqual(seen(other), [['GET /away', '', false]]);
  const [{ headers }] = other.received as [Received];
  assert.deepEqual([headers.authorization, headers.cookie, headers['x-mine'], headers['hallpass-min-epoch']], [undefined, undefined, '1', undefined]);
  assert.deepEqual(seen(api), [['GET /out', '', true], ['GET /back', '', false]]);
});

test('control: the platform’s own redirects would carry the token to another origin', async () => {
  const client = await signedIn();
  api.answers.set('/out', redirect(307, `${other.origin}/away`));
  await client.fetch(`${api.origin}/out`, { redirect: 'follow' });
  assert.deepEqual(seen(other), [['GET /away', '', true]]);
});

test('a token that the caller has set goes to no other origin either', async () => {
  const client = await signedIn();
  api.answers.set('/out', redirect(307, `${other.origin}/away`));
  await client.fetch(`${api.origin}/out`, { headers: { 'hallpass-token': await client.token() } });
  assert.deepEqual(seen(other), [['GET /away', '', false]]);
});

test('a loop ends with an error, and so does an address that is not http', async () => {
  const client = await signedIn();
  api.answers.set('/loop', redirect(302, '/loop'));
  await assert.rejects(client.fetch(`${api.origin}/loop`), { name: 'HallpassError', code: 'redirect_not_followed', status: 0 });
  assert.equal(api.received.length, 21);
  for (const location of ['data:text/plain,x', 'file:///etc/passwd', 'http://[']) {
    api.answers.set('/strange', redirect(302, location));
    await assert.rejects(client.fetch(`${api.origin}/strange`), { code: 'redirect_not_followed' }, location);
  }
});

test('where the address of a redirect cannot be read, an error says so, and nothing is followed', async () => {
  const opaque = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
  const modes: unknown[] = [];
  const client = await signedIn({
    fetch: async (input, init) => {
      if (!(input instanceof Request) || input.url.startsWith(EDGE)) return edge.fetch(input, init);
      modes.push(input.redirect);
      return opaque;
    },
  });
  await assert.rejects(client.fetch(`${api.origin}/old`), { name: 'HallpassError', code: 'redirect_not_followed' });
  assert.deepEqual(modes, ['manual']);
  assert.equal(await client.fetch(`${api.origin}/old`, { redirect: 'manual' }), opaque, 'unless the caller decides');
});

test('answers without a body, and bodies in parts, arrive as they are', async () => {
  const client = await signedIn();
  for (const status of [200, 201, 204, 205, 304, 400, 401, 403, 404, 409, 422, 429, 500, 503]) {
    api.answers.set('/status', (_, response) => response.writeHead(status, { 'x-mine': 'yes', etag: '"1"' }).end());
    const response = await client.fetch(`${api.origin}/status`, { headers: { 'if-none-match': '"1"' } });
    assert.deepEqual([response.status, response.headers.get('x-mine'), await response.text()], [status, 'yes', '']);
  }
  api.answers.set('/parts', (_, response) => {
    response.write('first ');
    setTimeout(() => response.end('second'), 20);
  });
  const reader = (await client.fetch(`${api.origin}/parts`)).body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, 'first ', 'the first part is there before the last');
  assert.equal((await reader.read()).value, 'second');
  const head = await client.fetch(`${api.origin}/parts`, { method: 'HEAD' });
  assert.equal(head.status, 200);
});

test('bodies of every kind are sent, once more where the token was refused', async () => {
  const client = await signedIn();
  const form = new FormData();
  form.set('field', 'value');
  const stream = () => new ReadableStream({ start: (controller) => (controller.enqueue(new TextEncoder().encode('streamed')), controller.close()) });
  const bodies: [BodyInit, RegExp][] = [
    ['text', /^text$/],
    [new URLSearchParams({ a: 'b' }), /^a=b$/],
    [new Blob(['blob']), /^blob$/],
    [new TextEncoder().encode('bytes'), /^bytes$/],
    [form, /name="field"\r\n\r\nvalue/],
    [stream(), /^streamed$/],
  ];
  for (const [body, expected] of bodies) {
    api.received.length = 0;
    const refused = await client.token();
    api.answers.set('/upload', ({ headers }, response) => {
      if (headers['hallpass-token'] !== refused) return void response.end('{}');
      response.writeHead(401, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ type: 'about:blank#stale_epoch', title: 'Stale', status: 401, code: 'stale_epoch', detail: 'stale', requestId: 'r' }));
    });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    assert.equal((await client.fetch(new Request(`${api.origin}/upload`, init))).status, 200);
    assert.equal(api.received.length, 2);
    for (const each of api.received) assert.match(each.body, expected);
    assert.equal(api.received[0]?.headers['content-type'], api.received[1]?.headers['content-type']);
  }
});

test('a 401 or 403 of the API itself is not taken for one of Hallpass', async () => {
  const client = await signedIn();
  const answers: [number, string, string][] = [
    [401, 'application/json', JSON.stringify({ code: 'token_expired', message: 'your session has expired' })],
    [401, 'application/problem+json', JSON.stringify({ title: 'Expired', status: 401, code: 'token_expired' })],
    [401, 'text/html', '<h1>Sign in</h1>'],
    [401, '', ''],
    [403, 'application/json', JSON.stringify({ code: 'forbidden' })],
  ];
  for (const [status, type, body] of answers) {
    api.received.length = 0;
    api.answers.set('/own', (_, response) => response.writeHead(status, type ? { 'content-type': type } : {}).end(body));
    const response = await client.fetch(`${api.origin}/own`);
    assert.deepEqual([response.status, await response.text(), api.received.length], [status, body, 1]);
  }
});

test('a request of another realm, and a signal that Request refuses, are accepted', async () => {
  const client = await signedIn();
  // As jsdom and polyfills have them: the same members, another class.
  class ForeignSignal extends EventTarget {
    aborted = false;
    reason: unknown;
    abort(): void {
      this.aborted = true;
      this.reason = new DOMException('stop', 'AbortError');
      this.dispatchEvent(new Event('abort'));
    }
  }
  const signal = new ForeignSignal();
  assert.equal((await client.fetch(`${api.origin}/pods`, { signal: signal as never })).status, 200);
  api.answers.set('/slow', () => signal.abort());
  await assert.rejects(client.fetch(`${api.origin}/slow`, { signal: signal as never }), { name: 'AbortError' });
  await assert.rejects(client.fetch(`${api.origin}/pods`, { signal: signal as never }), { name: 'AbortError' }, 'aborted before it begins');

  const own = new AbortController();
  api.answers.set('/slow', () => own.abort());
  await assert.rejects(client.fetch(`${api.origin}/slow`, { signal: own.signal }), { name: 'AbortError' });

  api.received.length = 0;
  const foreign = {
    url: `${api.origin}/foreign`, method: 'POST', headers: new Headers({ 'content-type': 'text/x-test' }), cache: 'default',
    arrayBuffer: async () => new TextEncoder().encode('foreign body').buffer,
  };
  assert.equal((await client.fetch(foreign as never)).status, 200);
  assert.deepEqual(seen(api), [['POST /foreign', 'foreign body', true]]);
  assert.equal(api.received[0]?.headers['content-type'], 'text/x-test');
});

test('relative addresses count from the base of the page', async () => {
  Object.assign(globalThis, { document: { baseURI: `${api.origin}/app/` } });
  try {
    const client = await signedIn();
    await client.fetch('pods');
    await client.fetch('/pods');
    assert.deepEqual(seen(api).map(([line]) => line), ['GET /app/pods', 'GET /pods']);
  } finally {
    Reflect.deleteProperty(globalThis, 'document');
  }
});

test('nothing is stored by default, and the caller’s settings stay', async () => {
  const requests: Request[] = [];
  const client = await signedIn({
    fetch: async (input, init) => {
      if (!(input instanceof Request)) return edge.fetch(input, init);
      requests.push(input);
      return new Response();
    },
  });
  await client.fetch(`${api.origin}/pods`, { keepalive: true, credentials: 'include' });
  await client.fetch(`${api.origin}/pods`, { cache: 'force-cache' });
  await client.fetch(new Request(`${api.origin}/pods`, { cache: 'no-cache', credentials: 'omit' }));
  assert.deepEqual(
    requests.map(({ cache, credentials, keepalive }) => [cache, credentials, keepalive]),
    [['no-store', 'include', true], ['force-cache', 'same-origin', false], ['no-cache', 'omit', false]],
  );
});

test('without a signed-in user the platform’s fetch gets the call as it is', async () => {
  edge.identity = undefined;
  const calls: unknown[] = [];
  const client = await signedIn({ fetch: async (...call) => (calls.push(call), new Response()) });
  const init = { method: 'POST', body: 'x' };
  calls.length = 0;
  await client.fetch(`${api.origin}/pods`, init);
  assert.deepEqual(calls, [[`${api.origin}/pods`, init]]);
});

test('a response is refused if another user is signed in when it arrives', async () => {
  const client = await signedIn();
  api.answers.set('/pods', async (_, response) => {
    edge.me = { ...meWith(), user: { ...meWith().user, id: 'usr_bobbobbobbobbobbobbobA' } };
    edge.identity = 'identity-2';
    await client.identityChanged();
    response.end('{"owner":"Ana"}');
  });
  await assert.rejects(client.fetch(`${api.origin}/pods`), { code: 'not_signed_in' });
  edge.on(`GET /v1/accounts/${OWN}`, async () => {
    edge.me = meWith();
    await client.identityChanged();
    return Response.json(account(OWN, 'admin'));
  });
  await assert.rejects(client.accounts.read(OWN), { code: 'not_signed_in' }, 'the edge’s responses too');
  assert.equal(client.state.user?.id, ANA);
});

test('a response is kept if the same user is signed in again meanwhile', async () => {
  const client = await signedIn();
  api.answers.set('/pods', async (_, response) => {
    await client.identityChanged();
    response.end('{}');
  });
  assert.equal((await client.fetch(`${api.origin}/pods`)).status, 200);
});

test('a refusal of the edge while a token is fetched reaches the caller', async () => {
  const client = await signedIn();
  edge.on(`POST /v1/accounts/${OWN}/token`, () => problem(403, 'forbidden'));
  await assert.rejects(client.fetch(`${api.origin}/pods`), { code: 'forbidden' });
  assert.equal(api.received.length, 0);
});
