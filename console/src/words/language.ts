/** The language of the console: which it is, its texts, and how to choose another. */

import type { Messages } from 'hallpass';
import { useSyncExternalStore } from 'react';

import { readStored, writeStored } from '../storage.ts';
import { ENGLISH } from './en/index.ts';
import type { Words } from './en/index.ts';
import { formatsIn } from './formats.ts';
import type { Formats } from './formats.ts';

/** A language, ready to be shown. */
export interface Language {
  readonly tag: string;
  readonly dir: 'ltr' | 'rtl';
  readonly words: Words;
  readonly formats: Formats;
  /** What errors are called, by their code; where it has none, the edge's own title is shown. */
  readonly messages: Messages;
}

/** The languages that people can choose, each by its own name. */
export const LANGUAGES = [
  { tag: 'en', name: 'English' },
  { tag: 'de', name: 'Deutsch' },
] as const;

const KEY = 'hallpass.console.language';

const IN_ENGLISH: Language = { tag: 'en', dir: 'ltr', words: ENGLISH, formats: formatsIn('en'), messages: {} };

const loadGerman = async (): Promise<Language> => {
  const { GERMAN, messages } = await import('./de/index.ts');
  return { tag: 'de', dir: 'ltr', words: GERMAN, formats: formatsIn('de'), messages };
};

/** Longer, or from right to left: for tests of the layout. No menu offers them, and nothing but the stored tag loads them. */
const loadPseudo = async (tag: string): Promise<Language> => {
  const { isolated, pseudo, LONG, MIRRORED } = await import('./pseudo.ts');
  if (tag === 'en-XA') return { ...IN_ENGLISH, tag, words: pseudo(ENGLISH, LONG) };
  return { ...IN_ENGLISH, tag, dir: 'rtl', words: pseudo(ENGLISH, MIRRORED), formats: isolated(IN_ENGLISH.formats) };
};

const LOADERS: Readonly<Record<string, (tag: string) => Language | Promise<Language>>> = {
  en: () => IN_ENGLISH,
  de: loadGerman,
  'en-XA': loadPseudo,
  'ar-XB': loadPseudo,
};

let current = IN_ENGLISH;
/** The tag that was chosen last: a language that arrives after another was chosen is not shown. */
let wanted = current.tag;
const listeners = new Set<() => void>();

/** Messages for the client, which takes the object once: it is changed in place. */
export const clientMessages: Messages = {};

/** The language to begin with: the one chosen in this browser, else the first of the browser's that there is. */
const preferredTag = (): string => {
  const stored = readStored('localStorage', KEY);
  if (stored !== undefined && Object.hasOwn(LOADERS, stored)) return stored;
  const accepted = navigator.languages.map((tag) => tag.split('-')[0]);
  return accepted.find((tag) => LANGUAGES.some((each) => each.tag === tag)) ?? 'en';
};

const show = async (tag: string): Promise<void> => {
  wanted = tag;
  const language = await LOADERS[tag]?.(tag);
  if (!language || wanted !== tag) return;
  current = language;
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.dir;
  for (const code of Object.keys(clientMessages)) delete (clientMessages as Record<string, unknown>)[code];
  Object.assign(clientMessages, language.messages);
  for (const listener of listeners) listener();
};

/** Loads the preferred language. Where that fails, the console is in English. */
export const startLanguage = async (): Promise<void> => {
  addEventListener('storage', ({ key }) => key === KEY && void show(preferredTag()).catch(() => undefined));
  await show(preferredTag()).catch(() => undefined);
};

/** Shows another language, and remembers it in this browser. Rejects if it cannot be loaded. */
export const chooseLanguage = async (tag: string): Promise<void> => {
  await show(tag);
  writeStored('localStorage', KEY, tag);
};

/** The language that is shown. Components use `useLanguage`, `useWords` and `useFormats`. */
export const language = (): Language => current;

/** The texts that are shown, for code outside of components. */
export const words = (): Words => current.words;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The language that is shown. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);

/** The texts of the language that is shown. */
export const useWords = (): Words => useLanguage().words;

/** Dates, numbers and lists in the language that is shown. */
export const useFormats = (): Formats => useLanguage().formats;
