import type { Client } from '../types.ts';
import { ClientElement } from './client-element.ts';
import { type VirtualNode } from './render.ts';
/**
 * `<hallpass-account-switcher>`: names the active account, and switches to another one.
 *
 * With the attribute `create` it also opens a new team. It dispatches `hallpass-switched` with the account, and
 * `hallpass-create` before its form opens: call `preventDefault` to show a form of your own.
 */
export declare class HallpassAccountSwitcher extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `create`. */
    get create(): boolean;
    set create(create: boolean);
    protected render(client: Client | undefined): readonly VirtualNode[];
    protected renderNow(): void;
}
