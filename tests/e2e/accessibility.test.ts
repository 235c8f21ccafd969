// axe finds no violations on the main screens, light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type Appearance } from '../harness/browser.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const APPEARANCES: readonly (Required<Pick<Appearance, 'colorScheme' | 'viewport'>> & { name: string })[] = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'dark and narrow', colorScheme: 'dark', viewport: { width: 390, height: 800 } },
];

for (const appearance of APPEARANCES) {
  test(`sign-in, team, invite, resources, audit and join, ${appearance.name}`, async () => {
    const owner = await openBrowser(browser, product.origin, appearance);
    const violations: string[] = [];
    await owner.open('/');
    await owner.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    violations.push(...(await axeViolations(owner, 'sign-in')));
    await screens.signIn(owner, { email: `axel-${appearance.colorScheme}@example.com`, name: 'Axel Accessible' });
    await screens.accountSelector(owner).waitFor();
    await owner.open('/team');
    await screens.convertToTeam(owner, 'Open Team');
    await screens.invite(owner, 'guest@example.com', 'Basic', async () => {
      violations.push(...(await axeViolations(owner, 'invite dialog')));
    });
    violations.push(...(await axeViolations(owner, 'team')));
    const link = await screens.copyLink(owner, 'guest@example.com');
    await owner.open('/resources');
    await screens.allowed(owner, 'Pods', 'Manage Pods');
    violations.push(...(await axeViolations(owner, 'resources')));
    await owner.open('/audit');
    await owner.page.getByRole('region', { name: 'Events' }).waitFor();
    violations.push(...(await axeViolations(owner, 'audit')));

    const guest = await openBrowser(browser, product.origin, appearance);
    await guest.open(link);
    await guest.page.getByRole('heading', { name: 'Join Open Team' }).waitFor();
    violations.push(...(await axeViolations(guest, 'join')));
    assert.deepEqual(violations, []);
    for (const each of [owner, guest]) {
      each.assertNoErrors();
      await each.context.close();
    }
  });
}
