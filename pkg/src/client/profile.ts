import type { HallpassError } from '../errors.ts';
import type { Me } from '../types.ts';
import type { AccountStore } from './account-store.ts';
import type { HttpClient } from './http-client.ts';

/** Reads who is signed in and which accounts they have, and applies it to the store. None of the methods rejects. */
export class Profile {
  readonly #http: HttpClient;
  readonly #store: AccountStore;
  #current: Promise<void> | undefined;
  /** Numbers of the latest request, and of the latest one that was answered: an older response never replaces a later one. */
  #requested = 0;
  #answered = 0;

  constructor(http: HttpClient, store: AccountStore) {
    this.#http = http;
    this.#store = store;
  }

  /** Reads `GET /v1/me`. Callers at the same time share one request. */
  refresh(): Promise<void> {
    return this.#current ?? this.#request('GET');
  }

  /** Reads it with a new request, for a response that includes what was done before this call. */
  refreshNow(): Promise<void> {
    return this.#request('GET');
  }

  /** Another user may be signed in, or the same one with another name or address. */
  async identityChanged(): Promise<void> {
    const before = this.#store.records.me?.user.id;
    // Responses for the user before are dropped, and so is everything known about them, before the first request.
    this.#answered = ++this.#requested;
    this.#store.reset('loading');
    await this.#request('GET');
    // The edge takes over another name or address of the same user with a change only.
    if (before !== undefined && before === this.#store.records.me?.user.id) await this.#request('PUT');
  }

  #request(method: 'GET' | 'PUT'): Promise<void> {
    const request = this.#send(method, ++this.#requested).finally(() => {
      if (this.#current === request) this.#current = undefined;
    });
    return (this.#current = request);
  }

  async #send(method: 'GET' | 'PUT', number: number): Promise<void> {
    try {
      const me = await this.#readOrCreate(method, number);
      if (number < this.#answered) return;
      this.#answered = number;
      this.#store.applyMe(me, 'ready');
    } catch (cause) {
      if (number < this.#answered) return;
      const error = cause as HallpassError;
      if (error.status === 401) this.#store.reset('signed-out');
      else this.#store.degrade(error);
    }
  }

  /** A new user gets a personal account. */
  async #readOrCreate(method: 'GET' | 'PUT', number: number): Promise<Me> {
    try {
      return await this.#http.json<Me>(method, '/v1/me');
    } catch (error) {
      if ((error as HallpassError).code !== 'no_account' || number < this.#answered) throw error;
      return this.#http.json<Me>('PUT', '/v1/me');
    }
  }
}
