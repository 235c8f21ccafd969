/** The catalogues: German has the ids, parameters and plural forms of English, and English is written plainly. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODES } from '../src/generated.ts';
import { messages as germanMessages, words as german } from '../src/locales/de.ts';
import { words as english } from '../src/locales/en.ts';
import { refusal } from '../src/messages.ts';
import { plural } from '../src/plural.ts';
import { DANGER_WORDS } from '../src/react/danger-zone-words.ts';
import { PEOPLE_WORDS } from '../src/react/people-words.ts';
import { PROJECT_WORDS } from '../src/react/project-words.ts';
import { REVIEW_WORDS } from '../src/react/review-words.ts';
import { SETTINGS_WORDS } from '../src/react/team-settings-words.ts';
import { TRANSFER_WORDS } from '../src/react/transfer-words.ts';
import { CONVERT_WORDS, INVITE_WORDS, MEMBERS_WORDS, PENDING_WORDS as REACT_PENDING_WORDS, VIEW_WORDS } from '../src/react/words.ts';
import * as shared from '../src/words.ts';

type Word = string | object | ((...values: never[]) => string);
type Catalogue = Readonly<Record<string, Word>>;

const CATALOGUES: readonly Catalogue[] = [
  ...Object.values(shared),
  ...[CONVERT_WORDS, INVITE_WORDS, MEMBERS_WORDS, REACT_PENDING_WORDS, VIEW_WORDS],
  ...[DANGER_WORDS, PEOPLE_WORDS, PROJECT_WORDS, REVIEW_WORDS, SETTINGS_WORDS, TRANSFER_WORDS],
];
const ENGLISH: Catalogue = Object.assign({}, ...CATALOGUES);
const GERMAN: Catalogue = { ...german };

/** Values for the words that take something else than texts and numbers, or that decide by a text. */
const EXAMPLES: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  because: ['not_signed_in', 'not_a_member', 'not_switched', 'role_lacks', 'ended', 'suspended', 'past_end', 'expired', 'spend_limit', 'nothing_yet', 'of_a_later_day']
    .flatMap((reason) => [undefined, 'no_projects', 'no_project_access'].map((cause) => [reason, '⟦1⟧', '⟦2⟧', cause])),
  closed: ['used', 'declined', 'revoked', 'expired', ''].map((why) => [why]),
  delivery: [
    [{ state: 'queued' }],
    [{ state: 'sent' }],
    ...['address_budget', 'inviter_budget', 'team_budget', 'address_stopped', 'address_rejected', 'mailbox_unavailable', 'transport_rejected', 'transport_unreachable', 'bounced', 'complained']
      .map((reason) => [{ state: 'failed', reason }]),
  ],
  rowCounts: [[{ ready: 31, wrong: 32, invited: 33, failed: 34 }], [{ ready: 31, wrong: 0, invited: 0, failed: 0 }]],
  tableProblem: [
    ...['workbook', 'no_byte_order_mark', 'unknown_encoding', 'file_unreadable', 'quote_open', 'email_empty', 'role_empty'].map((code) => [{ code }]),
    [{ code: 'windows_1252', sample: '⟦1⟧' }],
    [{ code: 'header_missing', columns: ['⟦1⟧', '⟦2⟧'] }],
    ...['column_unnamed', 'text_after_quote'].map((code) => [{ code, column: 31 }]),
    ...['column_unknown', 'column_missing'].map((code) => [{ code, name: '⟦1⟧' }]),
    [{ code: 'column_repeated', name: '⟦1⟧', columns: [31, 32] }],
    [{ code: 'too_many_cells', cells: 34, columns: 32, extra: '⟦1⟧' }],
    [{ code: 'too_few_cells', cells: 31, columns: 32, missing: '⟦1⟧' }],
    [{ code: 'email_repeated', line: 31 }],
    [{ code: 'email_invalid', email: '⟦1⟧' }],
    [{ code: 'cell_too_long', column: '⟦1⟧', most: 31 }],
    [{ code: 'duration_invalid', column: '⟦1⟧', cell: '⟦2⟧' }],
    [{ code: 'role_unknown', role: '⟦1⟧', roles: ['⟦2⟧', '⟦3⟧'] }],
    [{ code: 'list_without_custom', list: '⟦1⟧', role: '⟦2⟧' }],
    [{ code: 'list_lacks', list: '⟦1⟧', permission: '⟦2⟧' }],
    [{ code: 'list_empty', where: '⟦1⟧' }],
    ...[undefined, '⟦3⟧'].map((nearest) => [{ code: 'permission_unknown', where: '⟦1⟧', permission: '⟦2⟧', nearest, permissions: ['⟦4⟧'] }]),
    ...['grant_invalid', 'grant_repeated'].map((code) => [{ code, grant: '⟦1⟧' }]),
    [{ code: 'grant_role_unknown', grant: '⟦1⟧', role: '⟦2⟧', roles: ['⟦3⟧'] }],
    [{ code: 'grant_permission_of_account', grant: '⟦1⟧', permission: '⟦2⟧' }],
    ...['project_unknown', 'project_ambiguous'].map((code) => [{ code, project: '⟦1⟧' }]),
  ],
  reviewCounts: [[{ kept: 31, changed: 32, removed: 33, gone: 34 }]],
};
/** What the edge writes in English. A catalogue of another language writes its own, or leaves it out. */
const OF_THE_EDGE = ['advice', 'errorDetail'];

