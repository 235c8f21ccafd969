// Accessibility violations that axe finds on a page, shadow trees included.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import type { UserBrowser } from './browser.ts';

/** One line for each violation, on the page or in a part of it. */
export async function axeViolations({ page }: UserBrowser, place: string, part?: Locator, legacy = false): Promise<string[]> {
  const builder = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).setLegacyMode(legacy);
  await part?.evaluate((element) => element.setAttribute('data-axe', ''));
  const { violations, passes } = await (part ? builder.include('[data-axe]') : builder).analyze();
  await part?.evaluate((element) => element.removeAttribute('data-axe'));
  assert.ok(passes.length > 5, `${place}: axe ran its checks`);
  return violations.map((each) => {
    const where = each.nodes.map((node) => node.target.join(' ')).slice(0, 3);
    return `${place}: ${each.id}: ${where.join(' | ')}`;
  });
}
