// The preview of an invite's mail in the console: what it shows, by mouse and by keyboard, in light, dark and on a phone; and the
// frame that holds the mail's HTML, in which nothing of it runs.
// To see them fail: leave `Answer::MailFrame` out of worker/src/router.rs; compare no `source` in console/src/screens/team/mail-frame.tsx.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Frame, Locator } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { APPEARANCES, openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { send } from '../harness/http.ts';
import { address, ownerWithTeam } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', replyTo: 'help@acme.example', transport: 'local' });
const NOTE = 'We start on Monday at nine. <b>Bring a laptop</b>, and ask for me at the desk.';
const PAGE = '/mail-frame/';
const ALL_APPEARANCES: Readonly<Record<string, Appearance>> = { ...APPEARANCES, narrow: { viewport: { width: 320, height: 568 } } };

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(undefined, { settings: { EMAIL } }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

interface Opened {
  readonly seat: UserBrowser;
  readonly email: string;
  /** What opens the preview. */
  readonly button: Locator;
  readonly dialog: Locator;
}

/** A team's page with a pending invite that was mailed. */
async function openTeam(appearance: Appearance = {}, locale = 'en'): Promise<Opened> {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const email = address('kim');
  await owner.invite(team, { email, role: 'dev', note: NOTE, locale });
  const seat = await screens.open(browser, product.origin, owner, team, `/t/${team}/invites`, appearance);
  const button = screens.pendingInvite(seat, email).getByRole('button', { name: 'Preview email' });
  return { seat, email, button, dialog: seat.page.getByRole('dialog', { name: 'Preview of the email' }) };
}

/** The frame with the mail's HTML. */
async function frameOf({ page }: UserBrowser): Promise<Frame> {
  const frame = await (await page.waitForSelector('iframe[title="HTML of the email"]')).contentFrame();
  assert.ok(frame);
  return frame;
}

for (const [name, appearance] of Object.entries(ALL_APPEARANCES)) {
  test(`${name}: the preview shows the sender, the subject, the HTML and the text`, async () => {
    const { seat, email, button, dialog } = await openTeam(appearance, name === 'dark' ? 'de' : 'en');
    await button.scrollIntoViewIfNeeded();
    await seat.screenshot(`mail-preview-row-${name}`);
    await button.click();
    await dialog.getByText('Subject').waitFor();
    const heads = Object.fromEntries(await dialog.locator('dl > div').evaluateAll((rows) => rows.map((row) => [...row.children].map((each) => each.textContent ?? ''))));
    const [subject, language] = name === 'dark' ? ["Olga lädt dich zu Olga's team ein", 'German'] : ["Olga invited you to Olga's team", 'English'];
    assert.deepEqual(heads, { Subject: subject, From: 'Acme <invites@acme.example>', 'Replies to': 'help@acme.example', To: email, Language: language });
    const mail = seat.page.frameLocator('iframe[title="HTML of the email"]');
    await mail.getByText('<b>Bring a laptop').waitFor();
    await seat.screenshot(`mail-preview-html-${name}`);
    assert.deepEqual(await axeViolations(seat, `${name}, HTML`), []);
    const isDark = await (await frameOf(seat)).evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    assert.equal(isDark, appearance.colorScheme === 'dark');

    await dialog.getByText('Plain text').click();
    const text = dialog.getByRole('region', { name: 'Text of the email' });
    assert.match(await text.innerText(), /> We start on Monday at nine\. <b>Bring a laptop</);
    assert.ok((await text.innerText()).includes(`${product.origin}/i/preview`));
    await seat.screenshot(`mail-preview-text-${name}`);
    assert.deepEqual(await axeViolations(seat, `${name}, text`), []);
    for (const part of [text, dialog]) assert.ok(await part.evaluate((each) => each.scrollWidth <= each.clientWidth), `${name}: it fits`);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await dialog.waitFor({ state: 'hidden' });
    seat.assertNoErrors();
    await seat.context.close();
  });
}

test('by keyboard alone: open, read both parts, close from anywhere, and be where one was', async () => {
  const { seat, button, dialog } = await openTeam();
  const { page } = seat;
  const hasFocus = (place: Locator): Promise<boolean> => place.evaluate((each) => each === document.activeElement);
  const open = async (): Promise<void> => {
    await screens.tabTo(page, button);
    await page.keyboard.press('Enter');
    await page.frameLocator('iframe').getByRole('link', { name: 'Join the team' }).waitFor();
  };
  await open();
  await screens.tabTo(page, dialog.getByRole('radio', { name: 'HTML' }));
  await page.keyboard.press('ArrowRight');
  await screens.tabTo(page, dialog.getByRole('region', { name: 'Text of the email' }));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await hasFocus(button), 'the focus is back');

  await open();
  const frame = await frameOf(seat);
  await screens.tabTo(page, dialog.locator('iframe'));
  assert.ok(await frame.evaluate(() => document.hasFocus()), 'the focus is in the mail');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.match(frame.url(), /\/mail-frame\/$/, 'a link of the mail leads nowhere');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await hasFocus(button));
  seat.assertNoErrors();
  await seat.context.close();
});

