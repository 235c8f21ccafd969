// A mailbox belongs to one address, and anybody can write into it by inviting. Whatever others send, it stays small, reading it
// stays cheap, and an invite that came first stays.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { mailboxOf, OBSERVED, setAhead, type Observed, type ObservedObject } from '../harness/objects.ts';
import { eventually, inParallel, ownerWithTeam, person, type Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

const DAY = 86_400;
/** As in `crates/core/src/limits.rs`. */
const [MAILBOX_INVITES, PER_INVITER, SHOWN_PER_INVITER] = [1000, 100, 20];
/** Rows of a kind that one alarm changes. */
const PAGE = 500;
const DEAD = 5000;

let edge: Edge;
before(async () => {
  edge = await startEdge({ entry: OBSERVED });
});
after(() => edge?.stop());

/** A user with one pending invite, and their mailbox. */
async function invitee(): Promise<{ guest: Person; invite: shapes.Invite; name: string; mailbox: ObservedObject }> {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const { name, object } = mailboxOf(edge, guest.email);
  await eventually('the invite', async () => ((await guest.me()).inboxCount === 1 ? true : undefined));
  return { guest, invite, name, mailbox: object };
}

async function inbox(guest: Person): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const page = expectOk(await guest.get(`/v1/invites?limit=200${cursor}`), shapes.page(shapes.invite));
    ids.push(...page.items.map(({ id }) => id));
    next = page.next;
  }
  return ids;
}

const idOf = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Delivers an invite of another team, as the team's outbox does. Returns its id. */
async function deliver(to: { name: string; mailbox: ObservedObject }, like: shapes.Invite, inviter: string, at = Date.now()): Promise<string> {
  const account = `acc_${idOf(16)}`;
  const id = `inv_${account.slice(4)}${idOf(16)}`;
  const row = { ...like, id, account, inviter: { user: inviter, name: 'Eve' }, createdAt: new Date(at).toISOString() };
  const { status } = await to.mailbox.call('put-invite-row', { mailbox: to.name, invite: id, version: 1, row });
  assert.equal(status, 200);
  return id;
}

const user = (): string => `usr_${idOf(16)}`;

/** What the mailbox does for `GET /v1/me` and for a page of `GET /v1/invites`. */
async function reads({ guest, mailbox }: { guest: Person; mailbox: ObservedObject }): Promise<{ me: Observed; list: Observed }> {
  await guest.me();
  const me = await mailbox.last();
  expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite));
  return { me, list: await mailbox.last() };
}

