/** A module that is loaded with the first look at it, as `useSyncExternalStore` takes it. */
export interface Later<M> {
  now(): { readonly module?: M; readonly error?: unknown };
  /** Loads it, again if that has failed. */
  load(): Promise<M>;
  subscribe(listener: () => void): () => void;
}

/** What `load` imports, once somebody looks. */
export const later = <M>(load: () => Promise<M>): Later<M> => {
  const listeners = new Set<() => void>();
  let at: { readonly module?: M; readonly error?: unknown } = {};
  let flight: Promise<M> | undefined;
  const settle = (next: typeof at): void => {
    at = next;
    flight = undefined;
    for (const listener of listeners) listener();
  };
  const store: Later<M> = {
    now: () => at,
    async load() {
      if (at.module) return at.module;
      if (!flight) {
        flight = load();
        flight.then(
          (module) => settle({ module }),
          (error: unknown) => settle({ error }),
        );
      }
      return flight;
    },
    subscribe(listener) {
      listeners.add(listener);
      store.load().catch(() => {});
      return () => void listeners.delete(listener);
    },
  };
  return store;
};
