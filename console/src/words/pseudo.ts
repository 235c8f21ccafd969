/**
 * Pseudo-locales: catalogues made of another one, which show where a layout breaks before there is a translation. `long` is English
 * with accents, in brackets and two fifths longer; `mirrored` is English whose words run from right to left.
 */

import { cloneElement, createElement, Fragment, isValidElement } from 'react';
import type { ReactElement, ReactNode } from 'react';

import type { Formats } from './formats.ts';

type Entry = (...values: readonly unknown[]) => unknown;

/** How the texts of a catalogue are changed. */
export interface Change {
  /** A text of the catalogue itself, without what is inserted into it. */
  readonly text: (text: string) => string;
  /** What is inserted, such as a name. */
  readonly inserted: (text: string) => string;
  /** What is put before and after a whole entry, which has this many characters. */
  readonly around: (length: number) => readonly [before: string, after: string];
}

const PLAIN = 'AaBbCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const ACCENTED = 'ÅåƁƀÇçĐđÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž';
const FILLER = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const GROWTH = 0.4;

/** Elements whose text is the same in every language. */
const QUOTED: ReadonlySet<unknown> = new Set(['code', 'kbd']);

/** Words that make up at least `length` characters. */
const filler = (length: number): string => {
  let text = '';
  for (let index = 0; text.length < length; index++) text += ` ${FILLER[index % FILLER.length]}`;
  return text;
};

/** Accents, brackets, and two fifths more text. */
export const LONG: Change = {
  text: (text) => [...text].map((letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter).join(''),
  inserted: (text) => text,
  around: (length) => ['[', `${filler(Math.ceil(length * GROWTH))}]`],
};

/** Keeps the direction of a text within one that has another. */
const isolate = (text: string): string => `\u2068${text}\u2069`;

/** Each word runs from right to left; what is inserted keeps its own direction. */
export const MIRRORED: Change = {
  text: (text) => text.replace(/[\p{L}\p{N}]\S*/gu, (word) => `\u202E${word}\u202C`),
  inserted: isolate,
  around: () => ['', ''],
};

/** English dates, numbers and lists between words that run from right to left. */
export const isolated = (formats: Formats): Formats => {
  const isolating = ([name, format]: [string, Entry]) => [name, (...values: readonly unknown[]) => isolateText(format(...values))];
  return Object.fromEntries(Object.entries(formats).map(isolating)) as unknown as Formats;
};

const isolateText = (text: unknown): unknown => (typeof text === 'string' ? isolate(text) : text);

/** The catalogue with each of its texts changed, those that its functions return too. */
export const pseudo = <T>(catalogue: T, change: Change): T => changed(catalogue, change) as T;

const changed = (entry: unknown, change: Change): unknown => {
  if (typeof entry === 'function') return (...values: readonly unknown[]) => whole((entry as Entry)(...values), values, change);
  if (Array.isArray(entry)) return entry.map((each) => changed(each, change));
  if (typeof entry === 'object' && entry !== null && !isValidElement(entry)) {
    return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, changed(value, change)]));
  }
  return whole(entry, [], change);
};

/** An entry's text, for which these values were given. */
const whole = (text: unknown, values: readonly unknown[], change: Change): unknown => {
  if (Array.isArray(text)) return text.map((each) => whole(each, values, change));
  if (text === '' || (typeof text !== 'string' && !isValidElement(text))) return text;
  const [before, after] = change.around(lengthOf(text));
  const inner = inside(text, values, change);
  if (typeof inner === 'string') return before + inner + after;
  return before + after === '' ? inner : createElement(Fragment, null, before, inner as ReactNode, after);
};

const inside = (node: unknown, values: readonly unknown[], change: Change): unknown => {
  if (typeof node === 'string') return between(node, values.flatMap(textsOf), change);
  // What was given as an element has its own texts.
  if (!isValidElement(node) || values.includes(node)) return node;
  const element = node as ReactElement<{ children?: ReactNode }>;
  if (typeof element.type === 'function' || QUOTED.has(element.type)) return element;
  const { children } = element.props;
  const parts = (Array.isArray(children) ? children : [children]) as readonly unknown[];
  return cloneElement(element, undefined, ...parts.map((part) => inside(part, values, change) as ReactNode));
};

/** A name that a screen inserts itself. */
const PLACEHOLDER = /(\{\w+\})/;

/** Changes what lies between the inserted texts. */
const between = (text: string, inserted: readonly string[], change: Change): string => {
  const places = inserted.filter((each) => each !== '' && text.includes(each)).toSorted((a, b) => b.length - a.length);
  const [longest] = places;
  if (longest === undefined) return text.split(PLACEHOLDER).map((part) => (PLACEHOLDER.test(part) ? part : change.text(part))).join('');
  return text.split(longest).map((part) => between(part, places, change)).join(change.inserted(longest));
};

/** The texts in a value that is given to an entry. */
const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || isValidElement(value)) return [];
  return Object.values(value).flatMap(textsOf);
};

const lengthOf = (node: unknown): number => {
  if (typeof node === 'string') return node.length;
  if (Array.isArray(node)) return node.reduce<number>((sum, each) => sum + lengthOf(each), 0);
  return isValidElement(node) ? lengthOf((node.props as { children?: ReactNode }).children) : 0;
};
