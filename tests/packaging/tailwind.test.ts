// The ready-made parts beside Tailwind: its resets neither flatten buttons nor move dialogs, whichever sheet comes first.
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { freePort } from '../harness/edge.ts';
import { build, place } from './kit/project.ts';
import { serve } from './kit/site.ts';

const ORDERS = ['tailwind-first', 'hallpass-first'];

let browser: Browser;
let site: Server;
let origin: string;

before(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const folder = place('tailwind', origin);
  for (const order of ORDERS) await build(folder, 'vite/bin/vite.js', 'build', '--mode', order, '--logLevel', 'warn');
  site = await serve({ folder: `${folder}/dist`, port, edge: origin });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  site?.close();
});

for (const order of ORDERS) {
  test(`buttons have their look and the dialog is centred: ${order}`, async () => {
    const { page, context, screenshot } = await open(order);
    const look = await page.getByRole('button', { name: 'Invite' }).first().evaluate((button) => {
      const { borderTopWidth, paddingLeft, borderTopLeftRadius, backgroundColor } = getComputedStyle(button);
      return { borderTopWidth, paddingLeft, borderTopLeftRadius, backgroundColor };
    });
    assert.equal(look.borderTopWidth, '1px');
    assert.notEqual(look.paddingLeft, '0px');
    assert.notEqual(look.borderTopLeftRadius, '0px');
    assert.notEqual(look.backgroundColor, 'rgba(0, 0, 0, 0)');
    // Control: Tailwind is at work on the page.
    const own = await page.getByRole('button', { name: 'By Tailwind' }).evaluate((button) => getComputedStyle(button).borderTopWidth);
    assert.equal(own, '0px');

    await page.getByRole('button', { name: 'Invite' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const [box, view] = [await dialog.boundingBox(), page.viewportSize()];
    assert.ok(box && view);
    assert.ok(Math.abs(box.x + box.width / 2 - view.width / 2) < 10, `${box.x} + ${box.width} of ${view.width}`);
    assert.ok(Math.abs(box.y + box.height / 2 - view.height / 2) < 10, `${box.y} + ${box.height} of ${view.height}`);
    await screenshot(`packaging-${order}`);
    await context.close();
  });
}

async function open(order: string) {
  const opened = await openBrowser(browser, origin);
  await opened.page.goto(`${origin}/${order}/${order}.html`);
  await opened.page.getByRole('button', { name: 'Invite' }).first().waitFor();
  return { page: opened.page, context: opened.context, screenshot: (name: string) => opened.screenshot(name) };
}
