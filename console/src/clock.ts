/** The one place where the console reads the clock: milliseconds since 1970, on this machine. */
export const now = (): number => Date.now();