const textOf = (word: Word | undefined, values: readonly unknown[]): string => (word as (...values: readonly unknown[]) => string)(...values);
const placeholdersIn = (text: string): string[] => [...text.matchAll(/⟦\d⟧|3[1-4]/g)].map(([found]) => found).toSorted();
const withoutNumbers = (text: string): string => text.replace(/\d+/g, '#');
/** Texts for each parameter, so that a text shows which of them it has. */
const marks = (word: Word): string[] => Array.from({ length: (word as (...values: never[]) => string).length }, (_, index) => `⟦${index}⟧`);
const examplesOf = (id: string, word: Word): readonly (readonly unknown[])[] => EXAMPLES[id] ?? [marks(word)];

/** Whether the text for one differs from that for two otherwise than in the number. */
const hasPlural = (word: Word | undefined, parameters: number): boolean => {
  const [one, two] = [1, 2].map((count) => withoutNumbers(textOf(word, Array.from({ length: parameters }, () => count))));
  return one !== two;
};

/** What differs between two catalogues, by id. */
function differences(english: Catalogue, other: Catalogue): string[] {
  const ids = [...new Set([...Object.keys(english), ...Object.keys(other)])];
  return ids.flatMap((id) => {
    const [word, translated] = [english[id], other[id]];
    if (word === undefined || translated === undefined || typeof word !== typeof translated) return [`${id}: only in one of them`];
    if (typeof word === 'string') return translated === '' ? [`${id}: empty`] : [];
    if (typeof word === 'object') return Object.keys(word).join() === Object.keys(translated).join() ? [] : [`${id}: other ids inside`];
    if (OF_THE_EDGE.includes(id)) return [];
    const wrong = examplesOf(id, word).filter((values) => placeholdersIn(textOf(word, values)).join() !== placeholdersIn(textOf(translated, values)).join());
    if (wrong.length > 0) return [`${id}: other placeholders in ${JSON.stringify(wrong[0])}`];
    return !(id in EXAMPLES) && hasPlural(word, word.length) !== hasPlural(translated, word.length) ? [`${id}: other plural forms`] : [];
  });
}

test('German has the ids, placeholders and plural forms of English', () => {
  assert.deepEqual(differences(ENGLISH, GERMAN), []);
  const broken: Record<string, Word> = { ...GERMAN, joinTitle: () => 'Beitreten', teamOf: (members: number) => `${members} Mitglieder`, decisions: { keep: 'Behalten' } };
  delete broken['cancel'];
  assert.deepEqual(differences(ENGLISH, broken).toSorted(), [
    'cancel: only in one of them', 'decisions: other ids inside', 'joinTitle: other placeholders in ["⟦0⟧"]', 'teamOf: other plural forms',
  ], 'control');
});

