import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';

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
    readonly 'aria-controls': string | undefined;
    onClick(): void;
    onKeyDown(event: KeyboardEvent): void;
  };
  readonly menu: {
    readonly id: string;
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
  const from = useRef<'first' | 'last'>('first');
  const id = useId();
  useDismiss(around, open, () => setOpen(false));
  const lines = () => [...(around.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  useEffect(() => {
    if (!open) return;
    const all = lines();
    (all.find((line) => line.ariaChecked === 'true') ?? all.at(from.current === 'first' ? 0 : -1))?.focus();
  }, [open]);
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return setOpen(false);
    const to = target(lines(), event);
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  const openFrom = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    from.current = event.key === 'ArrowDown' ? 'first' : 'last';
    setOpen(true);
  };
  return {
    open,
    setOpen,
    around,
    button: {
      id: `${id}b`,
      'aria-haspopup': 'menu',
      'aria-expanded': open,
      'aria-controls': open ? id : undefined,
      onClick: () => setOpen(!open),
      onKeyDown: openFrom,
    },
    menu: { id, role: 'menu', 'aria-labelledby': `${id}b`, onKeyDown: move },
    pick(run) {
      around.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
      setOpen(false);
      run();
    },
  };
};

const target = (lines: readonly HTMLElement[], { key, ctrlKey, metaKey, altKey }: KeyboardEvent): HTMLElement | undefined => {
  const at = lines.indexOf(document.activeElement as HTMLElement);
  if (key === 'ArrowDown') return lines[(at + 1) % lines.length];
  if (key === 'ArrowUp') return lines.at(at <= 0 ? -1 : at - 1);
  if (key === 'Home') return lines[0];
  if (key === 'End') return lines.at(-1);
  if (key.length !== 1 || key === ' ' || ctrlKey || metaKey || altKey) return undefined;
  const letter = key.toLowerCase();
  return [...lines.slice(at + 1), ...lines.slice(0, at + 1)].find((line) => line.textContent?.trim().toLowerCase().startsWith(letter));
};
