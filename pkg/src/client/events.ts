import type { Events } from '../types.ts';

/** An event and what it tells, to be emitted once the new state stands. */
export type Told = { readonly [E in keyof Events]: readonly [E, Events[E]] }[keyof Events];

/** Listeners by event, and those of the state as a whole. */
export interface Emitter {
  on<E extends keyof Events>(event: E, listener: (told: Events[E]) => void): () => void;
  readonly emit: (told: Told) => void;
  subscribe(listener: () => void): () => void;
  /** Tells the subscribers that the state has changed. */
  tellAll(): void;
}

/** An emitter whose listeners cannot harm one another. */
export const createEmitter = (): Emitter => {
  // One set per event; the state's own listeners are under the empty name.
  const listeners: Record<string, Set<(told: never) => void>> = {};
  const on = (event: string, listener: (told: never) => void) => {
    // Wrapped, so that a function that listens twice is called twice and let go once each.
    const entry = (told: never) => listener(told);
    (listeners[event] ??= new Set()).add(entry);
    return () => void listeners[event]?.delete(entry);
  };
  const emit = ([event, told]: readonly [string, unknown?]) => {
    for (const listener of [...(listeners[event] ?? [])]) {
      try {
        listener(told as never);
      } catch (error) {
        // As an uncaught error would be, without stopping here.
        (globalThis.reportError ?? console.error)(error);
      }
    }
  };
  return {
    on,
    emit,
    subscribe: (listener) => on('', listener),
    tellAll: () => emit(['']),
  };
};
