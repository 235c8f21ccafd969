// `npx hallpass import` against the Worker: after being killed and run again, it has imported everything exactly once.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCli, type RunningCommand } from '../harness/cli.ts';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { signIn } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { expectError } from '../harness/expect.ts';
import { ServiceProvider, type Service } from '../harness/service.ts';

const serviceProvider = new ServiceProvider({ importer: defaultPolicy().permissions, weak: ['team:access'] });

let edge: Edge;
let importer: Service;
let folder: string;
before(async () => {
  edge = await startEdge({ providers: [serviceProvider.setting()] });
  importer = serviceProvider.service(edge.origin, 'importer');
  folder = mkdtempSync(join(tmpdir(), 'hallpass-import-'));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await edge?.stop();
});

/** Runs the command, by default as the service that imports. */
const hallpass = (args: readonly string[], env: Record<string, string> = { HALLPASS_TOKEN: importer.identity }): RunningCommand => runCli(folder, args, env);

interface CsvFiles {
  readonly files: readonly string[];
  readonly tag: string;
}

/** Writes CSV files with `users` users and `teams` teams. Each user is in one team, and each owner in their own. */
function writeCsv(users: number, teams: number): CsvFiles {
  const tag = unique();
  const mail = (user: number): string => `u${user}.${tag}@example.com`;
  const lines = {
    users: ['subject,email,emailVerified,name'],
    teams: ['externalId,name,owner'],
    members: ['team,user,role'],
  };
  for (let user = 0; user < users; user++) lines.users.push(`${mail(user)},${mail(user)},true,"User ${user}, imported"`);
  for (let team = 0; team < teams; team++) lines.teams.push(`${tag}-${team},Team ${team},${mail(team)}`);
  for (let user = teams; user < users; user++) lines.members.push(`${tag}-${user % teams},${mail(user)},${['dev', 'basic', 'billing'][user % 3]}`);
  const files = Object.entries(lines).map(([name, rows]) => {
    const file = `${name}.${tag}.csv`;
    writeFileSync(join(folder, file), rows.join('\r\n'));
    return file;
  });
  return { files, tag };
}

const connectionOptions = (tag: string): string[] => ['--endpoint', edge.origin, '--provider', 'local', '--journal', `${tag}.journal`];

test('when killed and run again, everything is imported exactly once', async (context) => {
  const [users, teams] = [300, 15];
  const { files, tag } = writeCsv(users, teams);
  const args = ['import', ...files, ...connectionOptions(tag), '--lanes', '8'];
  const journal = (): string[] => {
    try {
      return readFileSync(join(folder, `${tag}.journal`), 'utf8').split('\n').filter((line) => line.startsWith('["'));
    } catch {
      return [];
    }
  };
  for (const until of [100, 305, 450]) {
    const run = hallpass(args);
    while (journal().length < until && run.exitCode === null) await new Promise((again) => setTimeout(again, 5));
    run.kill('SIGKILL');
    const { status } = await run.ended;
    context.diagnostic(`killed at ${journal().length} of ${users + teams + users - teams} steps`);
    assert.equal(status, null, 'it was still running');
  }
  // A line that was being written when the process was killed.
  writeFileSync(join(folder, `${tag}.journal`), '["cut sho', { flag: 'a' });
  const last = await hallpass(args).ended;
  assert.equal(last.status, 0, last.note);
  assert.match(last.out, /users: 300, 0 of them to do\nteams: 15, 0 of them to do\nmembers: 285, \d+ of them to do/);
  const again = await hallpass(args).ended;
  assert.match(again.out, /members: 285, 0 of them to do/);
  for (let team = 0; team < teams; team++) {
    const owner = await signIn(edge, 'Owner', { email: `u${team}.${tag}@example.com` });
    const me = await owner.me();
    const mine = me.accounts.filter((each) => each.kind === 'team');
    assert.deepEqual(mine.map((each) => [each.name, each.externalId]), [[`Team ${team}`, `${tag}-${team}`]]);
    const account = mine[0]?.id ?? '';
    const members = await owner.members(account);
    const expected = Array.from({ length: users }, (_, user) => user).filter((user) => user % teams === team);
    assert.deepEqual(members.map((each) => each.email).toSorted(), expected.map((user) => `u${user}.${tag}@example.com`).toSorted());
    const events = await owner.audit(account);
    assert.equal(events.length, members.length, 'one event for the creation and one for each member who joined');
    assert.ok(events.every((each) => each.actor.kind === 'service' && each.outcome === 'done'));
  }
});

test('a dry run reports every invalid row by its line, and sends nothing', async () => {
  const tag = unique();
  const write = (name: string, ...rows: string[]): string => {
    writeFileSync(join(folder, `${name}.${tag}.csv`), rows.join('\n'));
    return `${name}.${tag}.csv`;
  };
  const files = [
    write('users', 'subject,email,emailVerified,name', 'a,a@example.com,true,"A', 'B"', 'b,nobody,true,B', 'c,c@example.com,yes,C', 'a,a@example.com,true,A'),
    write('teams', 'externalId,name,owner', `${tag},Team,a`, `${tag},Team,a`, 'x,Team,zoe'),
    write('members', 'team,user,role', `${tag},a,captain`, 'nowhere,a,dev'),
  ];
  const { status, out, note } = await hallpass(['import', ...files, ...connectionOptions(tag), '--dry-run']).ended;
  assert.deepEqual([status, out], [1, '']);
  assert.deepEqual(note.trim().split('\n'), [
    `${files[0]}:4: email is not an address`,
    `${files[0]}:5: emailVerified is \`true\` or \`false\``,
    `${files[0]}:6: the same as ${files[0]}:2`,
    `${files[1]}:3: the same as ${files[1]}:2`,
    `${files[1]}:4: owner \`zoe\` is not among the users`,
    `${files[2]}:2: role \`captain\` isn't one of basic, billing, dev, admin`,
    `${files[2]}:3: team \`nowhere\` is not among the teams`,
    'hallpass import: 7 rows are wrong; nothing was sent',
  ]);
  const valid = writeCsv(5, 1);
  const dryRun = await hallpass(['import', ...valid.files, ...connectionOptions(valid.tag), '--dry-run'], {}).ended;
  assert.deepEqual([dryRun.status, dryRun.out.trim().split('\n')[0]], [0, 'users: 5, 5 of them to do'], dryRun.note);
  const user = await signIn(edge, 'User', { email: `u0.${valid.tag}@example.com` });
  expectError(await user.get('/v1/me'), 'no_account');
});

