import { useCallback, useMemo, useState } from 'react';

/** Which rows of a list are selected. */
export interface Selection<T> {
  /** The selected rows that are still in the list. */
  readonly selected: readonly T[];
  readonly isSelected: (key: string) => boolean;
  readonly toggle: (key: string) => void;
  /** Selects every row, or none. */
  readonly toggleAll: () => void;
  readonly clear: () => void;
  readonly state: 'none' | 'some' | 'all';
}

/** Selects rows by their key. `items` are those that can be selected. */
export const useSelection = <T>(items: readonly T[], keyOf: (item: T) => string): Selection<T> => {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => items.filter((item) => keys.has(keyOf(item))), [items, keys, keyOf]);
  const state = selected.length === 0 ? 'none' : selected.length === items.length ? 'all' : 'some';
  const toggle = useCallback(
    (key: string) =>
      setKeys((before) => {
        const after = new Set(before);
        if (!after.delete(key)) after.add(key);
        return after;
      }),
    [],
  );
  return {
    selected,
    isSelected: (key) => keys.has(key),
    toggle,
    toggleAll: () => setKeys(new Set(state === 'all' ? [] : items.map(keyOf))),
    clear: () => setKeys(new Set()),
    state,
  };
};
