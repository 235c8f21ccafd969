/** The rows of the fake edge, and their JSON in the API. No rule about who may do what is here. */
import type { Account, AuditEvent, Invite, InviteStatus, Member, User, UserRef } from '../wire.ts';
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
    readonly events: Omit<AuditEvent, 'prev' | 'hash'>[];
}
/** The permissions of a role. */
export declare const permissionsOf: (policy: Policy, role: string) => readonly string[];
/** The JSON of an account, for one of its members. */
export declare const accountOf: (row: AccountRow, { role }: Pick<MemberRow, 'role'>, policy: Policy) => Account;
/** The JSON of a member. */
export declare const memberOf: ({ user, role, joinedAt, invitedBy, lastSeenOn }: MemberRow, withEmail: boolean) => Member;
/** The status of an invite at `now`, in milliseconds since 1970. */
export declare const statusOf: ({ decided, expiresAtMs }: InviteRow, now: number) => InviteStatus;
/** The JSON of an invite. */
export declare const inviteOf: (account: AccountRow, row: InviteRow, now: number) => Invite;
/** A masked address, as strangers see it. */
export declare const maskEmail: (email: string) => string;
/** RFC 3339 text from milliseconds since 1970. */
export declare const toTimestamp: (milliseconds: number) => string;
