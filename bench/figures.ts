/** Figures of rounds that took turns: their middle, their spread, and what is promised of their ratios. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

/** So few rounds that they only show that it runs: no promise is held against them. */
export const QUICK = process.argv.includes('--quick');
const JSON_ONLY = process.argv.includes('--json');
const WRITE = process.argv.includes('--write');
const DOCS = resolve(import.meta.dirname, '../docs');

/** How many of something, or one in twenty of it. */
export const some = (count: number): number => (QUICK ? Math.max(1, Math.round(count / 20)) : count);

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
  readonly at: 'least' | 'most';
  readonly limit: number;
  readonly found: Spread;
  readonly passed: boolean;
}

const judged = (way: 'least' | 'most', what: string, limit: number, found: Spread): Verdict =>
  ({ what, at: way, limit, found, passed: way === 'least' ? found.median >= limit : found.median <= limit });
export const atLeast = (what: string, limit: number, found: Spread): Verdict => judged('least', what, limit, found);
export const atMost = (what: string, limit: number, found: Spread): Verdict => judged('most', what, limit, found);

export const shown = ({ median, low, high }: Spread, digits = 2): string =>
  `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;

const showVerdict = ({ what, at: way, limit, found, passed, ...more }: Verdict & { byProcessor?: number; byClock?: Spread }): string =>
  `${passed ? 'ok  ' : 'MISS'} ${what}: ${shown(found)}; at ${way} ${limit}`
  + (more.byProcessor === undefined ? '' : `; by processor ${more.byProcessor.toFixed(2)}`)
  + (more.byClock === undefined ? '' : `; on the clock ${shown(more.byClock)}`);

/** Names from `n` on, around: each round begins with another one. */
export const turned = <T>(names: readonly T[], n: number): T[] => names.map((_, i) => names[(i + n) % names.length]!);

/** Rows of a table as lines, each column as wide as it needs; numbers to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i > 0 && /^[-\d]/.test(cell) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ').trimEnd();
  return [head, ...rows].map(line).join('\n');
};

/** Puts what was found where the documents show it: the text into the page, all of it into a file for programs. */
const write = (bench: string, found: object, text: string): void => {
  const [page, data] = [join(DOCS, 'PERFORMANCE.md'), join(DOCS, 'performance.json')];
  const [begin, end] = [`<!-- bench ${bench}: begin -->`, `<!-- bench ${bench}: end -->`];
  const [before, rest] = readFileSync(page, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/PERFORMANCE.md has no place for ${bench}`);
  writeFileSync(page, `${before}${begin}\n\n\`\`\`text\n$ cargo xtask bench ${bench}\n${text}\n\`\`\`\n\n${end}${after}`);
  const all = JSON.parse(readFileSync(data, 'utf8')) as Record<string, object>;
  writeFileSync(data, `${JSON.stringify(Object.fromEntries(Object.entries({ ...all, [bench]: found }).toSorted(([a], [b]) => (a < b ? -1 : 1))), null, 1)}\n`);
};

/** Prints what was found, as lines or as JSON, and ends with whether every promise was kept. */
export const conclude = (bench: string, verdicts: readonly Verdict[], figures: object, text: string): void => {
  const machine = { node: process.version, cpu: cpus()[0]!.model.trim(), cores: cpus().length, gib: Math.round(totalmem() / 2 ** 30), load: loadavg()[0]! };
  const found = { bench, quick: QUICK, ...machine, ...figures, verdicts };
  const head = `Node ${machine.node}; ${machine.cores} cores, ${machine.gib} GiB, ${process.arch}; load ${machine.load.toFixed(1)}`
    + (QUICK ? '; quick: the figures mean nothing' : '');
  const lines = [head, text, ...verdicts.map(showVerdict)].join('\n');
  console.log(JSON_ONLY ? JSON.stringify(found) : lines);
  if (WRITE && !QUICK) write(bench, found, lines);
  process.exitCode = QUICK || verdicts.every(({ passed }) => passed) ? 0 : 1;
};
