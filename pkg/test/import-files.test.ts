/** The files of `npx hallpass import`, as spreadsheets save them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecords, readTable } from '../src/cli/import/csv.ts';
import { planImport, type Plan } from '../src/cli/import/plan.ts';

const HEADER = 'subject,email,emailVerified,name';
const ROW = 'u1,ana@example.com,true,Ana';

const planUsers = (content: string | Uint8Array): Plan => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return planImport({ users: { name: 'users.csv', bytes }, teams: undefined, members: undefined }, { roles: ['dev'], provider: 'google' });
};

/** The bodies of the requests for a file of users, which must have no problems. */
const usersIn = (content: string | Uint8Array) => {
  const { problems, phases } = planUsers(content);
  assert.deepEqual(problems, []);
  return phases[0]!.steps.map(({ request }) => request(() => undefined).body);
};
const ANA = { provider: 'google', subject: 'u1', email: 'ana@example.com', emailVerified: true, name: 'Ana' };

const utf16 = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, 'utf16le');
const windows1252 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const SAME_FILE: Readonly<Record<string, string | Uint8Array>> = {
  'RFC 4180': `${HEADER}\r\n${ROW}\r\n`,
  'Excel, CSV UTF-8': `\uFEFF${HEADER}\r\n${ROW}\r\n`,
  'Excel in Germany': `subject;email;emailVerified;name\r\nu1;ana@example.com;WAHR;Ana\r\n`,
  'Excel, Unicode text': utf16(`subject\temail\temailVerified\tname\r\nu1\tana@example.com\tTRUE\tAna\r\n`),
  'Excel for Mac, line ends of the classic Mac OS': `${HEADER}\r${ROW}\r`,
  'a line that states the separator': `sep=;\r\nsubject;email;emailVerified;name\r\nu1;ana@example.com;TRUE;Ana`,
  'a stated separator of which the header has fewer': `sep=|\nsubject|email|emailVerified|name\nu1|ana@example.com|TRUE|Ana`,
  'Numbers, everything in quotes': `"subject","email","emailVerified","name"\n"u1","ana@example.com","TRUE","Ana"`,
  'LibreOffice with empty rows and columns': `${HEADER},,\n${ROW},,\n,,,,,\n\n`,
  'spaces around cells': `subject , email, emailVerified ,name\nu1 , ana@example.com ,true\u00a0, "Ana" `,
  'columns in another order and case': `Name;E-Mail;Email Verified;SUBJECT\nAna;ana@example.com;VRAI;u1`,
};

for (const [name, content] of Object.entries(SAME_FILE)) {
  test(`reads a file as it is saved: ${name}`, () => assert.deepEqual(usersIn(content), [ANA]));
}

test('booleans are read in the language of the spreadsheet', () => {
  for (const [word, expected] of [['WAHR', true], ['falsch', false], ['Vrai', true], ['FAUX', false], ['FAŁSZ', false], ['DOĞRU', true], ['yanlış', false], ['ИСТИНА', true], ['ЛОЖЬ', false], ['EPÄTOSI', false]] as const) {
    assert.equal(usersIn(`${HEADER}\nu1,ana@example.com,${word},Ana`)[0]?.['emailVerified'], expected, word);
  }
  for (const word of ['maybe', '', 'T', 'verified', '2']) {
    assert.deepEqual(planUsers(`${HEADER}\nu1,ana@example.com,${word},Ana`).problems, ['users.csv:2: emailVerified is `true` or `false`'], word);
  }
});

test('a file of the Windows code page is read, and a name of it is shown', () => {
  const { problems, warnings } = planUsers(windows1252(`${HEADER}\nu1,ana@example.com,true,Jürgen Müller`));
  assert.deepEqual(problems, []);
  assert.deepEqual(warnings, ['users.csv: not UTF-8; read as Windows-1252, so that it says `Jürgen`. If that is wrong, save it as “CSV UTF-8”']);
  assert.deepEqual(planUsers(`${HEADER}\nu1,ana@example.com,true,Jürgen Müller`).warnings, [], 'control: UTF-8 needs no guess');
});

test('a quoted cell may contain separators, quotes and line ends; lines are counted', () => {
  const rows = readTable('a;b\r"x;""y""\r\nz";1\r\n\r\n2;3', ['a', 'b']);
  assert.deepEqual(rows, [{ line: 2, cells: { a: 'x;"y"\r\nz', b: '1' } }, { line: 5, cells: { a: '2', b: '3' } }]);
});

test('reads what the audit log exports, where a comma separates', () => {
  const line = `"evt_1","2026-11-29T02:00:00.000Z","'=cmd","x;'=1","{""n"":-5,""text"":""\\u003d1;\\u0040x""}"`;
  const [record] = readRecords(`\uFEFF"id","at","name","note","details"\n${line}\n`, ['id', 'at']).slice(1);
  assert.deepEqual(record?.cells.slice(0, 4), ['evt_1', '2026-11-29T02:00:00.000Z', "'=cmd", "x;'=1"]);
  assert.deepEqual(JSON.parse(record?.cells[4] ?? ''), { n: -5, text: '=1;@x' });
});

const WRONG: readonly (readonly [name: string, content: string | Uint8Array, problem: RegExp])[] = [
  ['a workbook', Buffer.from('PK\u0003\u0004...'), /^users\.csv:1: this is a workbook .*save it as “CSV UTF-8”$/],
  ['UTF-16 without a byte order mark', Buffer.from(`${HEADER}\n${ROW}`, 'utf16le'), /^users\.csv:1: this is UTF-16 without a byte order mark/],
  ['neither UTF-8 nor Windows-1252', Buffer.concat([Buffer.from(`${HEADER}\nu1,`), Buffer.from([0x81, 0xff])]), /^users\.csv:2: this is neither UTF-8 nor Windows-1252/],
  ['a column twice', 'subject,email,Email,emailVerified,name\n', /^users\.csv:1: the column `email` occurs twice: columns 2 and 3$/],
  ['an unknown column', `${HEADER},phone\n`, /^users\.csv:1: no such column: `phone`$/],
  ['a column without a name', 'subject,,email,emailVerified,name\n', /^users\.csv:1: column 2 has no name$/],
  ['a missing column', 'subject,email,name\n', /^users\.csv:1: the column `emailVerified` is missing$/],
  ['too many cells', `${HEADER}\nu1,ana@example.com,true,Ana, PhD\n`, /^users\.csv:2: 5 cells instead of 4: column 5, `PhD`, has no name\. A cell that contains the separator needs quotes$/],
  ['too few cells', `${HEADER}\r\r\ru1\r`, /^users\.csv:4: 1 cell instead of 4: `email` is missing$/],
  ['a quote that is not closed', `${HEADER}\nu1,ana@example.com,true,"Ana\n\n`, /^users\.csv:2: a quote is not closed$/],
  ['text behind a quote', `${HEADER}\nu1,"ana"@example.com,true,Ana`, /^users\.csv:2: column 2: text follows a closing quote$/],
  ['nothing', '', /^users\.csv:1: needs a first line: subject,email,emailVerified,name$/],
];
for (const [name, content, problem] of WRONG) {
  test(`names the cause and the row: ${name}`, () => {
    const { problems } = planUsers(content);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0]!, problem);
  });
}
