/** When a client does something by itself: from the first subscriber to the last, and neither before nor after. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Client } from '../src/types.ts';
import { account, FakeEdge, json, meWith, OWN, TEAM } from './fake-edge.ts';
import { create, focusTab, openTab, pass, setUp, settle, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

/** Counts timers, listeners and open channels through the globals of a tab. */
const countArmed = () => {
  const tab = openTab();
  const navigation = new EventTarget();
  focusTab({ ...tab, navigation } as never);
  const timers = new Set<unknown>();
  const channels = new Set<unknown>();
  let listeners = 0;
  const { setTimeout, clearTimeout, BroadcastChannel } = globalThis;
  mock.method(globalThis, 'setTimeout', (run: () => void, ...rest: number[]) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ...rest);
    timers.add(timer);
    return timer;
  });
  mock.method(globalThis, 'clearTimeout', (timer: number) => {
    timers.delete(timer);
    clearTimeout(timer);
  });
  mock.property(
    globalThis,
    'BroadcastChannel',
    class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        channels.add(this);
      }
      override close() {
        channels.delete(this);
        super.close();
      }
    },
  );
  for (const target of [tab.document, tab.window, navigation]) {
    const add = target.addEventListener.bind(target);
    target.addEventListener = (type: string, listener: never, options: AddEventListenerOptions = {}) => {
      listeners++;
      options.signal?.addEventListener('abort', () => listeners--);
      add(type, listener, options);
    };
  }
  return { tab, armed: () => ({ timers: timers.size, channels: channels.size, listeners }) };
};

const NOTHING = { timers: 0, channels: 0, listeners: 0 };

const snapshot = () => ({ me: meWith(account(TEAM, 'dev')), active: TEAM, policyId: 'p', serverTime: Date.now() });

/** Reads everything that a page shows. */
const look = (client: Client): void => {
  client.can('pods:manage');
  client.has({ role: 'dev' });
  client.evaluate({ permission: 'pods:manage', account: TEAM });
  void client.state.active;
  void client.initial;
};

for (const rendered of [true, false]) {
  test(`thousands of clients that a server renders ${rendered ? 'with a snapshot' : 'without a snapshot'} leave nothing behind`, async (t) => {
    t.after(() => mock.restoreAll());
    const { armed } = countArmed();
    const edge = new FakeEdge();
    for (let made = 0; made < 3_000; made++) look(create(edge, rendered ? { initial: snapshot() } : {}));
    await settle();
    assert.deepEqual(armed(), NOTHING);
    await pass(120_000);
    assert.equal(edge.seen.length, 0, 'and send no request');
    assert.deepEqual(armed(), NOTHING);
  });
}

test('control: the counters see a client with a subscriber', async (t) => {
  t.after(() => mock.restoreAll());
  const { armed } = countArmed();
  const edge = new FakeEdge();
  create(edge).subscribe(() => {});
  await settle();
  const { timers, channels, listeners } = armed();
  assert.deepEqual([timers, channels], [1, 1]);
  assert.ok(listeners > 5);
  assert.ok(edge.seen.length > 0);
});

for (const how of ['subscribe', 'on'] as const) {
  test(`background work runs from the first ${how} to the last`, async (t) => {
    t.after(() => mock.restoreAll());
    const { armed } = countArmed();
    const edge = new FakeEdge();
    const client = create(edge);
    const listen = () => (how === 'subscribe' ? client.subscribe(() => {}) : client.on('revoked', () => {}));
    const stops = [listen(), listen()];
    await settle();
    assert.equal(edge.count('GET /v1/me'), 1);
    stops[0]!();
    stops[0]!();
    await pass(61_000);
    assert.equal(edge.count('GET /v1/me'), 2, 'one is left, even if the other unsubscribes twice');
    stops[1]!();
    assert.deepEqual(armed(), NOTHING);
    const before = edge.seen.length;
    await pass(600_000);
    assert.equal(edge.seen.length, before);
    assert.deepEqual(armed(), NOTHING);

    listen();
    await settle();
    assert.equal(edge.count('GET /v1/me'), 3, 'a later subscriber reads again');
  });
}

test('replacing the only subscriber sends no request', async () => {
  const edge = new FakeEdge();
  const client = create(edge);
  let stop = client.subscribe(() => {});
  await settle();
  const before = edge.seen.length;
  for (let time = 0; time < 10; time++) {
    stop();
    stop = client.subscribe(() => {});
    await settle();
  }
  assert.equal(edge.seen.length, before);
});

test('ready reads once and starts no background work', async (t) => {
  t.after(() => mock.restoreAll());
  const { armed } = countArmed();
  const edge = new FakeEdge();
  const client = create(edge);
  await Promise.all([client.ready, client.ready]);
  assert.equal(client.state.status, 'ready');
  assert.equal(client.can('team:access'), true);
  await client.ready;
  assert.deepEqual([edge.count('GET /v1/me'), edge.count('GET /v1/policy'), edge.seen.length], [1, 1, 2]);
  await pass(600_000);
  assert.equal(edge.seen.length, 2);
  assert.deepEqual(armed(), NOTHING);
});

test('the first operation reads which account is active', async () => {
  const edge = new FakeEdge();
  edge.on(`GET /v1/accounts/${OWN}/members`, () => json({ items: [] }));
  edge.on('GET /pods', () => json({}));
  assert.ok(await create(edge).token());
  assert.deepEqual(await create(edge).members.list(), { items: [] });
  await create(edge).fetch('https://edge.test/pods');
  assert.ok(edge.seen.at(-1)?.headers.has('hallpass-token'));
});

test('a change without subscribers notifies the other tabs, and leaves no channel open', async (t) => {
  t.after(() => mock.restoreAll());
  const { armed } = countArmed();
  const edge = new FakeEdge();
  edge.on('POST /v1/accounts', () => json(account(TEAM, 'admin')));
  let heard = 0;
  const other = new BroadcastChannel('hallpass');
  other.onmessage = () => heard++;
  await create(edge).accounts.create({ name: 'Team' });
  for (let turn = 0; turn < 20 && heard === 0; turn++) await settle();
  other.close();
  assert.equal(heard, 1);
  assert.deepEqual(armed(), NOTHING);
});

test('the client works where a BroadcastChannel cannot be opened', async (t) => {
  t.after(() => mock.restoreAll());
  mock.property(globalThis, 'BroadcastChannel', class { constructor() { throw new DOMException('denied', 'SecurityError'); } } as never);
  const edge = new FakeEdge();
  const client = create(edge);
  client.subscribe(() => {});
  await client.ready;
  assert.equal(client.state.status, 'ready');
});

test('a closed client starts nothing again', async (t) => {
  t.after(() => mock.restoreAll());
  const { armed } = countArmed();
  const edge = new FakeEdge();
  const client = create(edge);
  client.subscribe(() => {});
  await settle();
  client.close();
  client.subscribe(() => {});
  await pass(120_000);
  assert.deepEqual(armed(), NOTHING);
});
