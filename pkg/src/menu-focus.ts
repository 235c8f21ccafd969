/** What is read of a keyboard event. */
type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Whether a key on the button of a menu opens it. */
export const opensMenu = ({ key }: Keys): boolean => key === 'ArrowDown' || key === 'ArrowUp';

/**
 * The item of a menu that a key moves the focus to: arrows, Home, End, or the first letter of a label; `undefined` for
 * any other key and for shortcuts such as Ctrl+C. `focused` is the index of the focused item, or -1.
 */
export const menuItemFor = (
  { key, ctrlKey, metaKey, altKey }: Keys,
  items: readonly HTMLElement[],
  focused: number,
  labelOf: (item: HTMLElement) => string,
): HTMLElement | undefined => {
  if (ctrlKey || metaKey || altKey) return undefined;
  switch (key) {
    case 'ArrowDown':
      return items[(focused + 1) % items.length];
    case 'ArrowUp':
      return items.at(focused < 1 ? -1 : focused - 1);
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default: {
      if (key.length !== 1 || key === ' ') return undefined;
      const fromNext = [...items.slice(focused + 1), ...items.slice(0, focused + 1)];
      return fromNext.find((item) => labelOf(item).toLowerCase().startsWith(key.toLowerCase()));
    }
  }
};
