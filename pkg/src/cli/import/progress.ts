/** A bar that grows on a terminal, and a line for each tenth elsewhere. */

import { localNow } from '../../clock.ts';
import type { Terminal } from '../command.ts';

const WIDTH = 30;
const EVERY_MS = 100;

export class Progress {
  readonly #what: string;
  readonly #all: number;
  readonly #before: number;
  readonly #terminal: Terminal;
  readonly #live = process.stderr.isTTY === true;
  readonly #began = localNow();
  #done: number;
  #shownAt = 0;
  #tenths: number;

  /** `before` of `all` were done by an earlier run. */
  constructor(what: string, all: number, before: number, terminal: Terminal) {
    this.#what = what;
    this.#all = all;
    this.#before = before;
    this.#done = before;
    this.#terminal = terminal;
    this.#tenths = this.#tenth();
    this.#show();
  }

  one(): void {
    this.#done++;
    this.#show();
  }

  /** A line above the bar. */
  say(line: string): void {
    if (this.#live) process.stderr.write('\r\x1b[K');
    this.#terminal.note(line);
    this.#shownAt = 0;
  }

  end(): void {
    this.#shownAt = 0;
    this.#show();
    if (this.#live) process.stderr.write('\n');
  }

  #tenth(): number {
    return this.#all === 0 ? 10 : Math.floor((this.#done / this.#all) * 10);
  }

  #show(): void {
    const now = localNow();
    if (this.#live) {
      if (now - this.#shownAt < EVERY_MS) return;
      this.#shownAt = now;
      const filled = this.#all === 0 ? WIDTH : Math.round((this.#done / this.#all) * WIDTH);
      process.stderr.write(`\r\x1b[K${this.#what.padEnd(8)} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${this.#line(now)}`);
    } else if (this.#tenth() > this.#tenths) {
      this.#tenths = this.#tenth();
      this.#terminal.note(`${this.#what.padEnd(8)} ${this.#line(now)}`);
    }
  }

  #line(now: number): string {
    const seconds = Math.max(now - this.#began, 1) / 1000;
    const rate = (this.#done - this.#before) / seconds;
    const left = rate > 0 && this.#done < this.#all ? `, ${Math.ceil((this.#all - this.#done) / rate)} s left` : '';
    return `${this.#done} of ${this.#all}, ${rate.toFixed(0)} a second${left}`;
  }
}
