/** Moves the focus among `items` as a menu does: arrows, Home, End, and the first letter of a name. */
export const moveFocus = (event: KeyboardEvent, items: readonly HTMLElement[], focused: Element | null): void => {
  const { key } = event;
  const at = items.findIndex((item) => item === focused);
  const target =
    key === 'ArrowDown' ? items[(at + 1) % items.length]
    : key === 'ArrowUp' ? items.at(at < 1 ? -1 : at - 1)
    : key === 'Home' ? items[0]
    : key === 'End' ? items.at(-1)
    : key.length === 1 && key !== ' ' ? startingWith(key, [...items.slice(at + 1), ...items.slice(0, at + 1)])
    : undefined;
  if (!target) return;
  event.preventDefault();
  target.focus();
};

const startingWith = (letter: string, items: readonly HTMLElement[]): HTMLElement | undefined =>
  items.find((item) => item.querySelector('.name')?.textContent?.toLowerCase().startsWith(letter.toLowerCase()));

/** While switched on, closes by Escape, by a press elsewhere, and when the focus goes elsewhere. */
export const createDismiss = (host: HTMLElement, close: () => void): ((on: boolean) => void) => {
  let stop: AbortController | undefined;
  return (on) => {
    stop?.abort();
    stop = undefined;
    if (!on) return;
    const { signal } = (stop = new AbortController());
    const outside = (event: Event): void => {
      if (!event.composedPath().includes(host)) close();
    };
    host.ownerDocument.addEventListener('pointerdown', outside, { signal, capture: true });
    host.ownerDocument.addEventListener('focusin', outside, { signal });
    host.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
        host.shadowRoot?.querySelector('button')?.focus();
      },
      { signal },
    );
  };
};

/** Distance that a panel keeps to the edges of the page. */
const MARGIN_PX = 8;

/** Puts the panel below `host` where it fits on the page: in line with where reading starts, else as near as can be. */
export const placePanel = (host: HTMLElement): void => {
  const panel = host.shadowRoot?.querySelector<HTMLElement>('.panel');
  if (!panel) return;
  const { left, width } = host.getBoundingClientRect();
  const own = panel.getBoundingClientRect().width;
  const wished = getComputedStyle(host).direction === 'rtl' ? width - own : 0;
  const last = host.ownerDocument.documentElement.clientWidth - MARGIN_PX - own - left;
  // Set by the object model, which a policy for styles lets be.
  panel.style.left = `${Math.max(Math.min(wished, last), MARGIN_PX - left)}px`;
};
