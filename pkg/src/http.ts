import type { EdgeClock } from './clock.ts';
import { localNow } from './clock.ts';
import { HallpassError } from './errors.ts';
import { errorFrom, refusal } from './messages.ts';
import { between, freshKey } from './random.ts';
import type { Path } from './generated.ts';
import type { ClientOptions } from './types.ts';
import type { Problem } from './wire.ts';

const ATTEMPTS = 3;
const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_SECONDS = 5;

/** One request to the edge. */
export interface Call {
  readonly query?: object | undefined;
  readonly body?: object | undefined;
  /** A change: sent with one idempotency key, the same in every attempt. */
  readonly change?: boolean;
  /** May be asked without an identity. */
  readonly open?: boolean;
  /** Default `no-store`. */
  readonly cache?: RequestCache;
  /** The reply is text, to be handed on as it is. */
  readonly text?: boolean;
}

/** Sends, retries what is safe to retry, and turns problems into errors. */
export type Http = <T>(method: string, path: Path, call?: Call) => Promise<T>;

/** The edge behind `options.endpoint`. */
export const createHttp = (options: ClientOptions, clock: EdgeClock): Http => {
  const endpoint = options.endpoint.replace(/\/+$/, '');

  const attempt = async (method: string, path: Path, call: Call, headers: Record<string, string>): Promise<unknown> => {
    const { query, body, cache } = call;
    const sentAt = localNow();
    const response = await (options.fetch ?? fetch)(endpoint + path + search(query), {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      cache: cache ?? 'no-store',
      credentials: 'omit',
      // Not `error`: workerd lacks it. A redirect is no answer either way.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // A stored reply tells the time at which it was stored.
    if (!cache) clock.measure(response.headers.get('hallpass-time'), sentAt);
    const text = await response.text();
    if (!response.ok) throw errorFrom(problemOf(response, text), options.messages);
    return call.text ? text : text ? JSON.parse(text) : undefined;
  };

  return async (method, path, call = {}) => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (call.body) headers['content-type'] = 'application/json';
    if (call.change) headers['idempotency-key'] = freshKey();
    let renewed = false;
    for (let tries = 1; ; tries++) {
      const identity = await options.getIdentityToken();
      if (identity) headers['authorization'] = `Bearer ${identity}`;
      else if (!call.open) throw refusal('not_signed_in', { status: 401 }, options.messages);
      else delete headers['authorization'];
      try {
        return (await attempt(method, path, call, headers)) as never;
      } catch (cause) {
        const error = cause instanceof HallpassError ? cause : refusal('unavailable', {}, options.messages, cause);
        const { code, status, retryAfter = 0 } = error;
        if (tries >= ATTEMPTS) throw error;
        if (status === 401 && !renewed) {
          // The provider may have a newer identity token; without one, trying again is of no use.
          const newer = await options.getIdentityToken();
          renewed = newer !== identity;
          if (newer && renewed) continue;
        }
        if (code !== 'unavailable' || retryAfter > LONGEST_WAIT_SECONDS) throw error;
        await pause(retryAfter * 1000 + between(100, 200) * 4 ** tries);
      }
    }
  };
};

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

const search = (query: object = {}): string => {
  const text = `${new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined))}`;
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
export const parsed = (text: string): object => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};
