/** `hallpass/edge`: how long a token is accepted, and what happens when the key that signed it is no longer published. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { SigningEdge, makeKey, mint, ORIGIN } from './signing-edge.ts';

const BUILT = new URL('../dist/server.node.js', import.meta.url).href;
const { createGuard } = (await import(BUILT)) as typeof import('../src/server/index.node.ts');
const START_SECONDS = 1_780_000_000;
const MAX_LIFE_SECONDS = 300;

beforeEach(() => mock.timers.enable({ apis: ['Date'], now: START_SECONDS * 1000 }));
afterEach(() => mock.timers.reset());

const setUp = () => {
  const edge = new SigningEdge();
  const guard = createGuard({ endpoint: ORIGIN, fetch: edge.fetch as typeof fetch });
  const nowSeconds = () => Date.now() / 1000;
  return {
    edge,
    guard,
    token: (claims = {}, key = edge.keys[0]!) => mint(key, nowSeconds(), claims),
    longLived: () => mint(edge.keys[0]!, nowSeconds(), { exp: nowSeconds() + MAX_LIFE_SECONDS }),
  };
};
const passSeconds = (seconds: number) => mock.timers.tick(seconds * 1000);

test('a token that lives longer than 300 seconds is refused', async () => {
  const { guard, token } = setUp();
  const lasting = (seconds: number, iat = START_SECONDS) => token({ iat, exp: iat + seconds });
  await guard.verify(lasting(MAX_LIFE_SECONDS));
  for (const bad of [lasting(MAX_LIFE_SECONDS + 1), lasting(3600), lasting(MAX_LIFE_SECONDS + 1, START_SECONDS - 100), lasting(MAX_LIFE_SECONDS + 1, START_SECONDS - 900)]) {
    await assert.rejects(guard.verify(bad), { code: 'token_invalid', status: 401 });
  }
});

test('a remembered token is refused within 300 seconds of its key’s removal', async () => {
  const { edge, guard, longLived } = setUp();
  await guard.verify(longLived());
  passSeconds(1);
  const remembered = longLived();
  await guard.verify(remembered);
  edge.keys = [makeKey('two')];
  passSeconds(MAX_LIFE_SECONDS - 2);
  await assert.rejects(guard.verify(remembered), { code: 'token_invalid' });
});

test('a remembered token is refused as soon as the guard has read a key set without its key', async () => {
  const { edge, guard, token, longLived } = setUp();
  const remembered = longLived();
  await guard.verify(remembered);
  const newKey = makeKey('two');
  edge.keys = [newKey];
  passSeconds(31);
  await guard.verify(token({}, newKey));
  await assert.rejects(guard.verify(remembered), { code: 'token_invalid' });
});

test('a remembered token is refused when another key is published under its key id', async () => {
  const { edge, guard, token, longLived } = setUp();
  const remembered = longLived();
  await guard.verify(remembered);
  const newKey = makeKey('two');
  edge.keys = [makeKey('one'), newKey];
  passSeconds(31);
  await guard.verify(token({}, newKey));
  await assert.rejects(guard.verify(remembered), { code: 'token_invalid' });
});

test('a new token of a removed key is refused within 300 seconds', async () => {
  const { edge, guard, token } = setUp();
  const removed = edge.keys[0]!;
  await guard.verify(token());
  edge.keys = [makeKey('two')];
  passSeconds(MAX_LIFE_SECONDS);
  await assert.rejects(guard.verify(token({}, removed)), { code: 'token_invalid' });
});

test('a remembered token outlives a key set that was read again unchanged', async () => {
  const { edge, guard, longLived } = setUp();
  await guard.verify(longLived());
  passSeconds(200);
  const remembered = longLived();
  await guard.verify(remembered);
  passSeconds(100);
  await guard.verify(remembered);
  assert.equal(edge.count('/.well-known/jwks.json'), 2);
});

test('requests to the edge are not answered from an HTTP cache', async () => {
  const { edge, token } = setUp();
  const modes: unknown[] = [];
  const { fetch } = edge;
  const watched = createGuard({
    endpoint: ORIGIN,
    fetch: ((input: string, init?: RequestInit) => {
      modes.push(init?.cache);
      return fetch(input, init);
    }) as typeof globalThis.fetch,
  });
  await watched.verify(token());
  assert.deepEqual(modes, ['no-store', 'no-store']);
});
