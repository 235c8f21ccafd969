import type { Edge } from './edge.ts';
import { accountOfInvite, segment } from './ids.ts';
import type { Accepted, Invite, InviteChoice, Invites, InviteWithLink } from './types.ts';

/** Invites: those of an account, and those addressed to me. */
export const createInvites = (
  { http, session, path, change, touched }: Edge,
  /** An invite is decided: no link to it needs to be kept any more. */
  decided: (what: InviteChoice) => void,
): Invites => {
  const at = (id: string): string => `${path(accountOfInvite(id)).at}/invites/${segment('invite', id)}`;
  return {
    async create(input, where = {}) {
      const { id, at } = path(where.account);
      const made = await change<InviteWithLink>('POST', `${at}/invites`, { body: input });
      touched(id);
      return made;
    },
    list: async ({ account, ...query } = {}) => http('GET', `${path(account).at}/invites`, { query }),
    read: async (id) => http('GET', at(id)),
    link: async (id) => http('GET', `${at(id)}/link`),
    resend: async (id, input = {}) => change('POST', `${at(id)}/resend`, { body: input }),
    revoke: async (id) => change('DELETE', at(id)),
    inbox: async (query) => http('GET', '/v1/invites', { query }),
    preview: async (what) => http('POST', '/v1/invites/preview', { body: what, open: true }),
    async accept(what) {
      const accepted = await change<Accepted>('POST', '/v1/invites/accept', { body: what });
      const { account, token, expiresAt } = accepted;
      decided(what);
      // The reply carries all that is new, so the account is there before any list says so.
      const joined = !session.book.rows.has(account.id);
      session.hold(account.id, account, joined ? [['joined', { account }]] : []);
      session.adopt({ token, expiresAt, account: account.id });
      touched();
      return accepted;
    },
    async decline(what) {
      const invite = await change<Invite>('POST', '/v1/invites/decline', { body: what });
      decided(what);
      touched();
      return invite;
    },
  };
};
