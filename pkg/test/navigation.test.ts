/** Scopes in which the address names the active account: it decides immediately, whatever was shown before. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { internalsOf } from '../src/client/internals.ts';
import { listsOf } from '../src/lists.ts';
import { inviteActions, memberActions } from '../src/react/list-actions.ts';
import type { Account, Client, Scope } from '../src/types.ts';
import { account, ANA, FakeEdge, json, meWith, OTHER, TEAM } from './fake-edge.ts';
import { create, focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const ALPHA = TEAM;
const BETA = OTHER;
const STRANGE = 'acc_notminenotminenotminAA';
const BOB = 'usr_bobbobbobbobbobbobbobA';
const ROLES: Record<string, string> = { [ALPHA]: 'admin', [BETA]: 'billing' };

const scope: Scope = {
  read: (url) => /^\/(acc_[^/]+)/.exec(url.pathname)?.[1],
  write: (url, id) => new URL(`/${id}/members`, url),
};

/** A tab whose address names Alpha. `reported`: its browser reports changes of the address, as `navigation` does. */
const openAlpha = ({ reported = false } = {}) => {
  const tab = openTab(`https://app.test/${ALPHA}/members`);
  const navigation = new EventTarget();
  const { pushState } = tab.history;
  if (reported) {
    tab.history.pushState = (...rest: Parameters<typeof pushState>) => {
      pushState(...rest);
      navigation.dispatchEvent(new Event('currententrychange'));
    };
  }
  focusTab({ ...tab, navigation: reported ? navigation : undefined } as never);
  const edge = new FakeEdge();
  edge.me = meWith(...Object.entries(ROLES).map(([id, role]) => account(id, role)));
  for (const id of [ALPHA, BETA]) {
    edge.on(`GET /v1/accounts/${id}/members`, () => json({ items: [{ user: ANA, name: id, role: 'admin', joinedAt: '' }] }));
    for (const user of [ANA, BOB]) edge.on(`DELETE /v1/accounts/${id}/members/${user}`, () => json(undefined));
    edge.on(`PATCH /v1/accounts/${id}/members/${BOB}`, () => json({ user: BOB, name: 'Bob', role: 'dev', joinedAt: '' }));
    edge.on(`POST /v1/accounts/${id}/invites`, () => json({ invite: { id: `inv_${id.slice(4)}${'i'.repeat(22)}`, account: id }, link: 'x' }));
  }
  edge.on('GET /pods', () => json({}));
  const go = (id: string | undefined): void => tab.history.pushState(null, '', id === undefined ? '/' : `/${id}/members`);
  return { tab, edge, go };
};

test('the state follows the address immediately, as checks do', async () => {
  const { edge, go } = openAlpha();
  const client = start(edge, { scope });
  await client.ready;
  await settle();
  const alpha = client.state;
  assert.equal(alpha.active?.id, ALPHA);
  go(BETA);
  assert.equal(client.state.active?.id, BETA);
  assert.equal(client.can('billing:read'), true);
  assert.equal(client.can('pods:manage'), false);
  assert.equal(client.state, client.state, 'the same object until something changes');
  go(STRANGE);
  assert.ok(!('active' in client.state));
  go(ALPHA);
  assert.equal(client.state.active?.id, ALPHA);
});

test('all reads agree after a navigation, whichever comes first', async () => {
  const { edge, go } = openAlpha();
  const client = start(edge, { scope });
  await client.ready;
  await settle();
  const readers: ((client: Client) => unknown)[] = [
    ({ state }) => state,
    ({ can }) => can('pods:manage'),
    ({ evaluate }) => evaluate({ permission: 'pods:manage' }),
    ({ has }) => has({ role: 'admin' }),
  ];
  for (const first of readers) {
    go(ALPHA);
    assert.equal(client.can('pods:manage'), true);
    go(BETA);
    first(client);
    assert.equal(client.can('pods:manage'), false);
    assert.equal(client.can('billing:read'), true);
    assert.equal(client.state.active?.id, BETA);
    assert.equal(client.has({ role: 'billing' }), true);
  }
});

test('subscribers are notified of a navigation immediately where the browser reports it', async () => {
  const { edge, go } = openAlpha({ reported: true });
  const client = start(edge, { scope });
  await client.ready;
  await settle();
  const seen: unknown[] = [];
  client.subscribe(() => seen.push(client.state.active?.id));
  client.on('switch', ({ from, to }) => seen.push(['switch', from?.id, to?.id]));
  go(BETA);
  assert.deepEqual(seen, [BETA, ['switch', ALPHA, BETA]]);
});

test('elsewhere subscribers are notified at the next poll, and reading notifies nobody', async () => {
  const { edge, go } = openAlpha();
  const client = start(edge, { scope });
  await client.ready;
  await settle();
  const seen: unknown[] = [];
  client.subscribe(() => seen.push(client.state.active?.id));
  go(BETA);
  assert.equal(client.state.active?.id, BETA);
  assert.equal(client.can('billing:read'), true);
  await settle();
  assert.deepEqual(seen, [], 'reading notifies nobody');
  await pass(6_000);
  assert.equal(seen[0], BETA);
});

test('elsewhere subscribers are notified at the next render that reads another account', async () => {
  const { edge, go } = openAlpha();
  const client = start(edge, { scope });
  await client.ready;
  await settle();
  const list = listsOf(client).members();
  list.subscribe(() => {});
  await settle();
  go(BETA);
  assert.deepEqual(list.state, { status: 'loading', items: [] }, 'no item of the previous account, not even for a moment');
  internalsOf(client)?.publishAddress();
  await settle();
  assert.deepEqual(list.state.items.map(({ name }) => name), [BETA]);
});

