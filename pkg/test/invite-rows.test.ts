/** People to invite, as users have them: tables of spreadsheets, and lists of addresses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inviteChunks } from '../src/invite-chunks.ts';
import { CsvError } from '../src/tables/csv.ts';
import { csvCell, csvText } from '../src/tables/csv-cells.ts';
import { type InviteRowContext, readDuration, readInviteRows } from '../src/tables/invite-rows.ts';
import { tableProblem } from '../src/words/table-problems.ts';

const PROJECT = 'prj_aaaaaaaaaaaaaaaaaaaaaA';
const context: InviteRowContext = {
  policy: {
    roles: ['admin', 'dev'],
    permissions: ['team:access', 'pods:manage'],
    projectRoles: ['editor'],
    projectPermissions: ['pods:manage'],
  },
  projects: [{ id: PROJECT, name: 'Search', externalId: 'search-1' }],
  defaults: { role: 'dev' },
};
const read = (text: string) => readInviteRows(text, context);
const invites = (text: string) => read(text).map(({ invite, problem }) => invite ?? tableProblem(problem));

test('addresses are separated by commas, semicolons or lines, and may have names', () => {
  const expected = ['a@example.com', 'b@example.com', 'c@example.com'].map((email) => ({ email, role: 'dev' }));
  for (const text of [
    'a@example.com, b@example.com; c@example.com',
    'a@example.com\nb@example.com\r\n\r\nc@example.com\n',
    'Ann A. <a@example.com>, <b@example.com>,,\n  c@example.com  ;',
  ])
    assert.deepEqual(invites(text), expected, text);
});

test('a row says what is wrong with it, and stops no other', () => {
  assert.deepEqual(
    read('nobody, a@example.com, A@Example.com, a@b@c.de\nb@example').map(({ line, problem }) => [line, problem && tableProblem(problem)]),
    [
      [1, "`nobody` isn't an email address"],
      [1, undefined],
      [1, 'the same email is in line 1'],
      [1, "`a@b@c.de` isn't an email address"],
      [2, "`b@example` isn't an email address"],
    ],
  );
});

test('a table may have any of the columns, in any order', () => {
  const table = [
    'Note;E-Mail;role;permissions;projects;expiresIn;Membership Expires In',
    'Hi;a@example.com;;;search-1=editor;7d;604.800',
    ';b@example.com;custom;team:access pods:manage;Search=custom(pods:manage);3600,0;',
    `;c@example.com;admin;;${PROJECT}=editor;;`,
    ';d@example.com;boss;;;;',
    ';e@example.com;;;nowhere=editor;;',
    ';f@example.com;;;;soon;',
    'only one cell',
  ].join('\r\n');
  const [a, b, c, ...wrong] = invites(`\uFEFF${table}`);
  assert.deepEqual(a, {
    email: 'a@example.com', role: 'dev', note: 'Hi', projects: [{ project: PROJECT, role: 'editor' }], expiresIn: 604_800, membershipExpiresIn: 604_800,
  });
  assert.deepEqual(b, {
    email: 'b@example.com', role: 'custom', permissions: ['team:access', 'pods:manage'], projects: [{ project: PROJECT, role: 'custom', permissions: ['pods:manage'] }], expiresIn: 3600,
  });
  assert.deepEqual(c, { email: 'c@example.com', role: 'admin', projects: [{ project: PROJECT, role: 'editor' }] });
  assert.match(String(wrong[0]), /role `boss` isn't one of admin, dev/);
  assert.match(String(wrong[1]), /projects `nowhere`: no such project/);
  assert.match(String(wrong[2]), /expiresIn `soon` isn't a duration/);
  assert.match(String(wrong[3]), /1 cell instead of 7/);
});

test('a table that cannot be read at all is an error with its line', () => {
  assert.throws(() => read('email,rolle\na@example.com,dev'), /no such column: `rolle`/);
  assert.throws(() => read('email,email\na@example.com,dev'), /occurs twice/);
  assert.throws(() => read('\n\nemail,note\na@example.com,"not closed'), /a quote isn't closed/);
});

test('durations are read as people write them', () => {
  for (const [cell, seconds] of [['60', 60], ['1.000', 1000], ['1,000', 1000], ["1'000", 1000], ['604.800,0', undefined], ['7,0', 7], ['12h', 43_200], ['1,5 d', 129_600], ['2W', 1_209_600], ['365d', 31_536_000], ['0', undefined], ['-1', undefined], ['366d', undefined], ['0,5', undefined], ['1.2.3', undefined], ['7 days', undefined]] as const) {
    if (seconds === undefined) assert.throws(() => readDuration('expiresIn', cell), /isn't a duration/, cell);
    else assert.equal(readDuration('expiresIn', cell), seconds, cell);
  }
});

test('no cell of a written table begins a formula, wherever a spreadsheet splits it', () => {
  for (const [text, cell] of [
    ['=1+1', `"'=1+1"`],
    ['a@b', '"a@b"'],
    ['-1', `"'-1"`],
    ['\u2212x', `"'\u2212x"`],
    ['a;=1', `"a;'=1"`],
    [' =1', `" '=1"`],
    ['"=1"', `"""'=1"""`],
    ["'=1", `"''=1"`],
    ['\t=', `"'\t'="`],
    ['plain, text', '"plain, text"'],
  ] as const)
    assert.equal(csvCell(text), cell, text);
  assert.equal(csvText([['email', 'link'], ['=cmd@example.com', 'https://x/i/y']]), '\uFEFF"email","link"\r\n"\'=cmd@example.com","https://x/i/y"\r\n');
});

test('cells are those of core: its cases have the same outcome', () => {
  const parts = (cell: string): string[] => cell.split(/[;,\t|\r\n]/).map((part) => part.replace(/^["\s]+/, ''));
  const isFormula = (part: string): boolean => /^[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]/.test(part);
  for (const text of ['=1+1', "x;=cmd|' /C calc'!A0", '\t=1', ' =1', 'x"; "=1', 'a,@SUM(1)', 'a|-1', '\uff1d1', 'b;\uff20x', "it's;+1"]) {
    assert.ok(!parts(csvCell(text)).some(isFormula), text);
  }
  assert.ok(parts('"x;=cmd"').some(isFormula), 'control: without the escapes, a part is a formula');
  for (const text of ['evt_AAAAAAAAAAAAAAAAAAAAAA-_', '2026-11-29T02:00:00.000Z', '12.5', "Anne-Marie O'Neill", 'a = b', 'Müller; Söhne']) {
    assert.equal(csvCell(text), `"${text}"`);
  }
});

test('many invites are sent in requests of at most 200 rows and 250 KiB, with rows in fixed places', () => {
  assert.deepEqual(inviteChunks(Array.from({ length: 450 }, () => ({}))).map(({ start, items }) => [start, items.length]), [[0, 200], [200, 200], [400, 50]]);
  const long = inviteChunks(Array.from({ length: 210 }, () => ({ note: 'ü'.repeat(1000) })));
  assert.deepEqual(long.map(({ start, items }) => [start, items.length]), [[0, 100], [100, 100], [200, 10]]);
  assert.deepEqual(inviteChunks([]), []);
});

test('whatever a file contains, it is read or refused with its line: random texts', () => {
  let state = 20_261_129;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % limit;
  };
  const parts = ['email', 'a@b.de', ',', ';', '\t', '\n', '\r\n', '"', '""', ' ', '\uFEFF', 'sep=;\n', 'role', 'dev', 'custom', 'projects', 'x=y(', ')', '<', '>', '@', '=1', 'expiresIn', '7d', '\0', 'ü', '\ud800'];
  let [rows, refused] = [0, 0];
  for (let round = 0; round < 20_000; round++) {
    const start = round % 2 === 0 ? '' : 'email,role\n';
    const text = start + Array.from({ length: below(24) }, () => parts[below(parts.length)]).join('');
    try {
      for (const row of read(text)) {
        rows++;
        assert.ok(row.line >= 1 && (row.invite === undefined) !== (row.problem === undefined), JSON.stringify(text));
      }
    } catch (error) {
      if (!(error instanceof CsvError)) throw new Error(JSON.stringify(text), { cause: error });
      refused++;
    }
  }
  assert.ok(rows > 1000 && refused > 500, `${rows} rows, ${refused} refused: the texts reach both`);
});
