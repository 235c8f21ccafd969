import type { Policy } from '../wire.ts';
import { type AccountRow, type InviteRow, type MemberRow } from './rows.ts';
/** Signs what the edge signs, with a key that is generated for each fake edge. */
export interface Signer {
    keys(): Promise<{
        readonly keys: readonly object[];
    }>;
    membership(account: AccountRow, member: MemberRow, context: TokenContext): Promise<{
        token: string;
        expiresAt: string;
    }>;
    invite(account: AccountRow, invite: InviteRow, context: TokenContext): Promise<string>;
    head(account: string, count: number, hash: string, context: TokenContext): Promise<string>;
}
/** The time, the policy and the lifetime of tokens that are signed. */
export interface TokenContext {
    /** Milliseconds since 1970. */
    readonly now: number;
    readonly policy: Policy;
    readonly ttlSeconds: number;
}
/** A signer for the edge at `issuer`. */
export declare const createSigner: (issuer: string) => Signer;
/** The code of an invite's link. Its tag is zero, because only this fake reads it. */
export declare const codeOf: (invite: InviteRow) => string;
