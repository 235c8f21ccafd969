/** The React bindings on a server. In a browser they are tested in Chromium, by `tests/e2e`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'hallpass';
import * as react from 'hallpass/react';
import { createElement as h, type ReactNode, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import type { Client, Snapshot } from '../src/types.ts';
import { account, EDGE, meWith, OTHER, OWN, TEAM } from './fake-edge.ts';

const { AccountSwitcher, HallpassProvider, InboxBell, ProjectSwitcher, Show, ViewAs, useCan, usePermission, useProject } = react;

const snapshot = (active: string): Snapshot => ({
  me: { ...meWith(account(TEAM, 'dev'), account(OTHER, 'billing')), inboxCount: 2 },
  active,
  policyId: 'policy-one-00001',
  serverTime: Date.now(),
});

/** A client whose requests get no response: what is rendered comes from the snapshot alone. */
const clientOf = (initial?: Snapshot): Client =>
  createClient({
    endpoint: EDGE,
    getIdentityToken: () => 'identity',
    fetch: () => new Promise(() => {}),
    ...(initial && { initial }),
  });

const render = (client: Client, ...children: ReactNode[]): string => {
  try {
    return renderToString(h(StrictMode, null, h(HallpassProvider, { client }, ...children)));
  } finally {
    client.close();
  }
};

const gate = (when: string | react.When, more: Partial<react.ShowProps> = {}) =>
  h(Show, { when, fallback: 'no', loading: 'wait', children: 'yes', ...more });

test('the first HTML has the permissions of the account that the server rendered', () => {
  assert.equal(render(clientOf(snapshot(TEAM)), gate('pods:manage')), 'yes');
  assert.equal(render(clientOf(snapshot(TEAM)), gate('billing:read')), 'no');
  assert.equal(render(clientOf(snapshot(OTHER)), gate('pods:manage')), 'no');
  assert.equal(render(clientOf(snapshot(OTHER)), gate('billing:read')), 'yes');
  assert.equal(render(clientOf(snapshot(OWN)), gate({ anyOf: ['nothing:known', 'billing:read'] })), 'yes');
});

test('without a snapshot a check is loading', () => {
  assert.equal(render(clientOf(), gate('pods:manage')), 'wait');
});

test('a snapshot is never fresh, and matches roles that grant something', () => {
  assert.equal(render(clientOf(snapshot(TEAM)), gate({ permission: 'pods:manage', fresh: true })), 'wait');
  assert.equal(render(clientOf(snapshot(TEAM)), gate({ role: 'dev' })), 'yes');
  assert.equal(render(clientOf(snapshot(TEAM)), gate({ role: 'admin' })), 'no');
});

test('a query that is not understood denies', () => {
  assert.equal(render(clientOf(snapshot(TEAM)), gate({ permission: 'pods:manage', role_: 'x' } as never)), 'no');
  assert.equal(render(clientOf(snapshot(TEAM)), gate({})), 'no');
  assert.equal(render(clientOf(snapshot(TEAM)), gate({ permission: 'pods:manage', account: 'acc_unknownunknownunknowA' })), 'no');
});

test('checks of another account name its id', () => {
  const Both = () => `${useCan('billing:read')} ${useCan('billing:read', { account: OTHER })} ${usePermission('billing:read').verdict}`;
  assert.equal(render(clientOf(snapshot(TEAM)), h(Both)), 'false true deny');
});

test('the first HTML has the projects that the server read', () => {
  const SEARCH = 'prj_searchsearchsearchsear';
  const row = { id: SEARCH, account: TEAM, name: 'Search', status: 'active', role: 'editor', permissions: ['pods:manage'], createdAt: '' } as const;
  const initial = { ...snapshot(TEAM), projects: [row], project: SEARCH };
  const InProject = () => `${useProject()?.name} ${useCan('pods:manage', { project: SEARCH })} ${useCan('billing:read', { project: SEARCH })}`;
  assert.equal(render(clientOf(initial), h(InProject)), 'Search true false');
  assert.equal(render(clientOf(initial), gate({ permission: 'pods:manage', project: SEARCH })), 'yes');
  assert.equal(render(clientOf(initial), gate({ permission: 'pods:manage', project: 'prj_unknownunknownunknownu' })), 'no');
  assert.equal(render(clientOf(snapshot(TEAM)), gate({ permission: 'pods:manage', project: SEARCH })), 'wait', 'without them it is not known yet');
  assert.match(render(clientOf(initial), h(ProjectSwitcher)), /aria-label="Project: Search, editor"/);
});

test('disabled and explained content stays in its place and cannot be used', () => {
  const button = h('button', null, 'Delete');
  const disabled = render(clientOf(snapshot(TEAM)), gate('billing:read', { mode: 'disable', children: button }));
  assert.match(disabled, /<fieldset[^>]* disabled=""[^>]*><button>Delete<\/button><\/fieldset>/);
  assert.doesNotMatch(disabled, /Why\?/);
  const explained = render(clientOf(snapshot(TEAM)), gate('billing:read', { mode: 'explain', label: 'Delete', children: button }));
  assert.match(explained, /<fieldset[^>]* disabled=""/);
  assert.match(explained, /aria-expanded="false"[^>]*aria-label="Why\? Delete"/);
  // If it is allowed, only the content is rendered.
  assert.equal(render(clientOf(snapshot(TEAM)), gate('pods:manage', { mode: 'explain', children: button })), '<button>Delete</button>');
});

test('a function as children gets the permission state and renders every case', () => {
  const draw = (state: react.PermissionState) => `${state.verdict} ${state.allowed} ${state.loading}`;
  assert.equal(render(clientOf(snapshot(TEAM)), gate('billing:read', { children: draw })), 'deny false false');
  assert.equal(render(clientOf(), gate('billing:read', { children: draw })), 'unknown false true');
});

