// Webhooks: what is sent, how it is signed, and what happens when a receiver fails. Waiting times are divided, so that days pass in
// seconds.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startEdge, startEdges, type Edge } from '../harness/edge.ts';
import { eventually, memberOf, ownerWithTeam, person, sleep, type Person } from '../harness/person.ts';
import { assertLog, newSecret, Receiver, verify } from '../harness/receiver.ts';
import { send } from '../harness/http.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

/** A day becomes 1.2 s, an hour 50 ms. */
const FAST = { RETRY_DIVISOR: '72000' };

const receivers: Receiver[] = [];
const edges: Edge[] = [];
after(async () => {
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  await Promise.all([...new Set(edges.map(({ host }) => host))].map((host) => host.stop()));
});

async function receiver(): Promise<Receiver> {
  const started = await new Receiver().start();
  receivers.push(started);
  return started;
}

async function edgeWith(webhooks: readonly object[], settings: Record<string, string> = FAST): Promise<Edge> {
  const edge = await startEdge({ settings: { ...settings, WEBHOOKS: JSON.stringify(webhooks) } });
  edges.push(edge);
  return edge;
}

/** Restarts an edge with another setting. */
async function reconfigure(edge: Edge, webhooks: readonly object[] | undefined, settings: Record<string, string> = {}): Promise<void> {
  await edge.host.kill();
  const changed = { ...settings, WEBHOOKS: webhooks === undefined ? '' : JSON.stringify(webhooks) };
  edge.host.use(0, { settings: { ...edge.host.workers[0]?.settings, ...changed } });
  await edge.host.start();
}

/** Makes `count` changes, each of which is one event. */
async function rename(owner: Person, team: string, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    expectOk(await owner.patch(`/v1/accounts/${team}`, { name: `Team ${index}` }), shapes.account);
  }
}

/** Waits until a receiver has confirmed the events of an account up to this number. */
async function received(from: Receiver, account: string, last: number): Promise<readonly shapes.Event[]> {
  return eventually(`event ${last} of ${account}`, async () => {
    const events = from.confirmed(account);
    return (events.at(-1)?.seq ?? 0) >= last ? events : undefined;
  }, 60_000);
}

async function eventsOf(owner: Person, account: string, query = ''): Promise<readonly shapes.Event[]> {
  return expectOk(await owner.get(`/v1/accounts/${account}/events${query}`), shapes.events).items;
}

/** The lines that the Worker has logged about webhooks. */
const logged = (edge: Edge): string[] => edge.host.log.split('\n').filter((line) => line.includes('"part":"webhook"'));

test('every event is sent signed, and as GET …/events gives it, without names and addresses', async () => {
  const all = await receiver();
  const edge = await edgeWith([all.setting('all')]);
  const { owner, team } = await ownerWithTeam(edge);
  const member = await memberOf(owner, team, 'Mia', 'dev');
  expectError(await member.patch(`/v1/accounts/${team}`, { name: 'Mine' }), 'forbidden');
  const events = await received(all, team, 5);
  assertLog(events, 1, 5);
  assert.deepEqual(events, await eventsOf(owner, team));
  assert.deepEqual(events.map(({ type }) => type), ['account.create', 'invite.create', 'invite.accept', 'member.join', 'account.update.refused']);
  const audit = (await owner.audit(team)).toReversed();
  assert.deepEqual(
    events.map(({ data }) => data),
    audit.map(({ actor: { kind, id }, ...event }) => ({ ...event, actor: { kind, id } })),
  );
  for (const delivery of all.deliveries) {
    verify(delivery, all.secret);
    for (const secret of [owner.name, owner.email, member.name, member.email]) assert.ok(!delivery.body.includes(secret), `${secret} is in an event`);
    const age = Math.abs(Date.now() / 1000 - Number(delivery.headers['webhook-timestamp']));
    assert.ok(age < 120, 'the timestamp is that of the attempt');
  }
  assert.deepEqual([all.invalid, all.mostAtOnce], [0, 1], 'each is valid, and one request is under way at a time');
});

