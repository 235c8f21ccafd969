import { menuItemFor } from '../menu-focus.ts';

/** Moves the focus among `items` as a menu does: arrows, Home, End, and the first letter of a name. */
export const moveFocus = (event: KeyboardEvent, items: readonly HTMLElement[], focused: Element | null): void => {
  const index = items.findIndex((item) => item === focused);
  const target = menuItemFor(event.key, items, index, (item) => item.querySelector('.name')?.textContent ?? '');
  if (!target) return;
  event.preventDefault();
  target.focus();
};

/** While switched on, calls `close` on Escape, on a press outside of `host`, and when the focus leaves it. */
export const createDismiss = (host: HTMLElement, close: () => void): ((active: boolean) => void) => {
  let listeners: AbortController | undefined;
  return (active) => {
    listeners?.abort();
    listeners = undefined;
    if (!active) return;
    listeners = new AbortController();
    const { signal } = listeners;
    const onOutside = (event: Event): void => {
      if (!event.composedPath().includes(host)) close();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
      host.shadowRoot?.querySelector('button')?.focus();
    };
    host.ownerDocument.addEventListener('pointerdown', onOutside, { signal, capture: true });
    host.ownerDocument.addEventListener('focusin', onOutside, { signal });
    host.addEventListener('keydown', onKeyDown, { signal });
  };
};

/** The distance between a panel and the edges of the page. */
const MARGIN_PX = 8;

/** Positions the panel of `host` so that it fits on the page: aligned with the start of the line, else as near as possible. */
export const placePanel = (host: HTMLElement): void => {
  const panel = host.shadowRoot?.querySelector<HTMLElement>('.panel');
  if (!panel) return;
  const { left, width } = host.getBoundingClientRect();
  const panelWidth = panel.getBoundingClientRect().width;
  const preferred = getComputedStyle(host).direction === 'rtl' ? width - panelWidth : 0;
  const rightmost = host.ownerDocument.documentElement.clientWidth - MARGIN_PX - panelWidth - left;
  // Set through the object model, which a content security policy for styles allows.
  panel.style.left = `${Math.max(Math.min(preferred, rightmost), MARGIN_PX - left)}px`;
};
