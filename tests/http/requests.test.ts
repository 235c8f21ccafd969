// Requests with the wrong method, path or body. None may fall through, be ignored or break the Worker.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { invitePath, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { ROUTES } from '../harness/routes.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
let owner: Person;
let team: string;
let invite: string;
before(async () => {
  edge = await startEdge();
  ({ owner, team } = await ownerWithTeam(edge));
  invite = (await owner.invite(team, { role: 'dev' })).invite.id;
});
after(() => edge?.stop());

/** Every route with its methods. */
function routes(): [string, string[]][] {
  const named: Record<string, string> = { acc: team, user: owner.id, inv: invite, prj: `prj_${'A'.repeat(22)}`, rev: `rev_${'A'.repeat(22)}` };
  // Links, policies by id and the events of a mail's transport are tested elsewhere, and a check requires another credential.
  const tested = ROUTES.filter(({ path }) => !/\{(id|code|transport)\}|^\/v1\/check$/.test(path));
  const paths = tested.map(({ path, methods }): [string, string[]] => [
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? ''),
    methods.map(({ method }) => method),
  ]);
  return [...paths, ['/local/sign-in', ['POST']]];
}

test('other methods are 405 with the allowed ones, signed in or not', async () => {
  for (const [path, methods] of routes()) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !methods.includes(each))) {
      for (const reply of [
        await owner.send(method, path, method === 'GET' ? undefined : {}),
        await send(edge.origin, method, path),
      ]) {
        assert.equal(reply.status, 405, `${method} ${path}: ${reply.text}`);
        const allow = String(reply.headers.allow).split(/,\s*/);
        for (const each of methods) assert.ok(allow.includes(each), `${method} ${path} allows ${allow.join()}`);
      }
    }
  }
});

test('HEAD responds like GET without a body', async () => {
  for (const [path, methods] of routes().filter(([, methods]) => methods.includes('GET'))) {
    const [head, get] = [await owner.send('HEAD', path), await owner.get(path)];
    assert.deepEqual([head.status, head.text], [get.status, ''], `${methods.join()} ${path}`);
  }
});

test('without an identity token only public routes respond', async () => {
  for (const [path, methods] of routes()) {
    if (['/v1/policy', '/v1/config', '/.well-known/jwks.json', '/healthz', '/local/sign-in', '/v1/invites/preview'].includes(path)) continue;
    for (const method of methods) {
      expectError(await send(edge.origin, method, path, method === 'GET' ? {} : { body: {} }), 'not_signed_in', `${method} ${path}`);
    }
  }
});

test('unknown paths are 404, and none matches another route', async () => {
  const { owner: user } = await ownerWithTeam(edge);
  for (const path of [
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/v1/me/',
    '/v1//me',
    '/V1/me',
    '/v1/me%2f',
    '/v1/accounts/',
    `/v1/accounts/${team}/`,
    `/v1/accounts/${team}/nothing`,
    `/v1/accounts//members`,
    '/v1/invites/other',
    `/v1/accounts/${team}%2fmembers`,
    `/v1/accounts/${team}%00`,
    '/v1/%6de',
    '/local',
    '/.well-known/other',
  ]) {
    const reply = await user.get(path);
    assert.equal(reply.status, 404, `${path}: ${reply.status} ${reply.text.slice(0, 200)}`);
    if (path.startsWith('/v1/')) expectError(reply, 'not_found', path);
  }
});

test('bodies must be one JSON object with known fields only', async () => {
  const account = `/v1/accounts/${team}`;
  const operations: [string, string, Record<string, unknown>][] = [
    ['POST', '/v1/accounts', { name: 'Team' }],
    ['PATCH', account, { name: 'Team' }],
    ['POST', `${account}/convert`, { name: 'Team' }],
    ['POST', `${account}/revert`, { confirmName: 'Other' }],
    ['POST', `${account}/invites`, { role: 'dev' }],
    ['POST', `${invitePath(invite)}/resend`, { rotate: true }],
    ['PATCH', `${account}/members/${owner.id}`, { role: 'dev' }],
    ['POST', '/v1/tokens', { accounts: [] }],
    ['POST', '/v1/invites/preview', { code: 'x' }],
    ['POST', '/v1/invites/accept', { token: 'x' }],
    ['POST', '/v1/invites/decline', { token: 'x' }],
    ['POST', '/local/sign-in', { email: 'kim@example.com', name: 'Kim' }],
  ];
  for (const [method, path, good] of operations) {
    const [first = ''] = Object.keys(good);
    const text = JSON.stringify(good);
    const bad: [string, string | Buffer][] = [
      ['a list', `[${text}]`],
      ['null', 'null'],
      ['text', JSON.stringify(text)],
      ['truncated', text.slice(0, -1)],
      ['text after it', `${text} x`],
      ['a duplicate key', `{"${first}":${JSON.stringify(good[first])},${text.slice(1)}`],
      ['invalid UTF-8', Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0x22, 0xff, 0x22, 0x7d])])],
      ['deep nesting', `{"${first}":${'['.repeat(2000)}${']'.repeat(2000)}}`],
    ];
    for (const [name, body] of bad)
      expectError(await owner.send(method, path, body), 'invalid_request', `${method} ${path}: ${name}`);
    const unknown = expectError(await owner.send(method, path, { ...good, surplus: 1 }), 'invalid_request', `${method} ${path}`);
    assert.ok(
      unknown.errors?.some((each) => each.field === 'surplus'),
      `${method} ${path} names the field`,
    );
  }
  assert.equal((await owner.account(team)).memberCount, 1);
});

