// The custom elements in a page that allows only what the package requires: strict CSP, Trusted Types.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { assertMenuKeys } from '../harness/menu.ts';
import { page, servePages, type Pages } from '../harness/pages.ts';

let pages: Pages;
let browser: Browser;
before(async () => {
  [pages, browser] = await Promise.all([servePages(), startBrowser()]);
  pages.put('/page.css', 'body { margin: 24px; font-family: serif; color: navy } hallpass-show:not(:defined) { display: none }');
});
after(async () => {
  await browser?.close();
  await pages?.stop();
});

/** A user who is a dev in one team, has the billing role in another, and is invited to a third. */
const FIXTURE = `
import { createTestClient } from '/hallpass/testing.js';
export const client = createTestClient({
  user: { email: 'dev@example.com', name: 'Devi Developer' },
  accounts: [
    { name: 'Alpha Team', role: 'dev', permissions: ['team:access', 'pods:manage'] },
    { name: 'Beta Team', role: 'billing', permissions: ['team:access', 'billing:read'] },
    { name: 'Own Team' },
  ],
});
const olga = client.edge.addUser({ email: 'olga@example.com', name: 'Olga Owner' });
const gamma = client.edge.addTeam({ name: 'Gamma Team', owner: olga });
client.edge.addInvite(gamma, { role: 'dev', email: 'dev@example.com', note: 'Welcome aboard' });
globalThis.client = client;
`;
beforeEach(() => pages.put('/fixture.js', FIXTURE));

/** Opens a page with these elements. `script` sets the client. */
async function open(body: string, script: string, options: Parameters<typeof page>[1] = {}): Promise<UserBrowser> {
  pages.put('/', page(body, options));
  pages.put('/page.js', script);
  const user = await openBrowser(browser, pages.origin);
  await user.open('/');
  return user;
}

const SET_CLIENT = `
import { defineElements } from '/hallpass/elements.js';
import { client } from '/fixture.js';
defineElements();
document.querySelector('hallpass-provider').client = client;
`;

const GATES = `<hallpass-provider><main><h1>Gates</h1>
<hallpass-show id="may" when="pods:manage"><button>Create pod</button><p slot="fallback">No pods</p></hallpass-show>
<hallpass-show id="may-not" when="pods:manage billing:read"><button>Pay for pods</button><p slot="fallback">No bills</p></hallpass-show>
<hallpass-show id="any" when-any="pods:manage billing:read"><button>Either</button></hallpass-show>
<hallpass-show id="role" when-role="billing"><button>Only billing</button></hallpass-show>
<hallpass-show id="empty"><button>Without a condition</button></hallpass-show>
<hallpass-show id="locked" when="billing:read" mode="disable"><button id="pay">Pay</button> <a href="/bills">Bills</a> <label>Sum <input></label></hallpass-show>
<hallpass-show id="why" when="billing:read" mode="explain"><button>See bills</button><p slot="fallback">Not yours</p></hallpass-show>
<hallpass-show when="billing:read" mode="explain" label="Export"><button>⇩</button></hallpass-show>
</main></hallpass-provider>`;

test('importing the elements on a server has no effect', async () => {
  const { defineElements, ELEMENTS } = (await import(new URL('../../pkg/dist/elements.js', import.meta.url).href)) as {
    defineElements(): void;
    ELEMENTS: object;
  };
  assert.equal(Object.keys(ELEMENTS).length, 7);
  defineElements();
  await import(new URL('../../pkg/dist/elements-define.js', import.meta.url).href);
});

