import type { Told } from './events.ts';
import { type Grant, grantOfRow } from './grants.ts';
import { HOLD_MS } from './limits.ts';
import type { Account, Me } from '../types.ts';

/** What is known of my accounts: rows from lists, grants from lists and tokens. */
export interface Book {
  me: Me | undefined;
  readonly mine: Map<string, Account>;
  readonly grants: Map<string, Grant>;
  /** Takes in a list; tells what is different now. */
  receive(me: Me, now: number): Told[];
  /** Takes in a token's grant, unless a later one is known. */
  takeIn(id: string, grant: Grant): Told[];
  /** Takes in the result of an own act: a row, or that the account is mine no more. */
  hold(id: string, row: Account | undefined, now: number): void;
  clear(): void;
}

/** An empty book. */
export const createBook = (): Book => {
  const mine = new Map<string, Account>();
  const grants = new Map<string, Grant>();
  const holds = new Map<string, { readonly row: Account | undefined; readonly lasts: number }>();

  const put = (row: Account, now: number): void => {
    mine.set(row.id, row);
    const grant = grants.get(row.id);
    if (!grant?.token || grant.epoch < row.epoch || grant.lasts <= now) grants.set(row.id, grantOfRow(row, now));
  };

  const book: Book = {
    me: undefined,
    mine,
    grants,
    receive(me, now) {
      const before = book.me;
      // Nothing of somebody else's is carried over.
      if (before?.user.id !== me.user.id) book.clear();
      const known = new Map(mine);
      book.me = me;
      const incoming = new Map(me.accounts.map((row) => [row.id, row]));
      for (const [id, { row, lasts }] of holds) {
        if (lasts <= now) holds.delete(id);
        else if (!row) incoming.delete(id);
        else if ((incoming.get(id)?.epoch ?? 0) <= row.epoch) incoming.set(id, row);
      }
      for (const id of grants.keys()) if (!incoming.has(id)) grants.delete(id);
      // Kept in the edge's order.
      mine.clear();
      for (const row of incoming.values()) put(newest(row, known.get(row.id)), now);
      return before?.user.id === me.user.id ? differences(before, me, known, mine) : [];
    },
    takeIn(id, grant) {
      const held = grants.get(id);
      if (held?.token && (held.epoch > grant.epoch || (held.epoch === grant.epoch && held.lasts > grant.lasts))) return [];
      grants.set(id, grant);
      const row = mine.get(id);
      if (!row || row.epoch > grant.epoch) return [];
      const account = inStandingOf(row, { ...grant, permissions: [...grant.permits] });
      mine.set(id, account);
      return newsOfStanding(account, row);
    },
    hold(id, row, now) {
      holds.set(id, { row, lasts: now + HOLD_MS });
      if (row) return put(newest(row, mine.get(id)), now);
      mine.delete(id);
      grants.delete(id);
    },
    clear() {
      book.me = undefined;
      mine.clear();
      grants.clear();
      holds.clear();
    },
  };
  return book;
};

// Lists lag; of role and permissions the later epoch is right, of the rest the list.
const newest = (row: Account, known: Account | undefined): Account =>
  known && known.epoch > row.epoch ? inStandingOf(row, known) : row;

const inStandingOf = (row: Account, { role, permissions, epoch }: Pick<Account, 'role' | 'permissions' | 'epoch'>): Account => ({ ...row, role, permissions, epoch });

/** What a row says that an earlier one of the same account did not: another role, or members, roles and policy at another epoch. */
const newsOfStanding = (account: Account, { role, epoch }: Account): Told[] => [
  ...(account.role === role ? [] : ([['role-changed', { account, from: role }]] as const)),
  ...(account.epoch === epoch ? [] : ([['changed', { account: account.id }]] as const)),
];

const differences = (
  before: Me,
  me: Me,
  known: ReadonlyMap<string, Account>,
  mine: ReadonlyMap<string, Account>,
): Told[] => {
  const told: Told[] = [];
  for (const account of known.values()) if (!mine.has(account.id)) told.push(['revoked', { account }]);
  for (const account of mine.values()) {
    const old = known.get(account.id);
    if (!old) told.push(['joined', { account }]);
    else told.push(...newsOfStanding(account, old));
  }
  if (me.inboxCount > before.inboxCount) told.push(['invite-received', { inboxCount: me.inboxCount }]);
  return told;
};