test('while viewing as another role, unknown permissions are loading', () => {
  const seen = h(ViewAs, { role: 'billing', banner: false }, gate('pods:manage'));
  assert.equal(render(clientOf(snapshot(TEAM)), seen), 'wait');
  assert.equal(render(clientOf(snapshot(TEAM)), h(ViewAs, { role: undefined }, gate('pods:manage'))), 'yes');
});

test('the switcher and the bell are in the first HTML, in the app’s words', () => {
  const html = render(clientOf(snapshot(TEAM)), h(AccountSwitcher, null), h(InboxBell, null));
  assert.match(html, /aria-label="Account: Team team, dev"/);
  assert.match(html, /aria-label="Inbox, 2 pending invites"/);
  const words = { accountIs: (name: string) => `Konto: ${name}`, inboxWith: (count: number) => `${count} Einladungen` };
  const client = clientOf(snapshot(TEAM));
  const german = renderToString(
    h(HallpassProvider, { client, words, locale: 'de' }, h(AccountSwitcher, null), h(InboxBell, { words: { inboxWith: () => 'Post' } })),
  );
  client.close();
  assert.match(german, /aria-label="Konto: Team team, dev"/);
  assert.match(german, /aria-label="Post"/);
});

test('what is downloaded when it is rendered is loading in the first HTML, preloaded or not', async () => {
  const parts = [h(react.InviteDialog, { open: true }), h(react.LeaveTeam), h(react.MembersTable), h(react.AcceptInvite)];
  const html = (): string[] => parts.map((part) => render(clientOf(snapshot(TEAM)), part));
  const before = html();
  for (const each of before) assert.match(each, /role="status">(Loading|Checking your invite)</);
  await react.preload('team');
  await react.preload('invite');
  assert.deepEqual(html(), before, 'the browser hydrates the same HTML before its own copy has arrived');
});

test('a button component replaces the plain one', () => {
  const Own = (props: Record<string, unknown>) => h('button', { ...props, className: 'own' });
  const client = clientOf(snapshot(TEAM));
  const html = renderToString(h(HallpassProvider, { client, components: { button: Own } }, h(InboxBell, null)));
  client.close();
  assert.match(html, /class="own"/);
});

test('hooks throw outside of a provider', () => {
  assert.throws(() => renderToString(h(() => String(useCan('pods:manage')))), /HallpassProvider/);
});

test('rendering hundreds of pages on a server leaves no timer, channel or request', (t) => {
  let armed = 0;
  const { setTimeout, setInterval, BroadcastChannel } = globalThis;
  t.mock.method(globalThis, 'setTimeout', (...rest: Parameters<typeof setTimeout>) => (armed++, setTimeout(...rest)));
  t.mock.method(globalThis, 'setInterval', (...rest: Parameters<typeof setInterval>) => (armed++, setInterval(...rest)));
  t.mock.property(globalThis, 'BroadcastChannel', class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      armed++;
    }
  });
  const initial = snapshot(TEAM);
  let asked = 0;
  const page = (client: Client): string =>
    renderToString(h(HallpassProvider, { client }, gate('pods:manage'), h(AccountSwitcher, null), h(InboxBell, null), h(react.MembersTable, null)));
  for (let time = 0; time < 500; time++) {
    // It is not closed: the garbage collector takes it.
    const client = createClient({ endpoint: EDGE, getIdentityToken: () => 'identity', fetch: async () => (asked++, new Response()), initial });
    assert.match(page(client), /yes/);
  }
  assert.deepEqual([armed, asked], [0, 0]);

  const shown = createClient({ endpoint: EDGE, getIdentityToken: () => 'identity', fetch: async () => (asked++, new Response()), initial });
  shown.subscribe(() => {});
  assert.ok(armed > 0, 'a client with a subscriber is counted');
  shown.close();
});

test('actions of a list hook apply to the account that was rendered', async () => {
  const sent: string[] = [];
  const location = new URL(`https://app.test/${TEAM}`);
  Object.defineProperty(globalThis, 'location', { value: location, configurable: true, writable: true });
  const client = createClient({
    endpoint: EDGE,
    getIdentityToken: () => 'identity',
    fetch: async (input, init) => {
      if (init?.method !== 'GET') sent.push(`${init?.method} ${new URL(String(input)).pathname}`);
      return Response.json({ type: 'about:blank', title: 'forbidden', status: 403, code: 'forbidden', detail: '' }, { status: 403 });
    },
    initial: snapshot(TEAM),
    scope: { read: (url) => url.pathname.slice(1) || undefined },
  });
  let members: react.MembersState | undefined;
  let invites: react.InvitesState | undefined;
  const Team = () => {
    members = react.useMembers();
    invites = react.useInvites();
    return null;
  };
  renderToString(h(HallpassProvider, { client }, h(Team)));
  // A router navigates to another team while the rows of this one are still shown.
  location.href = `https://app.test/${OTHER}`;
  assert.equal(client.state.active?.id, OTHER);
  const user = 'usr_bobbobbobbobbobbobbobA';
  await assert.rejects(members!.remove(user));
  await assert.rejects(members!.setRole(user, 'dev'));
  await assert.rejects(invites!.create({ role: 'dev' }));
  await assert.rejects(members!.remove(user, { account: OTHER }));
  client.close();
  Reflect.deleteProperty(globalThis, 'location');
  assert.deepEqual(sent.filter((each) => !each.endsWith('/token')), [
    `DELETE /v1/accounts/${TEAM}/members/${user}`,
    `PATCH /v1/accounts/${TEAM}/members/${user}`,
    `POST /v1/accounts/${TEAM}/invites`,
    `DELETE /v1/accounts/${OTHER}/members/${user}`,
  ]);
});
