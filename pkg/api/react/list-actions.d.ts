/** What can be done from a list: always in the account whose rows it shows, whatever the address says by then. */
import type { Client } from '../types.ts';
/** What can be done about members. */
export type MemberActions = Pick<Client['members'], 'setRole' | 'remove' | 'leave'>;
/** What can be done about invites. An invite's id names its account. */
export type InviteActions = Pick<Client['invites'], 'create' | 'link' | 'resend' | 'revoke'>;
/** The actions of a list of members of `account`. */
export declare const memberActions: ({ members }: Client, account: string | undefined) => MemberActions;
/** The actions of a list of invites of `account`. */
export declare const inviteActions: ({ invites }: Client, account: string | undefined) => InviteActions;
