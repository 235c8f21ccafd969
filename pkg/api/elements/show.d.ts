import type { Client } from '../types.ts';
import { ClientElement } from './client-element.ts';
import { type VirtualNode } from './render.ts';
/**
 * `<hallpass-show when="permission …">`: shows its content to users who have a permission.
 *
 * - `when`: permissions that are all required; `when-any`: of which one is required; `when-role`: exactly this role.
 *   Without any of them the content is denied.
 * - `account`: another account than the active one; `fresh`: requires a membership token
 * - `mode`: `hide` (default) shows the slots `fallback` and, while it is not known, `loading` instead; `disable`
 *   keeps the content in its place, but nothing in it can be used; `explain` adds a button that says why not
 * - `label`: what the content is about, for the name of that button; default: the content's text
 *
 * The attribute `verdict` is `allow`, `deny` or `unknown`; `hallpass-verdict` is dispatched when it changes.
 */
export declare class HallpassShow extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `when`. An accessor of its own, because every `EventTarget` may have a method of this name. */
    get when(): string | null;
    set when(permissions: string | null);
    /** The attribute `when-any`. */
    get whenAny(): string | null;
    set whenAny(permissions: string | null);
    /** The attribute `when-role`. */
    get whenRole(): string | null;
    set whenRole(role: string | null);
    /** The attribute `account`. */
    get account(): string | null;
    set account(id: string | null);
    /** The attribute `fresh`. */
    get fresh(): boolean;
    set fresh(fresh: boolean);
    /** The attribute `mode`. */
    get mode(): string | null;
    set mode(mode: string | null);
    /** The attribute `label`. */
    get label(): string | null;
    set label(label: string | null);
    attributeChangedCallback(): void;
    disconnectedCallback(): void;
    protected connectClient(client: Client): (() => void)[];
    protected render(client: Client | undefined): readonly VirtualNode[];
}
