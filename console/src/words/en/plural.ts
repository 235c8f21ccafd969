import { numberIn, pluralIn } from '../plural.ts';

export const number = numberIn('en');
export const plural = pluralIn('en');
