import type { AuditEvent, Me, Policy, UserRef } from '../wire.ts';
import { type AccountRow, type InviteRow, type MemberRow, type UserRow } from './rows.ts';
/** The resource of an event. */
type Subject = readonly [type: string, id: string];
/** An answer to an invite. */
export interface InviteAnswer {
    readonly account: AccountRow;
    readonly invite: InviteRow;
    /** The invite was named by its link, not from the inbox. */
    readonly byToken: boolean;
}
/**
 * The rows of a fake edge and what follows from them: memberships and the status of invites. Whether a role allows
 * something is not decided here: a test says so with `refuse`.
 */
export declare class State {
    #private;
    readonly users: Map<string, UserRow>;
    readonly accounts: Map<string, AccountRow>;
    policy: Policy;
    constructor(policy: Policy, now: () => number);
    /** The edge's time as RFC 3339 text. */
    timestamp(): string;
    /** A new id. Ids are the same in every run. */
    nextId(prefix: string, kind: string): string;
    addUser(user: Omit<UserRow, 'id' | 'own'> & {
        readonly id?: string | undefined;
    }): UserRow;
    addAccount(owner: UserRow, options: {
        kind: 'personal' | 'team';
        name: string;
        id?: string | undefined;
        role?: string | undefined;
    }): AccountRow;
    /** The user's personal account. The first call opens it. */
    openPersonalAccount(user: UserRow): AccountRow;
    addMember(account: AccountRow, user: UserRow, role: string, inviter?: UserRef): MemberRow;
    addInvite(account: AccountRow, inviter: UserRef, options: Pick<InviteRow, 'role'> & Partial<InviteRow> & {
        expiresIn?: number;
    }): InviteRow;
    /** An account and the user's membership in it. Throws `not_found` if they are not a member. */
    membershipOf(id: string, user: UserRow): {
        readonly account: AccountRow;
        readonly member: MemberRow;
    };
    me(user: UserRow): Me;
    /** Pending invites to the user's address. Addresses are compared as they are written. */
    inbox(user: UserRow): {
        readonly account: AccountRow;
        readonly invite: InviteRow;
    }[];
    /**
     * The membership of a user who has accepted this invite before; `undefined` if they may answer it now.
     *
     * Throws if they may not.
     */
    earlierAccept({ account, invite, byToken }: InviteAnswer, user: UserRow): MemberRow | undefined;
    accept(answer: InviteAnswer, user: UserRow): MemberRow;
    decide(invite: InviteRow, decided: NonNullable<InviteRow['decided']>): void;
    record(account: AccountRow, actor: UserRow, action: string, [resourceType, resourceId]: Subject, details?: AuditEvent['details']): void;
}
/** A user by id and name. */
export declare const refOf: ({ id, name }: UserRow) => UserRef;
export {};
