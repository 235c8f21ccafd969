// `npx hallpass backup`, `restore` and `check` of the packed package, on the data of `npx hallpass start`.
// To see one fail: leave out `resumeRestored` in pkg/src/cli/start.ts, or copy a database's file as it is, with its free pages, in place of
// VACUUM in pkg/src/cli/data/snapshot.ts.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { expectError, expectOk } from '../harness/expect.ts';
import { OpenId } from '../harness/openid.ts';
import { Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';
import type { World } from '../harness/world.ts';
import { build, type Exit, INSTALLED, PROJECT, run } from './kit/project.ts';
import { CLI, freePort, settingsOf, type Started, startHallpass, until } from './kit/started.ts';

const DATA = 'hallpass-data';

const root = mkdtempSync(join(PROJECT, 'backup-'));
const running: Started[] = [];
let openid: OpenId;

before(async () => {
  openid = await OpenId.start({ console: 'RS256' });
});
after(async () => {
  for (const each of running) await each.kill();
  await openid?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** An empty folder. */
function folderFor(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

/** An edge in a folder. It can be started again there. */
class Place {
  readonly folder: string;
  readonly #port: number;
  readonly #settings: Record<string, string>;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.#port = port;
    const provider = { name: 'main', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'] };
    // Long enough that no token expires during a test.
    this.#settings = { ...settingsOf(port, provider), MEMBERSHIP_TTL: '300' };
  }

  static async in(name: string): Promise<Place> {
    return new Place(folderFor(name), await freePort());
  }

  async start(): Promise<Started> {
    const edge = startHallpass(this.folder, this.#port, this.#settings);
    running.push(edge);
    return edge.ready();
  }

  hallpass(...args: string[]): Promise<Exit> {
    return run(this.folder, CLI, ...args);
  }

  /** Runs a command that must succeed. */
  does(...args: string[]): Promise<string> {
    return build(this.folder, CLI, ...args);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }
}

async function signIn(edge: Started, name: string): Promise<Person> {
  const login = name.toLowerCase();
  openid.accounts.set(login, { name, email: `${login}@example.com`, emailVerified: true });
  const person = new Person(edge as unknown as World, `${login}@example.com`, name, await openid.signIn('console', login));
  await person.open();
  return person;
}

const tokenFor = async (person: Person, account: string): Promise<string> => ((await person.post(`/v1/accounts/${account}/token`)).json() as { token: string }).token;
const checkToken = (person: Person, account: string, token: string, freshness: string) =>
  person.post('/v1/check', { account, permissions: ['team:access'], freshness }, { headers: { 'hallpass-token': token } });

/** The database of the object that has this in a table. */
function databaseOf(objects: string, object: string, statement: string, value: string): string {
  for (const name of readdirSync(join(objects, object)).filter((each) => /^[0-9a-f]{64}\.sqlite$/.test(each))) {
    const file = join(objects, object, name);
    const database = new DatabaseSync(file);
    try {
      if (database.prepare(statement).get(value)) return file;
    } catch {
      // It has no such table.
    } finally {
      database.close();
    }
  }
  throw new Error(`no ${object} has ${value}`);
}

const accountFile = (objects: string, account: string) => databaseOf(objects, 'AccountObject', 'SELECT 1 FROM account WHERE id = ?', account);

function change(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  assert.ok(Number(database.prepare(statement).run().changes) > 0, statement);
  database.close();
}

function flipByte(file: string, offset: number): void {
  const content = readFileSync(file);
  content[offset] = (content[offset] ?? 0) ^ 0x20;
  writeFileSync(file, content);
}

/** Removes the first two events, as the edge does after the time that it keeps them. */
function cutLog(file: string, count = 2): void {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE IF NOT EXISTS audit_cut (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT');
  database.prepare('INSERT INTO audit_cut SELECT 1, ?, hash, at FROM events WHERE seq = 2').run(count);
  database.exec('DELETE FROM events WHERE seq <= 2');
  database.close();
}

/** Every file below a folder, with its content's digest. */
function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => join(entry.parentPath, entry.name)).map((file) => [relative(folder, file), sha256(file)]));
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

test('a backup under load is restored: what was acknowledged is there, earlier tokens are refused, lists and inboxes agree', async () => {
  const place = await Place.in('load');
  const edge = await place.start();
  const olga = await signIn(edge, 'Olga');
  const dora = await signIn(edge, 'Dora');
  const vera = await signIn(edge, 'Vera');
  const team = await olga.team();
  const toDora = await olga.invite(team.id, { email: dora.email, role: 'dev' });
  await dora.join({ inviteId: toDora.invite.id });
  const toVera = await olga.invite(team.id, { email: vera.email, role: 'dev' });
  const before_ = await tokenFor(dora, team.id);

  const acknowledged: string[] = [];
  let isDone = false;
  const load = Array.from({ length: 3 }, async (_, worker) => {
    for (let number = 0; !isDone; number++) {
      const { id } = expectOk(await olga.post('/v1/accounts', { name: `Team ${worker}-${number}` }), shapes.account, 201);
      await olga.invite(id, { email: vera.email, role: 'dev' });
      acknowledged.push(id);
      await new Promise((done) => setTimeout(done, 100)); // The load has a rate: what is created is restored and checked below.
    }
  });
  await until('there is load', () => acknowledged.length >= 10);
  const atStart = [...acknowledged];
  await place.does('backup', 'copy');
  const during = acknowledged.length - atStart.length;
  isDone = true;
  await Promise.all(load);
  assert.ok(during > 0, 'there was load during the backup');
  // None of this is in it.
  await vera.join({ inviteId: toVera.invite.id });
  expectOk(await olga.patch(`/v1/accounts/${team.id}/members/${dora.id}`, { role: 'basic' }), shapes.member);
  const after_ = await tokenFor(dora, team.id);
  assert.equal((await checkToken(dora, team.id, after_, 'strict')).status, 200, 'control: it is good without a restore');
  assert.equal(await edge.stop(), 0);
  assert.equal(edge.errors, '');
  assert.equal(edge.lines.filter(({ level }) => level === 'error').length, 0, edge.output());

  rmSync(place.path(DATA), { recursive: true });
  await place.does('restore', 'copy');
  assert.match(await place.does('check', DATA), /^nothing is wrong: /);
  const again = await place.start();
  assert.equal((await olga.get(`/v1/accounts/${team.id}`)).status, 200);
  const missing: string[] = [];
  for (const id of atStart) if ((await olga.get(`/v1/accounts/${id}`)).status !== 200) missing.push(id);
  assert.deepEqual(missing, [], `of ${atStart.length}`);
  for (const freshness of ['strict', 'cached']) {
    for (const token of [before_, after_]) expectError(await checkToken(dora, team.id, token, freshness), 'stale_epoch');
    assert.equal((await checkToken(dora, team.id, await tokenFor(dora, team.id), freshness)).status, 200, freshness);
  }
  assert.deepEqual((await olga.members(team.id)).map(({ name, role }) => [name, role]).toSorted(), [['Dora', 'dev'], ['Olga', 'admin']]);
  assert.equal((await olga.audit(team.id))[0]?.action, 'hallpass.account.restore');

  const listed = async () => (await olga.me()).accounts.map(({ id }) => id);
  await until('lists are delivered', async () => new Set(await listed()).isSupersetOf(new Set(atStart)));
  // Whatever the list has can be opened.
  for (const id of await listed()) assert.equal((await olga.get(`/v1/accounts/${id}`)).status, 200, id);
  const joined = await vera.join({ inviteId: toVera.invite.id });
  assert.equal(joined.account.id, team.id, 'the invite that was accepted since is pending again');
  assert.equal(await again.stop(), 0);
  assert.match(await place.does('check', DATA), /^nothing is wrong: /);
  assert.ok(!existsSync(place.path(DATA, 'restored')));
  const marked = 'SELECT 1 FROM sqlite_master WHERE name = ?';
  assert.throws(() => databaseOf(place.path(DATA, 'objects'), 'AccountObject', marked, 'restored'), /no AccountObject has restored/, 'every account was told, asked or not');

  // The next start is an ordinary one.
  const third = await place.start();
  assert.equal((await olga.audit(team.id)).filter(({ action }) => action === 'hallpass.account.restore').length, 1);
  assert.equal(await third.stop(), 0);
});

/** The stopped edge that the tests below damage copies of: a team of two, with an invite that is pending. */
let sample: { place: Place; team: string; dora: string } | undefined;
async function sampleData(): Promise<NonNullable<typeof sample>> {
  if (sample) return sample;
  const place = await Place.in('sample');
  const edge = await place.start();
  const olga = await signIn(edge, 'Olga');
  const dora = await signIn(edge, 'Dora');
  const { id } = await olga.team();
  const { invite } = await olga.invite(id, { email: dora.email, role: 'dev' });
  await dora.join({ inviteId: invite.id });
  await olga.invite(id, { email: 'vera@example.com', role: 'dev' });
  assert.equal(await edge.stop(), 0);
  await place.does('backup', 'copy');
  return (sample = { place, team: id, dora: dora.id });
}

/** Writes the digests of a backup again, as somebody would who changes it on purpose. */
function signAgain(backup: string): void {
  const file = join(backup, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { objects: { class: string; id: string; bytes: number; sha256: string }[] };
  for (const each of manifest.objects) {
    const path = join(backup, 'objects', each.class, `${each.id}.sqlite`);
    Object.assign(each, { bytes: statSync(path).size, sha256: sha256(path) });
  }
  writeFileSync(file, JSON.stringify(manifest));
  writeFileSync(join(backup, 'manifest.sha256'), `${sha256(file)}  manifest.json\n`);
}

test('a backup is private, whole and described by its manifest', async () => {
  const { place } = await sampleData();
  const backup = place.path('copy');
  const paths = ['', ...readdirSync(backup, { recursive: true, encoding: 'utf8' })];
  for (const path of paths) assert.equal(statSync(join(backup, path)).mode & 0o077, 0, path);
  const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as Record<string, unknown> & { objects: { class: string; id: string; sha256: string; rows: Record<string, number> }[] };
  assert.deepEqual([manifest['format'], manifest['formatVersion']], ['hallpass-backup', 1]);
  const named = manifest.objects.map((each) => join('objects', each.class, `${each.id}.sqlite`));
  assert.deepEqual(paths.filter((path) => path.endsWith('.sqlite')).toSorted(), named.toSorted(), 'nothing but whole databases');
  for (const [index, each] of manifest.objects.entries()) assert.equal(each.sha256, sha256(join(backup, named[index] ?? '')));
  assert.ok(manifest.objects.some(({ rows }) => rows['members'] === 2));
  const secrets = readFileSync(place.path('hallpass.env'), 'utf8').match(/"d":"[^"]+"|HALLPASS_PEPPER='[^']+'/g) ?? [];
  assert.equal(secrets.length, 2);
  const everything = paths.filter((path) => statSync(join(backup, path)).isFile()).map((path) => readFileSync(join(backup, path), 'latin1')).join('\n');
  for (const secret of secrets) assert.ok(!everything.includes(secret.split(/[:=]/)[1]?.slice(1, -1) ?? ''), 'no secret is in it');
  assert.ok(everything.includes('dora@example.com'), 'control: what it has can be found');
  assert.match(await place.does('check', 'copy'), /^nothing is wrong: /);

  const again = await place.hallpass('backup', 'copy');
  assert.equal(again.status, 1);
  assert.match(again.out, /`.*copy` exists already; it is not overwritten/);
  const elsewhere = await place.hallpass('backup', 'other', '--data', 'nowhere');
  assert.equal(elsewhere.status, 1);
  assert.match(elsewhere.out, /`.*nowhere` has no data of an edge/);
  assert.deepEqual(readdirSync(place.folder).filter((name) => name.includes('partial') || name === 'other'), []);
});

test('a damaged backup is not restored, nor one over other data', async () => {
  const { place, team } = await sampleData();
  const damages: readonly [what: string, damage: (backup: string) => void, says: RegExp][] = [
    ['a flipped byte', (backup) => flipByte(accountFile(join(backup, 'objects'), team), 9_000), /is not the file that was written/],
    ['a truncated file', (backup) => truncateSync(accountFile(join(backup, 'objects'), team), 8_192), /is not the file that was written/],
    ['a missing file', (backup) => rmSync(accountFile(join(backup, 'objects'), team)), /`objects\/AccountObject\/[0-9a-f]{64}\.sqlite` is missing/],
    ['another policy', (backup) => writeFileSync(join(backup, 'policy.toml'), ''), /`policy\.toml` is not the file that was written/],
    ['a changed manifest', (backup) => flipByte(join(backup, 'manifest.json'), 40), /`manifest\.json` is not the one that was written/],
    ['no manifest', (backup) => rmSync(join(backup, 'manifest.json')), /`manifest\.json` cannot be read/],
    ['no digest of the manifest', (backup) => rmSync(join(backup, 'manifest.sha256')), /`manifest\.sha256` cannot be read/],
    ['a removed event', (backup) => (change(accountFile(join(backup, 'objects'), team), 'DELETE FROM events WHERE seq = 2'), signAgain(backup)), /its audit log was changed/],
    ['a changed event', (backup) => (change(accountFile(join(backup, 'objects'), team), "UPDATE events SET actor = 'usr_0000000000000000000000' WHERE seq = 2"), signAgain(backup)), /its audit log was changed/],
    ['a removed row', (backup) => (change(accountFile(join(backup, 'objects'), team), "DELETE FROM invites WHERE state = 'pending'"), signAgain(backup)), /other numbers of rows/],
    ['a database that is none', (backup) => (writeFileSync(accountFile(join(backup, 'objects'), team), 'SQLite format 3\0'.padEnd(8_192, 'x')), signAgain(backup)), /is not a whole backup: AccountObject/],
    ['another object’s file', (backup) => (cpSync(databaseOf(join(backup, 'objects'), 'AccountObject', "SELECT 1 FROM account WHERE kind = ?", 'personal'), accountFile(join(backup, 'objects'), team)), signAgain(backup)), /named as another account’s/],
  ];
  for (const [what, damage, says] of damages) {
    const backup = place.path('damaged');
    rmSync(backup, { recursive: true, force: true });
    cpSync(place.path('copy'), backup, { recursive: true });
    damage(backup);
    const { status, out } = await place.hallpass('restore', 'damaged', '--data', 'restored');
    assert.equal(status, 1, `${what}: ${out}`);
    assert.match(out, says, what);
    assert.ok(!existsSync(place.path('restored')), `${what}: nothing is in place`);
  }
  const over = await place.hallpass('restore', 'copy');
  assert.equal(over.status, 1);
  assert.match(over.out, /`.*hallpass-data` is not an empty folder/);
  // The control: the same backup, undamaged, into an empty folder that exists.
  mkdirSync(place.path('restored'));
  await place.does('restore', 'copy', '--data', 'restored');
  assert.match(await place.does('check', 'restored'), /^nothing is wrong: /);
  assert.equal(statSync(place.path('restored')).mode & 0o077, 0);

  // As an interrupted restore leaves the folder.
  mkdirSync(place.path('restored', 'restore.partial'));
  for (const command of [['check', 'restored'], ['backup', 'third', '--data', 'restored'], ['start', '--env-file', 'hallpass.env', '--data', 'restored'], ['restore', 'copy', '--data', 'restored']]) {
    const { status, out } = await place.hallpass(...command);
    assert.equal(status, 1, out);
    assert.match(out, /a restore into `.*restored` was interrupted: empty the folder, and restore again|`.*restored` is not an empty folder/, command[0]);
  }
});

test('check finds each fault in a data folder, changes nothing, and is content without one', async () => {
  const { place, team, dora } = await sampleData();
  const objects = (data: string) => join(data, 'objects');
  const faults: readonly [what: string, plant: (data: string) => void, says: RegExp][] = [
    ['a flipped byte', (data) => flipByte(accountFile(objects(data), team), 4_096 * 3), /^AccountObject [0-9a-z_]+: /im],
    ['a removed event', (data) => change(accountFile(objects(data), team), 'DELETE FROM events WHERE seq = 3'), /^AccountObject acc_\S+: its audit log was changed/m],
    ['the last events removed', (data) => change(accountFile(objects(data), team), 'DELETE FROM events WHERE seq > 3'), /^AccountObject acc_\S+: its audit log was changed: it has 3 events/m],
    ['details that are not JSON', (data) => change(accountFile(objects(data), team), "UPDATE events SET details = '{' WHERE seq = 2"), /^AccountObject acc_\S+: its audit log was changed: event 1 or a later one/m],
    ['a changed cut', (data) => cutLog(accountFile(objects(data), team), 1), /^AccountObject acc_\S+: its audit log was changed/m],
    ['a missing account', (data) => rmSync(accountFile(objects(data), team)), new RegExp(`^UserObject [0-9a-f]{64}: its list has ${team}, which has no data`, 'm')],
    ['a truncated file', (data) => truncateSync(accountFile(objects(data), team), 10_000), /^AccountObject [0-9a-f]{64}: /m],
    ['an emptied file', (data) => truncateSync(accountFile(objects(data), team), 0), new RegExp(`: its list has ${team}, which has no data`, 'm')],
    ['a removed member', (data) => change(accountFile(objects(data), team), `DELETE FROM members WHERE user = '${dora}'`), /: it counts 2 members and has 1$/m],
    ['a member who is in no list', (data) => change(databaseOf(objects(data), 'UserObject', 'SELECT 1 FROM accounts WHERE account = ?', team), `DELETE FROM accounts WHERE account = '${team}'`), /^AccountObject acc_\S+: it is not in the list of its member usr_/m],
    ['a newer row', (data) => change(databaseOf(objects(data), 'UserObject', 'SELECT 1 FROM accounts WHERE account = ?', team), `UPDATE accounts SET version = 999 WHERE account = '${team}'`), /its row of acc_\S+ is newer than the account/m],
    ['an invite that is not pending', (data) => change(accountFile(objects(data), team), "UPDATE invites SET state = 'revoked' WHERE state = 'pending'"), /^MailboxObject [0-9a-f]{64}: it has inv_\S+, which is not pending/m],
    ['a missing mailbox', (data) => rmSync(databaseOf(objects(data), 'MailboxObject', "SELECT 1 FROM invites WHERE row LIKE ?", '%"status":"pending"%')), /^AccountObject acc_\S+: the mailbox of inv_\S+ has no data/m],
    ['alarms that cannot be read', (data) => writeFileSync(join(objects(data), 'UserObject/metadata.sqlite'), 'no database'.repeat(999)), /^UserObject metadata\.sqlite: /m],
  ];
  for (const [what, plant, says] of faults) {
    const data = place.path('faulty');
    rmSync(data, { recursive: true, force: true });
    cpSync(place.path(DATA), data, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    plant(data);
    for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) if (/-(wal|shm)$/.test(name)) rmSync(join(data, name));
    const content = contentOf(data);
    const { status, out } = await place.hallpass('check', 'faulty');
    assert.equal(status, 1, `${what}: ${out}`);
    assert.match(out, says, what);
    assert.deepEqual(contentOf(data), content, `${what}: nothing is changed`);
  }
  const content = contentOf(place.path(DATA));
  assert.match(await place.does('check', DATA), /^nothing is wrong: 3 accounts, 2 users, 2 mailboxes$/m);
  assert.deepEqual(contentOf(place.path(DATA)), content);

  rmSync(place.path('faulty'), { recursive: true });
  cpSync(place.path(DATA), place.path('faulty'), { recursive: true, filter: (path) => !path.endsWith('.sock') });
  cutLog(accountFile(objects(place.path('faulty')), team));
  assert.match(await place.does('check', 'faulty'), /^nothing is wrong: /, 'a log may begin with a cut');

  const edge = await place.start();
  const inUse = await place.hallpass('check', DATA);
  assert.equal(inUse.status, 1);
  assert.match(inUse.out, /an edge is running on `.*hallpass-data`: stop it first, or check a backup of it/);
  // Between a crash and the next start workerd does not run, and the folder is in use all the same.
  process.kill(await edge.workerd(), 'SIGKILL');
  const between = await place.hallpass('check', DATA);
  assert.match(between.out, /an edge is running on/);
  assert.equal(await edge.stop(), 0);
  await place.does('check', DATA);
});

test('who was erased is not in a backup that is made afterwards', async () => {
  const place = await Place.in('erased');
  const edge = await place.start();
  const olga = await signIn(edge, 'Olga');
  const team = await olga.team();
  const mia = await signIn(edge, 'Mia-Who-Is-Erased');
  const { invite } = await olga.invite(team.id, { email: mia.email, role: 'dev', note: 'hello' });
  await mia.join({ inviteId: invite.id });
  const places = (backup: string) => {
    const folder = place.path(backup);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile());
    return files.filter((path) => readFileSync(join(folder, path), 'latin1').toLowerCase().includes('mia-who-is-erased'));
  };
  await place.does('backup', 'before');
  assert.ok(places('before').length > 0, 'control: they are in a backup from before');
  assert.equal((await mia.delete('/v1/me')).status, 202);
  await until('they have left', async () => (await olga.members(team.id)).length === 1);
  await place.does('backup', 'while-running');
  assert.deepEqual(places('while-running'), []);
  assert.equal(await edge.stop(), 0);
  await place.does('backup', 'when-stopped');
  assert.deepEqual(places('when-stopped'), []);
  assert.match(await place.does('check', DATA), /^nothing is wrong: /);
});

test('the commands of the guide do what it says', async () => {
  const { place } = await sampleData();
  const folder = folderFor('guide');
  cpSync(place.path(DATA), join(folder, DATA), { recursive: true, filter: (path) => !path.endsWith('.sock') });
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/back-up-and-restore.md'), 'utf8');
  const commands = [...guide.matchAll(/^npx hallpass (backup|restore|check) (.*)$/gm)].map(([, command = '', rest = '']) => [command, ...rest.split(' ')]);
  assert.deepEqual(commands.map(([command]) => command), ['backup', 'check', 'restore', 'check', 'check']);
  mkdirSync(join(folder, 'backups'));
  for (const command of commands) {
    if (command[0] === 'restore') rmSync(join(folder, DATA), { recursive: true });
    await build(folder, CLI, ...command);
  }
  const { status, out } = await run(folder, '--no-experimental-sqlite', join(INSTALLED, 'dist/cli.js'), 'check', DATA);
  assert.equal(status, 1);
  assert.match(out, /^hallpass check: this needs Node 22\.16\.0 or newer, for the SQLite in it, and this is /m, 'on a Node without SQLite');
});
