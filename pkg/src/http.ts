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
}

/** Sends, retries what is safe to retry, and turns problems into errors. */
export type Http = <T>(method: string, path: Path, call?: Call) => Promise<T>;

/** The edge behind `options.endpoint`. */
export const createHttp = (options: ClientOptions, clock: EdgeClock): Http => {
  const endpoint = options.endpoint.replace(/\/+$/, '');

  const attempt = async (method: string, path: Path, call: Call, key: string, identity: string | undefined) => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (identity) headers['authorization'] = `Bearer ${identity}`;
    if (call.body) headers['content-type'] = 'application/json';
    if (call.change) headers['idempotency-key'] = key;
    const sentAt = localNow();
    const response = await (options.fetch ?? fetch)(endpoint + path + search(call.query), {
      method,
      headers,
      body: call.body ? JSON.stringify(call.body) : null,
      cache: call.cache ?? 'no-store',
      credentials: 'omit',
      // Not `error`: workerd lacks it. A redirect is no answer either way.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // A stored reply tells the time at which it was stored.
    if (!call.cache) clock.measure(response.headers.get('hallpass-time'), sentAt);
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    throw errorFrom(problemOf(response, text), options.messages);
  };

  return async (method, path, call = {}) => {
    const key = freshKey();
    let renewed = false;
    for (let tries = 1; ; tries++) {
      const identity = (await options.getIdentityToken()) ?? undefined;
      if (!identity && !call.open) throw refusal('not_signed_in', { status: 401 }, options.messages);
      try {
        return await attempt(method, path, call, key, identity);
      } catch (cause) {
        const error = cause instanceof HallpassError ? cause : refusal('unavailable', {}, options.messages, cause);
        const wait = error.retryAfter ?? 0;
        if (tries >= ATTEMPTS) throw error;
        if (error.status === 401 && !renewed) {
          // The provider may have a newer identity token; without one, trying again is of no use.
          const newer = await options.getIdentityToken();
          renewed = newer !== identity;
          if (newer && renewed) continue;
        }
        if (error.code !== 'unavailable' || wait > LONGEST_WAIT_SECONDS) throw error;
        await pause(wait * 1000 + between(100, 200) * 4 ** tries);
      }
    }
  };
};

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

const search = (query: object = {}): string => {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined)).toString();
  return text && `?${text}`;
};

/** The problem in a refused reply; one of a proxy in between counts as `unavailable`. */
export const problemOf = (response: Response, text: string): Problem => {
  const status = response.status;
  let told: Partial<Problem> = {};
  try {
    told = JSON.parse(text) ?? {};
  } catch {
    // Not the edge's own words.
  }
  const code = told.code ?? (status === 429 ? 'rate_limited' : status >= 400 && status < 500 ? 'invalid_request' : 'unavailable');
  return { detail: '', ...told, code, status };
};
