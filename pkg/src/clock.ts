/** The only file of the client that reads a clock. */

/** Milliseconds since 1970 by this device; for spans, not for expiry. */
export const localNow = (): number => Date.now();

/** Tells the edge's time, so that a wrong clock here neither prolongs nor shortens anything. */
export interface EdgeClock {
  /** Milliseconds since 1970 at the edge; never goes back between two measurements. */
  now(): number;
  /** Learns from a reply's `hallpass-time` header; `sentAt` is `localNow()` at the request. */
  learnTime(header: string | null, sentAt: number): void;
}

/** A clock that trusts this device until the first measurement, but for knowing that it is later than `floor`. */
export const createClock = (floor = 0): EdgeClock => {
  let ahead = 0;
  return {
    // Someone who sets this device's clock back must not revive what has expired.
    now: () => (floor = Math.max(floor, localNow() + ahead)),
    learnTime(header, sentAt) {
      const told = instant(header);
      if (!told) return;
      ahead = told - (sentAt + localNow()) / 2;
      floor = 0;
    },
  };
};

/** Milliseconds since 1970 from decimal milliseconds or RFC 3339 text; `NaN` if it is neither. */
export const instant = (text: string | number | null | undefined): number => Number(text) || Date.parse(text as string);
