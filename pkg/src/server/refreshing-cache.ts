import { localNow } from '../clock.ts';
import { refusal } from '../messages.ts';
import { REQUEST_TIMEOUT_MS } from './edge-client.ts';

/** How long a cached document is used, by this server's clock. */
export interface RefreshOptions {
  /** An older document is fetched again. */
  readonly maxAgeMs: number;
  /** The shortest time between two attempts, however many callers there are. */
  readonly retryIntervalMs: number;
  /** If it cannot be fetched again, the last document is used up to this age. */
  readonly maxStaleAgeMs: number;
}

/** A document of the edge that is fetched when it is first needed and then kept up to date. */
export interface RefreshingCache<T> {
  /**
   * The document, fetched again if it is old or not `acceptable`; the last one if that fails.
   *
   * Throws `unavailable` if there is none, or if it is too old.
   */
  get(acceptable?: (document: T) => boolean): Promise<T>;
}

/** Caches what `fetchDocument` returns. Concurrent callers share one request. */
export const createRefreshingCache = <T>(
  fetchDocument: () => Promise<T>,
  { maxAgeMs, retryIntervalMs, maxStaleAgeMs }: RefreshOptions,
): RefreshingCache<T> => {
  let cached: { readonly document: T; readonly fetchedAt: number } | undefined;
  let attemptedAt = -Infinity;
  let inFlight: Promise<void> | undefined;
  let lastError: unknown;

  const refresh = (): Promise<void> => {
    // If the runtime has ended the request that began it, an attempt never settles: callers wait for it only so long.
    if (inFlight && localNow() - attemptedAt < REQUEST_TIMEOUT_MS) return inFlight;
    // Without a document the only alternative is to fail, so the attempt is made at once.
    if (cached && localNow() - attemptedAt < retryIntervalMs) return Promise.resolve();
    attemptedAt = localNow();
    const attempt = fetchDocument()
      .then(
        (document) => void (cached = { document, fetchedAt: localNow() }),
        (error: unknown) => void (lastError = error),
      )
      .finally(() => {
        if (inFlight === attempt) inFlight = undefined;
      });
    return (inFlight = attempt);
  };

  return {
    async get(acceptable = () => true) {
      if (!cached || localNow() - cached.fetchedAt > maxAgeMs || !acceptable(cached.document)) {
        await Promise.race([refresh(), delay(REQUEST_TIMEOUT_MS)]);
      }
      if (!cached || localNow() - cached.fetchedAt > maxStaleAgeMs) throw refusal('unavailable', { status: 503 }, {}, lastError);
      return cached.document;
    },
  };
};

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, milliseconds);
    // In Node, a pending timer would keep the process alive.
    (timer as { unref?(): void }).unref?.();
  });
