import type { EdgeClock } from '../clock.ts';
import { localNow } from '../clock.ts';
import { HallpassError } from '../errors.ts';
import { errorFrom, refusal } from '../messages.ts';
import { between, freshKey } from '../random.ts';
import type { Path } from '../generated.ts';
import { ATTEMPTS, LONGEST_WAIT_SECONDS, TIMEOUT_MS } from './limits.ts';
import type { ClientOptions, Maybe } from '../types.ts';
import type { Problem } from '../wire.ts';

/** One request to the edge. */
export interface Call {
  readonly query?: object | undefined;
  readonly body?: object | undefined;
  /** A change: sent with one idempotency key, the same in every attempt. All but `GET` are, unless this says otherwise. */
  readonly alters?: boolean;
  /** May be asked without an identity. */
  readonly unsigned?: boolean;
  /** Default `no-store`. */
  readonly cache?: RequestCache;
  /** The reply is text, to be handed on as it is. */
  readonly asText?: boolean | undefined;
}

/** Sends, retries what is safe to retry, and turns problems into errors. */
export type Http = <T>(method: string, path: Path, call?: Call) => Promise<T>;

/** The edge behind `options.endpoint`. */
export const createHttp = (options: ClientOptions, clock: EdgeClock): Http => {
  const { messages } = options;
  const endpoint = options.endpoint.replace(/\/+$/, '');

  return async (method, path, { query, body, alters = method !== 'GET', unsigned, cache, asText } = {}) => {
    const key = alters && freshKey();
    let refused: { readonly identity: Maybe<string>; readonly error: HallpassError } | undefined;
    for (let tries = 1; ; tries++) {
      const identity = await options.getIdentityToken();
      // The provider may have a newer identity token; without one, trying again is of no use.
      if (refused && (!identity || identity === refused.identity)) throw refused.error;
      if (!identity && !unsigned) throw refusal('not_signed_in', { status: 401 }, messages);
      const sentAt = localNow();
      try {
        const response = await (options.fetch ?? fetch)(endpoint + path + search(query), {
          method,
          headers: {
            ...(body && { 'content-type': 'application/json' }),
            ...(key && { 'idempotency-key': key }),
            ...(identity && { authorization: `Bearer ${identity}` }),
          },
          body: JSON.stringify(body),
          cache: cache ?? 'no-store',
          credentials: 'omit',
          // Not `error`: workerd lacks it. A redirect is no answer either way.
          redirect: 'manual',
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        // A stored reply tells the time at which it was stored.
        if (!cache) clock.learnTime(response.headers.get('hallpass-time'), sentAt);
        const reply = await response.text();
        if (!response.ok) throw errorFrom(problemOf(response, reply), messages);
        return (asText ? reply : reply ? JSON.parse(reply) : undefined) as never;
      } catch (cause) {
        const error = cause instanceof HallpassError ? cause : refusal('unavailable', {}, messages, cause);
        const { code, status, retryAfter = 0 } = error;
        const last = tries >= ATTEMPTS;
        if (status === 401 && !refused && !last) refused = { identity, error };
        else if (last || code !== 'unavailable' || retryAfter > LONGEST_WAIT_SECONDS) throw error;
        else await new Promise((done) => setTimeout(done, retryAfter * 1000 + between(100, 200) * 4 ** tries));
      }
    }
  };
};

/** An address, by that of this page. */
export const at = (address: string | URL): URL => new URL(address, globalThis.location?.href);

const search = (query: object = {}): string => {
  // By way of JSON, which leaves out what is undefined.
  const text = `${new URLSearchParams(JSON.parse(JSON.stringify(query)))}`;
  return text && `?${text}`;
};

/** The problem in a refused reply; one of a proxy in between counts as `unavailable`. */
export const problemOf = (response: Response, text: string): Problem => {
  const { status } = response;
  const told: Partial<Problem> = parsed(text);
  const code = status === 429 ? 'rate_limited' : status >= 400 && status < 500 ? 'invalid_request' : 'unavailable';
  return { detail: '', code, ...told, status };
};

/** What JSON text holds; nothing if it is none. */
export const parsed = (text: string | null | undefined): object => {
  try {
    return Object(JSON.parse(text!));
  } catch {
    return {};
  }
};
