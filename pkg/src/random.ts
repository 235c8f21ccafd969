/** The only file of the client that generates random values. */

/** A new idempotency key: 128 bits. `randomUUID` would need a page that was loaded over TLS. */
export const freshKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Evenly distributed between `from` and `to`; not for secrets. */
export const between = (from: number, to: number): number => from + Math.random() * (to - from);
