/** The browser's storage. It may be absent, as on a server, or blocked: what is saved then lasts as long as the page. */

type StorageName = 'sessionStorage' | 'localStorage';

/** The value of `key`, if there is one and storage can be read. */
export const load = (storage: StorageName, key: string): string | null | undefined => {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return undefined;
  }
};

/** Saves `value` under `key`; `undefined` removes it. Does nothing where storage cannot be written. */
export const save = (storage: StorageName, key: string, value: string | undefined): void => {
  try {
    if (value === undefined) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, value);
  } catch {
    // Absent, blocked or full.
  }
};
