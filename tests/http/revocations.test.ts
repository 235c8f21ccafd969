// What is taken away from one member is refused by `strict` at once and by `cached` within two seconds, and no other token is.
//
// `HALLPASS_REVOCATIONS=1000 cargo xtask test http revocations` takes each kind of thing away a thousand times. Controls: the view is
// reused, so some requests are still allowed for a short time, and the tokens of bystanders are checked all the while.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { enrol, inParallel, memberOf, ownerWithTeam, people, sleep, type Person } from '../harness/person.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const REVOCATIONS = Number(process.env['HALLPASS_REVOCATIONS'] ?? 24);
/** Members who take turns: each has one thing taken away and given back again and again. */
const MEMBERS = Math.min(REVOCATIONS, 12);
/** Tokens outlive a turn, so that their age never refuses them. */
const LIFETIME_SECONDS = 300;
/** How long after a revocation an allowed request may have been sent. */
const LIMIT_MS = 2_000;

let edge: Edge;
before(async () => {
  edge = await startEdge({ settings: { MEMBERSHIP_TTL: String(LIFETIME_SECONDS) } });
});
after(() => edge?.stop());

interface Team {
  readonly owner: Person;
  readonly id: string;
  readonly project: string;
}

async function teamWithProject(): Promise<Team> {
  const { owner, team: id } = await ownerWithTeam(edge);
  const { id: project } = expectOk(await owner.post(`/v1/accounts/${id}/projects`, { name: 'North' }), shapes.project, 201);
  return { owner, id, project };
}

const memberPath = ({ id }: Team, user: Person): string => `/v1/accounts/${id}/members/${user.id}`;
const grantPath = ({ id, project }: Team, user: Person): string => `/v1/accounts/${id}/projects/${project}/members/${user.id}`;

async function succeeded(reply: Promise<Reply>): Promise<void> {
  const { status, text } = await reply;
  assert.ok(status < 300, text);
}

/** Ways to take something away from a member, and to give it back. */
const REVOCATION: Record<string, { revoke(team: Team, user: Person): Promise<void>; restore(team: Team, user: Person): Promise<void> }> = {
  'a removed grant': {
    revoke: (team, user) => succeeded(team.owner.delete(grantPath(team, user))),
    restore: (team, user) => succeeded(team.owner.put(grantPath(team, user), { role: 'editor' })),
  },
  'a suspension': {
    revoke: (team, user) => succeeded(team.owner.patch(memberPath(team, user), { suspended: true })),
    restore: (team, user) => succeeded(team.owner.patch(memberPath(team, user), { suspended: false })),
  },
  'an end': {
    revoke: (team, user) => succeeded(team.owner.patch(memberPath(team, user), { expiresAt: new Date(Date.now() - 1).toISOString() })),
    restore: (team, user) => succeeded(team.owner.patch(memberPath(team, user), { expiresAt: null })),
  },
};

async function tokenFor(team: Team, user: Person): Promise<string> {
  return expectOk(await user.post(`/v1/accounts/${team.id}/token`, { project: team.project }), shapes.token).token;
}

/** A check of the project with a token for it. */
function check(team: Team, token: string, freshness: string): Promise<Reply> {
  const body = { account: team.id, project: team.project, permissions: ['pods:manage'], freshness };
  return send(edge.origin, 'POST', '/v1/check', { body, headers: { 'hallpass-token': token } });
}

async function isAllowed(reply: Promise<Reply>): Promise<boolean> {
  return expectOk(await reply, shapes.verdict).allowed;
}

/** Members who keep what they have. Their tokens are checked until `stop`. */
class Bystanders {
  readonly #team: Team;
  readonly #users: readonly Person[];
  readonly #refused: string[] = [];
  #checks = 0;
  #stopped = false;
  readonly #running: Promise<void>[];

  constructor(team: Team, users: readonly Person[]) {
    this.#team = team;
    this.#users = users;
    this.#running = this.#users.map((user) => this.#run(user));
  }

