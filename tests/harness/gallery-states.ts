// What a screen or state of the console is, and the usual ways to one.
import type { Locator, Page } from 'playwright-core';
import type { GalleryPeople, GalleryWorld } from './gallery-world.ts';

/** Who looks at a screen: one of the people, or a person whom the OpenID provider signs in. */
export type Viewer = keyof GalleryPeople | 'atProvider';

/** A state of a page: a dialog, a menu, an error. */
export interface State {
  readonly name: string;
  /** Leads from the page to the state. Returns what is looked at: the dialog, or the whole page. */
  open(page: Page, world: GalleryWorld): Promise<Locator>;
  /** Leads back to the page. Default: Escape, until nothing of it is there. */
  close?(page: Page): Promise<void>;
}

/** A page, and its states. */
export interface Visit {
  readonly name: string;
  /** Who looks. Default: a visitor who is not signed in. */
  readonly who?: Viewer;
  path(world: GalleryWorld): string;
  /** What is there when the page is. */
  ready(page: Page, world: GalleryWorld): Locator;
  /** Prepares the page before it opens. */
  prepare?(page: Page, world: GalleryWorld): Promise<unknown>;
  readonly states?: readonly State[];
  /** What is looked at. Default: the page's main part. */
  subject?(page: Page): Locator;
  /** Whether it stays a page that loads. */
  readonly isLoading?: boolean;
  /** Whether errors on the page belong to it. */
  readonly hasErrors?: boolean;
}

/** Leaves a state as it is: it goes by itself, or the next one replaces it. */
export const stay = (): Promise<void> => Promise.resolve();

/** A dialog with this name, which a button opens. */
export const dialog = (name: string, title: string | RegExp, button: (page: Page, world: GalleryWorld) => Promise<void>, inside?: (dialog: Locator, world: GalleryWorld) => Promise<void>): State => ({
  name,
  async open(page, world) {
    await button(page, world);
    const opened = page.getByRole('dialog', { name: title });
    await opened.waitFor();
    await inside?.(opened, world);
    return opened;
  },
});

/** Presses the first button with this name. */
export const press =
  (name: string | RegExp) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name, exact: typeof name === 'string' }).first().click();

/** Chooses from the menu of the row of a person. */
export const rowMenu = (who: keyof GalleryPeople, action: string) => (page: Page, world: GalleryWorld) =>
  page
    .getByRole('row')
    .filter({ hasText: world.people[who].email })
    .getByRole('button', { name: /^Actions for/ })
    .click()
    .then(() => page.getByRole('menuitem', { name: action }).click());

/** A menu, which a button opens. */
export const menu = (name: string, button: (page: Page, world: GalleryWorld) => Promise<void>): State => ({
  name,
  async open(page, world) {
    await button(page, world);
    const opened = page.getByRole('menu');
    await opened.waitFor();
    return opened;
  },
});

/** Chooses rows of a table, and presses a button of the toolbar. */
export const bulk = (name: string, title: RegExp, button: string): State => ({
  name,
  async open(page) {
    await page.getByRole('checkbox', { name: /^Select all/ }).check();
    await page.getByRole('toolbar').getByRole('button', { name: button }).click();
    const opened = page.getByRole('dialog', { name: title });
    await opened.waitFor();
    return opened;
  },
  async close(page) {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear selection' }).click();
  },
});

/** A page of the team. */
export const at =
  (path: string) =>
  ({ team }: GalleryWorld): string =>
    `/t/${team}/${path}`;
/** The title of a page. */
export const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 });
/** A text on a page. */
export const mainText = (text: string | RegExp) => (page: Page) => page.locator('main').getByText(text).first();
