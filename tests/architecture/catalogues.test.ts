// The console's catalogues as they run: German inserts what English does, and the pseudo-locales change texts and not names.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { ROOT } from './sources.ts';

type Entry = string | readonly Entry[] | { readonly [id: string]: Entry } | ((...values: unknown[]) => unknown);
type Catalogue = { readonly [id: string]: Entry };

interface Modules {
  readonly ENGLISH: Catalogue;
  readonly GERMAN: Catalogue;
  readonly pseudo: (catalogue: Entry, change: unknown) => Catalogue;
  readonly LONG: unknown;
  readonly MIRRORED: unknown;
  readonly createElement: (type: string, props: null, child: string) => unknown;
}

const SOURCE = `
export { ENGLISH } from './console/src/words/en/index.ts';
export { GERMAN } from './console/src/words/de/index.ts';
export { pseudo, LONG, MIRRORED } from './console/src/words/pseudo.ts';
export { createElement } from 'react';
`;

let modules: Modules;
let folder: string;
before(async () => {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: SOURCE, resolveDir: ROOT },
    alias: { 'hallpass/locales/en': './pkg/src/locales/en.ts', 'hallpass/locales/de': './pkg/src/locales/de.ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    write: false,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  folder = mkdtempSync(join(tmpdir(), 'hallpass-words-'));
  const file = join(folder, 'words.mjs');
  writeFileSync(file, outputFiles[0]?.contents ?? '');
  modules = (await import(file)) as Modules;
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The text of a string, a list or a React node. */
function textOf(node: unknown): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (Array.isArray(node)) return node.map(textOf).join('');
  return typeof node === 'object' && node !== null ? textOf((node as { props?: { children?: unknown } }).props?.children) : '';
}

/** Every entry with its id; those of the package have tests of their own. */
function entriesOf(entry: Entry, id = ''): [string, Exclude<Entry, object> | ((...values: unknown[]) => unknown)][] {
  if (id === '.hallpass') return [];
  if (typeof entry === 'string' || typeof entry === 'function') return [[id, entry]];
  return Object.entries(entry).flatMap(([name, value]) => entriesOf(value as Entry, `${id}.${name}`));
}

/** Entries that take something else than texts and numbers. */
const EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  '.invites.peopleAbout': [(name: string) => `⟦${name}⟧`],
  '.review.keys': [(letter: string) => `⟦${letter}⟧`],
  '.review.counts': [{ kept: 31, changed: 32, removed: 33, gone: 34, undecided: 35 }],
};

/** Which of the values an entry has in its text. A count is a number: without plural forms, a text for a number has it, too. */
function insertedBy(id: string, entry: (...values: unknown[]) => unknown): string[] {
  const marks = Array.from({ length: entry.length }, (_, index) => `⟦${index}⟧`);
  const text = textOf(entry(...(EXAMPLES[id] ?? marks)));
  return [...text.matchAll(/⟦\w+⟧|3[1-5]/g)].map(([found]) => found).toSorted();
}

const isFunction = (entry: unknown): entry is (...values: unknown[]) => unknown => typeof entry === 'function';

/** What differs between two catalogues, by id. */
function differences(one: Catalogue, other: Catalogue): string[] {
  const others = new Map(entriesOf(other));
  return entriesOf(one).flatMap(([id, entry]) => {
    const counterpart = others.get(id);
    if (counterpart === undefined) return [`${id} is missing`];
    if (!isFunction(entry)) return typeof counterpart === 'string' && counterpart.trim() !== '' ? [] : [`${id} is empty`];
    if (!isFunction(counterpart)) return [`${id} takes nothing`];
    // A count chooses the form, and is in the text by its number only.
    const [first, second] = [insertedBy(id, entry), insertedBy(id, counterpart)];
    return first.join() === second.join() ? [] : [`${id} has ${second.join(' ')} instead of ${first.join(' ')}`];
  });
}

test('German inserts what English does', () => {
  const { ENGLISH, GERMAN } = modules;
  assert.ok(entriesOf(ENGLISH).length > 350, `${entriesOf(ENGLISH).length} entries`);
  assert.deepEqual(differences(ENGLISH, GERMAN), []);
  const control = { a: 'Team', b: (name: unknown) => `Hello ${String(name)}`, c: (name: unknown) => name, d: 'x' };
  assert.deepEqual(differences(control, { a: ' ', b: () => 'Hallo', c: (name: unknown) => name }), ['.a is empty', '.b has  instead of ⟦0⟧', '.d is missing']);
});

test('a count of one and of two have their own forms in both languages', () => {
  const forms = (catalogue: Catalogue, id: string, count: number): string => {
    const entry = new Map(entriesOf(catalogue)).get(id);
    return isFunction(entry) ? textOf(entry(count)) : '';
  };
  const { ENGLISH, GERMAN } = modules;
  assert.equal(forms(ENGLISH, '.members.exported', 1), '1 member exported');
  assert.equal(forms(ENGLISH, '.members.exported', 1234), '1,234 members exported');
  assert.equal(forms(GERMAN, '.members.exported', 1), '1 Mitglied exportiert');
  assert.equal(forms(GERMAN, '.members.exported', 1234), '1.234 Mitglieder exportiert');
});

test('the long pseudo-locale is a third longer, and keeps what is inserted', () => {
  const { ENGLISH, pseudo, LONG } = modules;
  const long = new Map(entriesOf(pseudo(ENGLISH, LONG)));
  for (const [id, entry] of entriesOf(ENGLISH)) {
    const values = isFunction(entry) ? (EXAMPLES[id] ?? Array.from({ length: entry.length }, () => 'Olga Owner')) : [];
    const [before, text] = [entry, long.get(id)].map((each) => textOf(isFunction(each) ? each(...values) : each));
    assert.ok(before !== undefined && text !== undefined);
    if (!/\p{L}/u.test(before.replaceAll('Olga Owner', ''))) continue;
    assert.match(text, /^\[[^]*\]$/, id);
    assert.ok(text.length >= before.length * 1.33, `${id}: ${text}`);
    assert.equal(text.split('Olga Owner').length, before.split('Olga Owner').length, `${id}: ${text}`);
  }
});

test('the mirrored pseudo-locale mirrors words, and isolates what is inserted', () => {
  const { ENGLISH, pseudo, MIRRORED, createElement } = modules;
  const mirrored = new Map(entriesOf(pseudo(ENGLISH, MIRRORED)));
  assert.equal(mirrored.get('.shell.auditLog'), '\u202EAudit\u202C \u202Elog\u202C');
  const named = mirrored.get('.shell.nowIn');
  assert.ok(isFunction(named));
  assert.equal(named('Big Team'), "\u202EYou're\u202C \u202Ein\u202C \u2068Big Team\u2069 \u202Enow\u202C");
  const withNode = mirrored.get('.team.isPersonalAccount');
  assert.ok(isFunction(withNode));
  assert.equal(textOf(withNode(createElement('strong', null, 'Olga'))), 'Olga \u202Eis\u202C \u202Eyour\u202C \u202Epersonal\u202C \u202Eaccount.\u202C');
});
