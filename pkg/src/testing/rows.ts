/** The rows of the fake edge. */

import type { AuditEvent, Delivery, InviteStatus, User, UserRef } from '../wire.ts';

/** A user. `own` is the id of their personal account once it is open. */
export interface UserRow extends User {
  own?: string;
}

/** A role of the policy, or `custom` with its permissions. */
export interface Assignment {
  role: string;
  permissions?: readonly string[] | undefined;
}

/** An assignment in one project. */
export interface GrantRow extends Assignment {
  readonly project: string;
  grantedAt?: string;
}

/** A project of an account. */
export interface ProjectRow {
  readonly id: string;
  name: string;
  readonly externalId?: string | undefined;
  status: 'active' | 'archived';
  readonly createdAt: string;
}

/** A decision in an access review. */
export interface DecisionRow {
  readonly decision: 'keep' | 'changed' | 'removed' | 'gone';
  readonly decidedBy?: string;
  readonly decidedAt: string;
}

/** An access review. */
export interface ReviewRow {
  readonly id: string;
  readonly openedBy: string;
  readonly openedAt: string;
  /** The number of the event that opened it. */
  readonly seq: number;
  closedAt?: string;
  /** The members whom it covers. */
  readonly users: readonly UserRow[];
  readonly decisions: Map<string, DecisionRow>;
}

/** A member of an account. */
export interface MemberRow extends Assignment {
  readonly user: UserRow;
  readonly joinedAt: string;
  suspended: boolean;
  /** Milliseconds since 1970. */
  expiresAtMs?: number | undefined;
  /** By the id of the project. */
  readonly grants: Map<string, GrantRow>;
  readonly invitedBy?: string;
  lastSeenOn?: string;
  /** The ids of the invites that were revoked when the user joined. */
  revokedInvites?: readonly string[];
  /** The ids of the projects whose grants the user did not get when joining, because they were archived. */
  skippedProjects?: readonly string[];
}

/** An invite. */
export interface InviteRow extends Assignment {
  readonly id: string;
  /** Increases with each row that the edge makes. */
  readonly order: number;
  readonly email?: string;
  projects?: readonly GrantRow[] | undefined;
  decided?: Exclude<InviteStatus, 'pending' | 'expired'>;
  decidedAt?: string;
  /** How many users can accept a link invite; absent for one. */
  maxUses?: number | undefined;
  /** The domains of the addresses that can accept a link invite. */
  domains?: readonly string[] | undefined;
  /** The ids of the users who have accepted it, in order. */
  readonly usedBy: string[];
  inviter: UserRef;
  readonly createdAt: string;
  /** Milliseconds since 1970. */
  expiresAtMs?: number | undefined;
  /** Seconds from joining. */
  membershipExpiresIn?: number | undefined;
  note?: string | undefined;
  /** What became of its last mail. */
  delivery?: Delivery;
  generation: number;
}

/** An offer of an account's ownership, and what was decided. */
export interface TransferRow {
  /** The id of the member whom it is for. */
  readonly to: string;
  /** Milliseconds since 1970. */
  readonly offeredAtMs: number;
  decided?: 'accepted' | 'declined' | 'withdrawn';
}

/** Where an audit log begins, whose oldest events were removed. */
export interface CutRow {
  /** The number of the last event that was removed. */
  readonly count: number;
  readonly hash: string;
  /** When it was removed, in milliseconds since 1970. */
  readonly atMs: number;
}

/** An account with its members, invites and events. */
export interface AccountRow {
  readonly id: string;
  kind: 'personal' | 'team';
  name: string;
  /** Its name as a personal account; absent for a team that was never one. */
  personalName?: string | undefined;
  owner: UserRef;
  epoch: number;
  spendLimitCentsPerHour: number;
  readonly externalId?: string;
  readonly createdAt: string;
  readonly members: Map<string, MemberRow>;
  readonly invites: Map<string, InviteRow>;
  /** The rows of bulk requests that were created, by their keys. */
  readonly rows: Map<string, { readonly content: string; readonly invite: string }>;
  readonly projects: Map<string, ProjectRow>;
  readonly reviews: Map<string, ReviewRow>;
  /** Its latest offer of ownership. */
  transfer?: TransferRow | undefined;
  readonly events: Omit<AuditEvent, 'prev' | 'hash'>[];
  cut?: CutRow | undefined;
}

/** The status of an invite at `now`, in milliseconds since 1970. */
export const statusOf = ({ decided, expiresAtMs = Infinity }: InviteRow, now: number): InviteStatus =>
  decided ?? (expiresAtMs <= now ? 'expired' : 'pending');

/** A masked address, as strangers see it. */
export const maskEmail = (email: string): string => `${email.slice(0, 1)}***@${email.split('@')[1] ?? ''}`;

/** What strangers see of the address that an invite is for. */
export const hintOf = ({ email, domains = [] }: InviteRow): { readonly hint?: string } => {
  if (email !== undefined) return { hint: maskEmail(email) };
  return domains[0] === undefined ? {} : { hint: `@${domains[0]}` };
};

/** Whether an invite is for this address. Domains are compared as they are written. */
export const isFor = ({ email, domains = [] }: InviteRow, address: string): boolean =>
  email === undefined ? domains.length === 0 || domains.includes(address.split('@')[1] ?? '') : email === address;

/** RFC 3339 text from milliseconds since 1970. */
export const toTimestamp = (milliseconds: number): string => new Date(milliseconds).toISOString();
