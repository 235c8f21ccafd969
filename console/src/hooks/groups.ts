import { useState } from 'react';

/** How many rows a group begins with. */
const GROUP_SIZE = 10;

/** Some successive rows of a list. */
export interface Group<T> {
  readonly key: number;
  readonly items: readonly T[];
}

/**
 * The rows of a list in groups. A row stays in its group while others come and go, so that it is not mounted again and keeps the focus; a
 * new one joins the group of the row before it, or begins the next group if that one is full.
 */
export const useGroups = <T>(items: readonly T[], keyOf: (item: T) => string): readonly Group<T>[] => {
  const [former] = useState(() => new Map<string, number>());
  const groups: { readonly key: number; readonly items: T[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1) ?? { key: 0, items: [] };
    const group = former.get(keyOf(item)) ?? -1;
    // After another sort, groups are in order all the same.
    const key = group >= last.key ? group : last.items.length < GROUP_SIZE ? last.key : last.key + 1;
    former.set(keyOf(item), key);
    if (key === groups.at(-1)?.key) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups;
};
