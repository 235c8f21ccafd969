/** Storage for this tab, or for every tab of this origin. */
type Place = 'sessionStorage' | 'localStorage';

/** The stored text, or undefined if there is none or storage is blocked. */
export const readStored = (place: Place, key: string): string | undefined => {
  try {
    return globalThis[place].getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
};

/** Stores `text`, or removes the key. Does nothing where storage is blocked. */
export const writeStored = (place: Place, key: string, text: string | undefined): void => {
  try {
    if (text === undefined) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, text);
  } catch {
    // Storage is blocked.
  }
};
