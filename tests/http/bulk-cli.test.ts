// `npx hallpass invite` against the Worker: bad rows stop no others, and after being killed and run again nobody is invited twice.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCli, type RunningCommand } from '../harness/cli.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { address, openLink, ownerWithTeam, sleep, type Person } from '../harness/person.ts';

let edge: Edge;
let folder: string;
before(async () => {
  edge = await startEdge();
  folder = mkdtempSync(join(tmpdir(), 'hallpass-invite-'));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await edge?.stop();
});

/** Runs the command with the identity token of `by`. */
const invite = (by: Person, team: string, args: readonly string[]): RunningCommand =>
  runCli(folder, ['invite', ...args, '--endpoint', edge.origin, '--account', team], { HALLPASS_TOKEN: by.identity });

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return name;
};
const links = (name: string): string[][] =>
  readFileSync(join(folder, name), 'utf8')
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
    .map((line) => line.slice(1, -1).split('","'));

test('a semicolon file of Excel in German is invited, and each link leads to its invite', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const people = [address('anna'), address('bernd'), address('cara')];
  const file = write('kollegen.csv', Buffer.from(`\uFEFFE-Mail;Role;Note;ExpiresIn\r\n${people[0]};dev;"Grüße; bis bald";604.800\r\n${people[1]};;;1,5 d\r\n${people[2]};custom;;\r\n`));
  const { status, out, note } = await invite(owner, team, [file, '--role', 'basic', '--links', 'out.csv']).ended;
  assert.match(note, /kollegen\.csv:4: permissions: the list of the role `custom` is empty/);
  assert.equal(status, 1, note);
  assert.match(out, /^2 people are invited$/m);
  const found = await owner.invites(team);
  const seconds = (email: string | undefined) => {
    const each = found.find((one) => one.email === email);
    return [each?.role, each?.note, (Date.parse(each?.expiresAt ?? '') - Date.parse(each?.createdAt ?? '')) / 1000];
  };
  assert.deepEqual([seconds(people[0]), seconds(people[1])], [
    ['dev', 'Grüße; bis bald', 604_800],
    ['basic', undefined, 129_600],
  ]);
  const table = links('out.csv');
  assert.deepEqual(table.map(([email, outcome]) => [email, outcome]), [['email', 'outcome'], [people[0], 'created'], [people[1], 'created']]);
  const { fragment } = await openLink(edge, String(table[1]?.[2]));
  assert.ok(fragment.get('invite'));
});

test('--dry-run shows who would be invited and what is wrong, and sends nothing', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const kim = address('kim');
  const file = write('dry.csv', `email,role\n${kim},dev\nnobody,dev\n${kim.toUpperCase()},dev\n${address('lee')},boss\n`);
  const { status, out, note } = await invite(owner, team, [file, '--dry-run']).ended;
  assert.equal(status, 1);
  assert.equal(out, `dry.csv:2: ${kim} as dev\n1 person to invite\n`);
  assert.match(note, /dry\.csv:3: `nobody` isn't an email address/);
  assert.match(note, /dry\.csv:4: the same email is in line 2/);
  assert.match(note, /dry\.csv:5: role `boss` isn't one of/);
  assert.deepEqual(await owner.invites(team), []);
});

test('what the edge refuses is named by its line, and the same command after a correction does the rest', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [kim, lee] = [address('kim'), address('lee')];
  const rows = (third: string): string => `email,role,permissions\n${kim},dev,\n${owner.email},dev,\n${third}\n`;
  write('people.csv', rows('lee@exa_mple.com,dev,'));
  const first = await invite(owner, team, ['people.csv', '--links', 'l.csv']).ended;
  assert.equal(first.status, 1);
  assert.match(first.note, /people\.csv:4: invalid_request: email is invalid/);
  assert.equal(first.out, '1 person is invited\n1 person is already a member\n');
  write('people.csv', rows(`${lee},dev,`));
  const second = await invite(owner, team, ['people.csv', '--links', 'l.csv']).ended;
  assert.equal(second.status, 0, second.note);
  assert.equal(second.out, '1 person is invited\n1 person is already invited\n1 person is already a member\n');
  assert.equal((await owner.invites(team)).length, 2);
  const table = links('l.csv');
  assert.deepEqual(table.slice(1).map(([email, outcome]) => [email, outcome]), [[kim, 'already invited'], [owner.email, 'already a member'], [lee, 'created']]);
  assert.match(String(table[1]?.[2]), /\/i\//, 'the link of a pending invite again');
});

test('when killed and run again, everybody is invited exactly once', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const people = Array.from({ length: 450 }, (_, index) => address(`p${index}`));
  const file = write('many.csv', `email\n${people.join('\n')}\n`);
  const running = invite(owner, team, [file, '--role', 'dev', '--links', 'many-links.csv']);
  while ((await owner.invites(team)).length === 0) await sleep(20);
  running.kill('SIGKILL');
  await running.ended;
  const before = (await owner.invites(team)).length;
  const { status, out, note } = await invite(owner, team, [file, '--role', 'dev', '--links', 'many-links.csv']).ended;
  assert.equal(status, 0, note);
  assert.equal(out, '450 people are invited\n', `${before} were invited before`);
  const found = await owner.invites(team);
  assert.deepEqual(found.map(({ email }) => email).toSorted(), people.toSorted());
  assert.equal(links('many-links.csv').length, 451);
});

test('a member who may not invite and wrong options are named', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const other = await ownerWithTeam(edge);
  const file = write('one.csv', `${address('kim')}\n`);
  const refused = await invite(other.owner, team, [file, '--role', 'dev']).ended;
  assert.deepEqual([refused.status, refused.out], [1, '']);
  assert.match(refused.note, /the edge refuses it: not_found/);
  const noRole = await invite(owner, team, [file]).ended;
  assert.match(noRole.note, /one\.csv:1: role is empty/);
  for (const [args, expected] of [
    [[file, '--role', 'boss'], /--role `boss` isn't one of/],
    [[], /expected PEOPLE\.csv/],
    [['missing.csv'], /could not read/],
  ] as const) {
    assert.match((await invite(owner, team, args).ended).note, expected);
  }
  const wrongAccount = await invite(owner, 'team', [file]).ended;
  assert.match(wrongAccount.note, /--account takes the id of a team/);
  assert.deepEqual(await owner.invites(team), []);
});
