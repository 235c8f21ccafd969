/** The operations: most of them are one request about an account. */

import type { Edge, Rest } from './account-requests.ts';
import { payload } from './grants.ts';
import type { Http } from './http-client.ts';
import { inviteAt, segment } from './ids.ts';
import { refusal } from '../messages.ts';
import type { Session } from './account-store.ts';
import type { Account, Accepted, Accounts, Audit, ClientOptions, In, InviteChoice, Invites, Members, PendingInvite, Plan } from '../types.ts';

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
  { accountFor, askAbout, carryOn }: Edge,
  pending: PendingInvite,
): Operations => {
  const me = () => session.stateNow().user?.id;

  /** Lists what is under an account. */
  const listing =
    (rest: Rest, asText?: boolean) =>
    ({ account, ...query }: In = {}): Promise<never> =>
      askAbout('GET', { account }, rest, { query, asText });

  /** Asks for one invite, or changes it. */
  const about =
    (method: string, more = '') =>
    async (id: string, body = {}): Promise<never> => {
      const [where, at] = inviteAt(id);
      return askAbout(method, where, `${at}${more}`, method === 'POST' ? { body } : {});
    };

  const turn =
    (verb: 'convert' | 'revert') =>
    async ({ dryRun, ...body }: { dryRun?: boolean }, where?: In): Promise<never> => {
      // A dry run writes nothing, so it may be repeated without a key.
      const call = dryRun ? { body, query: { dryRun }, alters: false } : { body };
      const told = await askAbout<Account & { readonly plan: Plan }>('POST', where, `/${verb}`, call, (row, id) => {
        // A team that was never personal is closed for good by a revert.
        if (!dryRun) session.hold(id, verb === 'revert' && row.kind === 'team' ? undefined : row);
      });
      return (dryRun ? told.plan : told) as never;
    };

  const memberAt = (user: string): Rest => `/members/${segment('user', user)}`;

  const remove: Members['remove'] = async (user, where) =>
    askAbout<void>('DELETE', where, memberAt(user), {}, (_, id) => {
      // My own act, so nobody is told that I was removed.
      if (user === me()) session.hold(id, undefined);
    });

  // Two calls at once for the same invite, as by a page that is mounted twice, are one.
  const flights = new Map<string, Promise<unknown>>();
  const decide =
    <T>(verb: 'accept' | 'decline', done?: (reply: T) => void) =>
    (what: InviteChoice): Promise<T> => {
      const send = async (): Promise<T> => {
        const reply = await http<T>('POST', `/v1/invites/${verb}`, { body: what });
        // No link to it needs to be kept any more.
        const kept = pending.token();
        if (kept && ('token' in what ? what.token === kept : what.inviteId === payload(kept)['jti'])) pending.clear();
        done?.(reply);
        carryOn();
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
        await session.recheck(true);
        const { status, accounts } = session.stateNow();
        if (status === 'ready') return accounts;
        throw refusal(status === 'degraded' ? 'unavailable' : 'not_signed_in', {}, messages);
      },
      read: (account) => askAbout('GET', { account }),
      async create({ name }) {
        const account = await http<Account>('POST', '/v1/accounts', { body: { name } });
        session.hold(account.id, account);
        carryOn();
        return account;
      },
      update: (body, where) => askAbout<Account>('PATCH', where, '', { body }, (row, id) => session.hold(id, row)),
      convert: turn('convert'),
      revert: turn('revert'),
    },
    members: {
      list: listing('/members'),
      setRole: async (user, role, where) => askAbout('PATCH', where, memberAt(user), { body: { role } }),
      remove,
      async leave(where) {
        const account = await accountFor(where);
        const user = me();
        if (user === undefined) throw refusal('not_signed_in', {}, messages);
        await remove(user, { account });
      },
    },
    invites: {
      create: (body, where) => askAbout('POST', where, '/invites', { body }),
      list: listing('/invites'),
      read: about('GET'),
      link: about('GET', '/link'),
      resend: about('POST', '/resend'),
      revoke: about('DELETE'),
      inbox: (query) => http('GET', '/v1/invites', { query }),
      preview: (body) => http('POST', '/v1/invites/preview', { body, unsigned: true, alters: false }),
      accept: decide<Accepted>('accept', ({ account, token }) => {
        // The reply carries all that is new, so the account is there before any list says so.
        session.hold(account.id, account);
        session.takeIn(account.id, token);
      }),
      decline: decide('decline'),
    },
    audit: { query: listing('/audit'), export: listing('/audit', true) },
  };
};
