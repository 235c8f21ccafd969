/** Where panels and menus open: beside what opens them, and inside of the page. */

/** The distance between a panel and the edges of the page. */
const MARGIN_PX = 8;

/** Positions a panel so that it fits on the page: aligned with the `start` or `end` of `anchor`, else as near as possible. */
export const placePanel = (anchor: HTMLElement, panel: HTMLElement, align: 'start' | 'end'): void => {
  const { left, width } = anchor.getBoundingClientRect();
  const panelWidth = panel.getBoundingClientRect().width;
  const isRightToLeft = getComputedStyle(anchor).direction === 'rtl';
  const preferred = (align === 'end') === isRightToLeft ? 0 : width - panelWidth;
  const rightmost = anchor.ownerDocument.documentElement.clientWidth - MARGIN_PX - panelWidth - left;
  // Set through the object model, which a content security policy for styles allows.
  panel.style.right = 'auto';
  panel.style.left = `${Math.max(Math.min(preferred, rightmost), MARGIN_PX - left)}px`;
};
