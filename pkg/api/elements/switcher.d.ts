import type { Client } from '../types.ts';
import { ClientElement } from './base.ts';
import { type Drawn } from './dom.ts';
/**
 * `<hallpass-account-switcher>`: names the account that this tab works in, and switches to another of mine.
 *
 * With the attribute `create` it also opens a new team. Tells `hallpass-switched` with the account, and asks
 * `hallpass-create` first: whoever prevents it shows a form of their own.
 */
export declare class HallpassAccountSwitcher extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `create`. */
    get create(): boolean;
    set create(create: boolean);
    protected content(client: Client | undefined): readonly Drawn[];
    protected drawNow(): void;
}