test('the mail is light or dark as the console is, whatever the system prefers', async () => {
  const { seat, button } = await openTeam();
  // Playwright would set the preference of every frame.
  await seat.page.emulateMedia({ colorScheme: null });
  for (const [theme, isDark] of [['Light', false], ['Dark', true]] as const) {
    await seat.page.getByRole('button', { name: /^Signed in as/ }).click();
    await seat.page.getByRole('group', { name: 'Theme' }).getByRole('menuitemradio', { name: theme }).click();
    await button.click();
    await seat.page.frameLocator('iframe').getByRole('link', { name: 'Join the team' }).waitFor();
    assert.equal(await (await frameOf(seat)).evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), isDark);
    await seat.page.keyboard.press('Escape');
  }
  seat.assertNoErrors();
  await seat.context.close();
});

/** A mail that tries what it can. Each attempt that succeeds tells the console. */
const HOSTILE = `<!doctype html><html><head>
<meta http-equiv="refresh" content="0;url=https://evil.example/refreshed">
<base href="https://evil.example/"><link rel="stylesheet" href="https://evil.example/style.css">
<script>parent.postMessage('ran: script', '*')</script><script src="/theme.js"></script></head>
<body><h1>Hostile</h1>
<img src="data:," onerror="parent.postMessage('ran: error', '*')">
<svg onload="parent.postMessage('ran: load', '*')"></svg>
<iframe srcdoc="<script>top.postMessage('ran: frame', '*')</script>"></iframe>
<form action="https://evil.example/form"><button>Send</button></form>
<a href="javascript:parent.postMessage('ran: link', '*')">Script</a> <a href="https://evil.example/top" target="_top">Top</a>
<a href="https://evil.example/window" target="_blank">Window</a></body></html>`;

/** Opens the preview of a mail with this HTML, presses what it has, and returns what ran and what another host was asked for. */
async function attack(prepare: (seat: UserBrowser) => Promise<void>): Promise<{ readonly ran: readonly string[]; readonly asked: readonly string[]; readonly seat: UserBrowser }> {
  const { seat, button } = await openTeam();
  const { page, context } = seat;
  const asked: string[] = [];
  await context.route('**://evil.example/**', async (route) => {
    asked.push(route.request().url());
    await route.fulfill({ status: 204 });
  });
  await page.route('**/v1/accounts/*/invites/*/mail', async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: { ...((await reply.json()) as object), html: HOSTILE } });
  });
  await prepare(seat);
  await page.evaluate(() => {
    const ran: string[] = [];
    Object.assign(globalThis, { ran });
    addEventListener('message', ({ data }) => String(data).startsWith('ran') && ran.push(String(data)));
  });
  await button.waitFor();
  const opened = page.url();
  await button.click();
  const mail = page.frameLocator('iframe[title="HTML of the email"]');
  await mail.getByRole('heading', { name: 'Hostile' }).waitFor();
  for (const name of ['Script', 'Top', 'Window']) await mail.getByRole('link', { name }).click();
  await mail.getByRole('button', { name: 'Send' }).click();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(context.pages().length, 1, 'no window was opened');
  assert.equal(page.url(), opened);
  await mail.getByRole('heading', { name: 'Hostile' }).waitFor();
  return { ran: await page.evaluate(() => (globalThis as unknown as { ran: string[] }).ran), asked, seat };
}

