/** A text without case and accents, which searches and orders ignore. The edge ignores a few differences more. */
export const folded = (text: string): string =>
  text.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase().replace(/[ıłøđðħŧßæœþς]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter);

/** What is typed for a letter whose accent Unicode does not decompose. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ı: 'i', ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ς: 'σ',
};

/** Orders two texts by their code units. */
export const compare = (one: string, two: string): number => Number(one > two) - Number(one < two);
