import type { Client } from '../types.ts';
import { ClientElement } from './base.ts';
import { type Drawn } from './dom.ts';
/**
 * `<hallpass-show when="permission …">`: shows its content to those who may.
 *
 * - `when`: permissions that all must be held; `when-any`: of which one must be; `when-role`: exactly this role.
 *   Without any of them nothing is allowed.
 * - `account`: another account than the active one; `fresh`: a list will not do, it takes a token
 * - `mode`: `hide` (default) shows the slots `fallback` and, while it is not known, `loading` instead; `disable`
 *   keeps the content in its place, but nothing in it can be used; `explain` adds a button that says why not
 * - `label`: what it is about, for the name of that button; the content's own text if absent
 *
 * The attribute `verdict` says `allow`, `deny` or `unknown`; `hallpass-verdict` tells of a change.
 */
export declare class HallpassShow extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `when`. Its own accessor, because the platform has a method of this name on everything. */
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
    protected serve(client: Client): (() => void)[];
    protected content(client: Client | undefined): readonly Drawn[];
}
