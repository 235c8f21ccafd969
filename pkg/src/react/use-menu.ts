import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { menuItemFor, opensMenu } from '../menu-focus.ts';
import { useDismiss } from './parts.tsx';

/** A menu under a button: props for each element, without markup. */
export interface Menu {
  readonly open: boolean;
  setOpen(open: boolean): void;
  /** For the element around both. */
  readonly around: RefObject<HTMLDivElement | null>;
  readonly button: {
    readonly id: string;
    readonly 'aria-haspopup': 'menu';
    readonly 'aria-expanded': boolean;
    onClick(): void;
    onKeyDown(event: KeyboardEvent): void;
  };
  readonly menu: {
    readonly role: 'menu';
    readonly 'aria-labelledby': string;
    onKeyDown(event: KeyboardEvent): void;
  };
  /** Runs an item's action and closes the menu; the focus returns to the button. */
  pick(run: () => void): void;
}

/** The state and keyboard handling of a menu: arrows, Home, End, first letters, Escape. Its items have `role="menuitem…"`. */
export const useMenu = (): Menu => {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const id = useId();
  useDismiss(around, open, () => setOpen(false));
  const menuItems = () => [...(around.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  useEffect(() => {
    if (!open) return;
    const items = menuItems();
    (items.find((item) => item.ariaChecked === 'true') ?? items[0])?.focus();
  }, [open]);
  const close = () => {
    around.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
    setOpen(false);
  };
  const moveFocus = (event: KeyboardEvent) => {
    // Tab and Shift+Tab continue from the button.
    if (event.key === 'Tab') return close();
    const items = menuItems();
    const focused = items.findIndex((item) => item === document.activeElement);
    const target = menuItemFor(event, items, focused, (item) => item.textContent ?? '');
    if (!target) return;
    event.preventDefault();
    target.focus();
  };
  return {
    open,
    setOpen,
    around,
    button: {
      id,
      'aria-haspopup': 'menu',
      'aria-expanded': open,
      onClick: () => setOpen(!open),
      onKeyDown(event) {
        if (!opensMenu(event)) return;
        event.preventDefault();
        setOpen(true);
      },
    },
    menu: { role: 'menu', 'aria-labelledby': id, onKeyDown: moveFocus },
    pick(run) {
      close();
      run();
    },
  };
};
