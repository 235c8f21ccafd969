import { internalsOf } from '../client/internals.ts';
import type { Client } from '../types.ts';

/** A mounted list, as the feed notifies it. */
export interface ChangeListener {
  /** The client's state has changed. */
  onState(): void;
  /** The content of the lists of `account` may have changed; of all accounts if it is absent. */
  onChanged(account: string | undefined): void;
  /** The user has returned to the page. */
  onReturn(): void;
}

/** Follows `client` for its lists as long as one of them is mounted. */
export class ChangeFeed {
  readonly #client: Client;
  readonly #listeners = new Set<ChangeListener>();
  #stop: (() => void) | undefined;
  #revision = 0;

  constructor(client: Client) {
    this.#client = client;
    // Also while no list is mounted, for the next one that is. This alone keeps no client up to date.
    internalsOf(client)?.onChanged((event) => this.#onChanged(event));
  }

  /** Grows with every change, so that a list which is mounted again sees whether it has missed one. */
  get revision(): number {
    return this.#revision;
  }

  add(listener: ChangeListener): void {
    this.#listeners.add(listener);
    this.#stop ??= this.#start();
  }

  remove(listener: ChangeListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #start(): () => void {
    const client = this.#client;
    const internals = internalsOf(client);
    const stops = [
      client.subscribe(() => this.#notify((listener) => listener.onState())),
      internals
        ? internals.onReturn(() => this.#notify((listener) => listener.onReturn()))
        : client.on('changed', (event) => this.#onChanged(event)),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  #onChanged({ account }: { readonly account?: string }): void {
    this.#revision++;
    this.#notify((listener) => listener.onChanged(account));
  }

  #notify(call: (listener: ChangeListener) => void): void {
    for (const listener of [...this.#listeners]) call(listener);
  }
}
