/** What the fake edge keeps: rows, and what they look like from outside. It holds no rule about who may do what. */

import type { Account, AuditEvent, Invite, InviteStatus, Member, User, UserRef } from '../wire.ts';
import type { Policy } from '../wire.ts';

/** A user; `own` is the id of their account once it is open. */
export interface UserRow extends User {
  own?: string;
}

/** A member of an account. */
export interface MemberRow {
  readonly user: UserRow;
  role: string;
  readonly joinedAt: string;
  readonly invitedBy?: string;
  lastSeenOn?: string;
}

/** An invite. */
export interface InviteRow {
  readonly id: string;
  readonly email?: string;
  role: string;
  decided?: Exclude<InviteStatus, 'pending' | 'expired'>;
  decidedAt?: string;
  /** Who has accepted it. */
  by?: string;
  inviter: UserRef;
  readonly createdAt: string;
  /** Milliseconds since 1970. */
  endsAt?: number;
  readonly note?: string;
  generation: number;
}

/** An account with all that is in it. */
export interface AccountRow {
  readonly id: string;
  kind: 'personal' | 'team';
  name: string;
  /** What it is called as a personal account; absent for a team that never was one. */
  readonly personalName?: string;
  owner: UserRef;
  epoch: number;
  spendLimitCentsPerHour: number;
  readonly externalId?: string;
  readonly createdAt: string;
  readonly members: Map<string, MemberRow>;
  readonly invites: Map<string, InviteRow>;
  readonly events: Omit<AuditEvent, 'prev' | 'hash'>[];
}

/** The permissions that a role has under the policy. */
export const permissionsOf = (policy: Policy, role: string): readonly string[] =>
  policy.roles.find(({ name }) => name === role)?.permissions ?? [];

/** An account as one of its members sees it. */
export const accountOf = (row: AccountRow, { role }: Pick<MemberRow, 'role'>, policy: Policy): Account => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  owner: row.owner,
  role,
  permissions: permissionsOf(policy, role),
  epoch: row.epoch,
  memberCount: row.members.size,
  createdAt: row.createdAt,
  spendLimitCentsPerHour: row.spendLimitCentsPerHour,
  ...(row.externalId === undefined ? {} : { externalId: row.externalId }),
});

/** A member as anybody in the account sees one; with the address if `open`. */
export const memberOf = ({ user, role, joinedAt, invitedBy, lastSeenOn }: MemberRow, open: boolean): Member => ({
  user: user.id,
  name: user.name,
  ...(open ? { email: user.email } : {}),
  ...(user.image === undefined ? {} : { image: user.image }),
  role,
  joinedAt,
  ...(lastSeenOn === undefined ? {} : { lastSeenOn }),
  ...(invitedBy === undefined ? {} : { invitedBy }),
});

/** What an invite is at `now`, in milliseconds. */
export const statusOf = ({ decided, endsAt = Infinity }: InviteRow, now: number): InviteStatus =>
  decided ?? (endsAt <= now ? 'expired' : 'pending');

/** An invite as JSON: with its address to those who may invite, masked to all. */
export const inviteOf = (account: AccountRow, row: InviteRow, now: number): Invite => ({
  id: row.id,
  account: account.id,
  accountName: account.name,
  ...(row.email === undefined ? {} : { email: row.email, hint: masked(row.email) }),
  role: row.role,
  status: statusOf(row, now),
  inviter: row.inviter,
  createdAt: row.createdAt,
  ...(row.endsAt === undefined ? {} : { expiresAt: time(row.endsAt) }),
  ...(row.decidedAt === undefined ? {} : { decidedAt: row.decidedAt }),
  ...(row.note === undefined ? {} : { note: row.note }),
});

/** An address as strangers see it. */
export const masked = (email: string): string => `${email.slice(0, 1)}***@${email.split('@')[1] ?? ''}`;

/** Milliseconds since 1970 as text. */
export const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
