import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useDismiss } from './parts.tsx';

/** A menu under a button: props for each element, none of the markup. */
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
  /** Runs what a line is for and closes, giving the focus back to the button. */
  pick(run: () => void): void;
}

/** State and keys of a menu: arrows, Home, End, first letters, Escape. Its lines are `role="menuitem…"`. */
export const useMenu = (): Menu => {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const id = useId();
  useDismiss(around, open, () => setOpen(false));
  const lines = () => [...(around.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  useEffect(() => {
    if (open) (lines().find((line) => line.ariaChecked === 'true') ?? lines()[0])?.focus();
  }, [open]);
  const move = (event: KeyboardEvent) => {
    const { key } = event;
    const all = lines();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to =
      key === 'ArrowDown'
        ? all[(at + 1) % all.length]
        : key === 'ArrowUp'
          ? all.at(at - 1)
          : key === 'Home'
            ? all[0]
            : key === 'End'
              ? all.at(-1)
              : key > ' ' && [...all.slice(at + 1), ...all].find((line) => line.textContent?.toLowerCase().startsWith(key));
    if (key === 'Tab') setOpen(false);
    if (!to) return;
    event.preventDefault();
    to.focus();
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
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        setOpen(true);
      },
    },
    menu: { role: 'menu', 'aria-labelledby': id, onKeyDown: move },
    pick(run) {
      around.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
      setOpen(false);
      run();
    },
  };
};