test('control: a changed body, id or secret does not verify', async () => {
  const all = await receiver();
  const edge = await edgeWith([all.setting('all')]);
  await person(edge, 'Olga');
  const delivery = await eventually('a delivery', async () => all.deliveries.at(-1));
  verify(delivery, all.secret);
  assert.throws(() => verify({ ...delivery, body: delivery.body.replace('account', 'acc0unt') }, all.secret), /signature/i);
  assert.throws(() => verify({ ...delivery, headers: { ...delivery.headers, 'webhook-id': 'evt_x' } }, all.secret), /signature/i);
  assert.throws(() => verify(delivery, newSecret()), /signature/i);
});

test('during a rotation each event is signed by both secrets', async () => {
  const all = await receiver();
  const [before, next] = [newSecret(), newSecret()];
  const edge = await edgeWith([all.setting('all', { secrets: [before, next] })]);
  const { owner, team } = await ownerWithTeam(edge);
  const [delivery] = await eventually('a delivery', async () => (all.confirmed(team).length > 0 ? all.deliveries.filter(({ event }) => event.account === team) : undefined));
  assert.ok(delivery);
  verify(delivery, before);
  verify(delivery, next);
  await reconfigure(edge, [all.setting('all', { secrets: [next] })]);
  await rename(owner, team, 1);
  await received(all, team, 2);
  const last = all.deliveries.at(-1);
  assert.ok(last);
  verify(last, next);
  assert.throws(() => verify(last, before), /signature/i);
});

test('a filter selects actions and families, and leaves gaps in seq', async () => {
  const [joins, projects] = [await receiver(), await receiver()];
  const edge = await edgeWith([joins.setting('joins', { events: ['member.join', 'pod.*'] }), projects.setting('projects', { events: ['hallpass.project.*'] })]);
  const { owner, team } = await ownerWithTeam(edge);
  await memberOf(owner, team, 'Mia', 'dev');
  await owner.post(`/v1/accounts/${team}/projects`, { name: 'One' });
  assert.deepEqual((await received(joins, team, 4)).map(({ type, seq }) => [type, seq]), [['member.join', 4]]);
  assert.deepEqual((await received(projects, team, 5)).map(({ type, seq }) => [type, seq]), [['hallpass.project.create', 5]]);
});

test('a new webhook starts with the first change after its setting, and a removed one is forgotten', async () => {
  const [first, second] = [await receiver(), await receiver()];
  const edge = await edgeWith([first.setting('first')]);
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 2);
  await received(first, team, 3);
  await reconfigure(edge, [first.setting('first'), second.setting('second')]);
  await rename(owner, team, 2, 2);
  assertLog(await received(second, team, 5), 4, 5);
  assertLog(await received(first, team, 5), 1, 5);
  await reconfigure(edge, [first.setting('first')]);
  await rename(owner, team, 1, 4);
  await received(first, team, 6);
  await reconfigure(edge, [first.setting('first'), second.setting('second')]);
  await rename(owner, team, 1, 5);
  const events = await received(second, team, 7);
  assert.deepEqual(events.map(({ seq }) => seq), [4, 5, 7], 'the event while it was removed is not sent');
});

test('an event is repeated with the same id until it is confirmed, and later ones wait', async () => {
  const [failing, other] = [await receiver(), await receiver()];
  let failures = 0;
  failing.behaviour = ({ seq }) => (seq === 2 && failures++ < 4 ? { status: 500 } : {});
  const edge = await edgeWith([failing.setting('failing'), other.setting('other')]);
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 3);
  assertLog(await received(failing, team, 4), 1, 4);
  assertLog(await received(other, team, 4), 1, 4);
  const attempts = failing.deliveries.filter(({ event }) => event.account === team && event.seq === 2);
  assert.equal(attempts.length, 5);
  assert.equal(new Set(attempts.map(({ body }) => body)).size, 1, 'each attempt has the same body');
  for (const attempt of attempts) verify(attempt, failing.secret);
  assert.equal(failing.mostAtOnce, 1);
  await edge.host.logLine('webhook `failing` answered 500 (event 2 of');
  assert.ok(!edge.host.log.includes('the reply of the receiver'), 'its reply is not');
});

