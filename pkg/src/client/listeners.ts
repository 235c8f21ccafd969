/** Functions to call when something happens. One that throws does not keep the others from being called. */
export class ListenerSet<T = void> {
  // An entry per call of `add`: a function that is added twice is called twice, and removed once by each remover.
  readonly #entries = new Set<{ readonly listener: (value: T) => void }>();

  get size(): number {
    return this.#entries.size;
  }

  /** Adds `listener` and returns the function that removes it. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  notify(value: T): void {
    for (const { listener } of [...this.#entries]) {
      try {
        listener(value);
      } catch (error) {
        // Reported as an uncaught error would be, without stopping here.
        (globalThis.reportError ?? console.error)(error);
      }
    }
  }
}
