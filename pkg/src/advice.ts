import type { Core } from './core.ts';
import { localNow } from './clock.ts';
import { accountOf, type Edge, place } from './edge.ts';
import { segment } from './ids.ts';
import type { Account, DiagnoseQuery, Explanation, Invite, InviteStatus, Member, Page, Query } from './types.ts';

/** Where the one who asks stands, in the words of the core. */
type Situation =
  | { readonly is: 'signedOut' | 'stranger' | 'elsewhere' | 'former' | 'tokenExpired' }
  | { readonly is: 'member'; readonly role: string; readonly owns: boolean };

interface Question {
  readonly account: string | undefined;
  readonly permissions: readonly string[];
  readonly situation: Situation;
  readonly user?: string | undefined;
  readonly count?: number | undefined;
}

/** Says why not. It gathers who stands where; what follows from it, the core says. */
export interface Advice {
  explain(query: Query): Promise<Explanation | undefined>;
  diagnose(query?: DiagnoseQuery): Promise<Explanation | undefined>;
}

/** How long a list of colleagues is used again: a page full of greyed-out buttons asks once. */
const COLLEAGUES_MS = 30_000;
/** As many as one page holds. */
const COLLEAGUES = 200;
/** Pages searched for one member; beyond that the list itself is the better tool. */
const PAGES = 25;

/** Asks `core` about queries that are denied. */
export const createAdvice = (edge: Edge, core: Core): Advice => {
  const { http, session, clock } = edge;
  const lists = new Map<string, { readonly at: number; readonly page: Promise<Page<Member>> }>();

  const members = (account: string, cursor?: string): Promise<Page<Member>> =>
    http('GET', `${place(edge, account).at}/members`, { query: { limit: COLLEAGUES, cursor } });

  const colleagues = async (account: string) => {
    let list = lists.get(account);
    if (!list || localNow() - list.at > COLLEAGUES_MS) {
      lists.set(account, (list = { at: localNow(), page: members(account) }));
    }
    const { items } = await list.page.catch(() => {
      lists.delete(account);
      return { items: [] };
    });
    const owner = session.book.rows.get(account)?.owner;
    const others = items.map(({ user, name, role }) => ({ user, name, role, owns: user === owner?.user }));
    // The owner helps in the largest team, wherever the list puts them.
    const role = (await session.policies.read()).ownerRole;
    return owner && !others.some(({ owns }) => owns) ? [{ ...owner, role, owns: true }, ...others] : others;
  };

  const answer = async ({ account, ...question }: Question): Promise<Explanation | undefined> => {
    const policy = session.policies.now() ?? (await session.policies.read());
    const ask = (more: object) =>
      core<Explanation | null>('explain', JSON.stringify({ ...question, ...more, policy }));
    const first = await ask({ colleagues: [] });
    if (first?.reason !== 'role_lacks' || account === undefined) return first ?? undefined;
    return (await ask({ colleagues: await colleagues(account) })) ?? undefined;
  };

  const standing = (account: string | undefined): Situation => {
    const { book, lost, state } = session;
    if (state().status === 'signed-out') return { is: 'signedOut' };
    const row = account === undefined ? undefined : book.rows.get(account);
    if (!row) return { is: account !== undefined && lost.has(account) ? 'former' : 'stranger' };
    const until = book.grants.get(row.id)?.until ?? 0;
    if (until <= clock.now()) return { is: 'tokenExpired' };
    return memberOf(row, book.me?.user.id, row.role);
  };

  const aboutMember = async (account: string, user: string): Promise<Situation> => {
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const { items, next } = await members(account, cursor);
      const found = items.find((member) => member.user === user);
      const row = session.book.rows.get(account);
      if (found && row) return memberOf(row, user, found.role);
      if (next === undefined) break;
      cursor = next;
    }
    return { is: 'stranger' };
  };

  return {
    explain: async (query) => {
      if (session.checks.has(query)) return undefined;
      const account = query.account ?? session.active() ?? session.tab.named();
      return answer({
        account,
        permissions: await wanted(query, session),
        situation: standing(account),
        user: session.state().user?.id,
      });
    },

    diagnose: async ({ account, permission, count, member, invite } = {}) => {
      const permissions = permission === undefined ? [] : [permission];
      const here = session.active() ?? session.tab.named();
      const ask = (situation: Situation, about = account ?? here, user = session.state().user?.id) =>
        answer({ account: about, permissions, situation, user, count });
      if (invite !== undefined) {
        const { status } = await http<Invite>('GET', `${place(edge, accountOf(segment('invite', invite))).at}/invites/${invite}`);
        const situation = AFTER_INVITE[status];
        return situation && ask(situation);
      }
      if (member !== undefined) {
        const { id } = place(edge, account ?? here);
        return ask(await aboutMember(id, member), id, member);
      }
      if (account !== undefined && account !== here && session.book.rows.has(account)) return ask({ is: 'elsewhere' });
      const elsewhere = account === undefined && count === 0 ? nearby(session.state()) : undefined;
      return ask(elsewhere ?? standing(account ?? here));
    },
  };
};

const memberOf = (row: Account, user: string | undefined, role: string): Situation => ({
  is: 'member',
  role,
  owns: row.owner.user === user,
});

/** Nothing to see in one's own account: the invite was not accepted yet, or the tab not switched. */
const nearby = ({ active, accounts, inboxCount }: { active?: Account; accounts: readonly Account[]; inboxCount: number }) => {
  if (active?.kind !== 'personal') return undefined;
  if (inboxCount > 0) return { is: 'stranger' } as const;
  return accounts.length > 1 ? ({ is: 'elsewhere' } as const) : undefined;
};

const AFTER_INVITE: { readonly [S in InviteStatus]?: Situation } = {
  pending: { is: 'stranger' },
  declined: { is: 'stranger' },
  revoked: { is: 'former' },
  expired: { is: 'former' },
};

/** The permissions that a query is about. */
const wanted = async ({ permission, anyOf, allOf, role }: Query, { policies }: Edge['session']): Promise<string[]> => {
  const names = [permission, ...(allOf ?? []), anyOf?.[0]].filter((name) => name !== undefined);
  if (names.length || role === undefined) return names;
  const { roles } = policies.now() ?? (await policies.read());
  return [...(roles.find(({ name }) => name === role)?.permissions ?? [])];
};
