import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode } from 'react';

import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** A menu item. */
export interface Item {
  readonly key: string;
  readonly label: string;
  /** The language of the label, if it is another than the page's. */
  readonly lang?: string;
  /** A secondary line; part of the accessible name. */
  readonly detail?: string | undefined;
  readonly icon?: IconName;
  readonly picture?: ReactNode;
  /** Set for items of which one is selected. They come first. */
  readonly chosen?: boolean;
  /** What is selected, where a menu selects several things. */
  readonly group?: string;
  /** Starts a new group with a separator above. */
  readonly apart?: boolean;
  readonly danger?: boolean;
  /** Why the item cannot be used now. */
  readonly unavailable?: string | undefined;
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

/** A menu button. */
export function Menu({ label, items, className = '', side = 'start', heading, children }: MenuProps) {
  return (
    <div className={`menu-around ${className}`}>
      <Base.Root modal={false}>
        <Base.Trigger className="menu-button">{children}</Base.Trigger>
        <MenuPopup label={label} items={items} side={side} heading={heading} />
      </Base.Root>
    </div>
  );
}

interface RowMenuProps<T> {
  /** The accessible name of the menu of a row. */
  readonly label: (row: T) => string;
  readonly items: (row: T) => readonly Item[];
}

/** Opens the menu that the rows of a list share. */
export type RowMenuHandle<T> = Base.Handle<T>;

/** A handle for the menu that the rows of a list share. */
export const createRowMenu = <T,>(): RowMenuHandle<T> => Base.createHandle<T>();

/** The menu that the rows of a list share: a thousand rows have a thousand buttons and one menu. */
export function RowMenu<T>({ handle, label, items }: RowMenuProps<T> & { handle: RowMenuHandle<T> }) {
  return (
    <Base.Root handle={handle} modal={false}>
      {({ payload: row }) => row !== undefined && <MenuPopup label={label(row)} items={items(row)} side="end" />}
    </Base.Root>
  );
}

/** The button of a row that opens the shared menu. */
export function RowMenuButton<T>({ handle, row, label }: { handle: RowMenuHandle<T>; row: T; label: string }) {
  return (
    <Base.Trigger handle={handle} payload={row} className="button button-quiet button-icon button-small" aria-label={label} title={label}>
      <Icon name="more" size={16} />
    </Base.Trigger>
  );
}

interface PopupProps {
  readonly label: string;
  readonly items: readonly Item[];
  readonly side: 'start' | 'end';
  readonly heading?: ReactNode;
}

function MenuPopup({ label, items, side, heading }: PopupProps) {
  const choices = items.filter(({ chosen }) => chosen !== undefined);
  const actions = items.filter(({ chosen }) => chosen === undefined);
  const groups = [...new Set(choices.map(({ group }) => group))];
  return (
    <Base.Portal>
      <Base.Positioner className="positioner" align={side} sideOffset={6} collisionPadding={8}>
        <Base.Popup className="menu" aria-label={label}>
          {heading}
          {groups.map((group) => (
            <Choices key={group ?? ''} label={group ?? label} caption={group} items={choices.filter((item) => item.group === group)} />
          ))}
          {actions.map((item) => (
            <Base.Item
              key={item.key}
              className={`menu-item ${item.danger ? 'menu-item-danger' : ''} ${item.apart ? 'menu-item-apart' : ''}`}
              label={item.label}
              disabled={item.unavailable !== undefined}
              title={item.unavailable}
              onClick={item.run}
            >
              <ItemContent item={item} />
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

/** Items of which one is selected. */
function Choices({ label, caption, items }: { label: string; caption: string | undefined; items: readonly Item[] }) {
  const choose = (key: string) => items.find((item) => item.key === key)?.run();
  return (
    <>
      {caption && (
        <p className="menu-caption" aria-hidden="true">
          {caption}
        </p>
      )}
      <Base.RadioGroup value={items.find(({ chosen }) => chosen)?.key ?? ''} onValueChange={choose} aria-label={label}>
        {items.map((item) => (
          <Base.RadioItem key={item.key} className="menu-item" value={item.key} label={item.label} closeOnClick>
            <ItemContent item={item} />
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </>
  );
}

function ItemContent({ item: { picture, icon, label, lang, detail, unavailable, chosen } }: { item: Item }) {
  const about = unavailable ?? detail;
  return (
    <>
      {picture ?? (icon && <Icon name={icon} />)}
      <span className="menu-item-text">
        <span className="menu-item-label" title={label} lang={lang} dir="auto">
          {label}
        </span>
        {about && <span className="menu-item-detail"> {about}</span>}
      </span>
      {chosen && (
        <span className="menu-item-chosen">
          <Icon name="check" size={16} />
        </span>
      )}
    </>
  );
}
