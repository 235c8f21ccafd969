import type { Account, Invite, InviteWithLink, Token } from '../wire.ts';
import { type AccountRow, type InviteRow, type MemberRow, type UserRow } from './rows.ts';
import { type Signer, type TokenContext } from './sign.ts';
import type { State } from './state.ts';
/** A request to the fake edge. */
export interface FakeRequest {
    /** The signed-in user. */
    readonly user: UserRow | undefined;
    /** The ids and codes in the path, in order. */
    readonly params: readonly string[];
    readonly query: URLSearchParams;
    readonly body: Readonly<Record<string, unknown>>;
}
/** A response. A plain object is sent as JSON with status 200. */
export type FakeResponse = Response | object | Promise<Response | object>;
/** Handlers by method and path; `*` stands for an id or a code. */
export type Routes = Readonly<Record<string, (request: FakeRequest) => FakeResponse>>;
/** What the routes share. */
export interface FakeEdgeContext {
    readonly state: State;
    readonly signer: Signer;
    readonly origin: string;
    readonly joinUrl: string;
    /** The time and policy for tokens that are signed now. */
    tokenContext(): TokenContext;
}
/** A user, an account, and the user's membership in it. */
export interface MemberContext {
    readonly user: UserRow;
    readonly account: AccountRow;
    readonly member: MemberRow;
}
/** The caller. Throws `no_account` if their personal account was not opened. */
export declare const callerOf: ({ user }: FakeRequest) => UserRow;
/** The caller and the account that the path names. */
export declare const memberContext: ({ state }: FakeEdgeContext, request: FakeRequest) => MemberContext;
/** The same, with the invite that the path names. */
export declare const inviteContext: (context: FakeEdgeContext, request: FakeRequest) => MemberContext & {
    readonly invite: InviteRow;
};
/** An account as the caller sees it. */
export declare const accountView: ({ state }: FakeEdgeContext, { account, member }: Pick<MemberContext, 'account' | 'member'>) => Account;
/** An invite as the API shows it. */
export declare const inviteView: ({ tokenContext }: FakeEdgeContext, account: AccountRow, invite: InviteRow) => Invite;
/** The current link of an invite. */
export declare const linkOf: ({ origin }: Pick<FakeEdgeContext, 'origin'>, invite: InviteRow) => string;
/** An invite with its link. */
export declare const inviteWithLink: (context: FakeEdgeContext, account: AccountRow, invite: InviteRow) => InviteWithLink;
/** A membership token. It updates the day on which the member was last seen. */
export declare const tokenFor: (context: FakeEdgeContext, account: AccountRow, user: UserRow) => Promise<Token>;
/** Whether members with this role see e-mail addresses. */
export declare const seesAddresses: ({ state }: FakeEdgeContext, role: string) => boolean;
/** The same invite. Throws `invite_closed` unless it is pending. */
export declare const assertPending: ({ tokenContext }: FakeEdgeContext, invite: InviteRow) => InviteRow;
/** A response with status 201. */
export declare const created: (value: object) => Response;
/** One page. The cursor is the index of the next item. */
export declare const paginate: <T>(rows: readonly T[], { query }: FakeRequest) => {
    items: readonly T[];
    next?: string;
};
