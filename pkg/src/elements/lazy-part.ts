import type { OwnWords } from '../words.ts';

/**
 * A part of an element that is loaded when it is first shown, and stopped with the client that it shows.
 *
 * - `idle`: nothing has started it
 * - `loading`: it has been started
 * - `ready`: it can be shown
 * - `failed`: it could not be loaded; `start` tries again
 */
export type LazyPartState<T> = { readonly status: 'idle' | 'loading' | 'failed' } | { readonly status: 'ready'; readonly part: T };

/** Loads a part and keeps it until it is stopped. */
export class LazyPart<T extends { stop(): void }> {
  readonly #requestRender: () => void;
  #state: LazyPartState<T> = { status: 'idle' };
  /** The number of the latest start or stop: what an earlier one has loaded is dropped. */
  #starts = 0;

  /** `requestRender` is called when there is something else to show. */
  constructor(requestRender: () => void) {
    this.#requestRender = requestRender;
  }

  get state(): LazyPartState<T> {
    return this.#state;
  }

  /** The part, if it is ready. */
  get current(): T | undefined {
    return this.#state.status === 'ready' ? this.#state.part : undefined;
  }

  start(load: () => Promise<T>): void {
    this.stop();
    this.#state = { status: 'loading' };
    void this.#load(load, this.#starts);
  }

  stop(): void {
    this.#starts++;
    this.current?.stop();
    this.#state = { status: 'idle' };
  }

  async #load(load: () => Promise<T>, start: number): Promise<void> {
    const state = await load().then(
      (part): LazyPartState<T> => ({ status: 'ready', part }),
      (): LazyPartState<T> => ({ status: 'failed' }),
    );
    if (start === this.#starts) {
      this.#state = state;
      this.#requestRender();
    } else if (state.status === 'ready') state.part.stop();
  }
}

/** What such a part uses of its element. */
export interface PartContext {
  readonly words: OwnWords;
  readonly locale: string | undefined;
  /** A name for use inside a sentence that may run in the other direction. */
  isolated(name: string): string;
  /** Renders again at the end of this task. */
  requestRender(): void;
  /** Renders again now. */
  renderNow(): void;
  /** Dispatches an event from the element. */
  dispatch(event: string, detail: object): boolean;
}
