/** Figures of rounds that took turns: their middle, their spread, and what is promised of their ratios. */

/** The middle of some values, and where all but the outer tenths of them lie. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const at = (values: readonly number[], part: number): number => values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * part)]!;

export const spread = (values: readonly number[]): Spread => ({ median: at(values, 0.5), low: at(values, 0.1), high: at(values, 0.9) });

/** `above` over `below`, round by round: what fell on a round fell on both. */
export const ratios = (above: readonly number[], below: readonly number[]): Spread =>
  spread(above.map((value, round) => value / below[round]!));

/** What is promised, and whether it was found. */
export interface Verdict {
  readonly what: string;
  readonly least: number;
  readonly found: Spread;
  readonly passed: boolean;
}

export const verdict = (what: string, least: number, found: Spread): Verdict => ({ what, least, found, passed: found.median >= least });

export const showVerdict = ({ what, least, found, passed }: Verdict): string =>
  `${passed ? 'ok  ' : 'MISS'} ${what}: ${found.median.toFixed(2)} (${found.low.toFixed(2)} to ${found.high.toFixed(2)}); at least ${least}`;

/** Names from `n` on, around: each round begins with another one. */
export const turned = <T>(names: readonly T[], n: number): T[] => names.map((_, i) => names[(i + n) % names.length]!);
