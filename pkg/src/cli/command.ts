/** What a command of `npx hallpass` is, and what it gets. */

import type { ParseArgsConfig } from 'node:util';

/** The terminal, the folder and the environment, as a command sees them. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  in(): string;
  /** A line of the result. */
  out(line: string): void;
  /** A line about the work. */
  note(line: string): void;
  /** Asks a person for yes or no; `undefined` where nobody can answer. */
  confirm(question: string): Promise<boolean | undefined>;
}

/** What was said behind the command's name. */
export class Words {
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  /** The value of an option, if it was given. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of an option that may be given several times. */
  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** An option as a whole number; throws `Misused` for other text. */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw new Misused(`--${name} takes a whole number, not \`${text}\``);
    return Number(text);
  }

  /** The positional words by these names; throws `Misused` for too few or too many. */
  named(...names: readonly string[]): string[] {
    if (this.positionals.length !== names.length) throw new Misused(`expected ${names.join(' ') || 'no words'}`);
    return [...this.positionals];
  }
}

/** One command. */
export interface Command {
  /** Without `hallpass`: `types (--policy FILE | --endpoint URL) [--out FILE]`. */
  readonly usage: string;
  /** What it does and what each option means. */
  readonly help: string;
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  /** Does the work. Throws `Failed` or `Misused` with a line for the person. */
  run(words: Words, terminal: Terminal): Promise<void>;
}

/** The work could not be done; exit code 1. */
export class Failed extends Error {}

/** The words make no sense; exit code 2. */
export class Misused extends Error {}
