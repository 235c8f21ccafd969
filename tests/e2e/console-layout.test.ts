// With the longest names, no screen of the console is wider than its window, cuts a control off, or lays one over another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { startBrowser, type UserBrowser } from '../harness/browser.ts';
import { enrol, signIn as signInByHttp } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

/** All widths from 320 to 2,560 in steps of 37 with `HALLPASS_EVERY_WIDTH`, else those at which something changes. */
const WIDTHS = process.env['HALLPASS_EVERY_WIDTH']
  ? Array.from({ length: Math.floor((2560 - 320) / 37) + 1 }, (_, step) => 320 + step * 37).concat(2560)
  : [320, 390, 640, 761, 962, 1280, 2560];
/** 64 characters without a space, in letters that are wide. */
const LONG = 'WohnungsbaugenossenschaftsverwaltungsgesellschaftsmitarbeiterwWW';
const ADDRESS = `${'long-local-part'.repeat(4)}@${'subdomain'.repeat(6)}.example.com`;

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** What is wrong with the layout of a page, in words. */
const mistakes = ({ page }: UserBrowser, width: number): Promise<string[]> =>
  page.evaluate((wanted) => {
    const wrong: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`${wanted}: the page is ${root.scrollWidth} wide`);
    const nameOf = (element: Element): string => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40);
    const isShown = (element: Element): boolean => element.checkVisibility() && !element.closest('.unseen, .skip, thead') && element.getBoundingClientRect().width > 1;
    const controls = [...document.querySelectorAll('button, a[href], input:not(.unseen), select, textarea')].filter(isShown);
    const boxOf = (element: Element): DOMRect => element.getBoundingClientRect();
    for (const control of controls) {
      const { left, right } = boxOf(control);
      // The tabs scroll sideways by themselves.
      if (!control.closest('.tabs') && (left < -1 || right > root.clientWidth + 1)) wrong.push(`${wanted}: “${nameOf(control)}” is cut off`);
    }
    for (const [index, one] of controls.entries()) {
      for (const other of controls.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        // What is fixed, such as the navigation of a phone, lies above what scrolls.
        if (Boolean(one.closest('.nav, .topbar')) !== Boolean(other.closest('.nav, .topbar'))) continue;
        const [a, b] = [boxOf(one), boxOf(other)];
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) wrong.push(`${wanted}: “${nameOf(one)}” and “${nameOf(other)}” overlap`);
      }
    }
    // A text that is cut off without an ellipsis.
    for (const element of document.querySelectorAll('h1, h2, h3, p, td, dd, .badge, .person-detail')) {
      const style = getComputedStyle(element);
      if (isShown(element) && style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) wrong.push(`${wanted}: “${nameOf(element)}” is clipped`);
    }
    return wrong;
  }, width);

/** The mistakes that are still there a second later: for some frames, a page that was resized mixes the styles of both widths. */
async function lastingMistakes(seat: UserBrowser, width: number): Promise<string[]> {
  const end = Date.now() + 1000;
  for (;;) {
    const found = await mistakes(seat, width);
    if (found.length === 0 || Date.now() > end) return found;
    await setTimeout(50);
  }
}

test('every screen fits every width, with the longest names', async () => {
  const owner = await signInByHttp(product, LONG, { email: `a${ADDRESS.slice(1)}` });
  await owner.open();
  const team = (await owner.team(LONG)).id;
  const member = await signInByHttp(product, LONG, { email: `m${ADDRESS.slice(1)}` });
  await member.open();
  await enrol(owner, team, member, 'dev');
  await owner.invite(team, { email: `i${ADDRESS.slice(1)}`, role: 'dev', note: LONG.repeat(3) });
  await owner.invite(team, { role: 'basic', maxUses: 1000, domains: [`${'subdomain'.repeat(6)}.example.com`] });
  const project = ((await owner.post(`/v1/accounts/${team}/projects`, { name: LONG })).json() as { id: string }).id;
  const paths = ['resources', 'members', 'invites', 'invites?show=past', 'projects', `projects/${project}`, 'settings', 'review', 'audit', 'no-such-page'].map((path) => `/t/${team}/${path}`);

  const wrong: string[] = [];
  for (const [who, own] of [
    [owner, [...paths, '/inbox', `/t/${owner.own}/members`, `/t/acc_AAAAAAAAAAAAAAAAAAAAAA/members`]],
    // A member without rights sees “Why?” in many places.
    [member, paths.slice(0, 2).concat(`/t/${team}/settings`)],
  ] as const) {
    const seat = await screens.open(browser, product.origin, who, team, `/t/${team}/resources`);
    for (const path of own) {
      await seat.open(path);
      await screens.accountSelector(seat).waitFor();
      if (who === owner && path.startsWith(`/t/${team}/`)) await seat.page.getByRole('button', { name: /^Project:/ }).waitFor();
      await seat.page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main .skeleton'));
      for (const width of WIDTHS) {
        await seat.page.setViewportSize({ width, height: 800 });
        for (const mistake of await lastingMistakes(seat, width)) wrong.push(`${path.replace(team, 'team')} ${mistake}`);
      }
    }
    seat.assertNoErrors();
    await seat.context.close();
  }
  assert.deepEqual(wrong, []);
});

test('a control that lies over another, or leaves the window, is noticed', async () => {
  const owner = await signInByHttp(product, 'Olga');
  await owner.open();
  const seat = await screens.open(browser, product.origin, owner, owner.own, `/t/${owner.own}/resources`);
  await screens.allowed(seat, 'Pods', 'Manage Pods');
  assert.deepEqual(await mistakes(seat, 1280), []);
  await screens.action(seat, 'Pods', 'Manage Pods').evaluate((button) => {
    button.style.position = 'relative';
    button.style.top = '-40px';
  });
  assert.ok((await mistakes(seat, 1280)).some((each) => each.includes('overlap')));
  await screens.action(seat, 'Pods', 'Manage Pods').evaluate((button) => (button.style.left = '3000px'));
  assert.ok((await mistakes(seat, 1280)).some((each) => each.includes('cut off')));
  await seat.context.close();
});
