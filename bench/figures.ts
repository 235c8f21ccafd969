/** Statistics over rounds, the promises about them, and the report that each benchmark prints. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

/** Runs so few rounds that they only show that the benchmark works: no promise is checked. */
export const QUICK = process.argv.includes('--quick');
const JSON_ONLY = process.argv.includes('--json');
const WRITE = process.argv.includes('--write');
const DOCS = resolve(import.meta.dirname, '../docs');

/** `count`, or a twentieth of it in a quick run. */
export const scaled = (count: number): number => (QUICK ? Math.max(1, Math.round(count / 20)) : count);

/** The median of some values, with their 10th and 90th percentile. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * part)]!;

export const summarize = (values: readonly number[]): Summary =>
  ({ median: percentile(values, 0.5), low: percentile(values, 0.1), high: percentile(values, 0.9) });

/** `above` divided by `below`, round by round: what disturbed a round disturbed both. */
export const ratios = (above: readonly number[], below: readonly number[]): Summary =>
  summarize(above.map((value, round) => value / below[round]!));

/** A figure that is compared with a promise, or printed for information. */
export interface Verdict {
  readonly what: string;
  readonly found: Summary;
  readonly at?: 'least' | 'most';
  readonly limit?: number;
  /** Absent where nothing is promised, and in a quick run. */
  readonly passed?: boolean;
  /** The same ratio by processor time or by the clock, whichever `found` is not. */
  readonly byProcessor?: Summary;
  readonly byClock?: Summary;
}

const promised = (at: 'least' | 'most', what: string, limit: number, found: Summary): Verdict => {
  const passed = at === 'least' ? found.median >= limit : found.median <= limit;
  return { what, at, limit, found, ...(QUICK ? {} : { passed }) };
};
export const atLeast = (what: string, limit: number, found: Summary): Verdict => promised('least', what, limit, found);
export const atMost = (what: string, limit: number, found: Summary): Verdict => promised('most', what, limit, found);
/** Printed without a promise. */
export const information = (what: string, found: Summary): Verdict => ({ what, found });

export const format = ({ median, low, high }: Summary, digits = 2): string =>
  `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;

const formatVerdict = ({ what, at, limit, found, passed, byProcessor, byClock }: Verdict): string => {
  const label = passed === undefined ? 'info' : passed ? 'ok  ' : 'MISS';
  return [
    `${label} ${what}: ${format(found)}`,
    ...(limit === undefined ? [] : [`promised: at ${at} ${limit}`]),
    ...(byProcessor === undefined ? [] : [`by processor time ${format(byProcessor)}`]),
    ...(byClock === undefined ? [] : [`by the clock ${format(byClock)}`]),
  ].join('; ');
};

/** `items` from index `n` on, then those before it: each round begins with another contestant. */
export const rotated = <T>(items: readonly T[], n: number): T[] => items.map((_, i) => items[(i + n) % items.length]!);

const isNumber = (cell: string): boolean => /^[-\d]/.test(cell);

/** Lines of a table. Columns of numbers are aligned to the right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const toTheRight = head.map((_, i) => i > 0 && rows.some((row) => isNumber(row[i]!)) && rows.every((row) => row[i] === '' || isNumber(row[i]!)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (toTheRight[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ').trimEnd();
  return [head, ...rows].map(line).join('\n');
};

/** Replaces this benchmark's figures on a page of docs (as text) and in docs/performance.json (for programs). */
const writeDocs = (bench: string, report: object, text: string, name: string): void => {
  const [page, data] = [join(DOCS, name), join(DOCS, 'performance.json')];
  const [begin, end] = [`<!-- bench ${bench}: begin -->`, `<!-- bench ${bench}: end -->`];
  const [before, rest] = readFileSync(page, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/${name} has no markers for ${bench}`);
  writeFileSync(page, `${before}${begin}\n\n\`\`\`text\n$ cargo xtask bench ${bench}\n${text}\n\`\`\`\n\n${end}${after}`);
  const all = JSON.parse(readFileSync(data, 'utf8')) as Record<string, object>;
  writeFileSync(data, `${JSON.stringify(Object.fromEntries(Object.entries({ ...all, [bench]: report }).toSorted(([a], [b]) => (a < b ? -1 : 1))), null, 1)}\n`);
};

/** Prints the figures as text or JSON. The exit code says whether every promise was kept. */
export const publish = (bench: string, verdicts: readonly Verdict[], figures: object, text: string, page = 'PERFORMANCE.md'): void => {
  const machine = { node: process.version, cpu: cpus()[0]!.model.trim(), cores: cpus().length, gib: Math.round(totalmem() / 2 ** 30), load: loadavg()[0]! };
  const report = { bench, quick: QUICK, ...machine, ...figures, verdicts };
  const head = `Node ${machine.node}; ${machine.cores} cores, ${machine.gib} GiB, ${process.arch}; load ${machine.load.toFixed(1)}`
    + (QUICK ? '; a quick run, whose figures mean nothing' : '');
  const lines = [head, text, ...verdicts.map(formatVerdict)].join('\n');
  console.log(JSON_ONLY ? JSON.stringify(report) : lines);
  if (WRITE && !QUICK) writeDocs(bench, report, lines, page);
  process.exitCode = verdicts.every(({ passed }) => passed !== false) ? 0 : 1;
};
