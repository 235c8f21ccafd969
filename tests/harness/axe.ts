// Accessibility violations that axe finds on a page, shadow trees included.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Locator, Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

type Found = Pick<AxeResults, 'violations' | 'passes'>;

/** One line for each violation, on the page or in a part of it. */
export async function axeViolations({ page }: { readonly page: Page }, place: string, part?: Locator): Promise<string[]> {
  const { violations, passes } = page.frames().length === 1 ? await checkPage(page, part) : await checkFrames(page, part);
  assert.ok(passes.length > 5, `${place}: axe ran its checks`);
  return violations.map(({ id, nodes }) => `${place}: ${id}: ${nodes.map(({ target }) => target.join(' ')).slice(0, 3).join(' | ')}`);
}

/** Checks a page without frames. A page gets axe once, and no other page is opened to collect the results: a seventh of the time. */
async function checkPage(page: Page, part: Locator | undefined): Promise<Found> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const options: RunOptions = { runOnly: TAGS, resultTypes: ['violations'] };
  return (part ?? page.locator(':root')).evaluate(async (element, chosen) => {
    const { violations, passes } = await (window as unknown as { axe: typeof axe }).axe.run(element === document.documentElement ? document : element, chosen);
    return { violations, passes };
  }, options);
}

/** Checks a page and what its frames show. */
async function checkFrames(page: Page, part: Locator | undefined): Promise<Found> {
  const builder = new AxeBuilder({ page }).withTags(TAGS);
  await part?.evaluate((element) => element.setAttribute('data-axe', ''));
  const found = await (part ? builder.include('[data-axe]') : builder).analyze();
  await part?.evaluate((element) => element.removeAttribute('data-axe'));
  return found;
}
