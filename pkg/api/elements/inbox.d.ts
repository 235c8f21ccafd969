import type { Client } from '../types.ts';
import { ClientElement } from './base.ts';
import { type Drawn } from './dom.ts';
/**
 * `<hallpass-inbox-bell>`: how many invites wait for me, and a panel to answer them. It opens by itself when one
 * arrives, unless it is `quiet`.
 *
 * Tells `hallpass-open` with the account after a switch to a team that was just joined.
 */
export declare class HallpassInboxBell extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    constructor();
    /** The attribute `quiet`. */
    get quiet(): boolean;
    set quiet(quiet: boolean);
    protected serve(client: Client): (() => void)[];
    protected content(client: Client | undefined): readonly Drawn[];
    protected drawNow(): void;
}
