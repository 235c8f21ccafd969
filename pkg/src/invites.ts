import { accountOf, change, type Edge, place, touched } from './edge.ts';
import { payload } from './grants.ts';
import { segment } from './ids.ts';
import type { Accepted, Invite, InviteChoice, Invites, InviteWithLink, PendingInvite } from './types.ts';

/** Invites: those of an account, and those addressed to me. `pending` is the link that this tab came by. */
export const createInvites = (edge: Edge, pending: PendingInvite): Invites => {
  const { http, session } = edge;

  const at = (id: string) => {
    const invite = segment('invite', id);
    return `${place(edge, accountOf(invite)).at}/invites/${invite}` as const;
  };

  /** A change that says nothing about me: lists follow it, and nothing else. */
  const told = async <T>(id: string, made: Promise<T>): Promise<T> => {
    const reply = await made;
    edge.announce();
    session.commit([['changed', { account: accountOf(id) }]]);
    return reply;
  };

  /** An invite is decided: no link to it needs to be kept any more. */
  const decided = (what: InviteChoice): void => {
    const kept = pending.token();
    if (kept && ('token' in what ? what.token === kept : what.inviteId === payload(kept)['jti'])) pending.clear();
  };

  // Two calls at once for the same invite, as by a page that is mounted twice, are one.
  const flights = new Map<string, Promise<unknown>>();
  const once = <T>(verb: string, what: InviteChoice, send: () => Promise<T>): Promise<T> => {
    const key = verb + JSON.stringify(what);
    const flight = (flights.get(key) as Promise<T> | undefined) ?? send().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };

  return {
    async create(input, where = {}) {
      const { id, at } = place(edge, where.account);
      const made = await change<InviteWithLink>(edge, 'POST', `${at}/invites`, { body: input });
      touched(edge, id);
      return made;
    },
    list: async ({ account, ...query } = {}) => http('GET', `${place(edge, account).at}/invites`, { query }),
    read: async (id) => http('GET', at(id)),
    link: async (id) => http('GET', `${at(id)}/link`),
    resend: async (id, input = {}) => told(id, change(edge, 'POST', `${at(id)}/resend`, { body: input })),
    revoke: async (id) => told(id, change(edge, 'DELETE', at(id))),
    inbox: async (query) => http('GET', '/v1/invites', { query }),
    preview: async (what) => http('POST', '/v1/invites/preview', { body: what, open: true }),
    accept: (what) =>
      once('accept', what, async () => {
        const accepted = await change<Accepted>(edge, 'POST', '/v1/invites/accept', { body: what });
        const { account, token, expiresAt } = accepted;
        decided(what);
        // The reply carries all that is new, so the account is there before any list says so.
        const joined = !session.book.rows.has(account.id);
        session.hold(account.id, account, joined ? [['joined', { account }]] : []);
        session.adopt(account.id, { token, expiresAt });
        touched(edge);
        return accepted;
      }),
    decline: (what) =>
      once('decline', what, async () => {
        const invite = await change<Invite>(edge, 'POST', '/v1/invites/decline', { body: what });
        decided(what);
        touched(edge);
        return invite;
      }),
  };
};
