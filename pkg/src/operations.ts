/** The operations: most of them are one request about an account. */

import type { Edge, Rest } from './edge.ts';
import { payload } from './grants.ts';
import type { Http } from './http.ts';
import { segment } from './ids.ts';
import { refusal } from './messages.ts';
import type { Session } from './session.ts';
import type { Account, Accepted, Accounts, Audit, ClientOptions, In, InviteChoice, Invites, Members, PendingInvite, Plan } from './types.ts';

/** What the client offers beside `switchTo` and `verify`, which are no requests. */
export interface Operations {
  readonly accounts: Omit<Accounts, 'switchTo'>;
  readonly members: Members;
  readonly invites: Invites;
  readonly audit: Omit<Audit, 'verify'>;
}

/** All of them. `pending` is the link that this tab came by. */
export const createOperations = (
  { messages }: ClientOptions,
  http: Http,
  session: Session,
  { ask, inviteAt, touched }: Edge,
  pending: PendingInvite,
): Operations => {
  const me = () => session.state().user?.id;

  /** Lists what is under an account. */
  const listing =
    (rest: Rest, text = false) =>
    async ({ account, ...query }: In = {}): Promise<never> =>
      ask('GET', account, rest, { query, text });

  /** Asks for one invite, or changes it. */
  const about =
    (method: string, more = '') =>
    async (id: string, body = {}): Promise<never> => {
      const [account, at] = inviteAt(id);
      return ask(method, account, `${at}${more}`, method === 'POST' ? { body } : {});
    };

  const turn =
    (verb: 'convert' | 'revert') =>
    async ({ dryRun, ...body }: { dryRun?: boolean }, { account }: In = {}): Promise<never> => {
      // A dry run writes nothing, so it may be repeated without a key.
      if (dryRun) return (await ask<{ plan: Plan }>('POST', account, `/${verb}`, { body, query: { dryRun }, change: false })).plan as never;
      return ask<Account>('POST', account, `/${verb}`, { body }, (row, id) =>
        // A team that was never personal is closed for good by a revert.
        session.hold(id, verb === 'revert' && row.kind === 'team' ? undefined : row),
      ) as never;
    };

  const remove: Members['remove'] = async (user, { account } = {}) =>
    ask<void>('DELETE', account, `/members/${segment('user', user)}`, {}, (_, id) => {
      // My own act, so nobody is told that I was removed.
      if (user === me()) session.hold(id, undefined);
    });

  // Two calls at once for the same invite, as by a page that is mounted twice, are one.
  const flights = new Map<string, Promise<unknown>>();
  const decide =
    <T>(verb: 'accept' | 'decline', done?: (reply: T) => void) =>
    (what: InviteChoice): Promise<T> => {
      const send = async (): Promise<T> => {
        const reply = await http<T>('POST', `/v1/invites/${verb}`, { body: what, change: true });
        // No link to it needs to be kept any more.
        const kept = pending.token();
        if (kept && ('token' in what ? what.token === kept : what.inviteId === payload(kept)['jti'])) pending.clear();
        done?.(reply);
        touched();
        return reply;
      };
      const key = verb + JSON.stringify(what);
      const flight = (flights.get(key) as Promise<T> | undefined) ?? send().finally(() => flights.delete(key));
      flights.set(key, flight);
      return flight;
    };

  return {
    accounts: {
      async list() {
        await session.look(true);
        const { status, accounts } = session.state();
        if (status === 'ready') return accounts;
        throw refusal(status === 'degraded' ? 'unavailable' : 'not_signed_in', {}, messages);
      },
      read: async (id) => ask('GET', id),
      async create({ name }) {
        const account = await http<Account>('POST', '/v1/accounts', { body: { name }, change: true });
        session.hold(account.id, account, [['joined', { account }]]);
        touched();
        return account;
      },
      update: async (body, { account } = {}) => ask<Account>('PATCH', account, '', { body }, (row, id) => session.hold(id, row)),
      convert: turn('convert'),
      revert: turn('revert'),
    },
    members: {
      list: listing('/members'),
      setRole: async (user, role, { account } = {}) => ask('PATCH', account, `/members/${segment('user', user)}`, { body: { role } }),
      remove,
      async leave(where) {
        const user = me();
        if (user === undefined) throw refusal('not_signed_in', {}, messages);
        await remove(user, where);
      },
    },
    invites: {
      create: async (body, { account } = {}) => ask('POST', account, '/invites', { body }),
      list: listing('/invites'),
      read: about('GET'),
      link: about('GET', '/link'),
      resend: about('POST', '/resend'),
      revoke: about('DELETE'),
      inbox: async (query) => http('GET', '/v1/invites', { query }),
      preview: async (body) => http('POST', '/v1/invites/preview', { body, open: true }),
      accept: decide<Accepted>('accept', ({ account, ...token }) => {
        // The reply carries all that is new, so the account is there before any list says so.
        const { id } = account;
        session.hold(id, account, session.book.rows.has(id) ? [] : [['joined', { account }]]);
        session.adopt(id, token);
      }),
      decline: decide('decline'),
    },
    audit: { query: listing('/audit'), export: listing('/audit', true) },
  };
};
