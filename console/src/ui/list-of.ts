const AND = new Intl.ListFormat('en', { type: 'conjunction' });

/** Several texts within a sentence: `a, b and c`. */
export const listOf = (texts: readonly string[]): string => AND.format(texts);
