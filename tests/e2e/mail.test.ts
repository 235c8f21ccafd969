// Invite mails as people see them: in light and dark, on a phone, with long names in several scripts.
// To see one fail: take `overflow-wrap` out of crates/mail/templates/layout.html.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type Appearance } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { localMails, sendSample, type Sample } from '../harness/local-mail.ts';

const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'local' });
const SAMPLES: Readonly<Record<string, Sample>> = {
  english: { to: 'kim@example.com', team: 'Blue Harbor', inviter: 'Robin Vega', roleTitle: 'Developer', note: 'Welcome aboard! We start on Monday 👋', expiresAt: '2027-03-05T14:00:00Z' },
  german: { to: 'kim@example.com', locale: 'de', team: 'Größte Mannschaft', inviter: 'Zoë Brückner', roleTitle: 'Entwicklerin', note: 'Bis Montag!' },
  bare: { to: 'kim@example.com', team: 'Blue', inviter: 'R' },
  long: { to: `${'l'.repeat(60)}@${'d'.repeat(60)}.example.com`, team: 'W'.repeat(64), inviter: '日本'.repeat(32), roleTitle: 'Administratorinnenvertretung', note: `${'x'.repeat(200)} <b>no markup</b>` },
  rightToLeft: { to: 'kim@example.com', team: 'פריקט שלום', inviter: 'ليلى حسن', roleTitle: 'Developer', note: 'ברוכים הבאים, see you' },
};
const APPEARANCES: Readonly<Record<string, Appearance>> = {
  light: { colorScheme: 'light', viewport: { width: 900, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 900, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  'phone-dark': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
};

let edge: Edge;
let browser: Browser;
before(async () => {
  [edge, browser] = await Promise.all([startEdge({ settings: { EMAIL } }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await edge?.stop();
});

for (const [name, sample] of Object.entries(SAMPLES)) {
  test(`the mail ${name} is readable in light and dark, and on a phone`, async () => {
    const sent = await sendSample(edge.origin, sample);
    assert.ok(sent.outcome === 'sent');
    const html = (await localMails(edge.origin)).find(({ id }) => id === sent.id)?.html ?? '';
    for (const [appearance, options] of Object.entries(APPEARANCES)) {
      const user = await openBrowser(browser, edge.origin, options);
      try {
        await user.page.setContent(html);
        await user.screenshot(`mail-${name}-${appearance}`);
        assert.equal(await user.page.locator('text=Stop invites to this email').or(user.page.locator('text=Keine Einladungen mehr')).count(), 1);
        const [width, content] = await user.page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
        assert.ok(content <= width, `${appearance}: ${content} px do not fit into ${width}`);
        assert.deepEqual(await axeViolations(user, appearance), []);
        user.assertNoErrors();
      } finally {
        await user.context.close();
      }
    }
  });
}

test('the page of a mail shows its HTML and its text, and a link leads out of the frame', async () => {
  const sent = await sendSample(edge.origin, { to: 'kim@example.com', team: 'Blue Harbor' });
  assert.ok(sent.outcome === 'sent');
  const user = await openBrowser(browser, edge.origin, { viewport: { width: 900, height: 1100 } });
  try {
    await user.open('/local/mail');
    await user.screenshot('mail-list');
    await user.page.getByRole('link', { name: 'Sample inviter invited you to Blue Harbor' }).first().click();
    const frame = user.page.frameLocator('iframe');
    await frame.getByRole('link', { name: 'Join the team' }).waitFor();
    await user.screenshot('mail-page');
    assert.ok((await user.page.locator('pre').first().textContent())?.includes(`${edge.origin}/i/sample`));
    user.assertNoErrors();
    await frame.getByRole('link', { name: 'Join the team' }).click();
    await user.page.waitForURL(/\/join#invite=closed/);
  } finally {
    await user.context.close();
  }
});
