/** The forms of a text by the categories that a language has for numbers. `#` stands for the number. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** Writes a number as a language does. */
export const numberIn = (tag: string): ((value: number) => string) => {
  const numbers = new Intl.NumberFormat(tag);
  return (value) => numbers.format(value);
};

/** Chooses between the forms of a text by the rules of a language, and writes the number as it does. */
export const pluralIn = (tag: string): ((count: number, forms: PluralForms) => string) => {
  const rules = new Intl.PluralRules(tag);
  const number = numberIn(tag);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replaceAll('#', number(count));
};
