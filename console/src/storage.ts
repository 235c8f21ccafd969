/** What a browser remembers: for this tab, or for every tab of this origin. */
type Place = 'sessionStorage' | 'localStorage';

/** The stored text; nothing if there is none or storage is forbidden. */
export const recall = (place: Place, key: string): string | undefined => {
  try {
    return globalThis[place].getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
};

/** Stores `text`, or forgets the key. Where storage is forbidden the page remembers for itself only. */
export const keep = (place: Place, key: string, text: string | undefined): void => {
  try {
    if (text === undefined) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, text);
  } catch {
    // See above.
  }
};
