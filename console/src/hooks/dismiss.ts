import { useEffect } from 'react';
import type { RefObject } from 'react';

/** While `open`, calls `close` on Escape and on a press or focus outside `around`. */
export const useDismiss = (around: RefObject<HTMLElement | null>, open: boolean, close: () => void): void => {
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !around.current?.contains(event.target)) close();
    };
    const escape = (event: KeyboardEvent) => {
      // An open dialog handles Escape itself.
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
      around.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
      close();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [around, open, close]);
};
