// Faults in the real Worker: modules that wrap its entry and change a response. With such a fault the test of the rule must fail.
// `http/controls.test.ts` runs them.

/** A module whose `handler` gets each request and can change the Worker's response. */
const module = (handler: string): string => `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const real = (request, env, ctx) => new Worker(ctx, env).fetch(request);
const changed = async (reply, change) => {
  const headers = new Headers(reply.headers);
  headers.delete('content-length');
  return new Response(change(await reply.text()), { status: reply.status, headers });
};
const stored = new Map();
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    ${handler}
  },
};
`;

/** The faults, by a description. */
export const FAULTS = {
  'a used link can be used again': module(`
    if (path !== '/v1/invites/accept') return real(request, env, ctx);
    const body = await request.clone().text();
    // One at a time: a denial can otherwise be sent before the success that it would repeat.
    const previous = stored.get('last');
    let finish;
    stored.set('last', new Promise((resolve) => (finish = resolve)));
    await previous;
    try {
      const reply = await real(request, env, ctx);
      if (reply.status === 200) stored.set(body, await reply.clone().text());
      if (reply.status !== 410 || !stored.has(body)) return reply;
      return new Response(stored.get(body), { status: 200, headers: reply.headers });
    } finally {
      finish();
    }`),
  'HEAD uses a link up': module(`
    if (!path.startsWith('/i/')) return real(request, env, ctx);
    if (request.method === 'HEAD') stored.set(path, true);
    const reply = await real(request, env, ctx);
    if (!stored.has(path)) return reply;
    const headers = new Headers(reply.headers);
    headers.set('location', headers.get('location').replace(/#invite=.*/, '#invite=closed'));
    return new Response(null, { status: reply.status, headers });`),
  'the audit log lacks an event': module(`
    const reply = await real(request, env, ctx);
    if (!path.endsWith('/audit')) return reply;
    const page = JSON.parse(await reply.clone().text());
    page.items.splice(1, 1);
    return changed(reply, () => JSON.stringify(page));`),
  'some strangers learn why an invite is closed': module(`
    const reply = await real(request, env, ctx);
    const count = (stored.get('closed') ?? 0) + 1;
    if (reply.status === 410) stored.set('closed', count);
    if (reply.status !== 410 || count % 2 === 0) return reply;
    return changed(reply, (text) => JSON.stringify({ ...JSON.parse(text), why: 'used' }));`),
  'a removed member still gets tokens': module(`
    if (!path.endsWith('/token')) return real(request, env, ctx);
    const key = path + request.headers.get('authorization');
    const reply = await real(request, env, ctx);
    if (reply.status === 200) stored.set(key, await reply.clone().text());
    if (reply.status === 200 || !stored.has(key)) return reply;
    return new Response(stored.get(key), { status: 200, headers: { ...Object.fromEntries(reply.headers), 'content-type': 'application/json' } });`),
} as const;

export type Fault = keyof typeof FAULTS;
