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
export declare const permissionsOf: (policy: Policy, role: string) => readonly string[];
/** An account as one of its members sees it. */
export declare const accountOf: (row: AccountRow, { role }: Pick<MemberRow, 'role'>, policy: Policy) => Account;
/** A member as anybody in the account sees one; with the address if `open`. */
export declare const memberOf: ({ user, role, joinedAt, invitedBy, lastSeenOn }: MemberRow, open: boolean) => Member;
/** What an invite is at `now`, in milliseconds. */
export declare const statusOf: ({ decided, endsAt }: InviteRow, now: number) => InviteStatus;
/** An invite as JSON: with its address to those who may invite, masked to all. */
export declare const inviteOf: (account: AccountRow, row: InviteRow, now: number) => Invite;
/** An address as strangers see it. */
export declare const masked: (email: string) => string;
/** Milliseconds since 1970 as text. */
export declare const time: (milliseconds: number) => string;
