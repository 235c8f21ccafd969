// An erasure that is cut off before any of its writes, by a machine that loses power there: after a restart it completes by itself if it
// was acknowledged, else with the same request again. `HALLPASS_PROOF_SCALE=full` tries every write.
// To see it fail: set no alarm in `EraseQueue::put` (`worker/src/objects/erase_queue.rs`).
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FULL } from '../../prove/kit/proof.ts';
import { searchTexts } from '../harness/canary.ts';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { enrol, eventually, ownerWithTeam, person, Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';
import { Provider } from '../harness/provider.ts';

/** How many writes are tried among the tests. */
const POINTS = 5;

/** Wraps the objects: only so many more writes happen, then every statement and alarm fails. */
const POWER = `
import Worker, { AccountObject as Account, MailboxObject as Mailbox, UserObject as User } from './entry.mjs';
let writes = 0;
let most = Infinity;
const use = (statement) => {
  if (/^\\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)/i.test(statement)) writes++;
  if (writes > most) throw new Error('the power is off');
};
const override = (target, members) => new Proxy(target, {
  get(_, name) {
    if (name in members) return members[name];
    const value = target[name];
    return typeof value === 'function' ? value.bind(target) : value;
  },
});
const powered = (Class) => class {
  constructor(state, env) {
    this.sql = state.storage.sql;
    const exec = (statement, ...parameters) => { use(statement); return state.storage.sql.exec(statement, ...parameters); };
    const storage = override(state.storage, { sql: override(state.storage.sql, { exec }) });
    this.object = new Class(override(state, { storage }), env);
  }
  async fetch(request) {
    if (new URL(request.url).pathname !== '/left') return this.object.fetch(request);
    return Response.json(this.sql.exec('SELECT count(*) AS count FROM erase_queue').one());
  }
  alarm() { use(''); return this.object.alarm(); }
};
export const AccountObject = powered(Account);
export const MailboxObject = powered(Mailbox);
export const UserObject = powered(User);
export default {
  async fetch(request, env, context) {
    const [, part, name] = new URL(request.url).pathname.split('/');
    if (part === 'left') return env.USER.getByName(name).fetch('https://object/left');
    if (part !== 'power') return new Worker(context, env).fetch(request);
    const answer = Response.json(writes);
    if (request.method === 'POST') { writes = 0; most = Number(name); }
    return answer;
  },
};
`;

const users = new Provider('users');
let edge: Edge;
before(async () => {
  edge = await startEdge({ entry: POWER, providers: [users.setting()], settings: { RETRY_DIVISOR: '20' } });
});
after(() => edge?.stop());

/** Lets only so many more writes happen. */
const setPower = (writes: number) => fetch(`${edge.origin}/power/${writes}`, { method: 'POST' });
const writesSoFar = async (): Promise<number> => (await (await fetch(`${edge.origin}/power`)).json()) as number;

/** A user who is a member of a team and has left another one, with an invite to their address and one that they gave. */
interface Subject {
  readonly user: Person;
  readonly owner: Person;
  readonly team: string;
}

async function subject(): Promise<Subject> {
  const id = unique();
  const [name, email] = [`Xenia Q${id}`, `xenia.q${id}@example.com`];
  const user = new Person(edge, email, name, users.token({ subject: id, email, emailVerified: true, name }, { iat: Math.floor(Date.now() / 1000) - 5 }));
  await user.open();
  const { owner, team } = await ownerWithTeam(edge, 'Tom');
  await enrol(owner, team, user, 'admin');
  await user.invite(team, { email: (await person(edge, 'Gina')).email, role: 'dev', note: name });
  const former = await ownerWithTeam(edge, 'Fred');
  await enrol(former.owner, former.team, user, 'dev');
  assert.equal((await user.delete(`/v1/accounts/${former.team}/members/${user.id}`)).status, 204);
  const inviting = await ownerWithTeam(edge, 'Ina');
  await inviting.owner.invite(inviting.team, { email, role: 'dev' });
  return { user, owner, team };
}

const erase = async ({ user }: Subject): Promise<void> => {
  expectOk(await user.delete('/v1/me'), shapes.erasedUser, 202);
};

/** Waits until the user's object has nobody left to tell, and so have the mailbox and the accounts. */
async function completed({ user, owner, team }: Subject): Promise<void> {
  await eventually('the erasure is complete', async () => {
    const { count } = (await (await fetch(`${edge.origin}/left/${user.id}`)).json()) as { count: number };
    if (count > 0) return undefined;
    return (await owner.audit(team)).some(({ action }) => action === 'hallpass.member.erase') ? true : undefined;
  }, 60_000);
}

async function restart(): Promise<void> {
  await edge.host.kill();
  await edge.host.start();
}

/** Where the stopped edge still has names or addresses of these users. One search for all: there are hundreds of databases. */
const placesOf = (subjects: readonly Subject[]): string[] =>
  searchTexts(join(edge.host.folder, 'data'), '', subjects.flatMap(({ user }) => [user.email, user.name]));

test('an erasure that is cut off before any of its writes completes after a restart', { timeout: 1_200_000 }, async () => {
  const whole = await subject();
  await setPower(Infinity);
  await erase(whole);
  await completed(whole);
  // What follows the last task.
  await new Promise((done) => setTimeout(done, 500));
  const writes = await writesSoFar();
  assert.ok(writes >= 15, `an erasure has ${writes} writes`);

  const points = Array.from({ length: FULL ? writes : POINTS }, (_, index) => Math.floor((index * writes) / (FULL ? writes : POINTS)));
  const subjects: Subject[] = [whole];
  let acknowledged = 0;
  for (const point of points) {
    const cut = await subject();
    subjects.push(cut);
    await setPower(point);
    const reply = await cut.user.delete('/v1/me').catch(() => undefined);
    // Until the power is off, or for as long as what follows the response takes.
    await eventually(`write ${point} is reached`, async () => ((await writesSoFar()) > point ? true : undefined), 5_000).catch(() => undefined);
    await restart();
    if (reply?.status === 202) acknowledged++;
    else await erase(cut);
    await completed(cut);
    expectError(await cut.user.get('/v1/me'), 'user_erased', `cut off before write ${point}`);
    const events = (await cut.owner.audit(cut.team)).toReversed();
    assert.equal(events.filter(({ action }) => action === 'hallpass.member.erase').length, 1, `once, cut off before write ${point}`);
    for (const [index, event] of events.entries()) if (index > 0) assert.equal(event.prev, events[index - 1]?.hash);
  }
  console.log(`# an erasure has ${writes} writes; it was cut off before ${points.length} of them, ${acknowledged} times after its response`);
  assert.ok(acknowledged > 0 && acknowledged < points.length);

  // Mailboxes and accounts that were told last finish on their own.
  await new Promise((done) => setTimeout(done, 3_000));
  const control = await subject();
  await edge.host.kill();
  assert.deepEqual(placesOf(subjects), []);
  assert.ok(placesOf([control]).length > 0, 'control: who was not erased is found');
  await edge.host.start();
});
