// The real Worker, broken on purpose: modules that stand before its entry and change an answer. With one of them a test that
// holds a rule has to fail, or it could not fail at all. `http/controls.test.ts` runs them.

/** A module whose `answer` sees each request and may change the Worker's reply. */
const module = (answer: string): string => `
import Inner from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const real = (request, env, ctx) => (typeof Inner === 'function' ? new Inner(ctx, env).fetch(request) : Inner.fetch(request, env, ctx));
const changed = async (reply, change) => {
  const headers = new Headers(reply.headers);
  headers.delete('content-length');
  return new Response(change(await reply.text()), { status: reply.status, headers });
};
const kept = new Map();
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    ${answer}
  },
};
`;

/** Each fault by its name: what goes wrong. */
export const FAULTS = {
  'a used link lets the next one in': module(`
    if (path !== '/v1/invites/accept') return real(request, env, ctx);
    const body = await request.clone().text();
    const reply = await real(request, env, ctx);
    if (reply.status === 200) kept.set(body, await reply.clone().text());
    if (reply.status !== 410 || !kept.has(body)) return reply;
    return new Response(kept.get(body), { status: 200, headers: reply.headers });`),
  'HEAD uses a link up': module(`
    if (!path.startsWith('/i/')) return real(request, env, ctx);
    if (request.method === 'HEAD') kept.set(path, true);
    const reply = await real(request, env, ctx);
    if (!kept.has(path)) return reply;
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
    const count = (kept.get('closed') ?? 0) + 1;
    if (reply.status === 410) kept.set('closed', count);
    if (reply.status !== 410 || count % 2 === 0) return reply;
    return changed(reply, (text) => JSON.stringify({ ...JSON.parse(text), why: 'used' }));`),
  'a removed member goes on getting tokens': module(`
    if (!path.endsWith('/token')) return real(request, env, ctx);
    const key = path + request.headers.get('authorization');
    const reply = await real(request, env, ctx);
    if (reply.status === 200) kept.set(key, await reply.clone().text());
    if (reply.status === 200 || !kept.has(key)) return reply;
    return new Response(kept.get(key), { status: 200, headers: { ...Object.fromEntries(reply.headers), 'content-type': 'application/json' } });`),
} as const;

export type Fault = keyof typeof FAULTS;
