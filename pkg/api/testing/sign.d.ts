import type { Policy } from '../wire.ts';
import { type AccountRow, type InviteRow, type MemberRow } from './rows.ts';
/** Signs what the edge signs, with a key that lives as long as the fake. */
export interface Signer {
    keys(): Promise<{
        readonly keys: readonly object[];
    }>;
    membership(account: AccountRow, member: MemberRow, at: Moment): Promise<{
        token: string;
        expiresAt: string;
    }>;
    invite(account: AccountRow, invite: InviteRow, at: Moment): Promise<string>;
    head(account: string, count: number, hash: string, at: Moment): Promise<string>;
}
/** When, and under which policy. */
export interface Moment {
    /** Milliseconds since 1970. */
    readonly now: number;
    readonly policy: Policy;
    readonly ttlSeconds: number;
}
/** A signer for the edge at `issuer`. */
export declare const createSigner: (issuer: string) => Signer;
/** The code of an invite's link. Its tag keeps no secret: nothing but this fake reads it. */
export declare const codeOf: (invite: InviteRow) => string;