test('JSON is parsed strictly by RFC 8259', async () => {
  const invites = `/v1/accounts/${team}/invites`;
  const bad = [
    "{'role':'dev'}",
    '{"role":"dev",}',
    '{role:"dev"}',
    '{"role":"dev"} /* */',
    '\ufeff{"role":"dev"}',
    '{"role":"dev","note":"a\nb"}',
    '{"role":"dev","note":"\\x41"}',
    '{"role":"dev","note":"\\ud800"}',
    '{"role":"dev","note":"\\u12"}',
    '{"role":"dev","expiresIn":01}',
    '{"role":"dev","expiresIn":+60}',
    '{"role":"dev","expiresIn":60.5}',
    '{"role":"dev","expiresIn":1e999}',
    '{"role":"dev","expiresIn":NaN}',
    '{"role":"dev","expiresIn":99999999999999999999}',
    '{"role":"dev","\\u0072ole":"admin"}',
    '{"role":tru}',
    '',
    ' ',
  ];
  const before = (await owner.invites(team)).length;
  for (const body of bad) expectError(await owner.send('POST', invites, body), 'invalid_request', JSON.stringify(body));
  assert.equal((await owner.invites(team)).length, before);
  const escaped = await owner.send(
    'POST',
    invites,
    ' { "r\\u006fle" : "d\\u0065v" , "note" : "caf\\u00e9 \\ud83d\\ude00 \\"\\/\\\\" } \n',
  );
  const { invite: made } = expectOk(escaped, shapes.sent, 201);
  assert.deepEqual([made.role, made.note], ['dev', 'café 😀 "/\\']);
});

test('a body is parsed as JSON under any content type', async () => {
  for (const type of ['text/plain;charset=UTF-8', 'application/json; charset=utf-8', 'application/x-www-form-urlencoded']) {
    const reply = await owner.send('POST', '/v1/accounts', '{"name":"Team"}', { headers: { 'content-type': type } });
    expectOk(reply, shapes.account, 201);
  }
});

test('a body of more than 16 KiB is 413, and one of 16 KiB is parsed', async () => {
  const filled = (bytes: number): string => {
    const empty = JSON.stringify({ name: '' }).length;
    return JSON.stringify({ name: 'x'.repeat(bytes - empty) });
  };
  const over = await owner.send('POST', '/v1/accounts', filled(16 * 1024 + 1));
  expectError(over, 'invalid_request');
  assert.equal(over.status, 413);
  const within = await owner.send('POST', '/v1/accounts', filled(16 * 1024));
  expectError(within, 'invalid_request');
  assert.equal(within.status, 400);
  // Short enough to be sent completely before the response closes the connection.
  const huge = await owner.send('POST', '/v1/accounts', 'x'.repeat(200_000));
  assert.equal(huge.status, 413);
});

test('a body without Content-Length is read up to the limit and no further', async () => {
  assert.equal(await sendChunked(['{"name":', '"Chunked"}'], 'ends'), 201);
  const piece = 'x'.repeat(1024);
  // This body never ends: a Worker that waits for its end would not respond.
  assert.equal(await sendChunked(Array.from({ length: 17 }, () => piece), 'stays open'), 413);
});

/** Sends a body in chunks, without Content-Length. Returns the status. */
function sendChunked(pieces: readonly string[], then: 'ends' | 'stays open'): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${owner.identity}`, 'transfer-encoding': 'chunked' };
    const sent = request(`${edge.origin}/v1/accounts`, { method: 'POST', headers }, (reply) => {
      resolve(reply.statusCode ?? 0);
      sent.destroy();
    });
    sent.on('error', reject);
    for (const piece of pieces) sent.write(piece);
    if (then === 'ends') sent.end();
  });
}

test('invalid query parameters are rejected', async () => {
  const account = `/v1/accounts/${team}`;
  for (const query of [
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=x',
    'limit=1.5',
    'limit=',
    'cursor=x',
    'cursor=%00',
    'cursor=AAAA',
  ]) {
    for (const list of ['members', 'invites', 'audit']) {
      expectError(await owner.get(`${account}/${list}?${query}`), 'invalid_request', `${list}?${query}`);
    }
  }
  for (const query of ['dryRun=maybe', 'dryRun=1']) {
    const reply = await owner.post(`${account}/revert?${query}`, { confirmName: "Olga's team" });
    expectError(reply, 'invalid_request', query);
  }
  assert.equal((await owner.account(team)).kind, 'team');
});

test('the Worker still responds after aborted requests', async () => {
  const { port } = new URL(edge.origin);
  await Promise.all(
    Array.from(
      { length: 20 },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect(Number(port), '127.0.0.1', () => {
            socket.write('POST /v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"na');
            setTimeout(() => socket.destroy(), 20);
          });
          socket.on('close', () => resolve());
          socket.on('error', () => resolve());
        }),
    ),
  );
  await person(edge, 'Nina');
});

test('every error is a problem document whose request id is in the log', async () => {
  const problem = expectError(await owner.get('/v1/nothing'), 'not_found');
  assert.match(problem.type, /^[a-z]+:/);
  assert.ok(problem.title.length > 0 && problem.detail.length > 0);
  await edge.host.logLine(problem.requestId);
});
