import type { Client } from '../types.ts';
import { ClientElement } from './base.ts';
import { type Drawn } from './dom.ts';
/**
 * `<hallpass-pending-invites>`: the open invites of the active account, or of `account`, for those who may invite:
 * copy the link again, make a new link, revoke. Others see the slot `fallback`.
 *
 * Tells `hallpass-link` with `{invite, link}` when a link is asked for, and `hallpass-revoked-invite`.
 */
export declare class HallpassPendingInvites extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `account`. */
    get account(): string | null;
    set account(id: string | null);
    attributeChangedCallback(): void;
    protected serve(client: Client): (() => void)[];
    protected content(client: Client | undefined): readonly Drawn[];
}
