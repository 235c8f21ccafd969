import type { Policy } from '../types.ts';
import type { AccountStore } from './account-store.ts';
import type { HttpClient } from './http-client.ts';

/** Reads the policy that the edge decides by, and applies it to the store. */
export class Policies {
  readonly #http: HttpClient;
  readonly #store: AccountStore;
  #current: Promise<Policy> | undefined;

  constructor(http: HttpClient, store: AccountStore) {
    this.#http = http;
    this.#store = store;
  }

  /** The policy as last read; read now if none is known. */
  async get(): Promise<Policy> {
    return this.#store.policy ?? this.refresh();
  }

  /** Reads the policy. Callers at the same time share one request. */
  refresh(): Promise<Policy> {
    return (this.#current ??= this.#read().finally(() => (this.#current = undefined)));
  }

  async #read(): Promise<Policy> {
    const policy = await this.#http.json<Policy>('GET', '/v1/policy', { anonymous: true, cache: 'no-cache' });
    this.#store.applyPolicy(policy);
    return policy;
  }
}
