// Walks through every screen and state of the console.
import type { Browser, ElementHandle, Locator, Page } from 'playwright-core';
import { openBrowser, type UserBrowser } from './browser.ts';
import { answerProvider, withoutFonts } from './console-sign-in.ts';
import type { State, Viewer, Visit } from './gallery-states.ts';
import { VISITS } from './gallery-visits.ts';
import type { GalleryWorld } from './gallery-world.ts';
import * as screens from './screens.ts';

/** What is looked at. */
export interface Exhibit {
  readonly name: string;
  readonly seat: UserBrowser;
  /** The page, its main part, or a dialog or menu on it. */
  readonly subject: Locator;
  /** Whether it is a page as it opened, rather than one of its states. */
  readonly isPage: boolean;
}

/** Goes to each screen and state once, and calls `look` there. Returns those that could not be reached. */
export async function walk(browser: Browser, origin: string, world: GalleryWorld, look: (exhibit: Exhibit) => Promise<void>, visits = VISITS): Promise<readonly string[]> {
  const seats = new Map<Viewer | undefined, UserBrowser>();
  const failures: string[] = [];
  try {
    for (const visit of visits) {
      const seat = seats.get(visit.who) ?? (await takeSeat(browser, origin, world, visit.who));
      seats.set(visit.who, seat);
      // One screen that cannot be reached hides no other.
      await see(seat, world, visit, look).catch((error: unknown) => failures.push(String(error)));
    }
  } finally {
    for (const seat of seats.values()) await seat.context.close();
  }
  return failures;
}

async function takeSeat(browser: Browser, origin: string, world: GalleryWorld, who: Viewer | undefined): Promise<UserBrowser> {
  if (who === undefined) return openBrowser(browser, origin);
  if (who === 'atProvider') return signInAtProvider(browser, origin, world);
  const person = world.people[who];
  return screens.open(browser, origin, person, person.own, '/inbox');
}

async function signInAtProvider(browser: Browser, origin: string, { openid }: GalleryWorld): Promise<UserBrowser> {
  const seat = await openBrowser(browser, origin);
  await withoutFonts(seat);
  await seat.open('/');
  await seat.page.getByRole('button', { name: /^Continue with/ }).click();
  await answerProvider(seat.page, openid.issuer, openid.login);
  await screens.accountSelector(seat).waitFor();
  return seat;
}

async function see(seat: UserBrowser, world: GalleryWorld, visit: Visit, look: (exhibit: Exhibit) => Promise<void>): Promise<void> {
  const { page } = seat;
  try {
    await visit.prepare?.(page, world);
    await seat.open(visit.path(world));
    await visit.ready(page, world).waitFor();
    if (!visit.isLoading) await untilLoaded(page);
    await look({ name: visit.name, seat, subject: visit.subject?.(page) ?? page.locator('main'), isPage: true });
    for (const state of visit.states ?? []) await seeState(seat, world, state, look);
  } catch (error) {
    await seat.screenshot(`gallery-failed-${visit.name}`);
    throw new Error(`${visit.name}: ${String(error)}`, { cause: error });
  } finally {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
  if (visit.hasErrors) seat.errors.splice(0);
  seat.assertNoErrors();
}

async function seeState(seat: UserBrowser, world: GalleryWorld, state: State, look: (exhibit: Exhibit) => Promise<void>): Promise<void> {
  const { page } = seat;
  try {
    const subject = await state.open(page, world);
    await untilLoaded(page);
    await look({ name: state.name, seat, subject, isPage: false });
    if (state.close) await state.close(page);
    else {
      await page.keyboard.press('Escape');
      await subject.waitFor({ state: 'detached' });
    }
  } catch (error) {
    throw new Error(`${state.name}: ${String(error)}`, { cause: error });
  }
}

/** Animation frames, the default, stop in a page that another window covers. */
const EVEN_IN_BACKGROUND = { polling: 100 };

/** Waits until nothing on the page is a placeholder. */
async function untilLoaded(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('.skeleton'), undefined, EVEN_IN_BACKGROUND);
}

/** The console's pseudo-locales: long, and from right to left. */
export const PSEUDO_LOCALES = ['en-XA', 'ar-XB'] as const;

/**
 * Shows what is there in another language, calls `look` with the same element, and goes back to English: the walk finds its way by
 * English names.
 */
export async function inLanguage(subject: Locator, tag: string, look: (element: ElementHandle<HTMLElement | SVGElement>) => Promise<void>): Promise<void> {
  const element = await subject.elementHandle();
  if (!element) throw new Error(`${String(subject)} is gone`);
  await speak(subject.page(), tag);
  await look(element);
  await speak(subject.page(), 'en');
}

/** Chooses a language as another tab would. */
async function speak(page: Page, tag: string): Promise<void> {
  await page.evaluate((chosen) => {
    localStorage.setItem('hallpass.console.language', chosen);
    dispatchEvent(new StorageEvent('storage', { key: 'hallpass.console.language' }));
  }, tag);
  await page.waitForFunction((chosen) => document.documentElement.lang === chosen, tag, EVEN_IN_BACKGROUND);
}
