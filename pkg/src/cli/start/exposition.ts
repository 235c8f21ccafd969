/** Counters, gauges and histograms in Prometheus' text format, version 0.0.4. */

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Label names and values of a series. A family's series all have the same names. */
export type Labels = Readonly<Record<string, string>>;

interface Sample {
  /** What follows the family's name: `_bucket`, `_sum` and so on. */
  readonly suffix?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** One metric with all its series. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  samples(): readonly Sample[];
}

/** Values by labels. */
class Series<T> {
  readonly #entries = new Map<string, { readonly labels: Labels; value: T }>();

  update(labels: Labels, initial: T, change: (value: T) => T): void {
    const key = JSON.stringify(Object.entries(labels));
    const found = this.#entries.get(key);
    if (found) found.value = change(found.value);
    else this.#entries.set(key, { labels, value: change(initial) });
  }

  get all(): readonly { readonly labels: Labels; readonly value: T }[] {
    return [...this.#entries.values()];
  }
}

/** A number for each set of labels. */
abstract class NumberFamily implements Family {
  abstract readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  protected readonly series = new Series<number>();

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  samples(): readonly Sample[] {
    return this.series.all;
  }
}

/** A number that only grows, for each set of labels. Its name ends in `_total`. */
export class Counter extends NumberFamily {
  readonly type = 'counter';

  /** Adds to a series. Adding 0 makes it appear, so that its first increase is seen as one. */
  add(labels: Labels = {}, amount = 1): void {
    this.series.update(labels, 0, (value) => value + amount);
  }
}

/** A number that goes up and down, for each set of labels. */
export class Gauge extends NumberFamily {
  readonly type = 'gauge';

  set(value: number, labels: Labels = {}): void {
    this.series.update(labels, 0, () => value);
  }
}

interface Distribution {
  readonly counts: readonly number[];
  readonly sum: number;
}

/** How observed values are distributed over buckets, for each set of labels. */
export class Histogram implements Family {
  readonly type = 'histogram';
  readonly name: string;
  readonly help: string;
  readonly #bounds: readonly number[];
  readonly #series = new Series<Distribution>();

  /** `bounds` are the upper ends of the buckets, ascending; one without an end follows them. */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.#bounds = [...bounds, Infinity];
  }

  observe(value: number, labels: Labels = {}): void {
    const empty: Distribution = { counts: this.#bounds.map(() => 0), sum: 0 };
    this.#series.update(labels, empty, ({ counts, sum }) => ({
      // Buckets are cumulative.
      counts: counts.map((count, index) => (value <= (this.#bounds[index] ?? Infinity) ? count + 1 : count)),
      sum: sum + value,
    }));
  }

  samples(): readonly Sample[] {
    return this.#series.all.flatMap(({ labels, value: { counts, sum } }) => [
      ...counts.map((value, index) => ({ suffix: '_bucket', labels: { ...labels, le: formatNumber(this.#bounds[index] ?? Infinity) }, value })),
      { suffix: '_sum', labels, value: sum },
      { suffix: '_count', labels, value: counts.at(-1) ?? 0 },
    ]);
  }
}

/** The text that a scrape gets. */
export const exposition = (families: readonly Family[]): string => families.map(textOf).join('');

const textOf = (family: Family): string => {
  const { name, help, type } = family;
  const samples = family.samples().map(({ suffix = '', labels, value }) => `${name}${suffix}${labelText(labels)} ${formatNumber(value)}\n`);
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${samples.join('')}`;
};

const labelText = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const formatNumber = (value: number): string => (value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value));
