// The project switcher as a React part and as a custom element: the same look, names and keyboard use. And how long 500 gates take to
// follow another project.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { type Appearance, openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { hostPage, type HostPage } from '../harness/page.ts';
import { until } from '../harness/pages.ts';

const FRAME_MS = 16.7;
const SWITCHES = 20;

let browser: Browser;
let host: HostPage;
let quick: HostPage;
before(async () => {
  [browser, host, quick] = await Promise.all([
    startBrowser(),
    hostPage({ script: 'projects.tsx' }),
    hostPage({ script: 'projects.tsx', mode: 'production' }),
  ]);
});
after(async () => {
  await browser?.close();
  await Promise.all([host?.stop(), quick?.stop()]);
});

async function open(query: Record<string, string> = {}, { page = host, ...appearance }: Appearance & { page?: HostPage } = {}): Promise<UserBrowser> {
  const user = await openBrowser(browser, page.origin, appearance);
  await user.open(`/?${new URLSearchParams({ scheme: appearance.colorScheme ?? 'light', ...query })}`);
  await until(user.page, 'client.state.projects !== undefined');
  return user;
}

const section = (page: Page, name: 'React' | 'Element') => page.getByRole('region', { name });
const KINDS = ['React', 'Element'] as const;

for (const kind of KINDS) {
  test(`${kind}: the keyboard alone opens the menu, finds a project by its first letter, chooses it and makes another`, async () => {
    const user = await open();
    const { page } = user;
    const area = section(page, kind);
    const selector = area.getByRole('button', { name: 'Choose a project' });
    await selector.focus();
    await page.keyboard.press('ArrowDown');
    const items = area.getByRole('menuitemradio');
    await items.first().waitFor();
    assert.deepEqual((await items.allTextContents()).map((text) => text.match(/Assistant|Maps & Tiles|Search|Old site/)?.[0]), ['Assistant', 'Maps & Tiles', 'Search'], 'by name, without what is archived');
    const hasFocus = (name: RegExp) => area.getByRole('menuitemradio', { name }).evaluate((element) => element.matches(':focus'));
    assert.equal(await hasFocus(/Assistant/), true, 'the first item has the focus');
    await page.keyboard.press('s');
    assert.equal(await hasFocus(/Search/), true, 'first letters move the focus');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    assert.equal(await hasFocus(/Maps/), true);
    await page.keyboard.press('Enter');
    const chosen = area.getByRole('button', { name: /Project: Maps & Tiles/ });
    await chosen.waitFor();
    assert.equal(await chosen.evaluate((element) => element.matches(':focus')), true, 'the focus is back on the button');
    assert.equal(await page.evaluate('client.state.project.name'), 'Maps & Tiles');
    assert.match((await chosen.getAttribute('aria-label')) ?? (await chosen.textContent()) ?? '', /Account role/);

    await page.keyboard.press('ArrowDown');
    assert.equal(await hasFocus(/Maps/), true, 'the active one has the focus');
    await page.keyboard.press('Escape');
    assert.equal(await area.getByRole('menu').count(), 0);
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Create a project' });
    await dialog.getByLabel('Project name').fill('Zebra');
    await page.keyboard.press('Enter');
    await area.getByRole('button', { name: /Project: Zebra/ }).waitFor();
    assert.equal(await dialog.count(), 0);
    assert.equal(await page.evaluate('client.can("project:manage", { project: client.state.project.id })'), true);
    user.assertNoErrors();
    await user.context.close();
  });

  test(`${kind}: without projects it says why, and offers to create one only to those who may`, async () => {
    const nobody = await open({ user: 'nobody' });
    const button = section(nobody.page, kind).getByRole('button', { name: 'No projects shared with you' });
    await button.waitFor();
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await button.focus();
    await nobody.page.keyboard.press('Enter');
    assert.equal(await nobody.page.getByRole('menu').count(), 0);
    await nobody.context.close();

    const colleague = await open({ user: 'colleague' });
    const area = section(colleague.page, kind);
    await area.getByRole('button', { name: 'Choose a project' }).click();
    await area.getByRole('menuitemradio', { name: /Search.*Editor/s }).waitFor();
    assert.equal(await area.getByRole('menuitem', { name: 'Create a project' }).count(), 0);
    await colleague.context.close();
  });
}

test('both follow each other, and pass axe in light, dark and on a phone', async () => {
  const appearances: [name: string, Appearance][] = [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 720 } }],
  ];
  for (const [name, appearance] of appearances) {
    const user = await open({}, appearance);
    const { page } = user;
    for (const kind of KINDS) {
      const area = section(page, kind);
      await area.getByRole('button').first().click();
      await area.getByRole('menuitemradio', { name: kind === 'React' ? /Search/ : /Assistant/ }).waitFor();
      await user.screenshot(`project-switcher-${kind.toLowerCase()}-${name}`);
      assert.deepEqual(await axeViolations(user, `${kind} ${name}`), []);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      assert.equal(overflow, 0, `${kind} ${name}: nothing is wider than the page`);
      await area.getByRole('menuitemradio', { name: kind === 'React' ? /Search/ : /Assistant/ }).click();
    }
    await section(page, 'React').getByRole('button', { name: /Project: Assistant/ }).waitFor();
    user.assertNoErrors();
    await user.context.close();
  }
});

test('500 gates follow another project before the next frame, and a choice sends no request', async () => {
  const user = await open({ gates: '', user: 'colleague' }, { page: quick });
  const { page } = user;
  const idOf = (name: string) => page.evaluate(`client.state.projects.find(({ name }) => name === ${JSON.stringify(name)}).id`) as Promise<string>;
  const [search, maps] = [await idOf('Search'), await idOf('Maps & Tiles')];
  const enabled = 'document.querySelectorAll("section[aria-label=Gates] button:enabled").length';
  await page.evaluate(`use(${JSON.stringify(search)})`);
  await until(page, `${enabled} === 500`);
  const before = await page.evaluate('client.edge.seen.filter(({ path }) => path.includes("projects")).length');
  const spent: number[] = [];
  for (let times = 0; times < SWITCHES; times++) {
    const to = times % 2 ? search : maps;
    spent.push((await page.evaluate(`use(${JSON.stringify(to)})`)) as number);
    assert.equal(await page.evaluate(enabled), times % 2 ? 500 : 0);
  }
  assert.equal(await page.evaluate('client.edge.seen.filter(({ path }) => path.includes("projects")).length'), before);
  const sorted = spent.toSorted((a, b) => a - b);
  console.log(`# 500 gates, ${SWITCHES} switches of project with layout, in ms of a frame's ${FRAME_MS}: median ${sorted[SWITCHES / 2]?.toFixed(1)}, max ${sorted.at(-1)?.toFixed(1)}`);
  user.assertNoErrors();
  await user.context.close();
});
