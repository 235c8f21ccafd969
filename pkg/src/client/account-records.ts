import type { Account, Me, Policy } from '../types.ts';
import { reuseIfEqual } from './equality.ts';
import type { ClientEvent } from './events.ts';
import { type Grant, grantFromAccount, permissionsOf } from './grants.ts';
import { OWN_CHANGE_LIFETIME_MS } from './limits.ts';

/** The result of a change made here: the account's row, or that the user is no longer a member. */
interface OwnChange {
  readonly row: Account | undefined;
  readonly expiresAt: number;
}

/**
 * The user's accounts and what each grants, merged from lists, membership tokens and own changes, which arrive in any
 * order. The applying methods return the events that follow. Values that have not changed keep their identity.
 */
export class AccountRecords {
  #me: Me | undefined;
  readonly #accounts = new Map<string, Account>();
  readonly #grants = new Map<string, Grant>();
  readonly #ownChanges = new Map<string, OwnChange>();

  get me(): Me | undefined {
    return this.#me;
  }

  /** By id, in the edge's order. */
  get accounts(): ReadonlyMap<string, Account> {
    return this.#accounts;
  }

  get grants(): ReadonlyMap<string, Grant> {
    return this.#grants;
  }

  /** Applies a response of `GET /v1/me`. */
  applyMe(me: Me, now: number): ClientEvent[] {
    const before = this.#me;
    const sameUser = before?.user.id === me.user.id;
    // Nothing of another user is carried over.
    if (!sameUser) this.clear();
    const known = new Map(this.#accounts);
    this.#me = { ...me, user: reuseIfEqual(before?.user, me.user) };
    const rows = this.#withOwnChanges(me.accounts, now);
    for (const id of this.#grants.keys()) if (!rows.has(id)) this.#grants.delete(id);
    this.#accounts.clear();
    for (const row of rows.values()) this.#put(row, known.get(row.id), now);
    return before && sameUser ? differences(before, me, known, this.#accounts) : [];
  }

  /** Applies the grant of a membership token, unless a later one is known. */
  applyToken(id: string, grant: Grant): ClientEvent[] {
    const known = this.#grants.get(id);
    if (known?.token && isLater(known, grant)) return [];
    this.#setGrant(id, grant);
    const row = this.#accounts.get(id);
    if (!row || row.epoch > grant.epoch) return [];
    // A suspended member gets no token.
    const { suspended: _, ...restored } = row;
    const { role, permissions, epoch } = grant;
    const account = reuseIfEqual(row, { ...restored, role, permissions: [...permissions], epoch });
    this.#accounts.set(id, account);
    return standingChanges(account, row);
  }

  /** Applies the result of a change made here: the account's row, or that the user has left the account. */
  applyOwnChange(id: string, row: Account | undefined, now: number): ClientEvent[] {
    this.#ownChanges.set(id, { row, expiresAt: now + OWN_CHANGE_LIFETIME_MS });
    const known = this.#accounts.get(id);
    if (row) {
      this.#put(row, known, now);
      return known ? [] : [['joined', { account: row }]];
    }
    this.#accounts.delete(id);
    this.#grants.delete(id);
    return [];
  }

  /** The edge refuses a token for the account: nothing is granted there until something else is known. */
  denyAccount(account: Account, now: number): void {
    this.#setGrant(account.id, grantFromAccount({ ...account, permissions: [] }, now));
  }

  /** Reads the permission bits of all tokens under another policy. */
  applyPolicy(policy: Policy): void {
    for (const [id, grant] of this.#grants) {
      if (grant.token) this.#setGrant(id, { ...grant, permissions: permissionsOf(grant.token, grant.role, policy, this.#accounts.get(id)) });
    }
  }

  clear(): void {
    this.#me = undefined;
    this.#accounts.clear();
    this.#grants.clear();
    this.#ownChanges.clear();
  }

  /** The rows of a list, corrected by recent changes made here that the list does not show yet. */
  #withOwnChanges(listed: readonly Account[], now: number): ReadonlyMap<string, Account> {
    const rows = new Map(listed.map((row) => [row.id, row]));
    for (const [id, { row, expiresAt }] of this.#ownChanges) {
      if (expiresAt <= now) this.#ownChanges.delete(id);
      else if (!row) rows.delete(id);
      else if ((rows.get(id)?.epoch ?? 0) <= row.epoch) rows.set(id, row);
    }
    return rows;
  }

  /** Keeps a row. Its grant replaces that of a token which is older or has expired. */
  #put(row: Account, known: Account | undefined, now: number): void {
    const latest = reuseIfEqual(known, withLatestStanding(row, known));
    this.#accounts.set(row.id, latest);
    const grant = this.#grants.get(row.id);
    if (!grant?.token || grant.epoch < latest.epoch || grant.expiresAt <= now) this.#setGrant(row.id, grantFromAccount(latest, now));
  }

  #setGrant(id: string, grant: Grant): void {
    const known = this.#grants.get(id)?.permissions;
    const unchanged = known?.size === grant.permissions.size && [...grant.permissions].every((name) => known.has(name));
    this.#grants.set(id, known && unchanged ? { ...grant, permissions: known } : grant);
  }
}

const isLater = (a: Grant, b: Grant): boolean => a.epoch > b.epoch || (a.epoch === b.epoch && a.expiresAt > b.expiresAt);

/** Lists lag behind: of what the user is in the account the later epoch counts, of everything else the list. */
const withLatestStanding = (row: Account, known: Account | undefined): Account => {
  if (!known || known.epoch <= row.epoch) return row;
  const { role, permissions, epoch, suspended, expiresAt } = known;
  const { suspended: _, expiresAt: __, ...rest } = row;
  return { ...rest, role, permissions, epoch, ...(suspended && { suspended }), ...(expiresAt !== undefined && { expiresAt }) };
};

/** The events of a row that replaces an earlier one of the same account. */
const standingChanges = (account: Account, before: Account): ClientEvent[] => {
  const events: ClientEvent[] = [];
  if (account.role !== before.role) events.push(['role-changed', { account, from: before.role }]);
  if (account.epoch !== before.epoch) events.push(['changed', { account: account.id }]);
  return events;
};

/** The events of a list that replaces an earlier one of the same user. */
const differences = (
  before: Me,
  me: Me,
  known: ReadonlyMap<string, Account>,
  accounts: ReadonlyMap<string, Account>,
): ClientEvent[] => {
  const events: ClientEvent[] = [];
  for (const account of known.values()) if (!accounts.has(account.id)) events.push(['revoked', { account }]);
  for (const account of accounts.values()) {
    const old = known.get(account.id);
    if (old) events.push(...standingChanges(account, old));
    else events.push(['joined', { account }]);
  }
  if (me.inboxCount > before.inboxCount) events.push(['invite-received', { inboxCount: me.inboxCount }]);
  return events;
};
