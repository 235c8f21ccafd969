/** A text without case and accents, which searches and orders ignore. The edge ignores a few differences more. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase();

/** Orders two texts by their code units. */
export const compare = (one: string, two: string): number => Number(one > two) - Number(one < two);
