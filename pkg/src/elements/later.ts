import type { OwnWords } from '../words.ts';

/** A part of an element that is loaded when it is first needed, and let go of with the client that it serves. */
export interface Later<T> {
  readonly now: T | undefined;
  /** It could not be loaded: `start` tries again. */
  readonly lost: boolean;
  /** Nobody has started it. */
  readonly idle: boolean;
  start(load: () => Promise<T>): void;
  stop(): void;
}

/** Nothing yet; `changed` is called when there is something to show. */
export const createLater = <T extends { stop(): void }>(changed: () => void): Later<T> => {
  let now: T | undefined;
  let lost = false;
  let idle = true;
  // One more with each start and stop: what is loaded for the one before is dropped.
  let turn = 0;
  return {
    get now() {
      return now;
    },
    get lost() {
      return lost;
    },
    get idle() {
      return idle;
    },
    start(load) {
      const mine = ++turn;
      lost = idle = false;
      load().then(
        (it) => {
          if (mine !== turn) return it.stop();
          now?.stop();
          now = it;
          changed();
        },
        () => {
          if (mine !== turn) return;
          lost = true;
          changed();
        },
      );
    },
    stop() {
      turn++;
      now?.stop();
      now = undefined;
      lost = false;
      idle = true;
    },
  };
};

/** What such a part needs of its element. */
export interface Stage {
  readonly words: OwnWords;
  readonly locale: string | undefined;
  isolated(name: string): string;
  /** Draws again at the end of this turn. */
  changed(): void;
  /** Draws again now. */
  drawNow(): void;
  tell(event: string, detail: object): boolean;
}
