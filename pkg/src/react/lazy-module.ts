import { useSyncExternalStore } from 'react';
import { ListenerSet } from '../client/listeners.ts';

/** A module that is imported with its first subscriber, in the form that `useSyncExternalStore` needs. */
export interface LazyModule<M> {
  readonly snapshot: () => LazyState<M>;
  readonly subscribe: (listener: () => void) => () => void;
  /** Imports it, again if that has failed. */
  readonly load: () => Promise<M>;
}

/** How far the import is. */
export interface LazyState<M> {
  readonly module?: M;
  readonly error?: unknown;
}

/** The module that `load` imports. */
export const lazyModule = <M>(load: () => Promise<M>): LazyModule<M> => {
  const listeners = new ListenerSet();
  let state: LazyState<M> = {};
  let loading: Promise<M> | undefined;

  const loadOnce = async (): Promise<M> => {
    if (state.module) return state.module;
    const isFirst = loading === undefined;
    loading ??= load();
    if (isFirst) void settle(loading);
    return loading;
  };

  const settle = async (request: Promise<M>): Promise<void> => {
    try {
      state = { module: await request };
    } catch (error) {
      state = { error };
    }
    loading = undefined;
    listeners.notify();
  };

  return {
    snapshot: () => state,
    load: loadOnce,
    subscribe(listener) {
      const remove = listeners.add(listener);
      loadOnce().catch(() => {});
      return remove;
    },
  };
};

const NOT_LOADED: LazyState<never> = {};
const notLoaded = (): LazyState<never> => NOT_LOADED;

/** How far the import of a module is, which the first component with this hook starts. Never starts it on a server. */
export const useLazyModule = <M>({ subscribe, snapshot }: LazyModule<M>): LazyState<M> => useSyncExternalStore(subscribe, snapshot, notLoaded);
