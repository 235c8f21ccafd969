import { ask, type Edge, inviteAt, touched } from './edge.ts';
import type { Accepted, InviteChoice, Invites, PendingInvite } from './types.ts';

/** Invites: those of an account, and those addressed to me. `pending` is the link that this tab came by. */
export const createInvites = (edge: Edge, pending: PendingInvite): Invites => {
  const { http, session, payload } = edge;

  const about = async <T>(method: string, id: string, rest = '', body?: object): Promise<T> => {
    const [account, at] = inviteAt(edge, id);
    return ask(edge, method, account, `${at}${rest}`, { body });
  };

  // Two calls at once for the same invite, as by a page that is mounted twice, are one.
  const flights = new Map<string, Promise<unknown>>();
  const decide = <T>(verb: 'accept' | 'decline', what: InviteChoice, done: (reply: T) => void): Promise<T> => {
    const send = async (): Promise<T> => {
      const reply = await http<T>('POST', `/v1/invites/${verb}`, { body: what, change: true });
      // No link to it needs to be kept any more.
      const kept = pending.token();
      if (kept && ('token' in what ? what.token === kept : what.inviteId === payload(kept)['jti'])) pending.clear();
      done(reply);
      touched(edge);
      return reply;
    };
    const key = verb + JSON.stringify(what);
    const flight = (flights.get(key) as Promise<T> | undefined) ?? send().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };

  return {
    create: async (body, { account } = {}) => ask(edge, 'POST', account, '/invites', { body }),
    list: async ({ account, ...query } = {}) => ask(edge, 'GET', account, '/invites', { query }),
    read: async (id) => about('GET', id),
    link: async (id) => about('GET', id, '/link'),
    resend: async (id, input = {}) => about('POST', id, '/resend', input),
    revoke: async (id) => about('DELETE', id),
    inbox: async (query) => http('GET', '/v1/invites', { query }),
    preview: async (body) => http('POST', '/v1/invites/preview', { body, open: true }),
    accept: (what) =>
      decide<Accepted>('accept', what, ({ account, ...token }) => {
        // The reply carries all that is new, so the account is there before any list says so.
        const { id } = account;
        session.hold(id, account, session.book.rows.has(id) ? [] : [['joined', { account }]]);
        session.adopt(id, token);
      }),
    decline: (what) => decide('decline', what, () => {}),
  };
};
