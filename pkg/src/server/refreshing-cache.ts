import { localNow } from '../clock.ts';
import { refusal } from '../messages.ts';
import { PATIENCE_MS } from './edge.ts';

/** For how long a document is good, by this server's clock. */
export interface Terms {
  /** Read again after this. */
  readonly freshMs: number;
  /** Between two attempts, however many ask. */
  readonly pauseMs: number;
  /** If it cannot be read again, the last good one serves this long; then nothing does. */
  readonly capMs: number;
}

/** A document of the edge that is read when needed and kept. */
export interface Kept<T> {
  /**
   * The document, read again if it is old or is not `enough`; the last good one where that fails.
   *
   * Throws `unavailable` if there is none, or none that is young enough.
   */
  get(enough?: (document: T) => boolean): Promise<T>;
}

/** Keeps what `read` gives. Many callers at a time share one reading. */
export const createKept = <T>(read: () => Promise<T>, { freshMs, pauseMs, capMs }: Terms): Kept<T> => {
  let good: { readonly document: T; readonly at: number } | undefined;
  let triedAt = -Infinity;
  let flight: Promise<void> | undefined;
  let failure: unknown;

  const readAgain = (): Promise<void> => {
    // An attempt whose request was ended with its caller may never settle: it does not stand in the way for ever.
    if (flight && localNow() - triedAt < PATIENCE_MS) return flight;
    // With nothing in hand a new attempt costs no more than saying no.
    if (good && localNow() - triedAt < pauseMs) return Promise.resolve();
    triedAt = localNow();
    const reading = read()
      .then(
        (document) => void (good = { document, at: localNow() }),
        (cause: unknown) => void (failure = cause),
      )
      .finally(() => {
        if (flight === reading) flight = undefined;
      });
    return (flight = reading);
  };

  return {
    async get(enough = () => true) {
      if (!good || localNow() - good.at > freshMs || !enough(good.document)) {
        await Promise.race([readAgain(), pause(PATIENCE_MS)]);
      }
      if (!good || localNow() - good.at > capMs) throw refusal('unavailable', { status: 503 }, {}, failure);
      return good.document;
    },
  };
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((done) => {
    const timer: unknown = setTimeout(done, milliseconds);
    // Does not keep a program alive.
    (timer as { unref?(): void }).unref?.();
  });
