// A Worker whose deliveries to lists of accounts and inboxes fail: they are dropped, duplicated, delayed, or followed by an old
// one. The order of the faults is drawn from a seed. The objects and their outbox are the built ones.

/**
 * How deliveries fail.
 *
 * `recoverable`: two in five fail, each in a way that the outbox must cope with.
 *
 * The others are faults that it cannot cope with, in every delivery:
 * - `acknowledged-but-dropped`: the row is not stored, but the sender gets a success.
 * - `first-as-newest`: the delivery is followed by the first one of the same row, with a version that no later one exceeds.
 */
export type DeliveryFaults = 'none' | 'recoverable' | 'acknowledged-but-dropped' | 'first-as-newest';

/** What happened to the deliveries since the runtime started. */
export interface DeliveryCounts {
  readonly deliveries: number;
  readonly applied: number;
  readonly dropped: number;
  /** Applied, but the response was lost. */
  readonly unanswered: number;
  readonly duplicated: number;
  readonly delayed: number;
  /** Delayed until the sender's timeout was over. */
  readonly late: number;
  /** Followed by an old delivery. */
  readonly replayed: number;
  /** Affected by a fault that the outbox cannot cope with. */
  readonly broken: number;
}

export const NO_DELIVERIES: DeliveryCounts = { deliveries: 0, applied: 0, dropped: 0, unanswered: 0, duplicated: 0, delayed: 0, late: 0, replayed: 0, broken: 0 };

/** The path that accepts `DeliveryFaults` with `POST` and returns `DeliveryCounts`. */
export const CONTROL_PATH = '/delivery-faults';

/** What happens to fifty deliveries, in a random order: every fault occurs, however few deliveries there are. */
const OUTCOMES = { applied: 30, dropped: 6, unanswered: 2, duplicated: 4, delayed: 3, late: 1, replayed: 4 };

/** The entry module. */
export function faultyDelivery(seed: number): string {
  return `
import Worker, { MailboxObject as Mailbox, UserObject as User } from './entry.mjs';
export { AccountObject } from './entry.mjs';
let faults = 'none';
let state = ${seed >>> 0};
const counts = ${JSON.stringify(NO_DELIVERIES)};
const firstOfRow = new Map();
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const outcomes = [];
const nextOutcome = () => {
  if (outcomes.length === 0) {
    for (const [outcome, count] of Object.entries(${JSON.stringify(OUTCOMES)})) outcomes.push(...Array(count).fill(outcome));
  }
  return outcomes.splice(random(outcomes.length), 1)[0];
};
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const unavailable = () => new Response('', { status: 503 });
const faulty = (Class) => class {
  constructor(ctx, env) { this.inner = new Class(ctx, env); this.recent = []; }
  alarm(...given) { return this.inner.alarm(...given); }
  async fetch(request) {
    const text = await request.text();
    const forward = (body = text) => this.inner.fetch(new Request(request.url, { method: 'POST', body }));
    if (!/\\/put-(account|invite)-row$/.test(request.url)) return forward();
    counts.deliveries += 1;
    const { call } = JSON.parse(text);
    const row = (call.user ?? call.mailbox) + (call.account ?? call.invite);
    if (!firstOfRow.has(row)) firstOfRow.set(row, text);
    const apply = () => {
      this.recent.push(text);
      if (this.recent.length > 20) this.recent.shift();
      return forward();
    };
    if (faults === 'none') return apply();
    const outcome = faults === 'recoverable' ? nextOutcome() : 'broken';
    counts[outcome] += 1;
    switch (outcome) {
      case 'broken': {
        const first = JSON.parse(firstOfRow.get(row));
        // A version that is stored already is acknowledged and ignored.
        if (faults === 'acknowledged-but-dropped') return forward(JSON.stringify(first));
        const response = await apply();
        first.call.version = call.version + 1_000_000;
        await forward(JSON.stringify(first));
        return response;
      }
      case 'dropped':
        return unavailable();
      case 'unanswered':
        await apply();
        return unavailable();
      case 'duplicated':
        await apply();
        return apply();
      case 'delayed':
        await sleep(20 + random(700));
        return apply();
      case 'late':
        // Arrives after the sender's timeout, and after newer deliveries.
        await sleep(5500 + random(1500));
        return apply();
      case 'replayed': {
        const response = await apply();
        await forward(this.recent[random(this.recent.length)]);
        return response;
      }
      default:
        return apply();
    }
  }
};
export const UserObject = faulty(User);
export const MailboxObject = faulty(Mailbox);
export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== '${CONTROL_PATH}') return new Worker(ctx, env).fetch(request);
    if (request.method === 'POST') faults = await request.text();
    return Response.json(counts);
  },
};
`;
}
