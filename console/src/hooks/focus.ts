import { useEffect } from 'react';

const PLACES = 'section, [role="region"], main';

/** The parts of the page around an element, from the inside out. */
const placesAround = (element: Element): HTMLElement[] => {
  const places: HTMLElement[] = [];
  for (let place = element.closest<HTMLElement>(PLACES); place; place = place.parentElement?.closest<HTMLElement>(PLACES) ?? null) places.push(place);
  return places;
};

/**
 * Moves the focus to what is left of the part of the page around it when the focused element disappears: after an action whose
 * button is gone with its row, the keyboard goes on where it was.
 */
export const useKeptFocus = (): void => {
  useEffect(() => {
    let last: Element | undefined;
    let places: HTMLElement[] = [];
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      last = target;
      // A dialog returns the focus itself. If it cannot, the page behind it is where to continue.
      if (!target.closest('[role="dialog"], [role="menu"]')) places = placesAround(target);
    };
    const rescue = () => {
      if (document.activeElement !== document.body || !last || last.isConnected) return;
      const place = places.find(({ isConnected }) => isConnected) ?? document.querySelector<HTMLElement>('main');
      if (!place || document.querySelector('[role="dialog"][data-open]')) return;
      if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(rescue);
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', remember);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', remember);
    };
  }, []);
};
