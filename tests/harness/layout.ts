// What is wrong with the layout of a page or of a part of it, from the boxes of its elements.
import { setTimeout } from 'node:timers/promises';
import type { ElementHandle, Locator } from 'playwright-core';

/** A page or a part of it. */
type Part = Locator | ElementHandle<HTMLElement | SVGElement>;

/** What sticks out, is cut off, is clipped, lies over another control, or breaks a short word of a control, in words. */
export const layoutMistakes = (part: Part): Promise<string[]> =>
  (part as Locator).evaluate((top) => {
    const wrong: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`the page is ${root.scrollWidth} wide`);
    const nameOf = (element: Element): string => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40);
    const isShown = (element: Element): boolean => element.checkVisibility() && !element.closest('.unseen, .skip, thead') && element.getBoundingClientRect().width > 1;
    const all = (selector: string): Element[] => [...top.querySelectorAll(selector)].filter(isShown);

    /** The part of an element that can be seen: what its ancestors scroll away is not. */
    const seenBox = (element: Element): { left: number; right: number; top: number; bottom: number } => {
      let { left, right, top: above, bottom } = element.getBoundingClientRect();
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflowY === 'visible') continue;
        const box = parent.getBoundingClientRect();
        [left, right, above, bottom] = [Math.max(left, box.left), Math.min(right, box.right), Math.max(above, box.top), Math.min(bottom, box.bottom)];
      }
      return { left, right, top: above, bottom };
    };

    const controls = all('button, a[href], input:not(.unseen), select, textarea');
    for (const control of controls) {
      const { left, right } = control.getBoundingClientRect();
      const seen = seenBox(control);
      const isScrolledAway = seen.bottom <= seen.top;
      if (left < -1 || right > root.clientWidth + 1 || (!isScrolledAway && (seen.left > left + 1 || seen.right < right - 1))) wrong.push(`“${nameOf(control)}” is cut off`);
    }
    /** The boxes of the lines over which a word is broken. */
    const linesOf = (text: Text, word: RegExpExecArray): Set<number> => {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)));
    };
    for (const control of controls) {
      const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode() as Text | null; text; text = texts.nextNode() as Text | null) {
        if (!text.parentElement || !isShown(text.parentElement)) continue;
        // Names may be longer than a line.
        for (const word of text.data.matchAll(/(?<!\p{L})\p{L}{2,16}(?!\p{L})/gu)) if (linesOf(text, word).size > 1) wrong.push(`“${nameOf(control)}” breaks the word “${word[0]}”`);
      }
    }
    // What is fixed or sticky lies above what scrolls.
    const layerOf = (element: Element): Element | null => element.closest('.nav, .topbar, .dialog-actions, .toasts');
    const seen = controls.map((control) => ({ control, box: seenBox(control), layer: layerOf(control) }));
    for (const [index, one] of seen.entries()) {
      for (const other of seen.slice(index + 1)) {
        const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (width <= 1 || height <= 1 || one.layer !== other.layer) continue;
        if (one.control.contains(other.control) || other.control.contains(one.control)) continue;
        wrong.push(`“${nameOf(one.control)}” and “${nameOf(other.control)}” overlap`);
      }
    }
    for (const element of all('h1, h2, h3, p, td, dd, dt, label, .badge, .person-detail')) {
      const style = getComputedStyle(element);
      if (style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) wrong.push(`“${nameOf(element)}” is clipped`);
    }
    for (const element of [top, ...all('*')]) {
      const { overflowX } = getComputedStyle(element);
      if ((overflowX === 'auto' || overflowX === 'scroll') && element.scrollWidth > element.clientWidth + 1) wrong.push(`“${element.className}” scrolls sideways`);
    }
    return wrong;
  });

/** The mistakes that are still there a second later: for some frames, a page that was resized mixes the styles of both widths. */
export async function lastingMistakes(part: Part): Promise<string[]> {
  for (const end = Date.now() + 1000; ;) {
    const found = await layoutMistakes(part);
    if (found.length === 0 || Date.now() > end) return found;
    await setTimeout(50);
  }
}
