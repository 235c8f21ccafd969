import type { Client } from '../types.ts';
import { ClientElement } from './client-element.ts';
import { type VirtualNode } from './render.ts';
/**
 * `<hallpass-accept>`: what an invite link leads to. One screen per step of the accept flow; Join and Decline by a
 * press of one's own.
 *
 * Takes the invite out of the address as soon as it is given a client. Tells `hallpass-step` with the flow's state,
 * and `hallpass-open` with the account once the team is the active one: go there. `level` is that of its heading.
 * What is in the slot `sign-in` stands in for the button that asks the host to sign in.
 */
export declare class HallpassAccept extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `level`. */
    get level(): number;
    set level(level: number);
    protected connectClient(client: Client): (() => void)[];
    protected render(client: Client | undefined): readonly VirtualNode[];
}
