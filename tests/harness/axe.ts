// Accessibility violations that axe finds on a page, shadow trees included.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { UserBrowser } from './browser.ts';

/** One line for each violation. */
export async function axeViolations({ page }: UserBrowser, place: string): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  assert.ok(passes.length > 5, `${place}: axe ran its checks`);
  return violations.map((each) => {
    const where = each.nodes.map((node) => node.target.join(' ')).slice(0, 3);
    return `${place}: ${each.id}: ${where.join(' | ')}`;
  });
}
