/** The files of `npx hallpass import`, as spreadsheets save them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { readRecords, readTable } from '../src/tables/csv.ts';
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
  ['a quote that is not closed', `${HEADER}\nu1,ana@example.com,true,"Ana\n\n`, /^users\.csv:2: a quote isn't closed$/],
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

const ACCESS = {
  roles: ['basic', 'dev'],
  projectRoles: ['viewer', 'editor'],
  permissions: ['team:access', 'members:invite', 'pods:manage', 'pods:connect'],
  projectPermissions: ['pods:manage', 'pods:connect'],
  provider: 'google',
};
const MEMBER_HEADER = 'team,user,role,permissions,projects,expiresAt';

/** The plan of one member of a team with the projects `prod` and `a=b`. */
const planMember = (row: string, header = MEMBER_HEADER): Plan => {
  const file = (name: string, ...lines: readonly string[]) => ({ name, bytes: new TextEncoder().encode(lines.join('\n')) });
  const files = {
    users: file('users.csv', HEADER, ROW),
    teams: file('teams.csv', 'externalId,name,owner', 't1,Alpha,u1', 't2,Beta,u1'),
    projects: file('projects.csv', 'team,externalId,name', 't1,prod,Production', 't1,a=b,Odd', 't2,other,Other'),
    members: file('members.csv', header, row),
  };
  return planImport(files, ACCESS);
};

/** The requests for one member, whose projects have the ids of their names. */
const memberIn = (row: string, header?: string) => {
  const { problems, phases } = planMember(row, header);
  assert.deepEqual(problems, []);
  const [prod, odd] = phases[2]!.steps;
  const ids = { [prod!.key]: 'prj_prod', [odd!.key]: 'prj_odd', [phases[0]!.steps[0]!.key]: 'usr_1', [phases[1]!.steps[0]!.key]: 'acc_1' };
  return phases.slice(3).flatMap(({ steps }) => steps.map(({ request }) => Object.values(request((key) => ids[key]))));
};
const MEMBER = '/v1/accounts/acc_1/members/usr_1';

