/** Whether two JSON values are equal, at any depth. */
export const isDeepEqual = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && isDeepEqual(value, right.get(key)));
};

/** `previous` if it equals `next`, so that a value which has not changed keeps its identity; else `next`. */
export const reuseIfEqual = <T>(previous: T | undefined, next: T): T => (previous !== undefined && isDeepEqual(previous, next) ? previous : next);

/** Whether two lists hold identical elements in the same order. */
export const isShallowEqual = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