const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${DEAD / 2})`;

/** Fills a mailbox with expired invites and with tombstones, those of an earlier release among them. */
async function addDead(mailbox: ObservedObject): Promise<void> {
  const now = Date.now();
  await mailbox.rows(`${numbers} INSERT INTO invites SELECT 'expired' || i, 1, ${now}, ${now - 60_000} - i, (SELECT row FROM invites LIMIT 1) FROM n`);
  await mailbox.rows(`${numbers} INSERT INTO invites SELECT 'removed' || i, 1, NULL, iif(i % 2, NULL, ${now} - i), NULL FROM n`);
}

test(`${DEAD} dead invites cost reading nothing`, async () => {
  const target = await invitee();
  const before = await reads(target);
  await addDead(target.mailbox);
  const after = await reads(target);
  for (const part of ['me', 'list'] as const) {
    assert.ok(after[part].rowsRead <= 1.2 * before[part].rowsRead, `${part}: ${before[part].rowsRead} rows, then ${after[part].rowsRead}`);
    assert.equal(after[part].rowsWritten, 0, `${part}: a read writes nothing`);
  }
  assert.deepEqual(await inbox(target.guest), [target.invite.id]);
  for (let n = 0; n < 10; n++) await deliver(target, target.invite, user());
  const more = await reads(target);
  assert.ok(more.me.rowsRead >= before.me.rowsRead + 10, 'control: pending invites are counted');
});

test('the alarm deletes expired invites and tombstones, a page at a time', async () => {
  const target = await invitee();
  const { mailbox, guest, invite } = target;
  await addDead(mailbox);
  const count = async (where: string): Promise<number> => (await mailbox.rows<{ n: number }>(`SELECT count(*) AS n FROM invites WHERE ${where}`))[0]?.n ?? -1;
  const expired = `row IS NOT NULL AND expires_at <= ${Date.now()}`;
  await mailbox.alarm();
  assert.equal(await count(expired), DEAD / 2 - PAGE, 'one page of expired invites became tombstones');
  assert.equal(await count('row IS NULL'), DEAD / 2 + PAGE, 'no tombstone was deleted');
  const { alarmAt } = await mailbox.last();
  assert.ok(alarmAt !== undefined && alarmAt <= Date.now() + 2000, 'the next page follows');
  try {
    await setAhead(edge, 2 * DAY);
    await mailbox.alarm();
    assert.equal(await count('row IS NULL'), DEAD / 2 + PAGE, 'one page of expired invites more, and one of tombstones less');
    for (let pages = 2; (await count('1 = 1')) > 1; pages++) {
      assert.ok(pages < 20, 'the alarm deletes everything in the end');
      await mailbox.alarm();
    }
  } finally {
    await setAhead(edge, 0);
  }
  assert.deepEqual(await inbox(guest), [invite.id], 'what is pending stays');
});

test('a late delivery does not bring a removed invite back', async () => {
  const { guest, invite, name, mailbox } = await invitee();
  const put = (version: number, row: object | undefined, now: number) =>
    mailbox.call('put-invite-row', { mailbox: name, invite: invite.id, version, ...(row ? { row } : {}) }, { now });
  const sent = Date.now();
  assert.equal((await put(1000, undefined, sent)).status, 200);
  assert.equal((await put(999, invite, sent)).status, 200);
  assert.deepEqual(await inbox(guest), [], 'the tombstone keeps the older row out');
  try {
    await setAhead(edge, 2 * DAY);
    await mailbox.alarm();
  } finally {
    await setAhead(edge, 0);
  }
  assert.deepEqual(await mailbox.rows('SELECT id FROM invites'), [], 'the tombstone is gone');
  assert.equal((await put(999, invite, sent)).status, 500, 'its sender is told to send the state as it is now');
  assert.deepEqual(await inbox(guest), []);
  assert.equal((await put(1001, invite, sent + 2 * DAY * 1000)).status, 200, 'control: a new delivery is stored');
  assert.deepEqual(await inbox(guest), [invite.id]);
});

test('an inviter with many teams does not push other invites out', async () => {
  const target = await invitee();
  const eve = await person(edge, 'Eve');
  const teams = await inParallel(SHOWN_PER_INVITER + 2, 8, () => eve.team('Team'));
  await inParallel(teams.length, 8, async (index) => eve.invite(teams[index]?.id ?? '', { email: target.guest.email, role: 'dev' }));
  await eventually('her invites', async () => ((await target.guest.me()).inboxCount === SHOWN_PER_INVITER + 1 ? true : undefined));
  const [first, ...rest] = await inbox(target.guest);
  assert.equal(rest.at(-1), target.invite.id, 'the invite that came before hers is shown');
  assert.equal(rest.length, SHOWN_PER_INVITER);
  await target.guest.join({ inviteId: first ?? '' });
  await eventually('the next one', async () => ((await inbox(target.guest)).length === SHOWN_PER_INVITER + 1 && !(await inbox(target.guest)).includes(first ?? '') ? true : undefined));
});

test('a mailbox holds a limited number of one inviter’s invites', async () => {
  const target = await invitee();
  const eve = user();
  const sent = await inParallel(PER_INVITER + 5, 8, () => deliver(target, target.invite, eve));
  const stored = await target.mailbox.rows<{ id: string }>('SELECT id FROM invites');
  assert.equal(stored.filter(({ id }) => sent.includes(id)).length, PER_INVITER);
  const other = await deliver(target, target.invite, user());
  assert.ok((await inbox(target.guest)).includes(other), 'control: another inviter’s is stored');
});

test('invites of many inviters are all listed, page by page', async () => {
  const target = await invitee();
  const ids = await inParallel(250, 16, () => deliver(target, target.invite, user()));
  assert.equal((await target.guest.me()).inboxCount, ids.length + 1);
  assert.deepEqual(new Set(await inbox(target.guest)), new Set([...ids, target.invite.id]));
});

test('a full mailbox takes an invite instead of one from the inviter with the most', async () => {
  const target = await invitee();
  const { mailbox, guest, invite } = target;
  const eve = user();
  const copies = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MAILBOX_INVITES - 1})`;
  const row = `json_set((SELECT row FROM invites WHERE id = '${invite.id}'), '$.inviter.user', '${eve}')`;
  await mailbox.rows(`${copies} INSERT INTO invites SELECT 'inv' || i, 1, ${Date.now()} + i, NULL, ${row} FROM n`);
  const stored = async (): Promise<number> => (await mailbox.rows<{ n: number }>('SELECT count(*) AS n FROM invites'))[0]?.n ?? -1;
  assert.equal(await stored(), MAILBOX_INVITES);
  await deliver(target, invite, eve);
  assert.equal(await stored(), MAILBOX_INVITES, 'one more of hers has no place');
  const other = await deliver(target, invite, user(), Date.now() - 1000);
  assert.equal(await stored(), MAILBOX_INVITES, 'it took the place of one of hers');
  const found = await mailbox.rows<{ id: string }>(`SELECT id FROM invites WHERE id IN ('${invite.id}', '${other}')`);
  assert.equal(found.length, 2);
  // Everybody has one: what came first stays.
  await mailbox.rows(`UPDATE invites SET row = json_set(row, '$.inviter.user', 'usr_' || substr('0000000000000000000000' || hex(id), -22))`);
  const late = await deliver(target, invite, user());
  assert.deepEqual(await mailbox.rows(`SELECT id FROM invites WHERE id = '${late}'`), []);
  assert.equal(await stored(), MAILBOX_INVITES);
  assert.equal((await guest.get('/v1/invites?limit=1')).status, 200);
});
