// A page whose address names the account, and a router that changes it without an event.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { hostPage, type HostPage } from '../harness/page.ts';
import { enrol, signIn, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';

let product: Product;
let browser: Browser;
let host: HostPage;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  host = await hostPage({ script: 'address.tsx', edge: product.origin });
});
after(async () => {
  await host?.stop();
  await browser?.close();
  await product?.stop();
});

/** How long a change may take that does not wait for the next poll, which is up to five seconds away. */
const SOON_MS = 2_000;

interface AddressPage {
  readonly client: { readonly state: { readonly active?: { readonly id: string } } };
  navigate(account: string): void;
}

/** An owner of two teams with the same other member, on the page of the first team. */
const openAlpha = async ({ navigationApi }: { navigationApi: boolean }) => {
  const owner = await signIn(product, 'Olga');
  const member = await signIn(product, 'Mia');
  await owner.open();
  await member.open();
  const teams: Record<'alpha' | 'beta', string> = { alpha: (await owner.team('Alpha')).id, beta: (await owner.team('Beta')).id };
  for (const team of Object.values(teams)) await enrol(owner, team, member, 'dev');
  const { page } = await openBrowser(browser, host.origin);
  await page.addInitScript((identity) => sessionStorage.setItem('identity', identity), owner.identity);
  if (!navigationApi) await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
  await page.goto(`${host.origin}/?${new URLSearchParams({ edge: product.origin, account: teams.alpha })}`);
  await page.getByRole('heading', { name: 'Alpha' }).waitFor();
  await page.getByRole('button', { name: 'Remove Mia' }).waitFor();
  return { owner, page, teams };
};

const memberNames = async (owner: Person, team: string): Promise<string[]> => (await owner.members(team)).map(({ name }) => name).sort();

for (const navigationApi of [true, false]) {
  const where = navigationApi ? 'with the Navigation API' : 'without the Navigation API';

  test(`the page follows the address ${where}`, async () => {
    const { page, teams } = await openAlpha({ navigationApi });
    const active = await page.evaluate((beta) => {
      const { client, navigate } = window as never as AddressPage;
      navigate(beta);
      return client.state.active?.id;
    }, teams.beta);
    assert.equal(active, teams.beta, 'the state follows immediately');
    // Without the Navigation API, the next render of any component notifies the others.
    if (!navigationApi) await page.getByRole('button', { name: 'Footer of Alpha' }).click();
    await page.getByRole('heading', { name: 'Beta' }).waitFor({ timeout: SOON_MS });
    await page.getByRole('button', { name: 'Remove Mia' }).waitFor();
    await page.close();
  });

  test(`the frame in which a router renders shows the account in the address ${where}`, async () => {
    const { page, teams } = await openAlpha({ navigationApi });
    const painted = await page.evaluate(async (beta) => {
      (window as never as AddressPage).navigate(beta);
      document.title = 'Rendered by the router';
      await new Promise(requestAnimationFrame);
      return document.body.innerText;
    }, teams.beta);
    assert.ok(painted.includes('Beta') && !painted.includes('Alpha') && !painted.includes('Remove Mia'), painted);
    await page.close();
  });

  test(`a row that is still shown acts on its own account ${where}`, async () => {
    const { owner, page, teams } = await openAlpha({ navigationApi });
    const removed = page.waitForResponse((response) => response.request().method() === 'DELETE');
    // In one task: React has rendered nothing in between.
    await page.evaluate((beta) => {
      const row = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Remove Mia');
      (window as never as AddressPage).navigate(beta);
      row?.click();
    }, teams.beta);
    await removed;
    assert.deepEqual(await memberNames(owner, teams.alpha), ['Olga']);
    assert.deepEqual(await memberNames(owner, teams.beta), ['Mia', 'Olga']);
    await page.close();
  });
}
