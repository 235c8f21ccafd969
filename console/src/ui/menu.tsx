import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';

import { useDismiss } from '../hooks/dismiss.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** A menu item. */
export interface Item {
  readonly key: string;
  readonly label: string;
  /** A secondary line; part of the accessible name. */
  readonly detail?: string;
  readonly icon?: IconName;
  readonly picture?: ReactNode;
  /** Set for items of which one is selected. */
  readonly chosen?: boolean;
  /** Starts a new group with a separator above. */
  readonly apart?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  /** The menu's accessible name. */
  readonly label: string;
  readonly items: readonly Item[];
  readonly className?: string;
  readonly side?: 'start' | 'end';
  readonly heading?: ReactNode;
  /** The button's content, which is also its accessible name. */
  readonly children: ReactNode;
}

/** A menu button. Arrow keys, Home, End and typeahead move the focus; Escape closes the menu. */
export function Menu({ label, items, className = '', side = 'start', heading, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = useCallback(() => setOpen(false), []);
  useDismiss(around, open, close);
  const openByKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    setOpen(true);
  };
  const choose = (item: Item) => {
    close();
    button.current?.focus();
    item.run();
  };
  return (
    <div className={`menu-around ${className}`} ref={around}>
      <button
        ref={button}
        type="button"
        className="menu-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={openByKey}
      >
        {children}
      </button>
      {open && (
        <div className={`menu menu-${side}`}>
          {heading}
          <MenuList id={id} label={label} items={items} onChoose={choose} />
        </div>
      )}
    </div>
  );
}

function MenuList({
  id,
  label,
  items,
  onChoose,
}: {
  id: string;
  label: string;
  items: readonly Item[];
  onChoose: (item: Item) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const all = linesOf(list);
    (all.find((line) => line.ariaChecked === 'true') ?? all[0])?.focus();
  }, []);
  return (
    <div
      id={id}
      ref={list}
      role="menu"
      aria-label={label}
      className="menu-list"
      onKeyDown={(event) => move(list, event)}
    >
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          role={item.chosen === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={item.chosen}
          tabIndex={-1}
          className={item.apart ? 'menu-item menu-item-apart' : 'menu-item'}
          onClick={() => onChoose(item)}
        >
          {item.picture ?? (item.icon && <Icon name={item.icon} />)}
          <span className="menu-item-text">
            <span className="menu-item-label">{item.label}</span>
            {item.detail && <span className="menu-item-detail"> {item.detail}</span>}
          </span>
          {item.chosen && (
            <span className="menu-item-chosen">
              <Icon name="check" size={16} />
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

const linesOf = (list: RefObject<HTMLElement | null>): readonly HTMLButtonElement[] => [
  ...(list.current?.querySelectorAll<HTMLButtonElement>('[role^="menuitem"]') ?? []),
];

const move = (list: RefObject<HTMLElement | null>, event: KeyboardEvent): void => {
  const lines = linesOf(list);
  const at = lines.findIndex((line) => line === document.activeElement);
  const to = target(lines, at, event);
  if (!to) return;
  event.preventDefault();
  to.focus();
};

const target = (
  lines: readonly HTMLButtonElement[],
  at: number,
  event: KeyboardEvent,
): HTMLButtonElement | undefined => {
  const { length } = lines;
  switch (event.key) {
    case 'ArrowDown':
      return lines[(at + 1) % length];
    case 'ArrowUp':
      return lines[(at - 1 + length) % length];
    case 'Home':
      return lines[0];
    case 'End':
      return lines[length - 1];
    default: {
      if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey)
        return undefined;
      const from = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
      return from.find((line) => labelOf(line).startsWith(event.key.toLowerCase()));
    }
  }
};

const labelOf = (line: HTMLElement): string => line.querySelector('.menu-item-label')?.textContent?.toLowerCase() ?? '';
