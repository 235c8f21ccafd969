import { now } from '../clock.ts';

/** Dates, numbers and lists as a language writes them. Times are milliseconds since 1970. */
export interface Formats {
  readonly number: (value: number) => string;
  readonly dollars: (cents: number) => string;
  /** `Nov 29, 2026` */
  readonly day: (time: number) => string;
  /** `November 29, 2026` */
  readonly longDay: (time: number) => string;
  /** `Nov 29, 9:41 PM`, with the year unless it is this one. */
  readonly moment: (time: number) => string;
  /** `Nov 29, 2026, 9:41 PM` */
  readonly dateAndTime: (time: number) => string;
  /** `Nov 29, 2026, 9:41:07 PM` */
  readonly exact: (time: number) => string;
  /** `3 days ago`, from a distance in milliseconds; `undefined` if it is less than a minute. */
  readonly relative: (distance: number) => string | undefined;
  /** `a, b, and c` */
  readonly list: (texts: readonly string[]) => string;
  /** `a, b, or c` */
  readonly either: (texts: readonly string[]) => string;
  /** The name of a language, by its tag. */
  readonly language: (tag: string) => string;
}

const CENTS = 100;
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const MOMENT = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;

const isThisYear = (time: number): boolean => new Date(time).getFullYear() === new Date(now()).getFullYear();

/** The formats of a language. */
export const formatsIn = (tag: string): Formats => {
  const numbers = new Intl.NumberFormat(tag);
  const dollars = new Intl.NumberFormat(tag, { style: 'currency', currency: 'USD' });
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
  const longDay = new Intl.DateTimeFormat(tag, { dateStyle: 'long' });
  const moment = new Intl.DateTimeFormat(tag, MOMENT);
  const momentWithYear = new Intl.DateTimeFormat(tag, { ...MOMENT, year: 'numeric' });
  const exact = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' });
  const dateAndTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const and = new Intl.ListFormat(tag, { type: 'conjunction' });
  const or = new Intl.ListFormat(tag, { type: 'disjunction' });
  const languages = new Intl.DisplayNames(tag, { type: 'language' });
  return {
    number: (value) => numbers.format(value),
    dollars: (cents) => dollars.format(cents / CENTS),
    day: (time) => day.format(time),
    longDay: (time) => longDay.format(time),
    moment: (time) => (isThisYear(time) ? moment : momentWithYear).format(time),
    exact: (time) => exact.format(time),
    dateAndTime: (time) => dateAndTime.format(time),
    relative(distance) {
      const step = STEPS.find(([, length]) => Math.abs(distance) >= length);
      return step && relative.format(Math.round(distance / step[1]), step[0]);
    },
    list: (texts) => and.format(texts),
    either: (texts) => or.format(texts),
    language: (named) => languages.of(named) ?? named,
  };
};
