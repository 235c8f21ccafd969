// What every proof shares: its scale, its random numbers, and its report.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { noteProgress } from './time-limit.ts';

/** The root of the repository. */
export const ROOT = resolve(process.env['HALLPASS_ROOT'] ?? join(import.meta.dirname, '../..'));

/** Whether the proof runs at full scale, or small, among the tests. */
export const FULL = process.env['HALLPASS_PROOF_SCALE'] === 'full';
export const SEED = process.env['HALLPASS_PROOF_SEED'] ?? 'hallpass';

/** A count at this run's scale. `HALLPASS_PROOF_SHARE` reduces the full one to a share, for a try. */
export function scaled(full: number, quick: number): number {
  const share = Number(process.env['HALLPASS_PROOF_SHARE'] ?? 1);
  return FULL ? Math.max(1, Math.round(full * share)) : quick;
}

/** One number and its bound: `exactly` and `at_most` bound what must not happen, `at_least` how much was tried. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly exactly?: number;
  readonly at_most?: number;
  readonly at_least?: number;
}

/** A deliberate fault, and the figures of the faulty run. */
export interface Control {
  readonly fault: string;
  readonly figures: readonly Pick<Figure, 'name' | 'value'>[];
}

export interface Findings {
  readonly figures: readonly Figure[];
  readonly controls: readonly Control[];
  readonly notes?: readonly string[];
}

/** Writes the findings for `cargo xtask prove`, which judges them. */
export function report(findings: Findings): void {
  const text = JSON.stringify({ ...findings, seed: SEED });
  const out = process.env['HALLPASS_PROOF_OUT'];
  if (out === undefined) console.log(text);
  else writeFileSync(out, text);
}

/** Random numbers from a seed: SplitMix32, started with the FNV-1a hash of a text. */
export class Random {
  #state: number;

  constructor(seed: string) {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(seed)) hash = Math.imul(hash ^ byte, 0x01000193);
    this.#state = hash >>> 0;
  }

  /** At least 0 and less than 1. */
  fraction(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** 0 … count − 1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count);
  }

  pick<T>(all: readonly T[]): T {
    const one = all[this.below(all.length)];
    if (one === undefined) throw new Error('there is nothing to pick from');
    return one;
  }

  shuffle<T>(all: readonly T[]): T[] {
    return all.map((each) => [this.fraction(), each] as const).toSorted(([a], [b]) => a - b).map(([, each]) => each);
  }
}

/** Returns a function that notes how far a proof is, and prints it, at most every five seconds. */
export function progress(): (text: string) => void {
  let last = performance.now();
  return (text) => {
    noteProgress(text);
    if (performance.now() - last < 5_000) return;
    last = performance.now();
    console.log(`  ${text}`);
  };
}
