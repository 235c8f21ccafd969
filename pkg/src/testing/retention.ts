import { EXPIRED_INVITE_SECONDS } from '../generated.ts';
import { chainOf } from './chain.ts';
import type { AccountRow } from './rows.ts';

const DAY_MS = 86_400_000;

/** Removes what the edge keeps for a limited time: invites that expired unused 30 days ago, and old events if a test limits those. */
export const removeOldRows = async (accounts: Iterable<AccountRow>, now: number, auditRetentionDays: number | undefined): Promise<void> => {
  for (const account of accounts) {
    removeExpiredInvites(account, now);
    if (auditRetentionDays !== undefined) await cutEvents(account, now, auditRetentionDays);
  }
};

const removeExpiredInvites = ({ invites }: AccountRow, now: number): void => {
  const latest = now - EXPIRED_INVITE_SECONDS * 1000;
  for (const { id, decided, usedBy, expiresAtMs = Infinity } of invites.values()) {
    if (decided === undefined && usedBy.length === 0 && expiresAtMs <= latest) invites.delete(id);
  }
};

/** Removes the events that are so many days old, but for the newest of all. */
const cutEvents = async (account: AccountRow, now: number, days: number): Promise<void> => {
  const isOld = ({ at }: { readonly at: string }): boolean => Date.parse(at) <= now - days * DAY_MS;
  if (!account.events.slice(0, -1).some(isOld)) return;
  const { chain } = await chainOf(account);
  const last = chain.slice(0, -1).findLast(isOld);
  // Another request may have removed the same events meanwhile.
  const before = account.cut?.count ?? 0;
  if (!last || last.seq <= before) return;
  account.cut = { count: last.seq, hash: last.hash, atMs: now };
  account.events.splice(0, last.seq - before);
};
