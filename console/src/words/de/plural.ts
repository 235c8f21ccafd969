import { numberIn, pluralIn } from '../plural.ts';

export const number = numberIn('de');
export const plural = pluralIn('de');