test('members are imported with a list, an end and grants in projects', () => {
  assert.deepEqual(memberIn('t1,u1,dev,,,'), [['PUT', MEMBER, { role: 'dev' }]], 'empty cells send nothing');
  assert.deepEqual(memberIn('t1,u1,dev', 'team,user,role'), [['PUT', MEMBER, { role: 'dev' }]]);
  assert.deepEqual(memberIn('t1,u1,custom,"team:access, pods:manage;team:access",,'), [['PUT', MEMBER, { role: 'custom', permissions: ['team:access', 'pods:manage'] }]]);
  assert.deepEqual(memberIn('t1,u1,dev,,"prod=editor, a=b=custom(pods:manage, pods:connect)",'), [
    ['PUT', MEMBER, { role: 'dev' }],
    ['PUT', '/v1/accounts/acc_1/projects/prj_prod/members/usr_1', { role: 'editor' }],
    ['PUT', '/v1/accounts/acc_1/projects/prj_odd/members/usr_1', { role: 'custom', permissions: ['pods:manage', 'pods:connect'] }],
  ]);
  for (const [cell, expiresAt] of [
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T18:00:00Z', '2027-01-31T18:00:00.000Z'],
    ['2027-01-31 18:00:00.5+02:00', '2027-01-31T16:00:00.500Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ]) {
    assert.deepEqual(memberIn(`t1,u1,dev,,,${cell}`), [['PUT', MEMBER, { role: 'dev' }], ['PATCH', MEMBER, { expiresAt }]], cell);
  }
});

test('projects are created between their teams and their members, and grants come last', () => {
  const { phases } = planMember('t1,u1,dev,,prod=editor a=b=viewer,2027-01-31');
  assert.deepEqual(phases.map(({ name, steps }) => [name, steps.length]), [['users', 1], ['teams', 2], ['projects', 3], ['members', 1], ['ends', 1], ['grants', 2]]);
  assert.deepEqual(phases[2]!.steps[0]!.request(() => 'acc_1'), { method: 'POST', path: '/v1/accounts/acc_1/projects', body: { name: 'Production', externalId: 'prod' } });
  const keys = phases.flatMap(({ steps }) => steps.map(({ key }) => key));
  assert.equal(new Set(keys).size, keys.length, 'each step has its own place in the journal');
});

test('a row without the new columns keeps the key that it has in journals', () => {
  const [, , , members] = planMember('t1,u1,dev', 'team,user,role').phases;
  const content = JSON.stringify([['team', 'user', 'role'], 'google', { team: 't1', user: 'u1', role: 'dev' }]);
  assert.equal(members!.steps[0]!.key, createHash('sha256').update(content).digest('base64url'));
});

const WRONG_CELLS: readonly (readonly [row: string, problem: string])[] = [
  ['t1,u1,captain,,,', "role `captain` isn't one of basic, dev"],
  ['t1,u1,editor,,,', "role `editor` isn't one of basic, dev"],
  ['t1,u1,dev,team:access,,', 'permissions `team:access` needs the role `custom`, not `dev`: change the role, or leave permissions empty'],
  ['t1,u1,custom,,,', 'permissions: the list of the role `custom` is empty: name permissions, with spaces between them'],
  ['t1,u1,custom,pods:manage,,', 'permissions `pods:manage` lacks `team:access`, which every member needs: add it'],
  ['t1,u1,custom,team:access pods:mange,,', "permissions: `pods:mange` isn't a permission; did you mean `pods:manage`?"],
  ['t1,u1,custom,team:access x:y,,', "permissions: `x:y` isn't a permission: choose from team:access, members:invite, pods:manage, pods:connect"],
  ['t1,u1,dev,,prod,', "projects `prod` isn't a grant: write `PROJECT=ROLE` or `PROJECT=custom(PERMISSION,PERMISSION)`, with spaces between grants"],
  ['t1,u1,dev,,prod=dev,', "projects `prod=dev`: role `dev` isn't one of viewer, editor, custom(…). Spaces separate grants"],
  ['t1,u1,dev,,prod=editor;a=viewer,', "projects `prod=editor;a` isn't among the projects of team `t1`: add it to the file of --projects"],
  ['t1,u1,dev,,prod=custom(),', 'projects `prod=custom()`: the list of the role `custom` is empty: name permissions, with spaces between them'],
  ['t1,u1,dev,,prod=custom(members:invite),', 'projects `prod=custom(members:invite)`: `members:invite` is a permission of accounts, not of projects: move it to the column permissions'],
  ['t1,u1,dev,,prod=custom(pods:fly),', "projects `prod=custom(pods:fly)`: `pods:fly` isn't a permission: choose from team:access, members:invite, pods:manage, pods:connect"],
  ['t1,u1,dev,,prod=editor prod=viewer,', 'projects names `prod` twice: keep one grant'],
  ['t1,u1,dev,,other=editor,', "projects `other` isn't among the projects of team `t1`: add it to the file of --projects"],
  ...['31.01.2027', '01/31/2027', '2027-02-30', '2027-13-01', '2027-01-31T25:00Z', '2027-01-31T18:00', 'never', '46053'].map(
    (cell) => [`t1,u1,dev,,,${cell}`, `expiresAt \`${cell}\` isn't a time: write it as \`2027-01-31T18:00:00Z\`, or \`2027-01-31\` for the start of that day in UTC`] as const,
  ),
];
for (const [row, problem] of WRONG_CELLS) {
  test(`names the row, the column, the value and the remedy: ${row}`, () => assert.deepEqual(planMember(row).problems, [`members.csv:2: ${problem}`]));
}

test('names what is wrong with a project', () => {
  const projects = (row: string): readonly string[] => {
    const file = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });
    const files = { users: file('users.csv', `${HEADER}\n${ROW}`), teams: file('teams.csv', 'externalId,name,owner\nt1,Alpha,u1'), members: undefined, projects: file('projects.csv', `team,externalId,name\n${row}`) };
    return planImport(files, ACCESS).problems;
  };
  assert.deepEqual(projects('t1,prod,Production'), [], 'control');
  assert.deepEqual(projects('t3,prod,Production'), ['projects.csv:2: team `t3` is not among the teams']);
  assert.deepEqual(projects('t1,pro d,Production'), ['projects.csv:2: externalId is 1 to 128 visible ASCII characters']);
  assert.deepEqual(projects('t1,prod,'), ['projects.csv:2: name is empty']);
  assert.deepEqual(projects('t1,prod,A\nt1,prod,B'), ['projects.csv:3: the same as projects.csv:2']);
});

test('members are sent team by team, each team’s in the order of the file', () => {
  const file = (name: string, ...rows: string[]) => ({ name, bytes: new TextEncoder().encode(rows.join('\n')) });
  const users = ['a', 'b', 'c', 'd'].map((user) => `${user},${user}@example.com,true,${user}`);
  const { problems, phases } = planImport(
    {
      users: file('users.csv', HEADER, ...users),
      teams: file('teams.csv', 'externalId,name,owner', 'two,Two,a', 'one,One,a'),
      members: file('members.csv', 'team,user,role', 'two,d,dev', 'one,c,dev', 'two,b,dev', 'one,b,dev'),
    },
    { roles: ['dev'], provider: 'google' },
  );
  assert.deepEqual(problems, []);
  const locations = (phase: string) => phases.find(({ name }) => name === phase)?.steps.map(({ location }) => location);
  assert.deepEqual(locations('members'), ['members.csv:3', 'members.csv:5', 'members.csv:2', 'members.csv:4']);
  assert.deepEqual(locations('teams'), ['teams.csv:2', 'teams.csv:3'], 'teams stay as they are');
});