test('gates show and hide, follow the account, and deny without a condition', async () => {
  const user = await open(GATES, SET_CLIENT);
  const { page: tab } = user;
  await tab.getByRole('button', { name: 'Create pod' }).waitFor();
  const shown = (): Promise<string> => tab.locator('main').innerText();
  assert.match(await shown(), /Create pod\s+No bills\s+Either/);
  for (const hidden of ['Only billing', 'Without a condition', 'Pay for pods', 'No pods']) assert.ok(!(await shown()).includes(hidden), hidden);
  assert.equal(await tab.locator('#may-not').getAttribute('verdict'), 'deny');
  const style = (of: string): Promise<unknown> =>
    tab.evaluate(`(({ display, fontFamily, color }) => [display, fontFamily, color])(getComputedStyle(document.querySelector('${of}')))`);
  const [, ...look] = (await style('body')) as string[];
  for (const around of ['hallpass-provider', '#may']) assert.deepEqual(await style(around), ['contents', ...look], 'no box and no styles');

  await tab.evaluate('client.accounts.switchTo(client.state.accounts.find(({ name }) => name === "Beta Team").id)');
  await tab.getByRole('button', { name: 'Only billing' }).waitFor();
  assert.match(await shown(), /No pods\s+No bills\s+Either\s+Only billing/);
  assert.ok(!(await shown()).includes('Create pod'));
  user.assertNoErrors();
  await user.context.close();
});

test('disabled content stays visible and focusable, but cannot be used', async () => {
  const user = await open(GATES, SET_CLIENT);
  const { page: tab } = user;
  await tab.evaluate(`
    globalThis.pressed = 0;
    document.querySelector('#pay').addEventListener('click', () => pressed++);
  `);
  const pay = tab.getByRole('button', { name: 'Pay', exact: true });
  await pay.waitFor();
  assert.equal(await pay.getAttribute('aria-disabled'), 'true');
  assert.equal(await tab.getByLabel('Sum').isDisabled(), true);
  await pay.dispatchEvent('click');
  await pay.focus();
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Space');
  await tab.getByRole('link', { name: 'Bills' }).dispatchEvent('click');
  assert.equal(await tab.evaluate('pressed'), 0);
  assert.equal(new URL(tab.url()).pathname, '/');

  await tab.evaluate('client.accounts.switchTo(client.state.accounts.find(({ name }) => name === "Beta Team").id)');
  await tab.locator('#locked[verdict=allow]').waitFor();
  assert.equal(await pay.getAttribute('aria-disabled'), null);
  await pay.click();
  assert.equal(await tab.evaluate('pressed'), 1, 'control: it works where it is allowed');
  user.assertNoErrors();
  await user.context.close();
});

