/** What a command of `npx hallpass` is, and what it is given. */

import type { ParseArgsConfig } from 'node:util';

/** The terminal, the folder and the environment of a command. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads all of standard input. */
  readInput(): string;
  /** Writes a line of the result to standard output. */
  print(line: string): void;
  /** Writes a line about the work to standard error. */
  log(line: string): void;
  /** Asks a yes-or-no question; `undefined` when standard input is not a terminal. */
  confirm(question: string): Promise<boolean | undefined>;
}

/** The parsed arguments of a command. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  /** The value of an option, if it is set. */
  string(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of an option that may be repeated. */
  strings(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** The value of an option as a whole number. Throws a `UsageError` for other text. */
  number(name: string): number | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not \`${text}\``);
    return Number(text);
  }

  /** The positional arguments by these names. Throws a `UsageError` for too few or too many. */
  positional(...names: readonly string[]): string[] {
    if (this.positionals.length !== names.length) throw new UsageError(`expected ${names.join(' ') || 'no arguments'}`);
    return [...this.positionals];
  }
}

/** One command. */
export interface Command {
  /** Without `hallpass`: `types (--policy FILE | --endpoint URL) [--out FILE]`. */
  readonly usage: string;
  /** What it does, and what each option means. */
  readonly help: string;
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  /** Runs the command. Throws a `CommandFailed` or a `UsageError` with a line for the user. */
  run(args: Arguments, terminal: Terminal): Promise<void>;
}

/** The command could not do its work; exit code 1. */
export class CommandFailed extends Error {}

/** The arguments are wrong; exit code 2. */
export class UsageError extends Error {}
