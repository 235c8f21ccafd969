/** The only file of the client that reads a clock. */

/** Milliseconds since 1970 by this device's clock. For durations, not for expiry. */
export const localNow = (): number => Date.now();

/** The edge's clock, so that a wrong clock on this device neither prolongs nor shortens anything. */
export interface EdgeClock {
  /** Milliseconds since 1970; never decreases between two measurements. */
  now(): number;
  /** Sets the clock from a response's `hallpass-time` header; `sentAt` is `localNow()` when the request was sent. */
  learnTime(header: string | null, sentAt: number): void;
}

/** A clock that trusts this device until the first measurement, but is never before `floor`. */
export const createClock = (floor = 0): EdgeClock => {
  let latest = floor;
  let offset = 0;
  return {
    // Setting this device's clock back must not revive what has expired.
    now: () => (latest = Math.max(latest, localNow() + offset)),
    learnTime(header, sentAt) {
      const edgeTime = instant(header);
      if (!edgeTime) return;
      // The edge read its clock halfway between request and response, as far as anyone can tell.
      offset = edgeTime - (sentAt + localNow()) / 2;
      latest = 0;
    },
  };
};

/** Milliseconds since 1970 from decimal milliseconds or RFC 3339 text; `NaN` for anything else. */
export const instant = (text: string | number | null | undefined): number => Number(text) || Date.parse(String(text));
