/** The forms of a text, by the categories that a language has for numbers. `#` stands for the number. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** A number as the language writes it. */
export const number = (locale: string, value: number): string => value.toLocaleString(locale);

/** The form for `count` by the plural rules of `locale`, with the number as the language writes it. */
export const plural = (locale: string, count: number, forms: PluralForms): string =>
  (forms[new Intl.PluralRules(locale).select(count)] ?? forms.other).replaceAll('#', number(locale, count));
