/** The only file of the client that draws randomness. */

/** A new idempotency key. */
export const freshKey = (): string => crypto.randomUUID();

/** Evenly spread between `from` and `to`; not for secrets. */
export const between = (from: number, to: number): number => from + Math.random() * (to - from);
