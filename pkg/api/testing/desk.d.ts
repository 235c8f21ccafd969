import type { Account, Invite, InviteWithLink, Token } from '../wire.ts';
import { type AccountRow, type InviteRow, type MemberRow, type UserRow } from './rows.ts';
import { type Moment, type Signer } from './sign.ts';
import type { State } from './state.ts';
/** One request, read. */
export interface Asked {
    /** Who asks; absent when nobody is signed in. */
    readonly user: UserRow | undefined;
    /** What stood for the parameters of the path, in order. */
    readonly part: readonly string[];
    readonly query: URLSearchParams;
    readonly body: Readonly<Record<string, unknown>>;
}
/** A reply: a value is 200 and JSON. */
export type Replied = Response | object | Promise<Response | object>;
/** Answers by method and path; `*` stands for an id or a code. */
export type Routes = Readonly<Record<string, (asked: Asked) => Replied>>;
/** What routes need of the fake. */
export interface Desk {
    readonly state: State;
    readonly signer: Signer;
    readonly origin: string;
    readonly joinUrl: string;
    moment(): Moment;
}
/** Somebody in an account. */
export interface Inside {
    readonly user: UserRow;
    readonly account: AccountRow;
    readonly member: MemberRow;
}
/** The caller, with an account of their own. */
export declare const callerOf: ({ user }: Asked) => UserRow;
/** The caller in the account that the path names. */
export declare const inside: ({ state }: Desk, asked: Asked) => Inside;
/** The same, with the invite that the path names. */
export declare const inviteIn: (desk: Desk, asked: Asked) => Inside & {
    readonly invite: InviteRow;
};
/** An account as the caller sees it. */
export declare const seen: ({ state }: Desk, { account, member }: Pick<Inside, 'account' | 'member'>) => Account;
/** An invite as it is now. */
export declare const shown: ({ moment }: Desk, account: AccountRow, invite: InviteRow) => Invite;
/** The link of an invite as it is now. */
export declare const linkOf: ({ origin }: Pick<Desk, 'origin'>, invite: InviteRow) => string;
/** An invite with its link. */
export declare const linked: (desk: Desk, account: AccountRow, invite: InviteRow) => InviteWithLink;
/** A membership token for somebody; a member is seen on the day of it. */
export declare const tokenFor: (desk: Desk, account: AccountRow, user: UserRow) => Promise<Token>;
/** Whether this role is told addresses. */
export declare const seesAddresses: ({ state }: Desk, role: string) => boolean;
/** The invite, if it is pending. */
export declare const pending: ({ moment }: Desk, invite: InviteRow) => InviteRow;
/** A reply to what was made. */
export declare const created: (value: object) => Response;
/** One page; the cursor is the place of the next item. */
export declare const page: <T>(rows: readonly T[], { query }: Asked) => {
    items: readonly T[];
    next?: string;
};
