const AND = new Intl.ListFormat('en', { type: 'conjunction' });
const OR = new Intl.ListFormat('en', { type: 'disjunction' });

/** Several texts within a sentence: `a, b and c`. */
export const listOf = (texts: readonly string[]): string => AND.format(texts);

/** Several texts within a sentence, of which one applies: `a, b or c`. */
export const eitherOf = (texts: readonly string[]): string => OR.format(texts);
