/** What is done, a line for each step, so that an import goes on where it was stopped. */

import { appendFileSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { Failed } from '../command.ts';

export class Journal {
  readonly #done: Map<string, string>;
  readonly #file: number | undefined;

  private constructor(done: Map<string, string>, file: number | undefined) {
    this.#done = done;
    this.#file = file;
  }

  /** Opens or begins the journal of imports into one edge; `readOnly` writes nothing. */
  static open(file: string, endpoint: string, readOnly: boolean): Journal {
    const done = existsSync(file) ? read(file, endpoint) : undefined;
    if (readOnly) return new Journal(done ?? new Map(), undefined);
    try {
      const opened = openSync(file, 'a', 0o600);
      // A line that was cut short by a kill ends here and means nothing.
      appendFileSync(opened, done ? '\n' : `${JSON.stringify({ endpoint })}\n`);
      return new Journal(done ?? new Map(), opened);
    } catch (error) {
      throw new Failed(`could not write \`${file}\`: ${(error as Error).message}`);
    }
  }

  /** The id that a step made, if it is done. */
  id(key: string): string | undefined {
    return this.#done.get(key);
  }

  done(key: string, id: string): void {
    this.#done.set(key, id);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify([key, id])}\n`);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

const read = (file: string, endpoint: string): Map<string, string> => {
  const done = new Map<string, string>();
  const [head, ...lines] = readFileSync(file, 'utf8').split('\n');
  const began = parsed(head ?? '') as { endpoint?: unknown } | undefined;
  if (began?.endpoint !== endpoint) throw new Failed(`\`${file}\` is no journal of imports into ${endpoint}: name another with --journal`);
  for (const line of lines) {
    const entry = parsed(line);
    if (Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string') done.set(entry[0], entry[1]);
  }
  return done;
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
