import { useMemo } from 'react';
import { COMMON_WORDS } from '../words.ts';
import { useHallpassContext } from './provider.tsx';
import type { OwnWords } from './words.ts';

/** The words of one component, and how to put names and dates between them. */
export interface ComponentWords<W extends object> {
  /** The words: the component's own, then the provider's, then English. */
  readonly t: typeof COMMON_WORDS & W;
  /** A name for use inside a sentence. */
  name(text: string): string;
  day(at: string): string;
  /** Several texts as one, such as `a, b and c`. */
  list(texts: readonly string[]): string;
  /** Several texts of which one applies, such as `a, b or c`. */
  either(texts: readonly string[]): string;
}

/** The English words `words`, replaced by those of the provider and by `own`. */
export const useWords = <W extends object>(words: W, own?: OwnWords): ComponentWords<W> => {
  const { words: provided, locale, dir } = useHallpassContext();
  return useMemo(() => {
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
    const and = new Intl.ListFormat(locale, { type: 'conjunction' });
    const or = new Intl.ListFormat(locale, { type: 'disjunction' });
    const name = (text: string): string => (dir === 'rtl' ? `\u2068${text}\u2069` : text);
    return {
      t: { ...COMMON_WORDS, ...words, ...provided, ...own },
      name,
      day: (at) => name(date.format(Date.parse(at))),
      list: (texts) => and.format(texts),
      either: (texts) => or.format(texts),
    };
  }, [words, own, provided, locale, dir]);
};