test('a receiver that never answers delays no other one, and gets its events when it does', async () => {
  const [stuck, other] = [await receiver(), await receiver()];
  stuck.behaviour = () => 'hang';
  const edge = await edgeWith([stuck.setting('stuck'), other.setting('other')]);
  const { owner, team } = await ownerWithTeam(edge);
  for (let index = 0; index < 5; index++) {
    const began = Date.now();
    await rename(owner, team, 1, index);
    await received(other, team, index + 2);
    assert.ok(Date.now() - began < 5_000, 'before the deadline of the stuck receiver');
  }
  assert.equal(stuck.confirmed(team).length, 0);
  stuck.behaviour = () => ({});
  assertLog(await received(stuck, team, 6), 1, 6);
  await edge.host.logLine('did not answer within 10 s');
});

test('a redirect is not followed', async () => {
  const [redirecting, target] = [await receiver(), await receiver()];
  let redirects = 0;
  redirecting.behaviour = () => (redirects++ < 3 ? { status: 307, headers: { location: target.url } } : {});
  const edge = await edgeWith([redirecting.setting('moved')]);
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 1);
  assertLog(await received(redirecting, team, 2), 1, 2);
  assert.equal(target.deliveries.length, 0);
  const line = await edge.host.logLine('a redirect, which is not followed: name the final URL');
  assert.ok(!line.includes(target.url), 'the address is not logged');
});

test('a receiver that wants no more is paused, and continues when its setting changes', async () => {
  const gone = await receiver();
  gone.behaviour = () => ({ status: 410 });
  const edge = await edgeWith([gone.setting('gone')], {});
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 2);
  await eventually('the pause is logged', async () => logged(edge).find((line) => line.includes(team) && line.includes('answered 410') && line.includes('is paused until')));
  const attempts = gone.deliveries.filter(({ event }) => event.account === team).length;
  await rename(owner, team, 2, 2);
  await sleep(2_500);
  assert.equal(gone.deliveries.filter(({ event }) => event.account === team).length, attempts, 'nothing is sent while it is paused');
  gone.behaviour = () => ({});
  await reconfigure(edge, [gone.setting('gone', { secrets: [gone.secret, newSecret()] })]);
  await rename(owner, team, 1, 4);
  assertLog(await received(gone, team, 6), 1, 6);
});

test('a receiver that fails for three days is paused, is tried once a day, and misses nothing', async () => {
  const down = await receiver();
  await down.stop();
  const edge = await edgeWith([down.setting('down')]);
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 3);
  await eventually('the pause is logged', async () => logged(edge).find((line) => line.includes(team) && line.includes('could not be reached') && line.includes('is paused until')), 60_000);
  await down.start();
  // No further command: the account's alarm does it.
  assertLog(await received(down, team, 4), 1, 4);
});

test('what was not delivered before a crash is delivered by the alarm, without another command', async () => {
  const down = await receiver();
  await down.stop();
  const edge = await edgeWith([down.setting('down')]);
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 5);
  await edge.host.kill();
  await down.start();
  await edge.host.start();
  assertLog(await received(down, team, 6), 1, 6);
});

test('an alarm that comes while the settings are invalid loses nothing', async () => {
  const down = await receiver();
  await down.stop();
  const edge = await edgeWith([down.setting('down')]);
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 2);
  await reconfigure(edge, [down.setting('down')], { MEMBERSHIP_TTL: 'a minute' });
  await sleep(4_000);
  await down.start();
  await reconfigure(edge, [down.setting('down')], { MEMBERSHIP_TTL: '60' });
  assertLog(await received(down, team, 3), 1, 3);
});

