// What every proof shares: how much to try, where to draw from, and how to write down what was found.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout. */
export const ROOT = resolve(process.env['HALLPASS_ROOT'] ?? join(import.meta.dirname, '../..'));

/** Whether as much is tried as is claimed, or as much as fits among the tests. */
export const FULL = process.env['HALLPASS_PROOF_SCALE'] === 'full';
export const SEED = process.env['HALLPASS_PROOF_SEED'] ?? 'hallpass';

/** How often something is tried. `HALLPASS_PROOF_SHARE` takes a share of the full number, to try the full scale out. */
export function scaled(full: number, quick: number): number {
  const share = Number(process.env['HALLPASS_PROOF_SHARE'] ?? 1);
  return FULL ? Math.max(1, Math.round(full * share)) : quick;
}

/** One number, and where it has to be: `exactly` and `at_most` are safety, `at_least` is how much was tried. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly exactly?: number;
  readonly at_most?: number;
  readonly at_least?: number;
}

/** Something broken on purpose, and what the same figures are then. */
export interface Control {
  readonly broken: string;
  readonly figures: readonly Pick<Figure, 'name' | 'value'>[];
}

export interface Findings {
  readonly figures: readonly Figure[];
  readonly controls: readonly Control[];
  readonly notes?: readonly string[];
}

/** Writes down what was found, for `cargo xtask prove` to judge. */
export function found(findings: Findings): void {
  const text = JSON.stringify({ ...findings, seed: SEED });
  const out = process.env['HALLPASS_PROOF_OUT'];
  if (out === undefined) console.log(text);
  else writeFileSync(out, text);
}

/** Numbers drawn from a word: the same ones for the same word (SplitMix32 over its FNV-1a). */
export class Draw {
  #state: number;

  constructor(word: string) {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(word)) hash = Math.imul(hash ^ byte, 0x01000193);
    this.#state = hash >>> 0;
  }

  /** From 0 up to and without 1. */
  share(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** 0 … count − 1. */
  below(count: number): number {
    return Math.floor(this.share() * count);
  }
}

/** Says how far it is, at most every few seconds. */
export function progress(): (text: string) => void {
  let last = performance.now();
  return (text) => {
    if (performance.now() - last < 5_000) return;
    last = performance.now();
    console.log(`  ${text}`);
  };
}
