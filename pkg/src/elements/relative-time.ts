import { localNow } from '../clock.ts';

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago `at` (RFC 3339) is, in words; the day itself where the browser has no words for it. */
export const relativeTime = (at: string, locale: string | undefined): string => {
  const seconds = Math.round((Date.parse(at) - localNow()) / 1000);
  const [unit, size] = UNITS.find(([, unitSeconds]) => Math.abs(seconds) >= unitSeconds) ?? ['second', 1];
  const { RelativeTimeFormat, DateTimeFormat } = Intl as Partial<typeof Intl> & typeof Intl;
  if (!RelativeTimeFormat) return new DateTimeFormat(locale, { dateStyle: 'medium' }).format(Date.parse(at));
  return new RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
};
