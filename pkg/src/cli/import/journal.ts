/** The finished steps of an import, one per line, so that an interrupted import can be resumed. */

import { appendFileSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { CommandFailed } from '../command.ts';

export class Journal {
  readonly #ids: Map<string, string>;
  readonly #descriptor: number | undefined;

  private constructor(ids: Map<string, string>, descriptor: number | undefined) {
    this.#ids = ids;
    this.#descriptor = descriptor;
  }

  /** Opens or creates the journal of imports into one edge; `readOnly` writes nothing. */
  static open(file: string, endpoint: string, readOnly: boolean): Journal {
    const ids = existsSync(file) ? read(file, endpoint) : undefined;
    if (readOnly) return new Journal(ids ?? new Map(), undefined);
    try {
      const descriptor = openSync(file, 'a', 0o600);
      // Ends a line that was cut short when an earlier run was killed. It is ignored.
      appendFileSync(descriptor, ids ? '\n' : `${JSON.stringify({ endpoint })}\n`);
      return new Journal(ids ?? new Map(), descriptor);
    } catch (error) {
      throw new CommandFailed(`could not write \`${file}\`: ${(error as Error).message}`);
    }
  }

  /** The id that a step has made, if the step is finished. */
  idOf(key: string): string | undefined {
    return this.#ids.get(key);
  }

  /** Records a finished step. */
  record(key: string, id: string): void {
    this.#ids.set(key, id);
    if (this.#descriptor !== undefined) appendFileSync(this.#descriptor, `${JSON.stringify([key, id])}\n`);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }
}

const read = (file: string, endpoint: string): Map<string, string> => {
  const ids = new Map<string, string>();
  const [firstLine = '', ...lines] = readFileSync(file, 'utf8').split('\n');
  const header = parse(firstLine) as { endpoint?: unknown } | undefined;
  if (header?.endpoint !== endpoint) {
    throw new CommandFailed(`\`${file}\` is not a journal of imports into ${endpoint}: choose another with --journal`);
  }
  for (const line of lines) {
    const entry = parse(line);
    if (Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string') ids.set(entry[0], entry[1]);
  }
  return ids;
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
