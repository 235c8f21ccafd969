// The widths at which the layout of a screen of the gallery is looked at, and what is wrong with it there.
import type { Page } from 'playwright-core';
import { inLanguage, PSEUDO_LOCALES, type Exhibit } from './gallery.ts';
import { lastingMistakes } from './layout.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const wide = (width: number): Size => ({ width, height: 800 });
/** A window of 1280 × 720 at a zoom of 200 %: half as many CSS pixels. */
const ZOOMED: Size = { width: 640, height: 360 };
const EVERY_WIDTH = Boolean(process.env['HALLPASS_EVERY_WIDTH']);
/** All widths from 320 to 2,560 in steps of 37 with `HALLPASS_EVERY_WIDTH`, else those at which something changes. */
const PAGE_SIZES = EVERY_WIDTH
  ? [...Array.from({ length: Math.floor((2560 - 320) / 37) + 1 }, (_, step) => wide(320 + step * 37)), wide(2560), ZOOMED]
  : [...[320, 390, 761, 962, 1280, 2560].map(wide), ZOOMED];
const STATE_SIZES = EVERY_WIDTH ? PAGE_SIZES : [wide(320), ZOOMED];
const PSEUDO_SIZES = EVERY_WIDTH ? PAGE_SIZES : [wide(390), wide(1280)];
/** The size of the window otherwise. */
export const WIDE = wide(1280);

/** Resizes the window. A page that was resized mixes the styles of both widths for some frames. */
export async function resize(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** What is wrong with the layout of an exhibit: at widths from 320 to 2,560 px, at a zoom of 200 %, and in the pseudo-locales. */
export async function layoutMistakesOf({ name, seat: { page }, subject, isPage }: Exhibit): Promise<readonly string[]> {
  const wrong: string[] = [];
  const part = isPage ? page.locator('body') : subject;
  const look = async (element: Parameters<typeof lastingMistakes>[0], language: string, sizes: readonly Size[]): Promise<void> => {
    for (const size of sizes) {
      await resize(page, size);
      for (const mistake of await lastingMistakes(element)) wrong.push(`${name} in ${language} at ${size.width} × ${size.height}: ${mistake}`);
    }
  };
  await look(part, 'en', isPage ? PAGE_SIZES : STATE_SIZES);
  for (const language of PSEUDO_LOCALES) await inLanguage(part, language, (element) => look(element, language, PSEUDO_SIZES));
  await resize(page, WIDE);
  return wrong;
}