test('the events of a team that is reverted or closed are delivered, with the end of it', async () => {
  const slow = await receiver();
  await slow.stop();
  const edge = await edgeWith([slow.setting('slow')]);
  const owner = await person(edge, 'Olga');
  const { id: team } = await owner.team('Short');
  assert.equal((await owner.post(`/v1/accounts/${team}/revert`, { confirmName: 'Short' })).status, 200);
  assert.equal((await owner.post(`/v1/accounts/${owner.own}/convert`, { name: 'Long' })).status, 200);
  assert.equal((await owner.post(`/v1/accounts/${owner.own}/revert`, { confirmName: 'Long' })).status, 200);
  await slow.start();
  assert.deepEqual((await received(slow, team, 2)).map(({ type }) => type), ['account.create', 'account.revert']);
  assert.deepEqual((await received(slow, owner.own, 3)).map(({ type }) => type), ['account.create', 'account.convert', 'account.revert']);
});

test('GET …/events pages through the log by seq', async () => {
  const edge = await edgeWith([]);
  const { owner, team } = await ownerWithTeam(edge);
  await rename(owner, team, 6);
  const page = async (query: string) => expectOk(await owner.get(`/v1/accounts/${team}/events${query}`), shapes.events);
  assertLog((await page('')).items, 1, 7);
  assert.equal((await page('')).next, undefined);
  const first = await page('?limit=3');
  assertLog(first.items, 1, 3);
  assert.equal(first.next, 3);
  assertLog((await page('?after=3&limit=3')).items, 4, 6);
  assert.deepEqual([(await page('?after=6&limit=1')).items.map(({ seq }) => seq), (await page('?after=6&limit=1')).next], [[7], undefined]);
  assert.deepEqual(await page('?after=7'), { items: [] });
  assert.deepEqual(await page('?after=9007199254740991'), { items: [] });
  for (const query of ['after=-1', 'after=x', 'after=1.5', 'after=', 'limit=0', 'limit=201']) {
    expectError(await owner.get(`/v1/accounts/${team}/events?${query}`), 'invalid_request', query);
  }
  const member = await memberOf(owner, team, 'Mia', 'basic');
  expectError(await member.get(`/v1/accounts/${team}/events`), 'forbidden');
});

test('a start names every mistake in WEBHOOKS, and no secret', async () => {
  const secret = newSecret();
  const webhooks = [
    { id: 'Billing', url: 'https://169.254.169.254/latest', secrets: ['hunter2-hunter2-hunter2'] },
    { id: 'b', url: 'http://api.example.com/hooks?key=hunter2-hunter2-hunter2', secrets: [secret, secret], events: ['member.joins'] },
    { id: 'b', url: 'https://api.example.com:8443/', secrets: [secret], event: ['member.join'] },
  ];
  const [edge] = await startEdges([{ settings: { WEBHOOKS: JSON.stringify(webhooks) } }]);
  assert.ok(edge);
  edges.push(edge);
  expectError(await send(edge.origin, 'GET', '/v1/policy'), 'unavailable');
  const { fault } = JSON.parse(await edge.host.logLine('"fault"')) as { fault: string };
  for (const mistake of [
    'WEBHOOKS[0].id: "Billing" is not a word',
    'WEBHOOKS[0].url: "https://169.254.169.254/latest" names an IP address; use a public host name',
    'WEBHOOKS[0].secrets[0]: does not begin with `whsec_`; make one with `npx hallpass keys webhook`',
    'WEBHOOKS[1].url: "http://api.example.com/hooks" is not an `https` URL; use `https`',
    'WEBHOOKS[1].secrets[1]: is the other secret, too; keep one of them',
    'WEBHOOKS[1].events[0]: "member.joins" is not an action of Hallpass, nor a family of them; did you mean "member.join"?',
    'WEBHOOKS[2].url: "https://api.example.com:8443/" has a port; leave it out: requests are sent to port 443 only',
    'WEBHOOKS[2].event: is not a field; did you mean `events`?',
  ])
    assert.ok(fault.includes(mistake), `${mistake}\nis not in\n${fault}`);
  for (const text of ['hunter2', secret]) assert.ok(!edge.host.log.includes(text), 'no secret is logged');
});
