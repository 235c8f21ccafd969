// The main scenario with two users in two browsers, under the default policy. Screenshots of each step are in `target/screenshots`.
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { startProduct, type Product } from '../harness/product.ts';
import { runScenario } from '../harness/story.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

test('convert, invite, wrong address, join, switch, another role, decline, remove, delete', async () => {
  await runScenario(product, browser, {
    prefix: 'story',
    invited: 'Dev',
    later: 'Billing',
    first: ['Pods', 'Manage Pods'],
    second: ['Billing', 'Manage billing'],
    allowingRole: 'Billing',
  });
});
