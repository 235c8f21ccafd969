import { type EdgeClock, localNow } from '../clock.ts';
import { HallpassError } from '../errors.ts';
import type { Path } from '../generated.ts';
import { unverifiedClaims } from '../jwt-claims.ts';
import { errorFrom, refusal } from '../messages.ts';
import { problemFrom } from '../problem.ts';
import { between, freshKey } from '../random.ts';
import type { ClientOptions, Maybe } from '../types.ts';
import { ATTEMPT_TIMEOUT_MS, MAX_ATTEMPTS, MAX_RETRY_AFTER_SECONDS } from './limits.ts';
import { timeoutSignal } from './timeout.ts';

/** Options of one request. */
export interface RequestOptions {
  readonly query?: object | undefined;
  readonly body?: object | undefined;
  /** Whether it changes something: it is then sent with an idempotency key, the same in every attempt. Default: all but `GET`. */
  readonly isChange?: boolean;
  /** The idempotency key of a request that may be repeated later. Default: a new one. */
  readonly idempotencyKey?: string | undefined;
  /** May be sent without an identity token. */
  readonly anonymous?: boolean;
  /** Default `no-store`. */
  readonly cache?: RequestCache;
  /** Default `omit`. */
  readonly credentials?: RequestCredentials;
}

interface Attempt extends Omit<RequestOptions, 'idempotencyKey'> {
  readonly method: string;
  readonly path: Path;
  readonly idempotencyKey: string | undefined;
  readonly identity: Maybe<string>;
}

/** Sends requests to the edge, retries those that are safe to retry, and turns problems into `HallpassError`s. */
export class HttpClient {
  /** A new idempotency key. */
  readonly freshKey = freshKey;
  readonly #options: ClientOptions;
  readonly #clock: EdgeClock;
  readonly #endpoint: string;
  #subject: string | undefined;

  constructor(options: ClientOptions, clock: EdgeClock) {
    this.#options = options;
    this.#clock = clock;
    this.#endpoint = options.endpoint.replace(/\/+$/, '');
  }

  /** The user whose identity token was sent last. */
  get subject(): string | undefined {
    return this.#subject;
  }

  /** The user of the identity token that the app has now. Not a promise if the app's answer is none. */
  currentSubject(): Maybe<string> | Promise<Maybe<string>> {
    const identity = this.#options.getIdentityToken();
    return typeof identity === 'object' && identity ? Promise.resolve(identity).then(subjectOf) : subjectOf(identity);
  }

  /** The response's JSON; `undefined` if it has no body, which callers state as `void`. */
  json<T>(method: string, path: Path, options?: RequestOptions): Promise<T> {
    return this.#send(method, path, options, (text) => (text ? JSON.parse(text) : undefined) as T);
  }

  /** The response's body as it is. */
  text(method: string, path: Path, options?: RequestOptions): Promise<string> {
    return this.#send(method, path, options, (text) => text);
  }

  /**
   * The edge's keys, never from a cache: the response also sets the clock, and a signed-out page sends no other request that does.
   * With the credentials of `<link rel="preload">`, so that a page can preload them.
   */
  keys(): Promise<string> {
    return this.text('GET', '/.well-known/jwks.json', { anonymous: true, credentials: 'same-origin' });
  }

  async #send<T>(method: string, path: Path, options: RequestOptions = {}, parse: (text: string) => T): Promise<T> {
    const { isChange = method !== 'GET', anonymous } = options;
    const { messages } = this.#options;
    const idempotencyKey = isChange ? (options.idempotencyKey ?? freshKey()) : undefined;
    let rejected: { readonly identity: Maybe<string>; readonly error: HallpassError } | undefined;
    for (let attempt = 1; ; attempt++) {
      const identity = await this.#options.getIdentityToken();
      // The provider may have a newer identity token; with the same one, trying again is of no use.
      if (rejected && (!identity || identity === rejected.identity)) throw rejected.error;
      if (!identity && !anonymous) throw refusal('not_signed_in', { status: 401 }, messages);
      this.#subject = subjectOf(identity);
      try {
        return parse(await this.#attempt({ ...options, method, path, idempotencyKey, identity }));
      } catch (cause) {
        const error = cause instanceof HallpassError ? cause : refusal('unavailable', {}, messages, cause);
        if (attempt >= MAX_ATTEMPTS) throw error;
        if (error.status === 401 && !rejected) rejected = { identity, error };
        else if (isRetryable(error)) await pause(error, attempt);
        else throw error;
      }
    }
  }

  async #attempt({ method, path, query, body, cache, credentials, idempotencyKey, identity }: Attempt): Promise<string> {
    const sentAt = localNow();
    const signal = timeoutSignal(ATTEMPT_TIMEOUT_MS);
    const response = await (this.#options.fetch ?? fetch)(this.#endpoint + path + queryString(query), {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        ...(identity && { authorization: `Bearer ${identity}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      cache: cache ?? 'no-store',
      credentials: credentials ?? 'omit',
      // Not `error`, which workerd lacks: a redirect is not `ok` either way.
      redirect: 'manual',
      ...(signal && { signal }),
    });
    // A stored response has the time at which it was stored.
    if (!cache) this.#clock.learnTime(response.headers.get('hallpass-time'), sentAt);
    const text = await response.text();
    if (!response.ok) throw errorFrom(problemFrom(response, text), this.#options.messages);
    return text;
  }
}

/** Whom an identity token is about. A token that cannot be read counts as a user of its own. */
const subjectOf = (identity: Maybe<string>): string | undefined => {
  const { iss, sub } = unverifiedClaims(identity ?? '');
  return sub === undefined ? identity || undefined : JSON.stringify([iss, sub]);
};

const isRetryable = ({ code, retryAfter = 0 }: HallpassError): boolean => code === 'unavailable' && retryAfter <= MAX_RETRY_AFTER_SECONDS;

/** Waits as long as the edge asks, and longer with each attempt. */
const pause = ({ retryAfter = 0 }: HallpassError, attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, retryAfter * 1000 + between(100, 200) * 4 ** attempt));

const queryString = (query: object = {}): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
};
