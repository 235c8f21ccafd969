// The development edition, for `npx hallpass dev` only. It accepts any identity, so it only answers requests from this
// machine, whatever its settings say.
import Worker, { AccountObject, MailboxObject, UserObject } from './worker.mjs';

export { AccountObject, MailboxObject, UserObject };

export default {
  fetch(request, env, context) {
    if (isThisMachine(request.url) && isThisMachine(env.EDGE_ORIGIN)) return new Worker(context, env).fetch(request);
    const detail = 'the development edition of hallpass answers on loopback only; deploy with `npx hallpass deploy`';
    return Response.json({ type: 'about:blank#forbidden', title: 'Only on this machine', status: 403, code: 'forbidden', detail }, { status: 403 });
  },
};

const isThisMachine = (address) =>
  URL.canParse(address) && /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/.test(new URL(address).hostname);
