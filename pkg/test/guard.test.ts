/** `hallpass/edge` as it is published, with the real WebAssembly: who is let in, what is kept, what happens when the edge is away. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Demand, Guard } from '../src/server/types.ts';
import { json, problem } from './fake-edge.ts';
import { ACCOUNT, GenuineEdge, makeKey, mint, ORIGIN, POLICY, USER } from './genuine.ts';

const BUILT = new URL('../dist/server.node.js', import.meta.url).href;
const { createGuard } = (await import(BUILT)) as typeof import('../src/server/index.node.ts');

const START = 1_780_000_000;
beforeEach(() => mock.timers.enable({ apis: ['Date'], now: START * 1000 }));
afterEach(() => mock.timers.reset());

const set = (edge = new GenuineEdge(), more = {}) => {
  const guard = createGuard({ endpoint: ORIGIN, fetch: edge.fetch as typeof fetch, ...more });
  return { edge, guard, token: (claims = {}, bits = 1, key = edge.keys[0]!) => mint(key, Date.now() / 1000, claims, bits) };
};
const request = (token?: string, headers = {}): Request =>
  new Request('https://api.test/kites', { headers: { ...headers, ...(token === undefined ? {} : { 'hallpass-token': token }) } });
const no = async (guard: Guard, token: string | undefined, demand: Demand<Request> = {}) => {
  const answer = await guard.authorize(request(token), demand);
  assert.equal(answer.allowed, false);
  const told = answer.allowed ? undefined : answer.refusal;
  return [told?.status, told?.code, told?.explanation?.reason] as const;
};

test('a genuine token says who acts; its bits are read under the policy that it names', async () => {
  const { edge, guard, token } = set();
  const text = token({ epoch: 7 }, 0b100001);
  const membership = await guard.verify(text);
  assert.deepEqual(membership, {
    user: USER, account: ACCOUNT, kind: 'team', role: 'guest', permissions: ['team:access', 'kites:fly'], policyId: POLICY.id, epoch: 7,
    issuedAt: '2026-05-28T20:26:40.000Z', expiresAt: '2026-05-28T20:27:40.000Z',
  });
  for (let turn = 0; turn < 50; turn++) await guard.verify(text);
  assert.deepEqual(edge.asked, ['/.well-known/jwks.json', '/v1/policy']);
});

test('a token of a policy that is no more counts by its role under today’s', async () => {
  const { guard, token } = set();
  assert.deepEqual((await guard.verify(token({ pol: 'AAAAAAAAAAAAAAAA' }, 0b111111))).permissions, ['team:access']);
  assert.deepEqual((await guard.verify(token({ pol: 'AAAAAAAAAAAAAAAA', role: 'vanished' }, 0b111111))).permissions, []);
});

test('a policy whose content is not that of its id is not read', async () => {
  const { edge, guard, token } = set();
  edge.policy = { ...POLICY, roles: [{ ...POLICY.roles[1]!, permissions: ['team:access', 'kites:fly'] }, POLICY.roles[0]!] };
  assert.deepEqual(await no(guard, token()), [503, 'unavailable', undefined]);
});

test('no token, an old one, a forged one, one for somebody else: no, and why', async () => {
  const { edge, guard, token } = set();
  assert.deepEqual(await no(guard, undefined), [401, 'not_signed_in', 'not_signed_in']);
  assert.deepEqual(await no(guard, token({ exp: START })), [401, 'token_expired', 'expired']);
  const [head, body] = token().split('.');
  for (const bad of ['', 'x', `${head}.${body}.`, `${head}.${body}.${'A'.repeat(86)}`, 'x'.repeat(5000), `${btoa('null')}.x.y`]) {
    assert.deepEqual((await no(guard, bad)).slice(0, 2), bad === '' ? [401, 'not_signed_in'] : [401, 'token_invalid'], bad.slice(0, 20));
  }
  assert.deepEqual((await no(guard, token({ iss: 'https://other.test' })))[1], 'token_invalid');
  assert.deepEqual((await no(guard, token({ aud: 'other' })))[1], 'token_invalid');
  assert.deepEqual((await no(guard, mint(makeKey('one'), START)))[1], 'token_invalid', 'another key of the same name');
  assert.deepEqual(await no(guard, token(), { account: () => 'acc_BBBBBBBBBBBBBBBBBBBBBB' }), [422, 'account_mismatch', undefined]);
  assert.equal((await guard.authorize(request(token()), { account: () => ACCOUNT })).allowed, true);
  assert.ok(edge.asked.every((path) => !path.startsWith('/v1/check')), 'none of this asks the edge');
});

test('what the role lacks is explained in the words of the browser', async () => {
  const { guard, token } = set();
  const answer = await guard.authorize(request(token()), { require: ['team:access', 'kites:fly'] });
  assert.ok(!answer.allowed);
  const body = (await answer.response().json()) as Record<string, unknown>;
  assert.deepEqual([body['status'], body['code'], body['type']], [403, 'forbidden', 'about:blank#forbidden']);
  assert.deepEqual((body['explanation'] as { missing: string[]; rolesThatWould: string[]; role: string }).missing, ['kites:fly']);
  assert.deepEqual((body['explanation'] as { rolesThatWould: string[] }).rolesThatWould, ['admin']);
  assert.equal(answer.response().headers.get('content-type'), 'application/problem+json');
  assert.deepEqual((await no(guard, token({}, 0b111111), { require: 'kites:swim' }))[1], 'forbidden', 'a permission that nobody knows');
});

test('unknown key ids read the keys again twice a minute at most, and a new key counts then', async () => {
  const { edge, guard, token } = set();
  await guard.verify(token());
  const stranger = makeKey('two');
  for (let turn = 0; turn < 40; turn++) {
    assert.deepEqual((await no(guard, mint(makeKey(`kid-${turn}`), START)))[1], 'token_invalid');
  }
  assert.equal(edge.count('/.well-known/jwks.json'), 1, 'not within the pause');
  edge.keys.push(stranger);
  mock.timers.tick(31_000);
  await guard.verify(token({}, 1, stranger));
  for (let turn = 0; turn < 40; turn++) await no(guard, mint(makeKey(`kid-${turn}`), START));
  assert.equal(edge.count('/.well-known/jwks.json'), 2);
});

test('many at once share one reading of the keys', async () => {
  const { edge, guard, token } = set();
  await Promise.all(Array.from({ length: 30 }, (_, turn) => guard.verify(token({ epoch: turn }))));
  assert.equal(edge.count('/.well-known/jwks.json'), 1);
});

test('while the edge is away the last good keys serve an hour, and then nobody is let in', async () => {
  const { edge, guard, token } = set();
  await guard.verify(token());
  edge.down = true;
  mock.timers.tick(59 * 60_000);
  await guard.verify(token());
  mock.timers.tick(2 * 60_000);
  assert.deepEqual(await no(guard, token()), [503, 'unavailable', undefined]);
  edge.down = false;
  mock.timers.tick(60_000);
  await guard.verify(token());
  const fresh = set();
  fresh.edge.down = true;
  assert.deepEqual(await no(fresh.guard, fresh.token()), [503, 'unavailable', undefined], 'and none that has no keys at all');
});

test('a remembered token ends when it ends', async () => {
  const { guard, token } = set();
  const text = token();
  await guard.verify(text);
  mock.timers.tick(59_000);
  await guard.verify(text);
  mock.timers.tick(1_000);
  assert.deepEqual((await no(guard, text))[1], 'token_expired');
});

test('cached and strict ask the edge, which has the last word', async () => {
  const { edge, guard, token } = set();
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
    assert.deepEqual((await no(guard, token(), demand)).slice(0, 2), [status, code]);
  }
  edge.down = true;
  assert.deepEqual((await no(guard, token(), { freshness: 'cached' })).slice(0, 2), [503, 'unavailable']);
  assert.equal((await guard.authorize(request(token()), { require: 'team:access' })).allowed, true, 'stateless needs no edge');
});

test('protect wraps handlers of fetch and of Node, and keeps everybody else out', async () => {
  const { guard, token } = set();
  let reached = 0;
  const handler = guard.protect((asked: Request, word: string) => {
    reached++;
    return new Response(`${word} ${guard.membership(asked)?.user}`);
  }, { require: 'team:access' });
  assert.equal((await handler(request(), 'hello')).status, 401);
  assert.equal((await handler(new Request('https://api.test/', { method: 'OPTIONS' }), 'hello')).status, 401);
  assert.equal(reached, 0);
  assert.equal(await (await handler(request(token()), 'hello')).text(), `hello ${USER}`);

  const server = createServer(guard.protect((asked: IncomingMessage, reply: ServerResponse) => void reply.end(guard.membership(asked)?.role), { require: 'team:access' }));
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const refused = await fetch(url);
  assert.deepEqual([refused.status, refused.headers.get('content-type')], [401, 'application/problem+json']);
  assert.equal(((await refused.json()) as { code: string }).code, 'not_signed_in');
  const entered = await fetch(url, { headers: { 'hallpass-token': token() } });
  assert.deepEqual([entered.status, await entered.text()], [200, 'guest']);
  server.close();
});

test('without WebAssembly nobody is let in', async () => {
  const { edge, token } = set();
  // In a program of its own: one that is loaded stays loaded.
  const script = `
    const { createGuard } = await import(${JSON.stringify(BUILT)});
    const replies = ${JSON.stringify({ '/.well-known/jwks.json': { keys: edge.keys.map(({ open }) => open) }, '/v1/policy': POLICY })};
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
  assert.equal(stdout.trim(), 'unavailable true', 'nobody without, and the same request with it');
});
