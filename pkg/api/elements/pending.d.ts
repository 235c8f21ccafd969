import type { Client } from '../types.ts';
import { ClientElement } from './client-element.ts';
import { type VirtualNode } from './render.ts';
/**
 * `<hallpass-pending-invites>`: the pending invites of the active account, or of `account`, for users who may invite:
 * copy the link again, create a new link, revoke. Others see the slot `fallback`.
 *
 * Dispatches `hallpass-link` with `{invite, link}` when a link is asked for, and `hallpass-revoked-invite`.
 */
export declare class HallpassPendingInvites extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `account`. */
    get account(): string | null;
    set account(id: string | null);
    attributeChangedCallback(): void;
    protected connectClient(client: Client): (() => void)[];
    protected render(client: Client | undefined): readonly VirtualNode[];
}
