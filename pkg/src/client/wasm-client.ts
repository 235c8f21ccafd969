/**
 * What asks the core: the core in WebAssembly is loaded with the first question. A page that only shows, hides and
 * invites never loads it. What follows from what is gathered here, the core says.
 */

import type { EdgeClock } from '../clock.ts';
import { createCore } from '../core.ts';
import type { Edge } from './account-requests.ts';
import { at, type Http } from './http-client.ts';
import { inviteAt } from './ids.ts';
import { PAGE } from './limits.ts';
import { refusal } from '../messages.ts';
import type { Session } from './account-store.ts';
import type { AuditCheck, AuditCheckQuery, ClientOptions, DiagnoseQuery, Explanation, Page, Query, VerifiedInvite } from '../types.ts';
import type { WasmSource } from '../wasm-source.ts';

/** What the core says. */
export interface Deep {
  /** Why not: about a query that is `denied`, or about what somebody does not see. */
  sayWhy(query: Query | DiagnoseQuery, denied: boolean): Promise<Explanation | undefined>;
  /** What an invite token says, or that it is not genuine. */
  readLink(token: string): Promise<VerifiedInvite | 'closed'>;
  /** Whether the chain of an account's audit is as it was written. */
  followLog(query?: AuditCheckQuery): Promise<AuditCheck>;
}

/** The deep part of a client. `wasm` is what the core is made of. */
export const createDeep = (
  options: ClientOptions,
  http: Http,
  session: Session,
  clock: EdgeClock,
  { askAbout, accountFor }: Edge,
  wasm: WasmSource | undefined,
): Deep => {
  // Whatever keeps it from answering is no answer.
  const core = createCore(wasm, (error) => refusal('unavailable', {}, options.messages, error));
  const { mine, grants } = session.book;
  // Accounts that I was in until a while ago.
  const lost = new Set<string>();
  session.emitter.on('revoked', ({ account }) => lost.add(account.id));
  // By account and epoch: a page full of greyed-out buttons asks once, and again after a change.
  const lists = new Map<string, Promise<Page<unknown>>>();

  /** Asks the core, which is given page after page with what it has gathered, as long as it wants one more. */
  const walk = async (name: string, question: object, read?: (cursor?: string) => Promise<Page<unknown>>): Promise<never> => {
    let page: Page<unknown> | undefined;
    for (let told: { more?: true } | undefined; ; page = await read!(page?.next)) {
      told = await core<typeof told>(name, JSON.stringify({ ...question, ...told, page }), clock.edgeNow() / 1000);
      if (!told?.more) return (told ?? undefined) as never;
    }
  };

  /** Reads the pages of a list. */
  const pages = (account: string | undefined, list: '/audit' | '/members') => (cursor?: string) =>
    askAbout<Page<unknown>>('GET', { account }, list, { query: { limit: PAGE, cursor } });

  // Never from a store: the reply also sets the clock, and a signed-out page asks nothing else that does.
  const keys = () => http<string>('GET', '/.well-known/jwks.json', { unsigned: true, asText: true });

  return {
    async sayWhy(query, denied) {
      const here = session.worksIn() ?? session.tab.named();
      const { account = here, member, invite } = query as DiagnoseQuery;
      const key = `${account} ${mine.get(account!)?.epoch}`;
      const members = pages(account, '/members');
      const state = session.stateNow();
      const question = {
        query,
        denied,
        here,
        // Without a connection even a token in hand opens nothing that must be fresh.
        ended: !(grants.get(account!)?.lasts! > clock.edgeNow()) || (denied && session.checks.evaluate(query as Query) === 'unknown'),
        lost: lost.has(account!),
        state,
        invite: invite && (await askAbout('GET', ...inviteAt(invite))),
        policy: await session.policies.knownPolicy(),
      };
      return walk('advise', question, (cursor) => {
        // One member is looked for page by page, in what stands now.
        if (member) return members(cursor);
        // Without their names a no is still explained.
        const list = lists.get(key) ?? members().catch(() => (lists.delete(key), { items: [] }));
        lists.set(key, list);
        return list;
      });
    },
    readLink: async (token) => walk('readInvite', { token, keys: await keys(), issuer: options.issuer ?? at(options.endpoint).origin }),
    async followLog(query = {}) {
      const account = await accountFor(query);
      return walk('followAudit', { ...query, account, keys: await keys() }, pages(account, '/audit'));
    },
  };
};
