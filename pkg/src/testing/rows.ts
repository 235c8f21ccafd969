/** The rows of the fake edge, and their JSON in the API. No rule about who may do what is here. */

import type { Account, AuditEvent, Invite, InviteStatus, Member, Review, ReviewItem, User, UserRef } from '../wire.ts';
import type { Policy } from '../wire.ts';

/** A user. `own` is the id of their personal account once it is open. */
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
  /** The ids of the invites that were revoked when the user joined. */
  revokedInvites?: readonly string[];
}

/** An invite. */
export interface InviteRow {
  readonly id: string;
  readonly email?: string;
  role: string;
  decided?: Exclude<InviteStatus, 'pending' | 'expired'>;
  decidedAt?: string;
  /** The id of the user who has accepted it. */
  acceptedBy?: string;
  inviter: UserRef;
  readonly createdAt: string;
  /** Milliseconds since 1970. */
  expiresAtMs?: number;
  readonly note?: string;
  generation: number;
}

/** An account with its members, invites and events. */
export interface AccountRow {
  readonly id: string;
  kind: 'personal' | 'team';
  name: string;
  /** Its name as a personal account; absent for a team that was never one. */
  readonly personalName?: string;
  owner: UserRef;
  epoch: number;
  spendLimitCentsPerHour: number;
  readonly externalId?: string;
  readonly createdAt: string;
  readonly members: Map<string, MemberRow>;
  readonly invites: Map<string, InviteRow>;
  readonly reviews: Map<string, ReviewRow>;
  readonly events: Omit<AuditEvent, 'prev' | 'hash'>[];
}

/** An access review. */
export interface ReviewRow {
  readonly id: string;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly seq: number;
  closedAt?: string;
  /** The ids of who was a member when it was opened. */
  readonly covers: readonly string[];
  readonly decisions: Map<string, Pick<ReviewItem, 'decision' | 'decidedBy' | 'decidedAt'>>;
}

/** The permissions of a role. */
export const permissionsOf = (policy: Policy, role: string): readonly string[] =>
  policy.roles.find(({ name }) => name === role)?.permissions ?? [];

/** The JSON of an account, for one of its members. */
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

/** The JSON of a member. */
export const memberOf = ({ user, role, joinedAt, invitedBy, lastSeenOn }: MemberRow, withEmail: boolean): Member => ({
  user: user.id,
  name: user.name,
  ...(withEmail ? { email: user.email } : {}),
  ...(user.image === undefined ? {} : { image: user.image }),
  role,
  suspended: false,
  joinedAt,
  ...(lastSeenOn === undefined ? {} : { lastSeenOn }),
  ...(invitedBy === undefined ? {} : { invitedBy }),
});

/** Who was never seen comes first, and then the least recently seen. */
export const byLastSeen = (a: MemberRow, b: MemberRow): number => {
  const key = ({ lastSeenOn = '', user }: MemberRow): string => `${lastSeenOn} ${user.id}`;
  return key(a) < key(b) ? -1 : 1;
};

/** The JSON of an access review. */
export const reviewOf = (account: string, { covers, decisions, closedAt, id, openedBy, openedAt, seq }: ReviewRow): Review => {
  const count = (decision: ReviewItem['decision']): number => [...decisions.values()].filter((each) => each.decision === decision).length;
  return {
    id,
    account,
    openedBy,
    openedAt,
    seq,
    status: closedAt === undefined ? 'open' : 'closed',
    ...(closedAt === undefined ? {} : { closedAt }),
    counts: {
      total: covers.length,
      kept: count('keep'),
      changed: count('changed'),
      removed: count('removed'),
      gone: count('gone'),
      undecided: covers.length - decisions.size,
    },
  };
};

/** The status of an invite at `now`, in milliseconds since 1970. */
export const statusOf = ({ decided, expiresAtMs = Infinity }: InviteRow, now: number): InviteStatus =>
  decided ?? (expiresAtMs <= now ? 'expired' : 'pending');

/** The JSON of an invite. */
export const inviteOf = (account: AccountRow, row: InviteRow, now: number): Invite => ({
  id: row.id,
  account: account.id,
  accountName: account.name,
  ...(row.email === undefined ? {} : { email: row.email, hint: maskEmail(row.email) }),
  role: row.role,
  status: statusOf(row, now),
  inviter: row.inviter,
  createdAt: row.createdAt,
  ...(row.expiresAtMs === undefined ? {} : { expiresAt: toTimestamp(row.expiresAtMs) }),
  ...(row.decidedAt === undefined ? {} : { decidedAt: row.decidedAt }),
  ...(row.note === undefined ? {} : { note: row.note }),
});

/** A masked address, as strangers see it. */
export const maskEmail = (email: string): string => `${email.slice(0, 1)}***@${email.split('@')[1] ?? ''}`;

/** RFC 3339 text from milliseconds since 1970. */
export const toTimestamp = (milliseconds: number): string => new Date(milliseconds).toISOString();
