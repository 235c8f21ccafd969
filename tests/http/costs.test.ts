// What an accept costs, in all objects and with what follows the reply: statements, rows written, and requests to objects that the
// reply waits for. `cargo xtask bench costs` prints the same of every operation. The caller's own list of accounts and inbox are right
// in the next request, and what an earlier release left in its outbox is delivered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { COUNTED, costOf, longestChain, type CountedRequest } from '../harness/costs.ts';
import { startEdges, type Edge } from '../harness/edge.ts';
import { OBSERVED, ObservedObject } from '../harness/objects.ts';
import { memberOf, ownerWithTeam, person, tokenOf, type Person } from '../harness/person.ts';

/** Three fifths of the 59 statements and 35 rows of the first release that is compared with. */
const ACCEPT = { statements: 35, rowsWritten: 21, requests: 4, roundTrips: 2 };

let edge: Edge;
let observed: Edge;
before(async () => {
  const edges = await startEdges([{ entry: COUNTED }, { entry: OBSERVED }]);
  [edge, observed] = edges as [Edge, Edge];
});
after(() => edge?.stop());

interface Invited {
  readonly guest: Person;
  readonly team: string;
  readonly token: string;
}

async function invited(world: Edge): Promise<Invited> {
  const { owner, team } = await ownerWithTeam(world);
  const guest = await person(world, 'Gus');
  const { link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  return { guest, team, token: await tokenOf(world, link) };
}

test('an accept costs three fifths of what it did', async () => {
  const { guest, team, token } = await invited(edge);
  const cost = await costOf(edge, () => guest.join({ token }));
  const run = cost.statements.map(({ kind, rowsWritten, statement }) => `${kind} ${rowsWritten} ${statement}`).join('\n');
  assert.ok(cost.statements.length <= ACCEPT.statements, `${cost.statements.length} statements:\n${run}`);
  assert.ok(cost.rowsWritten <= ACCEPT.rowsWritten, `${cost.rowsWritten} rows written:\n${run}`);
  assert.ok(cost.requests.length <= ACCEPT.requests, `${cost.requests.length} requests to objects`);
  assert.equal(cost.roundTrips, ACCEPT.roundTrips);
  assert.ok((await guest.me()).accounts.some(({ id }) => id === team));
  const repeated = await costOf(edge, () => guest.join({ token }));
  assert.equal(repeated.rowsWritten, 0, 'a repeat writes nothing');
});

test('requests that the reply waits for count one after the other, and not side by side', () => {
  const request = (from: string, to: string, began: number, ended: number): CountedRequest => ({ from, to, operation: 'x', began, ended });
  assert.equal(longestChain([]), 0);
  assert.equal(longestChain([request('worker', 'a', 1, 4), request('worker', 'b', 2, 3)]), 1);
  assert.equal(longestChain([request('worker', 'a', 1, 2), request('worker', 'b', 3, 4)]), 2);
  const nested = [request('worker', 'a', 1, 8), request('a', 'b', 2, 5), request('a', 'c', 3, 4), request('a', 'd', 6, 7)];
  assert.equal(longestChain(nested), 3);
  assert.equal(longestChain([...nested, request('a', 'd', 9, 10)]), 3, 'after the reply');
});

test('the caller’s list of accounts and inbox are right in the next request', async () => {
  for (let round = 0; round < 20; round++) {
    const { guest, team, token } = await invited(edge);
    await guest.join({ token });
    const me = await guest.me();
    assert.deepEqual([me.accounts.filter(({ id }) => id === team).length, me.inboxCount], [1, 0], `round ${round}`);
  }
});

test('entries that an earlier release left in its outbox are delivered by the next alarm', async () => {
  const { owner, team } = await ownerWithTeam(observed);
  const guest = await memberOf(owner, team, 'Gus', 'dev');
  const [account, index] = [new ObservedObject(observed, 'ACCOUNT', team), new ObservedObject(observed, 'USER', guest.id)];
  const hasTeam = async (): Promise<boolean> => (await guest.me()).accounts.some(({ id }) => id === team);
  assert.ok(await hasTeam());
  await index.rows(`DELETE FROM accounts WHERE account = '${team}'`);
  assert.ok(!(await hasTeam()), 'the row is gone');
  await account.rows(`INSERT INTO outbox (kind, destination, subject, version, attempts, due) VALUES ('user', '${guest.id}', '${team}', 1, 0, 0)`);
  await account.alarm();
  assert.ok(await hasTeam());
  assert.deepEqual(await account.rows('SELECT 1 FROM outbox'), []);
});

test('the name of a member who left stays beside what they did', async () => {
  const { owner, team } = await ownerWithTeam(observed);
  const guest = await memberOf(owner, team, 'Gus', 'dev');
  const names = async (): Promise<string[]> => (await owner.audit(team)).filter(({ actor }) => actor.id === guest.id).map(({ actor }) => actor.name);
  const before = await names();
  assert.ok(before.length >= 2 && before.every((name) => name === 'Gus'), String(before));
  assert.equal((await owner.delete(`/v1/accounts/${team}/members/${guest.id}`)).status, 204);
  assert.deepEqual(await names(), before);
});
