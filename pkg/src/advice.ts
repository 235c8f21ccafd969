import type { Core } from './core.ts';
import { accountIn, ask, type Edge, inviteAt } from './edge.ts';
import type { Account, DiagnoseQuery, Explanation, Invite, InviteStatus, Member, Page, Policy, Query } from './types.ts';

/** Where the one who asks stands, in the words of the core. */
type Situation = { readonly is: string; readonly role?: string; readonly owns?: boolean };

/** Says why not. It gathers who stands where; what follows from it, the core says. */
export interface Advice {
  /** For a query that is denied. */
  explain(query: Query): Promise<Explanation | undefined>;
  diagnose(query?: DiagnoseQuery): Promise<Explanation | undefined>;
}

/** As many as one page holds. */
const COLLEAGUES = 200;
/** Pages searched for one member; beyond that the list itself is the better tool. */
const PAGES = 25;

const AFTER_INVITE: { readonly [S in InviteStatus]?: string } = {
  pending: 'stranger',
  declined: 'stranger',
  revoked: 'former',
  expired: 'former',
};

/** Asks `core` about queries that are denied. */
export const createAdvice = (edge: Edge, core: Core): Advice => {
  const { session, clock } = edge;
  const { book, policies } = session;
  // By account and epoch: a page full of greyed-out buttons asks once, and again after a change.
  const lists = new Map<string, Promise<readonly Member[]>>();

  const policy = async (): Promise<Policy> => policies.now() ?? policies.read();
  const page = (account: string, cursor?: string): Promise<Page<Member>> =>
    ask(edge, 'GET', account, '/members', { query: { limit: COLLEAGUES, cursor } });
  const memberOf = ({ owner }: Account, role: string, user?: string): Situation => ({ is: 'member', role, owns: owner.user === user });

  const colleagues = async (account: string): Promise<object[]> => {
    const { owner, epoch } = book.rows.get(account) ?? {};
    const key = `${account} ${epoch}`;
    if (!lists.has(key)) lists.set(key, page(account).then(({ items }) => items));
    const items = await lists.get(key)?.catch(() => void lists.delete(key));
    const others = (items ?? []).filter(({ user }) => user !== owner?.user);
    const role = (await policy()).ownerRole;
    // The owner helps in the largest team, wherever the list puts them.
    return [...(owner ? [{ ...owner, role, owns: true }] : []), ...others.map(({ user, name, role }) => ({ user, name, role }))];
  };

  const answer = async (account: string | undefined, permissions: readonly string[], situation: Situation, user?: string, count?: number) => {
    const question = { permissions, situation, user, count, policy: await policy() };
    const explain = (more: object[]) => core<Explanation | null>('explain', JSON.stringify({ ...question, colleagues: more }));
    let told = await explain([]);
    if (told?.reason === 'role_lacks' && account !== undefined) told = await explain(await colleagues(account));
    return told ?? undefined;
  };

  const me = () => session.state().user?.id;
  const here = () => session.active() ?? session.tab.named();

  const standing = (account = ''): Situation => {
    const row = book.rows.get(account);
    if (session.state().status === 'signed-out') return { is: 'signedOut' };
    if (!row) return { is: session.lost.has(account) ? 'former' : 'stranger' };
    if ((book.grants.get(account)?.until ?? 0) <= clock.now()) return { is: 'tokenExpired' };
    return memberOf(row, row.role, me());
  };

  const memberIn = async (account: string, user: string): Promise<Situation> => {
    let cursor: string | undefined;
    for (let n = 0; n < PAGES && (n === 0 || cursor !== undefined); n++) {
      const { items, next } = await page(account, cursor);
      const found = items.find((member) => member.user === user);
      const row = book.rows.get(account);
      if (found && row) return memberOf(row, found.role, user);
      cursor = next;
    }
    return { is: 'stranger' };
  };

  return {
    async explain(query) {
      const account = query.account ?? here();
      const { permission, anyOf = [], allOf = [], role } = query;
      let names = [permission, ...allOf, anyOf[0]].filter((name) => name !== undefined);
      if (!names.length) names = (await policy()).roles.find(({ name }) => name === role)?.permissions.slice() ?? [];
      // Without a connection even a token in hand opens nothing that must be fresh.
      const situation = session.checks.evaluate(query) === 'unknown' && book.rows.has(account ?? '') ? { is: 'tokenExpired' } : standing(account);
      return answer(account, names, situation, me());
    },

    async diagnose({ account, permission, count, member, invite } = {}) {
      const about = account ?? here();
      const { active, accounts, inboxCount } = session.state();
      const permissions = permission === undefined ? [] : [permission];
      if (invite !== undefined) {
        const { status } = await ask<Invite>(edge, 'GET', ...inviteAt(edge, invite));
        const is = AFTER_INVITE[status];
        return is === undefined ? undefined : answer(about, permissions, { is }, me(), count);
      }
      if (member !== undefined) {
        const id = accountIn(edge, about);
        return answer(id, permissions, await memberIn(id, member), member, count);
      }
      let situation = standing(about);
      if (account !== undefined && account !== here() && book.rows.has(account)) situation = { is: 'elsewhere' };
      // Nothing to see in one's own account: the invite was not accepted yet, or the tab not switched.
      if (account === undefined && count === 0 && active?.kind === 'personal') {
        if (inboxCount > 0) situation = { is: 'stranger' };
        else if (accounts.length > 1) situation = { is: 'elsewhere' };
      }
      return answer(about, permissions, situation, me(), count);
    },
  };
};
