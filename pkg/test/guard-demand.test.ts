/** `hallpass/edge`: what a guard does with a demand that is incomplete, mistyped or leaves permissions out. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Demand } from '../src/server/types.ts';
import { json, problem } from './fake-edge.ts';
import { ACCOUNT, SigningEdge, mint, ORIGIN } from './signing-edge.ts';

const BUILT = new URL('../dist/server.node.js', import.meta.url).href;
const { createGuard, protect } = (await import(BUILT)) as typeof import('../src/server/index.node.ts');
const OTHER_ACCOUNT = 'acc_BBBBBBBBBBBBBBBBBBBBBB';
const VERDICT = { allowed: true, account: ACCOUNT, permissions: { 'team:access': true }, epoch: 3 };

/** Lines that the guard wrote for the developer. */
let logged: string[];
beforeEach(() => {
  logged = [];
  mock.method(console, 'error', (...parts: unknown[]) => void logged.push(parts.join(' ')));
});
afterEach(() => mock.restoreAll());

const setUp = (edge = new SigningEdge()) => {
  const options = { endpoint: ORIGIN, fetch: edge.fetch as typeof fetch };
  const token = mint(edge.keys[0]!, Math.floor(Date.now() / 1000));
  const request = () => new Request('https://api.test/kites', { headers: { 'hallpass-token': token } });
  return { edge, options, guard: createGuard(options), token, request };
};

/** Status and code of a refusal; 200 for a request that is allowed. */
const outcome = async (demand: unknown) => {
  const { guard, request } = setUp();
  const answer = await guard.authorize(request(), demand as Demand<Request>);
  return answer.allowed ? 200 : `${answer.refusal.status} ${answer.refusal.code}`;
};

test('an account callback that returns no account id denies, and the log says why', async () => {
  assert.equal(await outcome({ account: () => ACCOUNT }), 200);
  for (const value of [undefined, null, '', 0, 17, true, [ACCOUNT], { account: ACCOUNT }, Promise.resolve(ACCOUNT), Promise.resolve(undefined)]) {
    logged = [];
    assert.equal(await outcome({ account: () => value }), '403 forbidden', String(value));
    assert.equal(logged.length, 1);
    assert.match(logged[0]!, /`account` returned .*instead of an account id/);
  }
});

test('an account that may be missing does not compile', () => {
  // @ts-expect-error `string | undefined` is not a `string`.
  const demand: Demand<Request> = { account: (request) => request.headers.get('x-account') ?? undefined };
  assert.ok(demand);
});

test('an account callback that throws denies, and the log has the error', async () => {
  const denied = await outcome({ account: (request: { params: { account: string } }) => request.params.account });
  assert.equal(denied, '403 forbidden');
  assert.match(logged.join('\n'), /`account` threw TypeError/);
});

test('a guard writes the same mistake to the log once', async () => {
  const { guard, request } = setUp();
  for (let turn = 0; turn < 5; turn++) {
    await guard.authorize(request(), { account: () => undefined as unknown as string });
  }
  assert.equal(logged.length, 1);
});

test('protect in Express: `params` that are not set yet deny', async () => {
  const { guard, token } = setUp();
  let calls = 0;
  type ExpressRequest = IncomingMessage & { params: Record<string, string> };
  const handler = guard.protect(
    (_request: ExpressRequest, reply: ServerResponse) => {
      calls++;
      reply.end('{}');
    },
    { account: (request) => request.params['account'] as string },
  );
  /** Sends one request through the handler; `params` are those that Express sets before it calls the handler. */
  const send = async (params: Record<string, string>): Promise<number> => {
    const server = createServer((request, reply) => void handler(Object.assign(request, { params }), reply));
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { status } = await fetch(url, { headers: { 'hallpass-token': token } });
    server.close();
    return status;
  };
  // `app.use('/accounts/:account', …)` sets `params`, `app.use('/accounts', …)` does not.
  assert.deepEqual([await send({}), calls], [403, 0]);
  assert.deepEqual([await send({ account: OTHER_ACCOUNT }), calls], [422, 0]);
  assert.deepEqual([await send({ account: ACCOUNT }), calls], [200, 1]);
});

