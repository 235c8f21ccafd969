// Many changes in many accounts while receivers are killed, slow, failing and redirecting: every change arrives at each of them, in
// order per account, and repetitions have the same id. A receiver that never answers delays no other one. The times from commit to
// receipt, and what a delivery costs, are printed.
//
// `HALLPASS_WEBHOOK_CHANGES=10000 cargo xtask test http webhook-storm` makes ten thousand changes. Control: a receiver that confirms an
// event and loses it is found by the same check.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { eventually, inParallel, people, type Person } from '../harness/person.ts';
import { Receiver } from '../harness/receiver.ts';
import { expectOk } from '../harness/expect.ts';
import { Random } from '../../prove/kit/proof.ts';
import * as shapes from '../harness/shapes.ts';
import type { Event } from '../harness/shapes.ts';

const CHANGES = Number(process.env['HALLPASS_WEBHOOK_CHANGES'] ?? 400);
const ACCOUNTS = Math.min(40, Math.ceil(CHANGES / 50));
const CLIENTS = Math.min(4, ACCOUNTS);
/** Five seconds become 10 ms, an hour 7 s, three days nine minutes. */
const DIVISOR = '500';
const SLOW_MS = 5;
const KILL_EVERY_MS = 700;

const KINDS = ['healthy', 'killed', 'slow', 'failing', 'redirecting', 'stuck'] as const;
type Kind = (typeof KINDS)[number];

let edge: Edge | undefined;
const receivers = new Map<Kind, Receiver>();
const elsewhere = new Receiver();
after(async () => {
  await edge?.stop();
  await Promise.all([...receivers.values(), elsewhere].map((each) => each.stop()));
});

const of = (kind: Kind): Receiver => receivers.get(kind) as Receiver;

/** Wraps the accounts: counts the rows that they read and write, and the alarms that they set. */
const COUNTING = `
import Worker, { AccountObject as Account } from './entry.mjs';
export { MailboxObject, UserObject } from './entry.mjs';
const counts = { read: 0, written: 0, alarms: 0, runs: 0 };
const override = (target, members) => new Proxy(target, {
  get(_, name) {
    if (name in members) return members[name];
    const value = target[name];
    return typeof value === 'function' ? value.bind(target) : value;
  },
});
export class AccountObject {
  constructor(state, env) {
    this.cursors = [];
    const exec = (statement, ...parameters) => {
      const cursor = state.storage.sql.exec(statement, ...parameters);
      this.cursors.push(cursor);
      return cursor;
    };
    const setAlarm = (at) => { counts.alarms++; return state.storage.setAlarm(at); };
    const storage = override(state.storage, { sql: override(state.storage.sql, { exec }), setAlarm });
    this.account = new Account(override(state, { storage }), env);
  }
  settle() {
    for (const cursor of this.cursors.splice(0)) { counts.read += cursor.rowsRead; counts.written += cursor.rowsWritten; }
  }
  async fetch(request) {
    if (new URL(request.url).pathname === '/counts') { this.settle(); return Response.json(counts); }
    return this.account.fetch(request);
  }
  alarm() { counts.runs++; return this.account.alarm(); }
}
export default {
  fetch(request, env, context) {
    const [, part, name] = new URL(request.url).pathname.split('/');
    if (part !== 'counts') return new Worker(context, env).fetch(request);
    return env.ACCOUNT.getByName(name).fetch('https://object/counts');
  },
};
`;

/** What is wrong with the events of one account that a receiver confirmed: its log to `last`, each once and in order, is right. */
function wrongOrder(events: readonly Event[], last: number): string | undefined {
  const found = events.map(({ seq }) => seq);
  const index = Array.from({ length: Math.max(last, found.length) }, (_, at) => at).find((at) => found[at] !== at + 1);
  return index === undefined ? undefined : `event ${index + 1} of ${last} is ${found[index] ?? 'missing'}`;
}

/** What is wrong with the attempts at one receiver: an event may begin again only with the id, and the body, that it had. */
function wrongRepetition({ deliveries }: Receiver): string | undefined {
  const bodies = new Map<string, string>();
  for (const { event, body } of deliveries) {
    const key = `${event.account} ${event.seq}`;
    if ((bodies.get(key) ?? body) !== body) return `event ${key} has two bodies`;
    bodies.set(key, body);
  }
  return undefined;
}

const percentile = (values: readonly number[], part: number): number => values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * part)] ?? 0;

