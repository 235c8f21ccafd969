import type { Client } from '../types.ts';
import { ClientElement } from './client-element.ts';
import { type VirtualNode } from './render.ts';
/**
 * `<hallpass-inbox-bell>`: how many invites are pending for the user, and a panel to answer them. It opens by itself when
 * one arrives, unless it is `quiet`.
 *
 * Dispatches `hallpass-open` with the account after a switch to a team that was just joined.
 */
export declare class HallpassInboxBell extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    constructor();
    /** The attribute `quiet`. */
    get quiet(): boolean;
    set quiet(quiet: boolean);
    protected connectClient(client: Client): (() => void)[];
    protected render(client: Client | undefined): readonly VirtualNode[];
    protected renderNow(): void;
}
