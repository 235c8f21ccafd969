import type { HallpassError } from '../errors.ts';
import type { Maybe, Me } from '../types.ts';
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
  #checks = 0;
  /** The user whom the last response was for, as the identity token names them. */
  #subject: string | undefined;

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
    await this.#startOver();
    // The edge takes over another name or address of the same user with a change only.
    if (before !== undefined && before === this.#store.records.me?.user.id) await this.#request('PUT');
  }

  /**
   * Starts over, before the next frame, if the app's identity token is another user's than what is shown.
   *
   * `while`: what is shown until an app that answers later has answered. A page that has slept may be another user's.
   */
  async checkUser(options: { readonly while: 'shown' | 'hidden' }): Promise<void> {
    if (!this.#store.records.me) return;
    const checked = ++this.#checks;
    let subject: Maybe<string>;
    try {
      const answer = this.#http.currentSubject();
      if (answer instanceof Promise) {
        if (options.while === 'hidden') this.#conceal();
        subject = await answer;
      } else subject = answer;
    } catch {
      // It is not known who is signed in: the next response says.
      if (options.while === 'shown') return;
    }
    if (checked !== this.#checks) return;
    if (subject === this.#subject) this.#store.reveal();
    else await this.#startOver();
  }

  /** Drops responses for the user before, and everything known about them, before the first request. */
  async #startOver(): Promise<void> {
    this.#answered = ++this.#requested;
    this.#store.reset('loading');
    await this.#request('GET');
  }

  /** The user is not signed in any more. Nothing is requested. */
  end(): void {
    this.#answered = ++this.#requested;
    this.#store.reset('signed-out');
  }

  #conceal(): void {
    this.#answered = ++this.#requested;
    this.#store.conceal();
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
      this.#subject = this.#http.subject;
      this.#store.applyMe(me, 'ready');
    } catch (cause) {
      if (number < this.#answered) return;
      const error = cause as HallpassError;
      if (error.status === 401) this.#store.reset('signed-out');
      else this.#store.degrade(error);
    }
  }

  /** A new user gets a personal account; not one who was erased while this page shows them. */
  async #readOrCreate(method: 'GET' | 'PUT', number: number): Promise<Me> {
    const user = this.#store.records.me?.user.id;
    // The edge then says by a status that browsers do not log as an error that the user is new.
    const query = { ifOpened: method === 'GET' && !user ? true : undefined };
    const me = await this.#http.json<Me | undefined>(method, '/v1/me', { query }).catch((error: HallpassError) => {
      if (error.code !== 'no_account' || number < this.#answered) throw error;
      return undefined;
    });
    return me ?? this.#http.json<Me>('PUT', '/v1/me', { query: { user } });
  }
}