test('the exported English words are those of every part', () => {
  assert.deepEqual(Object.entries(english).toSorted(), Object.entries(ENGLISH).toSorted());
});

test('an id means one kind of word in every catalogue, so that one translation fits all', () => {
  for (const id of Object.keys(ENGLISH)) {
    const kinds = new Set(CATALOGUES.flatMap((catalogue) => (id in catalogue ? [typeof catalogue[id]] : [])));
    assert.equal(kinds.size, 1, id);
  }
});

test('German has a message for every code, with what the English one names', () => {
  assert.deepEqual(Object.keys(germanMessages).toSorted(), [...CODES].toSorted());
  const problem = { hint: 'd***@example.com', why: 'revoked', retryAfter: 7 } as const;
  for (const code of CODES) {
    const text = germanMessages[code](problem);
    assert.match(text, /^[A-ZÄÖÜ].+\.$/, code);
    assert.deepEqual(text.match(/d\*\*\*@example\.com|7 s/)?.[0], refusal(code, problem).message.match(/d\*\*\*@example\.com|7 s/)?.[0], code);
  }
  assert.match(germanMessages.wrong_account({ hint: '@acme.example' }), /bei acme\.example\./);
});

test('German advice names who can help, and leaves out what needs no advice', () => {
  const explanation = { reason: 'role_lacks' as const, missing: [], whatToDo: 'Ask Bo.' };
  assert.equal(german.advice({ ...explanation, askWho: [{ user: 'usr_1', name: 'Bo' }] }), 'Bitte Bo um eine passende Rolle.');
  assert.equal(german.advice({ ...explanation, whatToDo: '' }), '');
});

test('plurals follow the rules of the language', () => {
  const forms = { one: 'one', few: 'few', other: 'other' };
  assert.deepEqual([0, 1, 2, 5].map((count) => plural('en', count, forms)), ['other', 'one', 'other', 'other']);
  assert.deepEqual([1, 2, 5, 22].map((count) => plural('pl', count, forms)), ['one', 'few', 'other', 'few']);
});

test('numbers are written as the language writes them', () => {
  assert.equal(shared.SWITCHER_WORDS.teamOf(12_000), '12,000 members');
  assert.equal(german.teamOf(12_000), '12.000 Mitglieder');
  assert.equal(shared.PENDING_WORDS.uses(0, 1_000), '0 of 1,000 used');
  assert.equal(german.uses(0, 1_000), '0 von 1.000 benutzt');
});

/** Words that the product does not use: old-fashioned, formal or from the inside. */
const STILTED = /\b(e-mails?|somebody|anybody|nobody|everybody|at once|whom?ever|meanwhile|thereof|shall|you may|may not|cannot|does not|do not|is not|you are|open invites?|pass (it|the link) on|for ever)\b/i;

/** Every English text: each word, with examples for its parameters. */
const texts = (catalogue: Catalogue): string[] =>
  Object.entries(catalogue).flatMap(([id, word]) => {
    if (typeof word === 'string') return [word];
    if (typeof word === 'object') return Object.values(word) as string[];
    if (OF_THE_EDGE.includes(id)) return [];
    const counts = [0, 1, 2].map((count) => Array.from({ length: word.length }, () => count));
    return [...examplesOf(id, word), ...(id in EXAMPLES ? [] : counts)].map((values) => textOf(word, values));
  });

test('English is written plainly', () => {
  const english = [...CATALOGUES.flatMap(texts), ...CODES.map((code) => refusal(code).message)];
  assert.ok(english.length > 300, `${english.length} texts`);
  assert.deepEqual(english.filter((text) => STILTED.test(text)), []);
  const control = { old: 'Nobody is invited at the moment', form: (whom: string) => `${whom} loses access at once` };
  assert.equal(texts(control).filter((text) => STILTED.test(text)).length, 5, 'control');
});
