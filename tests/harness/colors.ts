// Contrast of borders and placeholders, and what of a control can still be told apart with forced colours.
import type { Locator } from 'playwright-core';

/** The lowest contrast of a control's border, WCAG 2.2, 1.4.11; and of text, 1.4.3. */
const BORDER = 3;
const TEXT = 4.5;

/**
 * Waits until no transition is under way: until then, computed styles are those of the frame before, however short the transition is.
 * Endless animations are not waited for.
 */
const settled = (part: Locator): Promise<void> =>
  part.evaluate(async () => {
    const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((each) => each.finished));
  });

/** The controls of a part of a page whose border or placeholder has too little contrast, with the contrast. */
export async function faintControls(part: Locator): Promise<string[]> {
  await settled(part);
  return part.evaluate(
    (top, [leastBorder, leastText]) => {
      type Color = readonly [number, number, number, number];
      const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('no canvas');
      /** Any CSS color as red, green, blue and alpha. */
      const parse = (color: string): Color => {
        context.clearRect(0, 0, 1, 1);
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
        return [red, green, blue, alpha / 255];
      };
      const luminance = ([red, green, blue]: Color): number => {
        const [r, g, b] = [red, green, blue].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
      };
      const contrast = (one: Color, other: Color): number => {
        const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
        return (light + 0.05) / (dark + 0.05);
      };
      /** The color behind an element. */
      const behind = (element: Element | null): Color => {
        for (let each = element; each; each = each.parentElement) {
          const color = parse(getComputedStyle(each).backgroundColor);
          if (color[3] > 0.99) return color;
        }
        return parse('Canvas');
      };
      const wrong: string[] = [];
      const nameOf = (element: Element): string => (element.getAttribute('aria-label') ?? element.textContent ?? element.getAttribute('type') ?? '').trim().slice(0, 30);
      // Browsers draw radio buttons and checkboxes themselves; a disabled control needs no contrast, and a focused one has an outline.
      const controls = [...top.querySelectorAll('.input, .button-secondary, .button-danger, .toggle-box, .segment:has(:checked)')];
      for (const control of controls.filter((each) => each.checkVisibility() && !each.matches('[aria-disabled=true], :focus-visible'))) {
        const style = getComputedStyle(control);
        const isFilled = control.matches('.toggle-box, .dialog .button-danger');
        const edge = parse(isFilled ? style.backgroundColor : style.borderTopColor);
        const found = edge[3] < 0.99 ? 1 : contrast(edge, behind(control.parentElement));
        if (found < leastBorder) wrong.push(`the border of “${nameOf(control)}” (${control.className}): ${found.toFixed(2)}`);
        if (!control.matches('input[placeholder], textarea[placeholder]')) continue;
        const text = contrast(parse(getComputedStyle(control, '::placeholder').color), behind(control));
        if (text < leastText) wrong.push(`the placeholder of “${nameOf(control)}”: ${text.toFixed(2)}`);
      }
      return wrong;
    },
    [BORDER, TEXT] as const,
  );
}

/** What a control looks like with forced colours: those that differ can be told apart. */
export async function forcedLook(control: Locator): Promise<string> {
  await settled(control);
  return control.evaluate((element) => {
    const { backgroundColor, borderTopWidth, borderTopStyle, borderTopColor, outlineStyle, outlineWidth, color } = getComputedStyle(element);
    return [backgroundColor, borderTopWidth, borderTopStyle, borderTopColor, outlineStyle === 'none' ? '' : outlineWidth, color].join(' ');
  });
}
