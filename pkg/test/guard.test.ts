/** `hallpass/edge` as it is published, with the real WebAssembly: what is allowed, what is cached, what happens while the edge is down. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Demand, Guard } from '../src/server/types.ts';
import { json, problem } from './fake-edge.ts';
import { ACCOUNT, SigningEdge, makeKey, mint, ORIGIN, POLICY, USER } from './signing-edge.ts';

const BUILT = new URL('../dist/server.node.js', import.meta.url).href;
const { createGuard } = (await import(BUILT)) as typeof import('../src/server/index.node.ts');

const START = 1_780_000_000;
beforeEach(() => mock.timers.enable({ apis: ['Date'], now: START * 1000 }));
afterEach(() => mock.timers.reset());

const setUp = (edge = new SigningEdge(), more = {}) => {
  const guard = createGuard({ endpoint: ORIGIN, fetch: edge.fetch as typeof fetch, ...more });
  return { edge, guard, token: (claims = {}, bits = 1, key = edge.keys[0]!) => mint(key, Date.now() / 1000, claims, bits) };
};
const request = (token?: string, headers = {}): Request =>
  new Request('https://api.test/kites', { headers: { ...headers, ...(token === undefined ? {} : { 'hallpass-token': token }) } });
const refusalOf = async (guard: Guard, token: string | undefined, demand: Demand<Request> = {}) => {
  const answer = await guard.authorize(request(token), demand);
  assert.equal(answer.allowed, false);
  const problem = answer.allowed ? undefined : answer.refusal;
  return [problem?.status, problem?.code, problem?.explanation?.reason] as const;
};

test('a valid token says who acts; its bits are read under the policy that it names', async () => {
  const { edge, guard, token } = setUp();
  const text = token({ epoch: 7 }, 0b100001);
  const membership = await guard.verify(text);
  assert.deepEqual(membership, {
    user: USER, account: ACCOUNT, kind: 'team', role: 'guest', permissions: ['team:access', 'kites:fly'], policyId: POLICY.id, epoch: 7,
    issuedAt: '2026-05-28T20:26:40.000Z', expiresAt: '2026-05-28T20:27:40.000Z',
  });
  for (let turn = 0; turn < 50; turn++) await guard.verify(text);
  assert.deepEqual(edge.requests, ['/.well-known/jwks.json', '/v1/policy']);
});

test('a token of a policy that no longer exists is read by its role under the current one', async () => {
  const { guard, token } = setUp();
  assert.deepEqual((await guard.verify(token({ pol: 'AAAAAAAAAAAAAAAA' }, 0b111111))).permissions, ['team:access']);
  assert.deepEqual((await guard.verify(token({ pol: 'AAAAAAAAAAAAAAAA', role: 'vanished' }, 0b111111))).permissions, []);
});

test('a policy whose id does not belong to its content is refused', async () => {
  const { edge, guard, token } = setUp();
  edge.policy = { ...POLICY, roles: [{ ...POLICY.roles[1]!, permissions: ['team:access', 'kites:fly'] }, POLICY.roles[0]!] };
  assert.deepEqual(await refusalOf(guard, token()), [503, 'unavailable', undefined]);
});

test('a missing, expired, forged or foreign token is refused with the reason', async () => {
  const { edge, guard, token } = setUp();
  assert.deepEqual(await refusalOf(guard, undefined), [401, 'not_signed_in', 'not_signed_in']);
  assert.deepEqual(await refusalOf(guard, token({ exp: START })), [401, 'token_expired', 'expired']);
  const [head, body] = token().split('.');
  for (const bad of ['', 'x', `${head}.${body}.`, `${head}.${body}.${'A'.repeat(86)}`, 'x'.repeat(5000), `${btoa('null')}.x.y`]) {
    assert.deepEqual((await refusalOf(guard, bad)).slice(0, 2), bad === '' ? [401, 'not_signed_in'] : [401, 'token_invalid'], bad.slice(0, 20));
  }
  assert.deepEqual((await refusalOf(guard, token({ iss: 'https://other.test' })))[1], 'token_invalid');
  assert.deepEqual((await refusalOf(guard, token({ aud: 'other' })))[1], 'token_invalid');
  assert.deepEqual((await refusalOf(guard, mint(makeKey('one'), START)))[1], 'token_invalid', 'another key of the same name');
  assert.deepEqual(await refusalOf(guard, token(), { account: () => 'acc_BBBBBBBBBBBBBBBBBBBBBB' }), [422, 'account_mismatch', undefined]);
  assert.equal((await guard.authorize(request(token()), { account: () => ACCOUNT })).allowed, true);
  assert.ok(edge.requests.every((path) => !path.startsWith('/v1/check')), 'none of this sends a check to the edge');
});

test('a missing permission is explained as in the browser', async () => {
  const { guard, token } = setUp();
  const answer = await guard.authorize(request(token()), { require: ['team:access', 'kites:fly'] });
  assert.ok(!answer.allowed);
  const body = (await answer.response().json()) as Record<string, unknown>;
  assert.deepEqual([body['status'], body['code'], body['type']], [403, 'forbidden', 'about:blank#forbidden']);
  assert.deepEqual((body['explanation'] as { missing: string[]; rolesThatWould: string[]; role: string }).missing, ['kites:fly']);
  assert.deepEqual((body['explanation'] as { rolesThatWould: string[] }).rolesThatWould, ['admin']);
  assert.equal(answer.response().headers.get('content-type'), 'application/problem+json');
  assert.deepEqual((await refusalOf(guard, token({}, 0b111111), { require: 'kites:swim' }))[1], 'forbidden', 'an unknown permission');
});

test('unknown key ids cause a request for the keys at most twice a minute, and new keys are accepted', async () => {
  const { edge, guard, token } = setUp();
  await guard.verify(token());
  const newKey = makeKey('two');
  for (let turn = 0; turn < 40; turn++) {
    assert.deepEqual((await refusalOf(guard, mint(makeKey(`kid-${turn}`), START)))[1], 'token_invalid');
  }
  assert.equal(edge.count('/.well-known/jwks.json'), 1, 'not within half a minute');
  edge.keys.push(newKey);
  mock.timers.tick(31_000);
  await guard.verify(token({}, 1, newKey));
  for (let turn = 0; turn < 40; turn++) await refusalOf(guard, mint(makeKey(`kid-${turn}`), START));
  assert.equal(edge.count('/.well-known/jwks.json'), 2);
});

test('concurrent callers share one request for the keys', async () => {
  const { edge, guard, token } = setUp();
  await Promise.all(Array.from({ length: 30 }, (_, turn) => guard.verify(token({ epoch: turn }))));
  assert.equal(edge.count('/.well-known/jwks.json'), 1);
});

test('while the edge is down, the last keys are used for an hour, and then every request is refused', async () => {
  const { edge, guard, token } = setUp();
  await guard.verify(token());
  edge.down = true;
  mock.timers.tick(59 * 60_000);
  await guard.verify(token());
  mock.timers.tick(2 * 60_000);
  assert.deepEqual(await refusalOf(guard, token()), [503, 'unavailable', undefined]);
  edge.down = false;
  mock.timers.tick(60_000);
  await guard.verify(token());
  const fresh = setUp();
  fresh.edge.down = true;
  assert.deepEqual(await refusalOf(fresh.guard, fresh.token()), [503, 'unavailable', undefined], 'without any keys, at once');
});

test('a cached token expires at its `exp`', async () => {
  const { guard, token } = setUp();
  const text = token();
  await guard.verify(text);
  mock.timers.tick(59_000);
  await guard.verify(text);
  mock.timers.tick(1_000);
  assert.deepEqual((await refusalOf(guard, text))[1], 'token_expired');
});

test('`cached` and `strict` ask the edge, which decides', async () => {
  const { edge, guard, token } = setUp();
  const demand = { require: 'team:access', freshness: 'strict' } as const;
  const yes = { allowed: true, account: ACCOUNT, permissions: { 'team:access': true }, epoch: 9 };
  let seen: unknown[] = [];
  edge.check = (body, headers) => {
    seen = [body, headers.get('hallpass-token') === text, headers.get('hallpass-min-epoch')];
    return json(yes);
  };
  const text = token();
  const answer = await guard.authorize(request(text, { 'hallpass-min-epoch': '9' }), demand);
  assert.equal(answer.allowed, true);
  assert.deepEqual(seen, [{ account: ACCOUNT, permissions: ['team:access'], freshness: 'strict' }, true, '9']);
  for (const [reply, status, code] of [
    [() => json({ ...yes, allowed: false, explanation: { reason: 'ended', missing: [], whatToDo: 'Ask.' } }), 403, 'forbidden'],
    [() => json({ ...yes, allowed: 'true' }), 403, 'forbidden'],
    [() => json({ ...yes, account: 'acc_BBBBBBBBBBBBBBBBBBBBBB' }), 403, 'forbidden'],
    [() => json({ ...yes, permissions: {} }), 403, 'forbidden'],
    [() => problem(401, 'stale_epoch'), 401, 'stale_epoch'],
    [() => problem(404, 'not_found'), 503, 'unavailable'],
    [() => problem(503, 'unavailable'), 503, 'unavailable'],
    [() => new Response('<html>', { status: 200 }), 503, 'unavailable'],
    [() => json(null), 403, 'forbidden'],
    [() => Response.redirect('https://elsewhere.test/', 302), 503, 'unavailable'],
  ] as const) {
    edge.check = reply;
    assert.deepEqual((await refusalOf(guard, token(), demand)).slice(0, 2), [status, code]);
  }
  edge.down = true;
  assert.deepEqual((await refusalOf(guard, token(), { freshness: 'cached' })).slice(0, 2), [503, 'unavailable']);
  assert.equal((await guard.authorize(request(token()), { require: 'team:access' })).allowed, true, '`stateless` does not need the edge');
});

test('protect wraps handlers of the Fetch API and of Node, and refuses everything else', async () => {
  const { guard, token } = setUp();
  let reached = 0;
  const handler = guard.protect((request: Request, word: string) => {
    reached++;
    return new Response(`${word} ${guard.membership(request)?.user}`);
  }, { require: 'team:access' });
  assert.equal((await handler(request(), 'hello')).status, 401);
  assert.equal((await handler(new Request('https://api.test/', { method: 'OPTIONS' }), 'hello')).status, 401);
  assert.equal(reached, 0);
  assert.equal(await (await handler(request(token()), 'hello')).text(), `hello ${USER}`);

  const server = createServer(guard.protect((request: IncomingMessage, reply: ServerResponse) => void reply.end(guard.membership(request)?.role), { require: 'team:access' }));
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const refused = await fetch(url);
  assert.deepEqual([refused.status, refused.headers.get('content-type')], [401, 'application/problem+json']);
  assert.equal(((await refused.json()) as { code: string }).code, 'not_signed_in');
  const entered = await fetch(url, { headers: { 'hallpass-token': token() } });
  assert.deepEqual([entered.status, await entered.text()], [200, 'guest']);
  server.close();
});

test('without WebAssembly every request is refused', async () => {
  const { edge, token } = setUp();
  // In another process: WebAssembly that is loaded stays loaded.
  const script = `
    const { createGuard } = await import(${JSON.stringify(BUILT)});
    const replies = ${JSON.stringify({ '/.well-known/jwks.json': { keys: edge.keys.map(({ publicJwk }) => publicJwk) }, '/v1/policy': POLICY })};
    const fetch = async (url) => Response.json(replies[new URL(url).pathname]);
    const now = Date.now; Date.now = () => ${START} * 1000;
    const ask = async (wasm) => {
      const guard = createGuard({ endpoint: ${JSON.stringify(ORIGIN)}, fetch, ...wasm });
      const request = new Request('https://api.test/', { headers: { 'hallpass-token': ${JSON.stringify(token())} } });
      const answer = await guard.authorize(request);
      return answer.allowed || answer.refusal.code;
    };
    console.log(await ask({ wasm: new Uint8Array([0, 97, 115]) }), await ask({}));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  assert.equal(stdout.trim(), 'unavailable true', 'refused without, and the same request allowed with it');
});
