// The main scenario as it is deployed: the release, to whose console people sign in at a real OpenID provider.
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { answerProvider, signInAtProvider, startWithProvider, withoutFonts, type SignInProduct } from '../harness/console-sign-in.ts';
import { Person } from '../harness/person.ts';
import type { Credentials } from '../harness/screens.ts';
import { runScenario } from '../harness/story.ts';

let started: SignInProduct;
let browser: Browser;
before(async () => {
  [started, browser] = await Promise.all([startWithProvider(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await started?.stop();
});

/** Opens an account at the provider, if there is none yet. Returns its login. */
function addAccount({ name, email }: Credentials): string {
  started.openid.accounts.set(email, { name, email, emailVerified: true });
  return email;
}

test('convert, invite, wrong address, join, switch, another role, decline, remove, delete', async () => {
  const { openid, product } = started;
  await runScenario(product, browser, {
    prefix: 'provider',
    invited: 'Dev',
    later: 'Billing',
    first: ['Pods', 'Manage Pods'],
    second: ['Billing', 'Manage billing'],
    allowingRole: 'Billing',
    signIn: {
      async inBrowser(user, person) {
        await withoutFonts(user);
        await signInAtProvider(user.page, openid.issuer, addAccount(person));
      },
      asAnother: ({ page }, person) => answerProvider(page, openid.issuer, addAccount(person)),
      byHttp: async (world, person) => new Person(world, person.email, person.name, await openid.signIn('console', addAccount(person))),
    },
  });
});
