import { refusal } from '../messages.ts';
import type { Messages } from '../types.ts';

/** Notes the active account. The returned function calls another one, whose requests are of the noted account. */
export type NoteAccount = () => <T>(begin: () => T) => T;

/** A part of the client that is loaded when it is first needed: the first paint does not wait for it. */
export class LazyPart<T extends object> {
  readonly #import: () => Promise<T>;
  readonly #messages: Messages | undefined;
  readonly #noteAccount: NoteAccount | undefined;
  #loading: Promise<T> | undefined;
  #loaded: T | undefined;

  /** With `noteAccount`, its methods act in the account that is active when they are called, not when it is loaded. */
  constructor(load: () => Promise<T>, messages: Messages | undefined, noteAccount?: NoteAccount) {
    this.#import = load;
    this.#messages = messages;
    this.#noteAccount = noteAccount;
  }

  /** The part; `undefined` until it is loaded. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  /** Loads it once; after a failure, again at the next call. Rejects with `unavailable`. */
  load(): Promise<T> {
    return (this.#loading ??= this.#import().then(
      (part) => (this.#loaded = part),
      (error) => {
        this.#loading = undefined;
        throw refusal('unavailable', {}, this.#messages, error);
      },
    ));
  }

  /** An asynchronous method of the part, which loads it. Where it is loaded, the call is not delayed. */
  method<N extends keyof T>(name: N): T[N] {
    const run = async (...values: unknown[]): Promise<unknown> => {
      const call = (part: T): unknown => (part as Record<N, (...values: unknown[]) => unknown>)[name](...values);
      if (this.#loaded) return call(this.#loaded);
      const inNoted = this.#noteAccount?.();
      const part = await this.load();
      return inNoted ? inNoted(() => call(part)) : call(part);
    };
    return run as T[N];
  }

  /** Those of several names. */
  methods<N extends keyof T>(...names: readonly N[]): Pick<T, N> {
    return Object.fromEntries(names.map((name) => [name, this.method(name)])) as Pick<T, N>;
  }
}
