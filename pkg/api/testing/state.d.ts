import type { AuditEvent, Me, Policy, UserRef } from '../wire.ts';
import { type AccountRow, type InviteRow, type MemberRow, type UserRow } from './rows.ts';
/** What an event is about. */
type Subject = readonly [type: string, id: string];
/** What a caller who answers an invite brings. */
export interface Answering {
    readonly account: AccountRow;
    readonly invite: InviteRow;
    readonly byToken: boolean;
}
/**
 * The rows of a fake edge and what follows from them: who is in what, and what an invite has become. Whether
 * somebody's role allows a thing is not asked here: a test says so with `refuse`.
 */
export declare class State {
    #private;
    readonly users: Map<string, UserRow>;
    readonly accounts: Map<string, AccountRow>;
    policy: Policy;
    constructor(policy: Policy, now: () => number);
    /** The edge's time as text. */
    at(): string;
    /** An id that is the same in every run. */
    id(prefix: string, kind: string): string;
    addUser(user: Omit<UserRow, 'id' | 'own'> & {
        readonly id?: string | undefined;
    }): UserRow;
    addAccount(owner: UserRow, given: {
        kind: 'personal' | 'team';
        name: string;
        id?: string | undefined;
        role?: string | undefined;
    }): AccountRow;
    /** The account of the user's own, opened at the first time. */
    own(user: UserRow): AccountRow;
    addMember(account: AccountRow, user: UserRow, role: string, by?: UserRef): MemberRow;
    addInvite(account: AccountRow, inviter: UserRef, given: Pick<InviteRow, 'role'> & Partial<InviteRow> & {
        expiresIn?: number;
    }): InviteRow;
    /** The account and the membership of somebody in it; to others it is not there. */
    inside(id: string, user: UserRow): {
        readonly account: AccountRow;
        readonly member: MemberRow;
    };
    me(user: UserRow): Me;
    /** Invites that wait for the user's address, as it is written. */
    inbox(user: UserRow): {
        readonly account: AccountRow;
        readonly invite: InviteRow;
    }[];
    /** What stands between a caller and an answer, by the rows alone; the member who has used this invite comes back. */
    answering({ account, invite, byToken }: Answering, user: UserRow): MemberRow | undefined;
    accept(answering: Answering, user: UserRow): MemberRow;
    decide(invite: InviteRow, decided: NonNullable<InviteRow['decided']>): void;
    record(account: AccountRow, actor: UserRow, action: string, [resourceType, resourceId]: Subject, details?: AuditEvent['details']): void;
}
/** A user as others see one. */
export declare const refOf: ({ id, name }: UserRow) => UserRef;
export {};
