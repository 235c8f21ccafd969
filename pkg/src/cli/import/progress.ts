/** Shows progress: a bar on a terminal, a line for each tenth elsewhere. */

import { localNow } from '../../clock.ts';
import type { Terminal } from '../command.ts';

const BAR_WIDTH = 30;
const REDRAW_INTERVAL_MS = 100;

export class Progress {
  readonly #name: string;
  readonly #total: number;
  readonly #doneBefore: number;
  readonly #terminal: Terminal;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #startedAt = localNow();
  #done: number;
  #drawnAt = 0;
  #loggedTenths: number;

  /** `doneBefore` of `total` were done by an earlier run. */
  constructor(name: string, total: number, doneBefore: number, terminal: Terminal) {
    this.#name = name;
    this.#total = total;
    this.#doneBefore = doneBefore;
    this.#done = doneBefore;
    this.#terminal = terminal;
    this.#loggedTenths = this.#tenths();
    this.#draw();
  }

  advance(count = 1): void {
    this.#done += count;
    this.#draw();
  }

  /** Writes a line above the bar. */
  log(line: string): void {
    if (this.#isTerminal) process.stderr.write('\r\x1b[K');
    this.#terminal.log(line);
    this.#drawnAt = 0;
  }

  finish(): void {
    this.#drawnAt = 0;
    this.#draw();
    if (this.#isTerminal) process.stderr.write('\n');
  }

  #tenths(): number {
    return this.#total === 0 ? 10 : Math.floor((this.#done / this.#total) * 10);
  }

  #draw(): void {
    const now = localNow();
    if (this.#isTerminal) {
      if (now - this.#drawnAt < REDRAW_INTERVAL_MS) return;
      this.#drawnAt = now;
      const filled = this.#total === 0 ? BAR_WIDTH : Math.round((this.#done / this.#total) * BAR_WIDTH);
      const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
      process.stderr.write(`\r\x1b[K${this.#name.padEnd(8)} [${bar}] ${this.#status(now)}`);
    } else if (this.#tenths() > this.#loggedTenths) {
      this.#loggedTenths = this.#tenths();
      this.#terminal.log(`${this.#name.padEnd(8)} ${this.#status(now)}`);
    }
  }

  #status(now: number): string {
    const seconds = Math.max(now - this.#startedAt, 1) / 1000;
    const rate = (this.#done - this.#doneBefore) / seconds;
    const left = rate > 0 && this.#done < this.#total ? `, ${Math.ceil((this.#total - this.#done) / rate)} s left` : '';
    return `${this.#done} of ${this.#total}, ${rate.toFixed(0)} a second${left}`;
  }
}
