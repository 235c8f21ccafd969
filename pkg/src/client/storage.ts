/** What the browser keeps. It may be absent (a server) or forbidden (a setting); what needs it then lasts as long as the page. */

type Place = 'sessionStorage' | 'localStorage';

/** Reads `key`. */
export const load = (place: Place, key: string): string | null | undefined => {
  try {
    return globalThis[place].getItem(key);
  } catch {
    return undefined;
  }
};

/** Keeps `text` under `key`; nothing removes it. */
export const save = (place: Place, key: string, text?: string): void => {
  try {
    if (text === undefined) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, text);
  } catch {
    // See above.
  }
};
