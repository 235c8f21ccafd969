// The same scenario under a policy of 40 permissions and 6 roles: the code is the same, only the texts on the screen differ.
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { observatoryPolicy } from '../harness/policy.ts';
import { startProduct, type Product } from '../harness/product.ts';
import { runScenario } from '../harness/story.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(observatoryPolicy()), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

test('the whole scenario under the observatory policy', async () => {
  await runScenario(product, browser, {
    prefix: 'observatory',
    invited: 'Night observer',
    later: 'Bursar',
    first: ['Telescopes', 'Point a telescope'],
    second: ['Grants', 'Spend from grants'],
    allowingRole: 'Bursar',
  });
});