test('authorize in Hono: a path parameter that the route lacks denies', async () => {
  const { guard, request } = setUp();
  /** A middleware as the recipe has it. */
  const middleware = async (context: { req: { raw: Request; param(name: string): string | undefined } }) => {
    const answer = await guard.authorize(context.req.raw, { account: () => context.req.param('account') as string });
    return answer.allowed ? new Response('reached') : answer.response();
  };
  const send = async (params: Record<string, string>) =>
    (await middleware({ req: { raw: request(), param: (name) => params[name] } })).status;
  assert.deepEqual([await send({}), await send({ account: OTHER_ACCOUNT }), await send({ account: ACCOUNT })], [403, 422, 200]);
});

test('options that are present without a usable value deny', async () => {
  assert.equal(await outcome({}), 200, 'no demand but membership');
  assert.equal(await outcome({ freshness: undefined }), 200, 'the documented default');
  for (const demand of [
    { require: undefined },
    { require: null },
    { require: '' },
    { require: [] },
    { require: [undefined] },
    { require: ['team:access', ''] },
    { require: { 0: 'team:access' } },
    { account: undefined },
    { account: null },
    { account: ACCOUNT },
    { freshness: null },
    { freshness: '' },
    { freshness: 'Strict' },
  ]) {
    logged = [];
    assert.equal(await outcome(demand), '403 forbidden', JSON.stringify(demand));
    assert.equal(logged.length, 1, JSON.stringify(demand));
  }
});

test('an option that the guard does not know denies', async () => {
  for (const demand of [{ permission: 'kites:fly' }, { requires: 'kites:fly' }, { role: 'admin' }, { project: 'prj_1' }]) {
    logged = [];
    assert.equal(await outcome(demand), '403 forbidden', JSON.stringify(demand));
    assert.match(logged.join(), new RegExp(Object.keys(demand)[0]!));
  }
});

test('`protect` of one handler takes the options of the edge beside the demand', async () => {
  const { options, request } = setUp();
  const handle = (demand: object) => protect(() => new Response('reached'), { ...options, ...demand })(request());
  assert.equal((await handle({ require: 'team:access' })).status, 200);
  assert.equal((await handle({ role: 'admin' })).status, 403);
});

test('freshness without `require` lets every active member in, and asks the edge', async () => {
  for (const freshness of ['cached', 'strict'] as const) {
    const { edge, guard, request } = setUp();
    edge.check = (body) => {
      // As the edge does: a check needs a permission to ask about.
      if (body.permissions.length === 0) return problem(400, 'invalid_request');
      assert.deepEqual([body.account, body.freshness], [ACCOUNT, freshness]);
      return json(VERDICT);
    };
    assert.equal((await guard.authorize(request(), { freshness })).allowed, true, freshness);
    assert.equal(edge.count('/v1/check'), 1);
    // A custom policy may have roles without `team:access`: they are members all the same.
    edge.check = () => json({ ...VERDICT, allowed: false, permissions: { 'team:access': false } });
    assert.equal((await guard.authorize(request(), { freshness })).allowed, true);
    for (const [reply, expected] of [
      [() => problem(401, 'stale_epoch'), '401 stale_epoch'],
      [() => json({ ...VERDICT, account: OTHER_ACCOUNT }), '403 forbidden'],
      [() => json({ account: ACCOUNT }), '403 forbidden'],
      [() => json(null), '403 forbidden'],
      [() => problem(503, 'unavailable'), '503 unavailable'],
    ] as const) {
      edge.check = reply;
      const answer = await guard.authorize(request(), { freshness });
      assert.equal(answer.allowed || `${answer.refusal.status} ${answer.refusal.code}`, expected);
    }
  }
});
