// The gate is transparent: methods, bodies, statuses and responses of the API arrive as they were sent.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { Origin } from '../harness/origin.ts';
import { ownerWithTeam } from '../harness/person.ts';
import { sendRaw, statusOf } from '../harness/raw-http.ts';
import * as shapes from '../harness/shapes.ts';

let origin: Origin;
let edge: Edge;
let team: string;
let token: string;
before(async () => {
  origin = await new Origin().start();
  const rules = [{ method: '*', path: '/api/{account}/*', require: 'team:access' }];
  edge = await startEdge({ settings: { GATE: JSON.stringify(rules), ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' } });
  const opened = await ownerWithTeam(edge, 'Olga');
  team = opened.team;
  token = expectOk(await opened.owner.post(`/v1/accounts/${team}/token`), shapes.token).token;
});
after(async () => {
  await edge?.stop();
  await origin?.stop();
});

function sendLines(method: string, lines: readonly string[] = [], body = '', path = 'echo'): Promise<string> {
  return sendRaw(edge.origin, [`${method} /api/${team}/${path} HTTP/1.1`, 'Host: gate', `hallpass-token: ${token}`, ...lines], body);
}

/** The status line, headers and bytes of a reply, none of them interpreted. */
interface RawReply {
  readonly status: number;
  readonly reason: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function fetchRaw(method: string, path: string, headers: Record<string, string> = {}): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(edge.origin);
    const sent = plainRequest({ hostname, port, method, path: `/api/${team}/${path}`, headers: { 'hallpass-token': token, ...headers } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, reason: reply.statusMessage ?? '', headers: reply.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

function answer(path: string, handler: (reply: ServerResponse, request: IncomingMessage) => void): void {
  origin.on(`/api/${team}/${path}`, (request, reply) => handler(reply, request));
}

test('GET and HEAD may have a body, an empty one too', async () => {
  for (const method of ['GET', 'HEAD', 'DELETE', 'POST', 'OPTIONS']) {
    for (const [about, lines, body, expected] of [
      ['no body', [], '', ''],
      ['an empty one', ['Content-Length: 0'], '', ''],
      ['one of known length', ['Content-Length: 3'], 'abc', 'abc'],
      ['an empty chunked one', ['Transfer-Encoding: chunked'], '0\r\n\r\n', ''],
      ['a chunked one', ['Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n', 'abc'],
    ] as const) {
      const before = origin.requests.length;
      const reply = await sendLines(method, lines, body);
      if (about === 'a chunked one' && (method === 'GET' || method === 'HEAD')) {
        // The runtime would drop it.
        assert.equal(statusOf(reply), 400, reply);
        if (method === 'GET') assert.match(reply, /"field":"content-length","code":"required"/);
        assert.equal(origin.requests.length, before, 'a request does not arrive without its body');
        continue;
      }
      assert.equal(statusOf(reply), 200, `${method} with ${about}: ${reply.slice(0, 300)}`);
      assert.deepEqual([origin.requests.length, origin.last.method, origin.last.body], [before + 1, method, expected], `${method} with ${about}`);
    }
  }
});

test('methods that the gate does not know pass a rule for all methods', async () => {
  for (const method of ['PUT', 'PATCH', 'PROPFIND', 'REPORT', 'QUERY', 'PURGE', 'LOCK']) {
    assert.equal(statusOf(await sendLines(method, ['Content-Length: 3'], 'abc')), 200, method);
    assert.deepEqual([origin.last.method, origin.last.body], [method, 'abc']);
  }
});

test('every status arrives, with its reason, its headers and its body', async () => {
  for (const status of [200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403, 404, 409, 410, 413, 418, 422, 425, 429, 431, 451, 500, 501, 502, 503, 504, 599]) {
    const isEmpty = [204, 205, 304].includes(status);
    answer(`status-${status}`, (reply) => {
      reply.writeHead(status, 'As It Was Said', { 'x-own': String(status), etag: '"7"', location: '/elsewhere', 'retry-after': '9', 'www-authenticate': 'Basic realm="theirs"' });
      reply.end(isEmpty ? undefined : `body of ${status}`);
    });
    const before = origin.requests.length;
    const reply = await fetchRaw('GET', `status-${status}`);
    assert.deepEqual([reply.status, reply.reason, reply.headers['x-own'], reply.headers.etag, reply.headers.location], [status, 'As It Was Said', String(status), '"7"', '/elsewhere'], String(status));
    assert.deepEqual([reply.headers['retry-after'], reply.headers['www-authenticate']], ['9', 'Basic realm="theirs"']);
    assert.equal(reply.body.toString(), isEmpty ? '' : `body of ${status}`);
    assert.equal(origin.requests.length, before + 1, 'a redirect is not followed, and an error not repeated');
  }
});

test('compressed bodies arrive byte for byte', async () => {
  const text = 'compressible '.repeat(1000);
  for (const [encoding, bytes] of [
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', randomBytes(500)],
    ['x-own', randomBytes(500)],
    ['identity', Buffer.from(text)],
  ] as const) {
    answer(`encoded-${encoding}`, (reply) => {
      reply.writeHead(200, { 'content-encoding': encoding, 'content-length': bytes.length, 'content-type': 'application/octet-stream' });
      reply.end(bytes);
    });
    for (const accepted of [undefined, 'gzip, br', 'identity']) {
      const reply = await fetchRaw('GET', `encoded-${encoding}`, accepted === undefined ? {} : { 'accept-encoding': accepted });
      assert.equal(reply.headers['content-encoding'], encoding);
      assert.ok(reply.body.equals(bytes), `${encoding} for ${accepted}: ${reply.body.length} instead of ${bytes.length} bytes`);
      assert.equal(origin.last.headers['accept-encoding'], accepted, 'the caller negotiates');
    }
  }
});

test('HEAD says the length that GET would send', async () => {
  answer('sized', (reply) => {
    reply.writeHead(200, { 'content-length': 1234, 'content-type': 'video/mp4', 'accept-ranges': 'bytes' });
    reply.end();
  });
  const { status, headers } = await fetchRaw('HEAD', 'sized');
  assert.deepEqual([status, headers['content-length'], headers['content-type'], headers['accept-ranges']], [200, '1234', 'video/mp4', 'bytes']);
});

test('ranges and conditions are the origin’s', async () => {
  answer('ranged', (reply, { headers }) => {
    reply.writeHead(206, { 'content-range': 'bytes 2-4/10', 'content-length': 3, etag: '"7"' });
    reply.end(headers.range === 'bytes=2-4' && headers['if-range'] === '"7"' ? '234' : 'bad');
  });
  const reply = await fetchRaw('GET', 'ranged', { range: 'bytes=2-4', 'if-range': '"7"' });
  assert.deepEqual([reply.status, reply.headers['content-range'], reply.headers['content-length'], reply.body.toString()], [206, 'bytes 2-4/10', '3', '234']);
});

test('cookies arrive one by one', async () => {
  const cookies = ['a=1; Path=/; HttpOnly', 'b=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT', 'a=1; Path=/'];
  answer('cookies', (reply) => {
    reply.setHeader('set-cookie', cookies);
    reply.end();
  });
  assert.deepEqual((await fetchRaw('GET', 'cookies')).headers['set-cookie'], cookies);
  await sendLines('GET', ['Cookie: a=1; b="x,y"; c=']);
  assert.equal(origin.last.headers.cookie, 'a=1; b="x,y"; c=');
});

test('an event stream arrives while it is sent, and its end when the caller leaves', async () => {
  let left: () => void;
  const hasLeft = new Promise<void>((resolve) => (left = resolve));
  answer('events', (reply, incoming) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write('data: 1\n\n');
    const timer = setInterval(() => reply.write('data: more\n\n'), 20);
    incoming.on('close', () => {
      clearInterval(timer);
      left();
    });
  });
  const { hostname, port } = new URL(edge.origin);
  await new Promise<void>((resolve, reject) => {
    const sent = plainRequest({ hostname, port, path: `/api/${team}/events`, headers: { 'hallpass-token': token } }, (reply) => {
      reply.once('data', (chunk: Buffer) => {
        assert.match(chunk.toString(), /^data: 1/);
        reply.destroy();
        resolve();
      });
    });
    sent.on('error', reject);
    sent.end();
  });
  await hasLeft;
});

test('a response that breaks off at the origin breaks off at the caller', async () => {
  for (const [path, headers] of [['cut', { 'content-length': 100 }], ['cut-chunked', {}]] as const) {
    answer(path, (reply) => {
      reply.writeHead(200, headers);
      reply.write('half');
      setTimeout(() => reply.destroy(), 50);
    });
    await assert.rejects(fetchRaw('GET', path), /aborted|hang up|ECONNRESET/, `${path}: a part is not taken for the whole`);
  }
  answer('reset', (reply) => void reply.destroy());
  assert.equal((await fetchRaw('GET', 'reset')).status, 503, 'no response at all');
  assert.equal(statusOf(await sendLines('GET')), 200, 'control: the origin still answers');
});

test('a large body in pieces arrives whole in both directions', async () => {
  answer('mirror', (reply, incoming) => void incoming.pipe(reply));
  const parts = Array.from({ length: 64 }, () => randomBytes(64 * 1024));
  const { hostname, port } = new URL(edge.origin);
  const received = createHash('sha256');
  await new Promise<void>((resolve, reject) => {
    const sent = plainRequest({ hostname, port, method: 'PUT', path: `/api/${team}/mirror`, headers: { 'hallpass-token': token } }, (reply) => {
      reply.on('data', (chunk: Buffer) => received.update(chunk));
      reply.on('end', resolve);
      reply.on('error', reject);
    });
    sent.on('error', reject);
    for (const part of parts) sent.write(part);
    sent.end();
  });
  const expected = createHash('sha256');
  for (const part of parts) expected.update(part);
  assert.equal(received.digest('hex'), expected.digest('hex'));
});

test('a caller that waits for 100 Continue gets it', async () => {
  const reply = await sendLines('POST', ['Expect: 100-continue', 'Content-Length: 3'], 'abc');
  assert.match(reply, /HTTP\/1\.1 200/);
  assert.equal(origin.last.body, 'abc');
});

test('an early hint or another interim response does not take the place of the response', async () => {
  answer('hinted', (reply) => {
    reply.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => reply.end('final'));
  });
  assert.equal((await fetchRaw('GET', 'hinted')).body.toString(), 'final');
});
