import { menuItemFor } from '../menu-focus.ts';
import { placePanel } from '../panel.ts';

/** Moves the focus among `items` as a menu does: arrows, Home, End, and the first letter of a name. */
export const moveFocus = (event: KeyboardEvent, items: readonly HTMLElement[], focused: Element | null): void => {
  const index = items.findIndex((item) => item === focused);
  const target = menuItemFor(event, items, index, (item) => item.querySelector('.name')?.textContent ?? '');
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

/** Positions the panel of `host`, if it is open: aligned with the start of the line. */
export const placeOwnPanel = (host: HTMLElement): void => {
  const panel = host.shadowRoot?.querySelector<HTMLElement>('.panel');
  if (panel) placePanel(host, panel, 'start');
};