test('a gate explains on click what is missing and who can help', async () => {
  const user = await open(GATES, SET_CLIENT);
  const { page: tab } = user;
  await tab.getByRole('button', { name: 'Why? See bills' }).click();
  await tab.getByRole('button', { name: 'Why? Export' }).waitFor();
  const explanation = tab.getByRole('region', { name: 'Why not: See bills' });
  await explanation.getByText('Olga Owner').first().waitFor();
  const text = await explanation.innerText();
  assert.match(text, /doesn't include “Billing read”/);
  assert.doesNotMatch(text, /What to do/, 'who can help is said once');
  await user.screenshot('elements-explain');
  assert.deepEqual(await axeViolations(user, 'explain'), []);
  user.assertNoErrors();
  await user.context.close();
});

const TEAM_PAGE = `<hallpass-provider><header><hallpass-account-switcher create></hallpass-account-switcher>
<hallpass-inbox-bell></hallpass-inbox-bell></header><main><h1>Team</h1><hallpass-pending-invites><p slot="fallback">Not for you</p></hallpass-pending-invites></main></hallpass-provider>`;

test('the switcher works with the keyboard alone, and can create a team', async () => {
  const user = await open(TEAM_PAGE, SET_CLIENT);
  const { page: tab } = user;
  const button = tab.getByRole('button', { name: 'Account: Alpha Team' });
  await button.focus();
  await tab.keyboard.press('ArrowDown');
  await tab.getByRole('menuitemradio', { name: 'Alpha Team', checked: true }).waitFor();
  await user.screenshot('elements-switcher');
  assert.deepEqual(await axeViolations(user, 'switcher'), []);
  await tab.keyboard.press('b');
  await tab.keyboard.press('Enter');
  await tab.getByRole('button', { name: 'Account: Beta Team' }).waitFor();
  assert.match(await focused(tab.locator('hallpass-account-switcher')), /Account: Beta Team/, 'the focus returns');
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Escape');
  await tab.getByRole('menu').waitFor({ state: 'detached' });
  // Something to go back to: the switcher is the first control of the page.
  await tab.evaluate(() => document.body.prepend(Object.assign(document.createElement('button'), { textContent: 'Before' })));
  const current = tab.getByRole('button', { name: 'Account: Beta Team' });
  await assertMenuKeys(tab, current);
  await tab.evaluate(() => document.querySelector('body > button')?.remove());

  await current.focus();
  await tab.keyboard.press('ArrowUp');
  await tab.keyboard.press('End');
  await tab.keyboard.press('Enter');
  const dialog = tab.getByRole('dialog', { name: 'Create a team' });
  await dialog.getByLabel('Team name').fill('Delta Team');
  assert.deepEqual(await axeViolations(user, 'create a team'), []);
  await user.screenshot('elements-create');
  await tab.keyboard.press('Enter');
  await tab.getByRole('button', { name: 'Account: Delta Team' }).waitFor();
  user.assertNoErrors();
  await user.context.close();
});

const focused = (host: Locator): Promise<string> => host.evaluate((element) => element.shadowRoot?.activeElement?.textContent ?? '');

test('the bell opens by itself, and an invite can be accepted in it', async () => {
  const user = await open(TEAM_PAGE, SET_CLIENT);
  const { page: tab } = user;
  const inbox = tab.getByRole('dialog', { name: 'Inbox' });
  await inbox.getByText('Welcome aboard').waitFor();
  await user.screenshot('elements-inbox');
  assert.deepEqual(await axeViolations(user, 'inbox'), []);
  await inbox.getByRole('button', { name: 'Join team: Gamma Team' }).click();
  const opened = tab.evaluate("new Promise((done) => document.addEventListener('hallpass-open', (event) => done(event.detail.account.name), { once: true }))");
  await inbox.getByRole('button', { name: 'Switch to Gamma Team' }).click();
  assert.equal(await opened, 'Gamma Team');
  await tab.getByRole('button', { name: 'Account: Gamma Team' }).waitFor();
  user.assertNoErrors();
  await user.context.close();
});

test('members who may invite see pending invites: copy link, new link, revoke', async () => {
  const user = await open(TEAM_PAGE, SET_CLIENT);
  const { page: tab } = user;
  await tab.getByText('Not for you').waitFor();
  await tab.evaluate('client.accounts.switchTo(client.state.accounts.find(({ name }) => name === "Own Team").id)');
  await tab.getByText('No pending invites').waitFor();
  await tab.evaluate(`client.invites.create({ email: 'guest@example.com', role: 'dev' })`);
  await tab.getByRole('button', { name: 'Close inbox' }).click();
  const row = tab.getByRole('listitem').filter({ hasText: 'guest@example.com' });
  await row.getByRole('button', { name: 'Copy link: guest@example.com' }).click();
  await row.getByText('Copied').waitFor();
  const first = await tab.evaluate('navigator.clipboard.readText()');
  assert.match(String(first), /^https:\/\/edge\.test\/i\/[\w-]{68}$/);
  await row.getByRole('button', { name: 'New link: guest@example.com' }).click();
  await row.getByText('Earlier links no longer work').waitFor();
  assert.notEqual(await tab.evaluate('navigator.clipboard.readText()'), first);
  await user.screenshot('elements-pending');
  assert.deepEqual(await axeViolations(user, 'pending'), []);
  await row.getByRole('button', { name: 'Revoke: guest@example.com' }).click();
  await row.waitFor({ state: 'detached' });
  user.assertNoErrors();
  await user.context.close();
});

test('Escape closes the bell, and events are dispatched on the page', async () => {
  const user = await open(TEAM_PAGE, `${SET_CLIENT}
    globalThis.events = [];
    for (const event of ['hallpass-switch', 'hallpass-switched', 'hallpass-role-changed', 'hallpass-joined'])
      document.addEventListener(event, ({ detail }) => void events.push(event + ' ' + (detail.to ?? detail.account).name));
  `);
  const { page: tab } = user;
  const inbox = tab.getByRole('dialog', { name: 'Inbox' });
  await inbox.waitFor();
  await tab.getByRole('button', { name: 'Close inbox' }).click();
  const bell = tab.getByRole('button', { name: 'Inbox, 1 pending invite' });
  await bell.click();
  await inbox.getByText('Welcome aboard').waitFor();
  await tab.keyboard.press('Escape');
  await inbox.waitFor({ state: 'detached' });
  await bell.click();
  await tab.getByRole('heading', { name: 'Team' }).click();
  await inbox.waitFor({ state: 'detached' });

  await tab.getByRole('button', { name: 'Account: Alpha Team' }).click();
  await tab.getByRole('menuitemradio', { name: 'Beta Team' }).click();
  await tab.evaluate('client.accounts.create({ name: "New Team" })');
  assert.deepEqual(await tab.evaluate('events'), ['hallpass-switch Beta Team', 'hallpass-switched Beta Team', 'hallpass-joined New Team']);
  user.assertNoErrors();
  await user.context.close();
});

test('the elements fit a dark, narrow page', async () => {
  pages.put('/page.css', ':root { color-scheme: dark; background: #101012; color: #ededf0 } header { display: flex; gap: 8px }');
  pages.put('/', page(TEAM_PAGE));
  pages.put('/page.js', SET_CLIENT);
  const user = await openBrowser(browser, pages.origin, { colorScheme: 'dark', viewport: { width: 390, height: 600 } });
  await user.open('/');
  await user.page.getByRole('dialog', { name: 'Inbox' }).getByText('Welcome aboard').waitFor();
  await user.screenshot('elements-dark');
  assert.deepEqual(await axeViolations(user, 'dark'), []);
  const { x, width } = (await user.page.getByRole('dialog', { name: 'Inbox' }).boundingBox()) ?? { x: 0, width: 0 };
  assert.ok(width > 200 && x > 0 && x + width < 390, `the panel is on the page: ${x} ${width}`);
  assert.ok(await user.page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'no horizontal scrolling');
  await user.page.getByRole('button', { name: 'Close inbox' }).click();
  await user.page.evaluate('client.accounts.switchTo(client.state.accounts.find(({ name }) => name === "Own Team").id)');
  await user.page.evaluate(`client.invites.create({ email: 'guest@example.com', role: 'dev' })`);
  await user.page.getByText('guest@example.com').waitFor();
  assert.deepEqual(await axeViolations(user, 'dark, pending'), []);
  user.assertNoErrors();
  await user.context.close();
});

const ORDERS: Readonly<Record<string, string>> = {
  'client first, then upgraded': `
    import { client } from '/fixture.js';
    document.querySelector('hallpass-provider').client = client;
    await client.ready;
    (await import('/hallpass/elements.js')).defineElements();`,
  'upgraded first, then a client': `
    (await import('/hallpass/elements.js')).defineElements();
    const { client } = await import('/fixture.js');
    await client.ready;
    document.querySelector('hallpass-provider').client = client;`,
  'children upgraded before the provider': `
    import { client } from '/fixture.js';
    const { ELEMENTS } = await import('/hallpass/elements.js');
    for (const [tag, element] of Object.entries(ELEMENTS).reverse()) customElements.define(tag, element);
    document.querySelector('hallpass-provider').client = client;`,
  'children added and moved later': `
    import { defineElements } from '/hallpass/elements.js';
    import { client } from '/fixture.js';
    defineElements();
    const provider = document.querySelector('hallpass-provider');
    const all = [...provider.children];
    provider.replaceChildren();
    provider.client = client;
    provider.append(...all);
    provider.remove();
    document.body.append(provider);`,
  'another client later': `
    import { defineElements } from '/hallpass/elements.js';
    import { createTestClient } from '/hallpass/testing.js';
    import { client } from '/fixture.js';
    defineElements();
    const provider = document.querySelector('hallpass-provider');
    provider.client = createTestClient({ accounts: [{ name: 'Elsewhere', role: 'none', permissions: [] }] });
    await provider.client.ready;
    provider.client = client;`,
};

for (const [order, script] of Object.entries(ORDERS)) {
  test(`the order of set-up does not matter: ${order}`, async () => {
    const user = await open(GATES.replace('<main>', '<main><hallpass-account-switcher></hallpass-account-switcher>'), script);
    await user.page.getByRole('button', { name: 'Create pod' }).waitFor();
    await user.page.getByText('No bills').waitFor();
    await user.page.getByRole('button', { name: 'Account: Alpha Team' }).waitFor();
    user.assertNoErrors();
    await user.context.close();
  });
}

test('an element without a provider uses its own client; without a client it denies', async () => {
  const user = await open('<hallpass-show when="pods:manage"><button>Create pod</button><i slot="loading">Wait</i></hallpass-show>', `
    import { defineElements } from '/hallpass/elements.js';
    defineElements();`);
  await user.page.getByText('Wait').waitFor();
  assert.equal(await user.page.getByRole('button').count(), 0);
  await user.page.evaluate("import('/fixture.js').then(({ client }) => { document.querySelector('hallpass-show').client = client; })");
  await user.page.getByRole('button', { name: 'Create pod' }).waitFor();
  user.assertNoErrors();
  await user.context.close();
});

test('properties work like attributes, before and after the upgrade', async () => {
  const user = await open('<hallpass-provider><main></main></hallpass-provider>', `
    import { client } from '/fixture.js';
    const add = (id, properties) => {
      const gate = Object.assign(document.createElement('hallpass-show'), { id, ...properties });
      gate.append(Object.assign(document.createElement('button'), { textContent: id }));
      document.querySelector('main').append(gate);
    };
    add('early', { when: 'pods:manage' });
    add('early-denied', { whenAny: 'billing:read', mode: 'hide' });
    (await import('/hallpass/elements.js')).defineElements();
    document.querySelector('hallpass-provider').client = client;
    add('late', { when: 'pods:manage' });
    add('late-denied', { whenRole: 'billing', when: null });
  `);
  const { page: tab } = user;
  for (const name of ['early', 'late']) await tab.getByRole('button', { name, exact: true }).waitFor();
  for (const name of ['early-denied', 'late-denied']) assert.equal(await tab.locator(`#${name}`).getAttribute('verdict'), 'deny');
  assert.equal(await tab.getByRole('button').count(), 2);
  assert.equal(await tab.locator('#late').getAttribute('when'), 'pods:manage');
  user.assertNoErrors();
  await user.context.close();
});

test('right-to-left text, translations and custom colours work', async () => {
  const user = await open(TEAM_PAGE, `${SET_CLIENT}
    document.querySelector('hallpass-provider').words = {
      accountIs: (name) => 'الحساب: ' + name, teamOf: (members) => members + ' أعضاء', personalAccount: 'حساب شخصي',
      youAreInvited: 'أنت مدعو', joinAs: (team, role) => 'الانضمام إلى ' + team + ' بدور ' + role + '؟',
      invitedBy: (inviter, when) => 'دعاك ' + inviter + ' ' + when, join: 'انضم', decline: 'ارفض',
    };`, { dir: 'rtl', lang: 'ar' });
  pages.put('/page.css', 'body { margin: 24px } header { display: flex; gap: 12px } hallpass-provider { --hallpass-accent: #0a6b3d; --hallpass-radius: 2px }');
  await user.page.reload();
  const { page: tab } = user;
  await tab.getByRole('button', { name: /الحساب: .?Alpha Team/ }).click();
  await tab.getByRole('menu').waitFor();
  await tab.getByRole('dialog').getByText('انضم', { exact: true }).waitFor();
  const accent = await tab.evaluate(`getComputedStyle(document.querySelector('hallpass-inbox-bell').shadowRoot.querySelector('.primary')).backgroundColor`);
  assert.equal(accent, 'rgb(10, 107, 61)');
  await user.screenshot('elements-rtl');
  assert.deepEqual(await axeViolations(user, 'right to left'), []);
  user.assertNoErrors();
  await user.context.close();
});