test('the actions of a list apply to the account that it was rendered for', async () => {
  const { edge, go } = openAlpha();
  const client = start(edge, { scope });
  await client.ready;
  const shown = client.state.active?.id;
  const { remove, setRole, leave } = memberActions(client, shown);
  const { create } = inviteActions(client, shown);
  go(BETA);
  await remove(BOB);
  await setRole(BOB, 'dev');
  await create({ role: 'dev' });
  await leave();
  const changes = edge.seen.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token')).map(({ path }) => path.split('/')[3]);
  assert.deepEqual(changes, [ALPHA, ALPHA, ALPHA, ALPHA]);
  await assert.rejects(memberActions(client, undefined).remove(BOB), { code: 'not_found' });
});

test('an operation that waits for the first response applies to the account in the address at the time of the call', async () => {
  const { edge, go } = openAlpha();
  const client = create(edge, { scope });
  const listed = client.members.list();
  go(BETA);
  assert.deepEqual((await listed).items.map(({ name }) => name), [ALPHA]);
});

/** A pseudo-random sequence that is the same for the same seed (Park and Miller). */
const draws = (seed: number) => (below: number): number => (seed = (seed * 48_271) % 0x7fff_ffff) % below;

/** The active account by the address: the one that it names, none, or the one that was chosen last. */
const wanted = (address: string | undefined, chosen: string): string | undefined =>
  address === undefined ? chosen : address === STRANGE ? undefined : address;

test('with a navigation between any two steps, every read and action applies to the account that the address names', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const draw = draws(seed);
    const { edge, go } = openAlpha({ reported: seed % 2 === 0 });
    const client = start(edge, { scope });
    await client.ready;
    const list = listsOf(client).members();
    list.subscribe(() => {});
    client.subscribe(() => void client.state);
    client.accounts.switchTo(ALPHA);
    let [address, chosen]: (string | undefined)[] = [ALPHA, ALPHA];
    let drawn = memberActions(client, ALPHA);
    let drawnFor: string | undefined = ALPHA;
    const now = () => wanted(address, chosen!);
    const last = (matches: (path: string, method: string) => boolean) => edge.seen.filter(({ path, method }) => matches(path, method)).at(-1)?.path.split('/')[3];
    const agree = (step: string): void => {
      const where = `seed ${seed}, after ${step}, address ${address}`;
      const id = now();
      const checks: (() => void)[] = [
        () => assert.equal(client.state.active?.id, id, where),
        () => assert.equal(client.can('pods:manage'), id === ALPHA, where),
        () => assert.equal(client.can('billing:read'), id !== undefined, where),
        () => assert.equal(client.evaluate({ role: 'billing' }), id === undefined ? 'unknown' : id === BETA ? 'allow' : 'deny', where),
        () => assert.ok(list.state.items.every(({ name }) => name === id), where),
      ];
      // In any order: the first read must not make a later one wrong.
      for (let at = draw(checks.length), left = checks.length; left-- > 0; at = (at + 1) % checks.length) checks[at]!();
    };
    const steps: Record<string, () => unknown> = {
      'a render': () => {
        drawnFor = client.state.active?.id;
        drawn = memberActions(client, drawnFor);
        internalsOf(client)?.publishAddress();
      },
      'a switch': () => {
        chosen = address = [ALPHA, BETA][draw(2)]!;
        client.accounts.switchTo(chosen);
      },
      'a token': async () => {
        const id = now();
        const token = client.token().catch(() => undefined);
        navigate();
        const text = await token;
        assert.equal(text && (JSON.parse(atob(text.split('.')[1]!)) as { acc: string }).acc, id, `seed ${seed}`);
      },
      'a request': async () => {
        const id = now();
        const sent = client.fetch('https://edge.test/pods');
        navigate();
        await sent;
        const token = edge.seen.filter(({ path }) => path === '/pods').at(-1)?.headers.get('hallpass-token');
        assert.equal(token ? (JSON.parse(atob(token.split('.')[1]!)) as { acc: string }).acc : undefined, id, `seed ${seed}`);
      },
      'an own removal': async () => {
        const id = now();
        const done = client.members.remove(BOB).catch(() => undefined);
        navigate();
        await done;
        if (id) assert.equal(last((path, method) => method === 'DELETE' && path.endsWith(BOB)), id, `seed ${seed}`);
      },
      'a removal from a list': async () => {
        const done = drawn.remove(BOB).catch(() => undefined);
        navigate();
        await done;
        if (drawnFor) assert.equal(last((path, method) => method === 'DELETE' && path.endsWith(BOB)), drawnFor, `seed ${seed}`);
      },
      'another page of a list': async () => {
        const more = list.loadMore();
        navigate();
        await more;
      },
      'a poll': () => pass(6_000),
      'an answer': () => settle(),
      'a reading': () => client.refresh(),
    };
    const navigate = (): void => {
      if (draw(2) === 0) return;
      address = [ALPHA, BETA, STRANGE, undefined][draw(4)];
      go(address);
    };
    for (let left = 25; left > 0; left--) {
      const name = Object.keys(steps)[draw(Object.keys(steps).length)]!;
      navigate();
      agree(`a navigation before ${name}`);
      await steps[name]!();
      agree(name);
    }
    client.close();
  }
});

test('control: the two accounts differ in what they grant', () => {
  const rows: Account[] = [account(ALPHA, ROLES[ALPHA]!), account(BETA, ROLES[BETA]!)];
  assert.deepEqual(rows.map(({ permissions }) => permissions.includes('pods:manage')), [true, false]);
});
