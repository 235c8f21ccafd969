// The Worker with an unreliable post: deliveries to users' lists and mailboxes are dropped, doubled, delayed, and old ones
// come again. What goes wrong is drawn from a seed; the objects and their outbox are the built ones.

/** What can be done to a delivery. */
export interface Post {
  /** Of a hundred deliveries, how many something happens to. */
  readonly percent: number;
  /** A dropped one is answered as if it had been taken: nobody sends it again. */
  readonly liesAboutDropped?: boolean;
  /** Old ones that come again say that they are new. */
  readonly liesAboutVersions?: boolean;
}

export interface Counts {
  readonly delivered: number;
  readonly dropped: number;
  readonly unheard: number;
  readonly doubled: number;
  readonly delayed: number;
  readonly late: number;
  readonly again: number;
}

/** The module that stands before the bundle's. `GET /post` tells the counts, `POST /post` takes a `Post`. */
export function unreliable(seed: number): string {
  return `
import Inner, { MailboxObject as Mailbox, UserObject as User } from './entry.mjs';
export { AccountObject } from './entry.mjs';
let post = { percent: 0 };
let state = ${seed >>> 0};
const counts = { delivered: 0, dropped: 0, unheard: 0, doubled: 0, delayed: 0, late: 0, again: 0 };
let taken;
const draw = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const failed = () => new Response('', { status: 503 });
const wrap = (Class) => class {
  constructor(ctx, env) { this.inner = new Class(ctx, env); this.earlier = []; }
  async fetch(request) {
    const text = await request.text();
    const pass = (body = text) => this.inner.fetch(new Request(request.url, { method: 'POST', body }));
    if (!/\\/put-(account|invite)-row$/.test(request.url)) return pass();
    counts.delivered += 1;
    const happens = draw(100) < post.percent ? draw(10) : -1;
    if (happens < 0) return this.keep(text, pass);
    if (happens < 3) {
      counts.dropped += 1;
      return post.liesAboutDropped && taken ? new Response(taken, { status: 200 }) : failed();
    }
    if (happens < 4) {
      counts.unheard += 1;
      await this.keep(text, pass);
      return failed();
    }
    if (happens < 6) {
      counts.doubled += 1;
      await this.keep(text, pass);
      return this.keep(text, pass);
    }
    if (happens < 8) {
      // Longer than the sender waits, now and then: it comes after what was sent later.
      const late = draw(5) === 0;
      counts[late ? 'late' : 'delayed'] += 1;
      await sleep(late ? 5500 + draw(1500) : 20 + draw(700));
      return this.keep(text, pass);
    }
    const reply = await this.keep(text, pass);
    const old = this.earlier[draw(this.earlier.length)];
    counts.again += 1;
    await pass(post.liesAboutVersions ? old.replace(/"version":(\\d+)/, (_, version) => '"version":' + (Number(version) + 1e6)) : old);
    return reply;
  }
  async keep(text, pass) {
    this.earlier.push(text);
    if (this.earlier.length > 20) this.earlier.shift();
    const reply = await pass();
    if (reply.status === 200 && taken === undefined) taken = await reply.clone().text();
    return reply;
  }
  alarm(...given) { return this.inner.alarm(...given); }
};
export const UserObject = wrap(User);
export const MailboxObject = wrap(Mailbox);
export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== '/post') return typeof Inner === 'function' ? new Inner(ctx, env).fetch(request) : Inner.fetch(request, env, ctx);
    if (request.method === 'POST') post = await request.json();
    return Response.json(counts);
  },
};
`;
}
