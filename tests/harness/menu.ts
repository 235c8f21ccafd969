// How a menu of the ready-made parts behaves by keyboard, the same in React and in the elements.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

/** Asserts that shortcuts such as Ctrl+C are the browser's, and that Tab and Shift+Tab leave the menu from its button. */
export async function assertMenuKeys(page: Page, button: Locator): Promise<void> {
  const menu = page.getByRole('menu');
  const open = async (key: string): Promise<void> => {
    await button.focus();
    await page.keyboard.press(key);
    await menu.waitFor();
  };
  await open('ArrowUp');
  await page.evaluate(() => {
    document.addEventListener('keydown', (event) => Object.assign(window, { prevented: event.defaultPrevented }));
  });
  const isPrevented = (): Promise<boolean> => page.evaluate(() => (window as never as { prevented: boolean }).prevented);
  for (const shortcut of ['Control+c', 'Meta+c', 'Alt+c']) {
    await page.keyboard.press(shortcut);
    assert.equal(await isPrevented(), false, `${shortcut} is left to the browser`);
  }
  await page.keyboard.press('Shift+End');
  assert.equal(await isPrevented(), true, 'control: a key of the menu is not');
  for (const [key, place] of [
    ['Tab', 'after'],
    ['Shift+Tab', 'before'],
  ] as const) {
    await open('ArrowDown');
    await page.keyboard.press(key);
    await menu.waitFor({ state: 'detached' });
    const found = await button.evaluate((element) => {
      const root = element.getRootNode();
      const host = root instanceof ShadowRoot ? root.host : element;
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) return 'nowhere';
      if (activeElement === host) return 'at the button';
      return host.compareDocumentPosition(activeElement) & Node.DOCUMENT_POSITION_FOLLOWING ? 'after' : 'before';
    });
    assert.equal(found, place, `${key} goes on from the button`);
  }
}