test(`${CHANGES} changes reach receivers that are killed, slow, failing and redirecting`, { timeout: 1_800_000 }, async () => {
  const random = new Random('webhook-storm');
  for (const kind of KINDS) receivers.set(kind, await new Receiver().start());
  await elsewhere.start();
  of('slow').behaviour = () => ({ delayMs: SLOW_MS });
  of('failing').behaviour = () => (random.below(5) === 0 ? random.pick([{ status: 500 }, { status: 429 }, 'break'] as const) : {});
  of('redirecting').behaviour = () => (random.below(5) === 0 ? { status: 302, headers: { location: elsewhere.url } } : {});
  of('stuck').behaviour = () => 'hang';
  edge = await startEdge({ settings: { RETRY_DIVISOR: DIVISOR, WEBHOOKS: JSON.stringify(KINDS.map((kind) => of(kind).setting(kind))) } });
  const owners = await people(edge, ACCOUNTS, 'Owner', CLIENTS);
  const teams = await inParallel(ACCOUNTS, CLIENTS, async (index) => (await (owners[index] as Person).team('Storm')).id);

  let isChanging = true;
  const killing = (async () => {
    while (isChanging) {
      await of('killed').stop();
      await new Promise((resolve) => setTimeout(resolve, KILL_EVERY_MS / 2));
      await of('killed').start();
      await new Promise((resolve) => setTimeout(resolve, KILL_EVERY_MS));
    }
  })();
  const made = new Map<string, number>(teams.map((team) => [team, 1]));
  const began = performance.now();
  await inParallel(CLIENTS, CLIENTS, async (client) => {
    // Each client changes accounts of its own, so that it knows the number of each event.
    const mine = teams.filter((_, index) => index % CLIENTS === client);
    for (let change = client; change < CHANGES; change += CLIENTS) {
      const team = mine[Math.floor(change / CLIENTS) % mine.length] as string;
      const owner = owners[teams.indexOf(team)] as Person;
      expectOk(await owner.patch(`/v1/accounts/${team}`, { name: `Storm ${change}` }), shapes.account);
      const seq = (made.get(team) ?? 0) + 1;
      made.set(team, seq);
    }
  });
  const seconds = (performance.now() - began) / 1000;
  isChanging = false;
  await killing;

  const complete = (kind: Kind): string | undefined => {
    for (const [team, last] of made) {
      const wrong = wrongOrder(of(kind).confirmed(team), last);
      if (wrong) return `${kind}: ${team}: ${wrong}`;
    }
    return undefined;
  };
  const settled = async (kind: Kind): Promise<void> => {
    await eventually(`every change at ${kind} (${complete(kind)})`, async () => (complete(kind) === undefined ? true : undefined), 900_000);
  };
  // The stuck receiver has every account's first event still, and nobody waits for it.
  await settled('healthy');
  assert.equal(of('stuck').confirmed().length, 0);
  for (const kind of ['killed', 'slow', 'failing', 'redirecting'] as const) await settled(kind);
  of('stuck').behaviour = () => ({});
  await settled('stuck');

  for (const kind of KINDS) {
    assert.equal(wrongRepetition(of(kind)), undefined, kind);
    assert.equal(of(kind).mostAtOnce <= 1 || kind === 'stuck' || kind === 'killed', true, `${kind}: ${of(kind).mostAtOnce} requests at once`);
    assert.equal(of(kind).invalid, 0, `${kind}: signatures`);
  }
  assert.equal(elsewhere.deliveries.length, 0, 'no redirect was followed');

  // An event's time is that of its command, so the commit is a little later, and the real times are a little shorter.
  const times = of('healthy').deliveries.filter(({ confirmed }) => confirmed).map(({ event, receivedAt }) => receivedAt - Date.parse(event.at));
  console.log(`${CHANGES} changes in ${ACCOUNTS} accounts within ${seconds.toFixed(1)} s; from commit to receipt: p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms`);
  for (const kind of KINDS) console.log(`${kind}: ${of(kind).deliveries.length} requests for ${of(kind).confirmed().length} events`);

  // Control: the same check finds a lost event, and one that came too early.
  const [team, last] = [...made][0] as [string, number];
  const events = of('healthy').confirmed(team);
  assert.ok(wrongOrder(events.toSpliced(2, 1), last));
  assert.ok(wrongOrder([...events.slice(0, 2), ...events.slice(2).toReversed()], last));
});

test('what a webhook costs per event is printed', { timeout: 300_000 }, async () => {
  const EVENTS = 100;
  const lines: string[] = [];
  const measured: number[] = [];
  for (const count of [0, 1, 2]) {
    const own = await Promise.all(Array.from({ length: count }, () => new Receiver().start()));
    const webhooks = own.map((receiver, index) => receiver.setting(`w${index}`));
    const counted = await startEdge({ entry: COUNTING, settings: { WEBHOOKS: JSON.stringify(webhooks) } });
    try {
      const owner = (await people(counted, 1, 'Owner'))[0] as Person;
      const { id: team } = await owner.team('Cost');
      const counts = async (): Promise<Record<string, number>> => (await (await fetch(`${counted.origin}/counts/${team}`)).json()) as Record<string, number>;
      const delivered = async (last: number): Promise<void> => {
        for (const receiver of own) await eventually(`event ${last}`, async () => receiver.confirmed(team).at(-1)?.seq === last || undefined);
      };
      await delivered(1);
      const before = await counts();
      const began = performance.now();
      for (let change = 0; change < EVENTS; change++) expectOk(await owner.patch(`/v1/accounts/${team}`, { name: `Cost ${change}` }), shapes.account);
      await delivered(EVENTS + 1);
      const duration = performance.now() - began;
      const now = await counts();
      const per = (name: string): number => ((now[name] ?? 0) - (before[name] ?? 0)) / EVENTS;
      const requests = own.reduce((sum, { deliveries }) => sum + deliveries.filter(({ event }) => event.account === team).length - 1, 0) / EVENTS;
      measured.push(per('written') + per('alarms'));
      lines.push(
        `${count} webhooks: ${per('read').toFixed(1)} rows read, ${per('written').toFixed(2)} rows written, ${per('alarms').toFixed(2)} alarms set, ` +
          `${requests.toFixed(2)} requests, ${(duration / EVENTS).toFixed(1)} ms per change`,
      );
    } finally {
      await counted.stop();
      await Promise.all(own.map((receiver) => receiver.stop()));
    }
  }
  for (const line of lines) console.log(line);
  const [none = 0, one = 0, two = 0] = measured;
  // The cursor's row, and now and then an alarm.
  assert.ok(one - none <= 1.5 && two - one <= 1.5, `a webhook writes ${(one - none).toFixed(2)} rows per event`);
});