  async #run(user: Person): Promise<void> {
    while (!this.#stopped) {
      // One token through many changes of others: it is renewed for its age alone.
      const token = await tokenFor(this.#team, user);
      const renewAt = performance.now() + (LIFETIME_SECONDS - 60) * 1_000;
      while (!this.#stopped && performance.now() < renewAt) {
        for (const freshness of ['cached', 'strict']) {
          const reply = await check(this.#team, token, freshness);
          this.#checks += 1;
          if (reply.status !== 200 || !expectOk(reply, shapes.verdict).allowed) this.#refused.push(`${freshness}: ${reply.text}`);
        }
        await sleep(20);
      }
    }
  }

  /** How many of their checks were made, and which were refused. */
  async stop(): Promise<{ checks: number; refused: readonly string[] }> {
    this.#stopped = true;
    await Promise.all(this.#running);
    return { checks: this.#checks, refused: this.#refused };
  }
}

/** Polls with `cached` until the token is refused. Returns when the last allowed request was sent, after `revokedAt`, or 0. */
async function lastAllowed(team: Team, token: string, revokedAt: number): Promise<number> {
  for (let last = 0; ; await sleep(25)) {
    // Requests that are sent later are also checked later, however busy the machine is.
    const sent = performance.now() - revokedAt;
    const reply = await check(team, token, 'cached');
    if (reply.status !== 200) {
      expectError(reply, 'stale_epoch');
      return last;
    }
    last = sent;
  }
}

for (const [name, { revoke, restore }] of Object.entries(REVOCATION)) {
  test(`${REVOCATIONS} times ${name}: \`strict\` denies at once, \`cached\` within two seconds, and nobody else is denied`, async (context) => {
    const team = await teamWithProject();
    const join = async (user: Person): Promise<void> => {
      await enrol(team.owner, team.id, user, 'billing');
      await succeeded(team.owner.put(grantPath(team, user), { role: 'editor' }));
    };
    const members = await people(edge, MEMBERS, 'Mia', 8);
    await inParallel(members.length, 6, async (index) => join(members[index]!));
    const others = await people(edge, 2, 'Otto', 2);
    await inParallel(others.length, 2, async (index) => join(others[index]!));
    const bystanders = new Bystanders(team, [...others, team.owner]);
    const allowedAfter: number[] = [];
    let remaining = REVOCATIONS;
    let deniedByStrict = 0;
    await inParallel(members.length, members.length, async (index) => {
      const user = members[index]!;
      while (remaining-- > 0) {
        const token = await tokenFor(team, user);
        // Now the view is cached and recent.
        for (const freshness of ['strict', 'cached']) assert.ok(await isAllowed(check(team, token, freshness)), freshness);
        await revoke(team, user);
        const revokedAt = performance.now();
        expectError(await check(team, token, 'strict'), 'stale_epoch', 'the next request');
        deniedByStrict += 1;
        allowedAfter.push(await lastAllowed(team, token, revokedAt));
        await restore(team, user);
        expectError(await check(team, token, 'strict'), 'stale_epoch', 'giving it back revives no token');
      }
    });
    const { checks, refused } = await bystanders.stop();
    const latest = Math.max(...allowedAfter);
    context.diagnostic(`strict denied ${deniedByStrict} of ${REVOCATIONS} with the next request; cached: last allowed after ${Math.round(latest)} ms; ${checks} checks of others`);
    assert.equal(deniedByStrict, REVOCATIONS);
    assert.deepEqual(allowedAfter.filter((last) => last > LIMIT_MS), []);
    assert.ok(allowedAfter.some((last) => last > 0), 'control: the view is reused, so some are still allowed for a short time');
    assert.ok(checks > 0);
    assert.deepEqual(refused, [], 'no bystander was denied');
  });
}

test('an end that passes ends tokens by their `exp`, and is refused by the account’s own clock', async () => {
  const team = await teamWithProject();
  const user = await memberOf(team.owner, team.id, 'Enda', 'dev');
  const end = Math.ceil(Date.now() / 1_000) + 4;
  await succeeded(team.owner.patch(memberPath(team, user), { expiresAt: new Date(end * 1_000).toISOString() }));
  const { token, expiresAt } = expectOk(await user.post(`/v1/accounts/${team.id}/token`), shapes.token);
  const { claims } = decode(token);
  assert.deepEqual([claims['exp'], Date.parse(expiresAt)], [end, end * 1_000], 'a token never outlives the membership');
  // Signed with the edge's key, and longer-lived than any that the edge would sign.
  const longer = edge.secrets.key.sign('membership+jwt', { ...claims, exp: end + 60 });
  const ask = (jwt: string, freshness: string): Promise<Reply> =>
    send(edge.origin, 'POST', '/v1/check', { body: { account: team.id, permissions: ['team:access'], freshness }, headers: { 'hallpass-token': jwt } });
  for (const freshness of ['strict', 'cached']) assert.equal((await ask(longer, freshness)).status, 200, `control: ${freshness}, before the end`);
  await sleep(end * 1_000 - Date.now() + 50);
  expectError(await ask(token, 'stateless'), 'token_expired');
  expectError(await ask(longer, 'strict'), 'stale_epoch', 'at once');
  await sleep(LIMIT_MS);
  expectError(await ask(longer, 'cached'), 'stale_epoch', 'within two seconds');
  assert.equal((await ask(longer, 'stateless')).status, 200, 'control: the token itself is valid');
  expectError(await user.post(`/v1/accounts/${team.id}/token`), 'past_end');
  assert.equal((await send(edge.origin, 'POST', '/v1/check', { body: { account: team.id, permissions: ['team:access'], freshness: 'strict' }, headers: { 'hallpass-token': await tokenFor(team, team.owner) } })).status, 200, 'control: another member');
});