test('nothing in a mail runs, leaves the frame or asks another host; without the frame’s policy it would', async () => {
  const { ran, asked, seat } = await attack(async () => undefined);
  assert.deepEqual([ran, asked], [[], []]);
  const frame = await frameOf(seat);
  assert.equal(await frame.evaluate(() => self.origin), 'null');
  const stored = await frame.evaluate(() => {
    try {
      return String(sessionStorage.length);
    } catch (error) {
      return (error as Error).name;
    }
  });
  assert.equal(stored, 'SecurityError', 'it reads nothing of the console');
  await seat.context.close();

  const script = (await send(product.origin, 'GET', `${PAGE}frame.js`)).text;
  const control = await attack(async ({ page }) => {
    // The script is inline: a page of the test's own may load nothing of this machine.
    await page.route(`**${PAGE}`, (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><script>${script}</script>` }));
  });
  assert.ok(control.ran.includes('ran: error'), control.ran.join());
  await control.seat.context.close();
});

/** What a window gets that asks the console for the mail, as the frame's page does. */
const ask = (window: Frame): Promise<string> =>
  window.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<string>((resolve) => (port1.onmessage = ({ data }) => resolve(String(data))));
    parent.postMessage('mail-frame', '*', [port2]);
    return Promise.race([answer, new Promise<string>((resolve) => setTimeout(() => resolve('nothing'), 1000))]);
  });

test('the console gives a mail to its frame alone, and the frame takes one from the console alone', async () => {
  const { seat, button } = await openTeam();
  const { page } = seat;
  await button.click();
  const mail = page.frameLocator('iframe[title="HTML of the email"]');
  await mail.getByRole('link', { name: 'Join the team' }).waitFor();
  await page.evaluate(() => {
    document.querySelector('iframe')?.contentWindow?.postMessage('<h1>Forged</h1>', '*');
    const other = document.createElement('iframe');
    Object.assign(other, { name: 'other', sandbox: 'allow-scripts' });
    document.body.append(other);
  });
  const other = page.frame('other');
  assert.ok(other);
  assert.deepEqual([await ask(page.mainFrame()), await ask(other)], ['nothing', 'nothing']);
  assert.match(await ask(await frameOf(seat)), /^<!doctype html>/, 'the frame itself gets it');
  assert.equal(await mail.getByText('Forged').count(), 0);

  const elsewhere = await openBrowser(browser, product.origin);
  await elsewhere.page.route('http://evil.example/', (route) => route.fulfill({ contentType: 'text/html', body: `<iframe src="${product.origin}${PAGE}"></iframe>` }));
  await elsewhere.page.goto('http://evil.example/');
  await elsewhere.page.waitForTimeout(500);
  assert.doesNotMatch(elsewhere.page.frames().map((frame) => frame.url()).join(), /mail-frame/, 'no other site frames it');
  await elsewhere.context.close();
  await seat.context.close();
});

test('the frame’s page has its own policy, and only at its own address', async () => {
  const { status, headers, text } = await send(product.origin, 'GET', PAGE);
  assert.equal(status, 200);
  assert.match(text, /<script src="\/mail-frame\/frame\.js"><\/script>/);
  assert.equal(
    headers['content-security-policy'],
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts",
  );
  for (const path of ['/mail-frame', '/mail-frame/index.html', '/mail-frame/x', '/mail-frame/frame.js', '/team']) {
    const reply = await send(product.origin, 'GET', path);
    assert.match(String(reply.headers['content-security-policy']), /frame-ancestors 'none'/, path);
  }
});
