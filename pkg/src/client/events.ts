import type { Events } from '../types.ts';
import { ListenerSet } from './listeners.ts';

/** An event with its data. Events are collected while a change is applied and emitted once the new state is published. */
export type ClientEvent = { readonly [E in keyof Events]: readonly [type: E, data: Events[E]] }[keyof Events];

/** The listeners of `client.on`, by event. */
export class EventEmitter {
  readonly #listeners = new Map<keyof Events, ListenerSet<unknown>>();

  on<E extends keyof Events>(type: E, listener: (data: Events[E]) => void): () => void {
    let listeners = this.#listeners.get(type);
    if (!listeners) this.#listeners.set(type, (listeners = new ListenerSet()));
    return listeners.add(listener as (data: unknown) => void);
  }

  emit([type, data]: ClientEvent): void {
    this.#listeners.get(type)?.notify(data);
  }
}
