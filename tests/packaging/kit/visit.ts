// What an invitee does in each of the apps.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, type UserBrowser } from '../../harness/browser.ts';
import type { Edge } from '../../harness/edge.ts';
import { Person } from '../../harness/person.ts';
import { expectOk } from '../../harness/expect.ts';
import * as shapes from '../../harness/shapes.ts';

const LONG = { timeout: 30_000 };

/** A team with an owner, and an invite. */
export interface Invited {
  readonly team: string;
  readonly owner: string;
  readonly ownerEmail: string;
  readonly account: string;
  readonly email: string;
  readonly link: string;
}

/** Signs an owner in with local identity, creates a team and invites an address as `basic`. */
export async function invite(edge: Edge, name: string): Promise<Invited> {
  const owner = await signIn(edge, `owner-${name}-${randomBytes(3).toString('hex')}@example.com`, `Olga of ${name}`);
  await owner.open();
  const team = `Team ${name}`;
  const { id } = expectOk(await owner.post('/v1/accounts', { name: team }), shapes.account, 201);
  const email = `dev-${name}-${randomBytes(3).toString('hex')}@example.com`;
  const { link } = expectOk(await owner.post(`/v1/accounts/${id}/invites`, { email, role: 'basic' }), shapes.sent, 201);
  return { team, owner: owner.name, ownerEmail: owner.email, account: id, email, link };
}

/** Signs a user in with local identity. */
export async function signIn(edge: Edge, email: string, name: string): Promise<Person> {
  const reply = await fetch(`${edge.origin}/local/sign-in`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, name }),
  });
  return new Person(edge, email, name, ((await reply.json()) as { token: string }).token);
}

/** Opens the link, waits for the verified preview, signs in, joins and switches to the team. */
export async function joinTeam(browser: Browser, origin: string, invited: Invited): Promise<UserBrowser> {
  const guest = await openBrowser(browser, origin);
  try {
    await join(guest, invited);
    return guest;
  } catch (error) {
    await guest.screenshot('packaging-failed');
    throw new Error(`${(error as Error).message}\non the page: ${guest.errors.join('\n')}`, { cause: error });
  }
}

async function join({ page }: UserBrowser, invited: Invited): Promise<void> {
  await page.goto(invited.link);
  // Verified in WebAssembly before sign-in.
  await page.getByText(invited.owner).first().waitFor(LONG);
  await page.getByText(invited.team).first().waitFor(LONG);
  assert.ok(!page.url().includes('#'), 'no token is left in the URL');
  await fillIn(page, invited.email, 'Devi');
  await page.getByRole('button', { name: 'Join team' }).click(LONG);
  await page.getByRole('button', { name: `Switch to ${invited.team}` }).click(LONG);
  await page.getByRole('heading', { name: `Pods of ${invited.team}` }).waitFor(LONG);
  await page.getByText('Your role: basic').waitFor(LONG);
  assert.ok(await page.getByRole('button', { name: 'Start a pod', exact: true }).isDisabled(), 'the button is disabled');
}

/** Clicks “Why?” and returns the explanation. */
export async function whyNot(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Why\?/ }).click(LONG);
  const explanation = page.getByText(/doesn't include|No explanation|Can't reach/).first();
  await explanation.waitFor(LONG);
  return (await explanation.textContent()) ?? '';
}

/** Fills in the sign-in form and submits it. */
export async function fillIn(page: Page, email: string, name: string): Promise<void> {
  await page.getByLabel('Email').locator('visible=true').fill(email, LONG);
  await page.getByLabel('Name').locator('visible=true').fill(name, LONG);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click(LONG);
}
