import type { EdgeClock } from './clock.ts';
import type { Core } from './core.ts';
import type { Edge } from './edge.ts';
import { PAGE } from './limits.ts';
import type { Session } from './session.ts';
import type { DiagnoseQuery, Explanation, Invite, Member, Page, Query } from './types.ts';

/** Says why not: it tells the core who stands where, and reads on while that asks for more. What follows, the core says. */
export type Advise = (query: Query | DiagnoseQuery, denied: boolean) => Promise<Explanation | undefined>;

/** Asks `core` about a query that is `denied`, or about what somebody does not see. */
export const createAdvice = (session: Session, clock: EdgeClock, { ask, inviteAt }: Edge, core: Core): Advise => {
  const { rows, grants } = session.book;
  // By account and epoch: a page full of greyed-out buttons asks once, and again after a change.
  const lists = new Map<string, Promise<Page<Member>>>();

  return async (query, denied) => {
    const here = session.active() ?? session.tab.named();
    const { account = here, member, invite } = query as DiagnoseQuery;
    const key = `${account} ${rows.get(account ?? '')?.epoch}`;
    const read = (cursor?: string): Promise<Page<Member>> => {
      const list = (!member && lists.get(key)) || ask<Page<Member>>('GET', account, '/members', { query: { limit: PAGE, cursor } });
      lists.set(key, list);
      return list.catch((error) => {
        lists.delete(key);
        // Without their names a no is still explained.
        if (!member) return { items: [] };
        throw error;
      });
    };
    const seen = {
      query,
      denied,
      here,
      // Without a connection even a token in hand opens nothing that must be fresh.
      ended: !((grants.get(account ?? '')?.until ?? 0) > clock.now()) || (denied && session.checks.evaluate(query as Query) === 'unknown'),
      lost: session.lost.has(account ?? ''),
      state: session.state(),
      invite: invite && (await ask<Invite>('GET', ...inviteAt(invite))).status,
      policy: session.policies.now() ?? (await session.policies.read()),
    };
    const pages: Page<Member>[] = [];
    for (;;) {
      const told = await core<(Explanation & { more?: true }) | null>('advise', JSON.stringify({ ...seen, pages }));
      if (!told?.more) return told ?? undefined;
      pages.push(await read(pages.at(-1)?.next));
    }
  };
};
