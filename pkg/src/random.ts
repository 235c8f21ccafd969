/** The only file of the client that generates random values. */

/** A new idempotency key. */
export const freshKey = (): string => crypto.randomUUID();

/** Evenly distributed between `from` and `to`; not for secrets. */
export const between = (from: number, to: number): number => from + Math.random() * (to - from);