test('lists, projects, grants and ends are imported', async () => {
  const tag = unique();
  const mail = (user: string): string => `${user}.${tag}@example.com`;
  const write = (name: string, ...rows: string[]): string => {
    writeFileSync(join(folder, `${name}.${tag}.csv`), rows.join('\n'));
    return `${name}.${tag}.csv`;
  };
  const users = ['ada', 'ben', 'cleo'].map((user) => `${mail(user)},${mail(user)},true,${user}`);
  const files = [
    write('users', 'subject,email,emailVerified,name', ...users),
    write('teams', 'externalId,name,owner', `${tag},Team,${mail('ada')}`),
    write(
      'members',
      'team,user,role,permissions,projects,expiresAt',
      `${tag},${mail('ben')},custom,team:access billing:read,prod=editor stage=custom(pods:connect),`,
      `${tag},${mail('cleo')},basic,,,2100-01-31`,
    ),
  ];
  const projects = write('projects', 'team,externalId,name', `${tag},prod,Production`, `${tag},stage,Staging`);
  const args = ['import', ...files, '--projects', projects, ...connectionOptions(tag)];
  const { status, out, note } = await hallpass(args).ended;
  assert.equal(status, 0, note);
  const summary = (left: readonly number[]): string => ['projects: 2', 'members: 2', 'ends: 1', 'grants: 2'].map((all, index) => `${all}, ${left[index]} of them to do`).join('\n');
  assert.ok(out.includes(summary([2, 2, 1, 2])), out);
  assert.ok((await hallpass(args).ended).out.includes(summary([0, 0, 0, 0])));

  const [owner, ben] = [await signIn(edge, 'Ada', { email: mail('ada') }), await signIn(edge, 'Ben', { email: mail('ben') })];
  const account = (await owner.me()).accounts.find(({ kind }) => kind === 'team')?.id ?? '';
  const members = await owner.members(account);
  const imported = (name: string) => members.find(({ email }) => email === mail(name));
  assert.deepEqual([imported('ben')?.role, imported('ben')?.permissions], ['custom', ['team:access', 'billing:read']]);
  assert.deepEqual([imported('cleo')?.role, imported('cleo')?.expiresAt], ['basic', '2100-01-31T00:00:00.000Z']);
  const seen = (await ben.get(`/v1/accounts/${account}/projects`)).json() as { items: { externalId: string; role: string; permissions: string[] }[] };
  assert.deepEqual(seen.items.map(({ externalId, role }) => [externalId, role]), [['prod', 'editor'], ['stage', 'custom']]);
  assert.deepEqual(seen.items[1]?.permissions, ['pods:connect']);
});

test('rows that the edge rejects are reported by their line, and the others are imported', async () => {
  const { files, tag } = writeCsv(6, 1);
  const first = files[0] ?? '';
  writeFileSync(join(folder, first), readFileSync(join(folder, first), 'utf8').replace('"User 3, imported"', '"see https://evil.example"'));
  const { status, note } = await hallpass(['import', first, ...connectionOptions(tag)]).ended;
  assert.equal(status, 1);
  assert.match(note, new RegExp(`^${first}:5: invalid_request: name is invalid$`, 'm'));
  assert.match(note, /1 row was refused/);
  writeFileSync(join(folder, first), readFileSync(join(folder, first), 'utf8').replace('"see https://evil.example"', 'User 3'));
  const again = await hallpass(['import', ...files, ...connectionOptions(tag)]).ended;
  assert.equal(again.status, 0, again.note);
  assert.match(again.out, /users: 6, 1 of them to do/);
});

test('an expired token is fetched again; without a token or the permission, the import stops with an error', async () => {
  const { files, tag } = writeCsv(4, 1);
  const args = ['import', ...files, ...connectionOptions(tag)];
  const now = Math.floor(Date.now() / 1000);
  const expired = serviceProvider.provider.token({ subject: 'importer' }, { iat: now - 7200, exp: now - 3600 });
  assert.match((await hallpass(args, { HALLPASS_TOKEN: '' }).ended).note, /no token/);
  assert.match((await hallpass(args, { HALLPASS_TOKEN: expired }).ended).note, /refuses the token: token_expired/);
  const weak = serviceProvider.service(edge.origin, 'weak').identity;
  assert.match((await hallpass(args, { HALLPASS_TOKEN: weak }).ended).note, /lacks members:manage: see/);
  writeFileSync(join(folder, `${tag}.token`), importer.identity);
  const { status, note } = await hallpass([...args, '--token-command', `cat ${tag}.token`], { HALLPASS_TOKEN: '' }).ended;
  assert.equal(status, 0, note);
});

test('invalid arguments exit with 2', async () => {
  for (const args of [['import'], ['import', 'users.csv'], ['import', 'a', 'b', 'c', 'd', '--endpoint', edge.origin]])
    assert.equal((await hallpass(args).ended).status, 2, args.join(' '));
});
