import { ListenerSet } from './listeners.ts';

const METHODS = ['pushState', 'replaceState'] as const;
type Method = (typeof METHODS)[number];

/** One per page, shared by its clients: a wrapper around another one of ours could not be removed. */
const patches = new WeakMap<History, HistoryPatch>();

/**
 * Calls `listener` after each call of `pushState` and `replaceState`, whichever router calls them. For browsers without
 * the Navigation API, which has an event for it.
 */
export const onHistoryWrite = (history: History, listener: () => void): (() => void) => {
  let patch = patches.get(history);
  if (!patch) patches.set(history, (patch = new HistoryPatch(history)));
  return patch.add(listener);
};

/** Wraps the methods as long as there is a listener. */
class HistoryPatch {
  readonly #history: History;
  readonly #listeners = new ListenerSet();
  #undo: (() => void)[] = [];

  constructor(history: History) {
    this.#history = history;
  }

  add(listener: () => void): () => void {
    const remove = this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#undo = METHODS.map((method) => this.#wrap(method));
    return () => {
      remove();
      if (this.#listeners.size > 0) return;
      for (const undo of this.#undo.splice(0)) undo();
    };
  }

  /** Wraps a method as it is now, so that other wrappers keep working, and returns what removes the wrapper. */
  #wrap(method: Method): () => void {
    const history = this.#history;
    const listeners = this.#listeners;
    const own = Object.getOwnPropertyDescriptor(history, method);
    const wrapped = history[method];
    const wrapper: History[Method] = function (this: History, ...values) {
      wrapped.apply(this, values);
      listeners.notify();
    };
    try {
      history[method] = wrapper;
    } catch {
      // A page that has frozen its history is looked at with each render and every few seconds.
      return () => {};
    }
    return () => {
      // If another wrapper lies around this one, it stays and passes calls on.
      if (history[method] !== wrapper) return;
      if (own) Object.defineProperty(history, method, own);
      else Reflect.deleteProperty(history, method);
    };
  }
}
