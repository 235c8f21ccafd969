// exports OwnWords, of shared.d.ts
// uses ACCEPT_WORDS, of shared.d.ts
// uses Accepted, of shared.d.ts
// uses Account, of shared.d.ts
// uses AccountExport, of shared.d.ts
// uses AccountKind, of shared.d.ts
// uses AccountRef, of shared.d.ts
// uses Accounts, of shared.d.ts
// uses Assignment, of shared.d.ts
// uses Audit, of shared.d.ts
// uses AuditCheck, of shared.d.ts
// uses AuditCheckQuery, of shared.d.ts
// uses AuditCut, of shared.d.ts
// uses AuditEvent, of shared.d.ts
// uses AuditFilter, of shared.d.ts
// uses AuditHead, of shared.d.ts
// uses AuditPage, of shared.d.ts
// uses CODES, of shared.d.ts
// uses COMMON_WORDS, of shared.d.ts
// uses Client, of shared.d.ts
// uses ClientState, of shared.d.ts
// uses ClosedReview, of shared.d.ts
// uses Code, of shared.d.ts
// uses CreateManyOptions, of shared.d.ts
// uses DataExport, of shared.d.ts
// uses Delivery, of shared.d.ts
// uses DeliveryFailure, of shared.d.ts
// uses DiagnoseQuery, of shared.d.ts
// uses EXPLAIN_WORDS, of shared.d.ts
// uses ErasedUser, of shared.d.ts
// uses Events, of shared.d.ts
// uses Explanation, of shared.d.ts
// uses FetchInit, of shared.d.ts
// uses FieldError, of shared.d.ts
// uses HallpassError, of shared.d.ts
// uses INBOX_WORDS, of shared.d.ts
// uses In, of shared.d.ts
// uses InProject, of shared.d.ts
// uses Invite, of shared.d.ts
// uses InviteChanges, of shared.d.ts
// uses InviteChoice, of shared.d.ts
// uses InviteResult, of shared.d.ts
// uses InviteStatus, of shared.d.ts
// uses InviteWithLink, of shared.d.ts
// uses InvitedAccount, of shared.d.ts
// uses Inviter, of shared.d.ts
// uses Invites, of shared.d.ts
// uses MailOptions, of shared.d.ts
// uses MailPreview, of shared.d.ts
// uses ManyProgress, of shared.d.ts
// uses Me, of shared.d.ts
// uses Member, of shared.d.ts
// uses MemberChanges, of shared.d.ts
// uses MemberCounts, of shared.d.ts
// uses MemberPage, of shared.d.ts
// uses MemberSort, of shared.d.ts
// uses Members, of shared.d.ts
// uses NewInvite, of shared.d.ts
// uses PENDING_WORDS, of shared.d.ts
// uses PROJECT_SWITCHER_WORDS, of shared.d.ts
// uses Page, of shared.d.ts
// uses Paging, of shared.d.ts
// uses PendingInvite, of shared.d.ts
// uses Permission, of shared.d.ts
// uses Plan, of shared.d.ts
// uses Policy, of shared.d.ts
// uses PolicyPermission, of shared.d.ts
// uses PolicyRole, of shared.d.ts
// uses PolicyScope, of shared.d.ts
// uses Preview, of shared.d.ts
// uses PreviewedGrant, of shared.d.ts
// uses Problem, of shared.d.ts
// uses Project, of shared.d.ts
// uses ProjectAssignment, of shared.d.ts
// uses ProjectGrant, of shared.d.ts
// uses ProjectMember, of shared.d.ts
// uses ProjectPage, of shared.d.ts
// uses ProjectStatus, of shared.d.ts
// uses Projects, of shared.d.ts
// uses Query, of shared.d.ts
// uses Register, of shared.d.ts
// uses Review, of shared.d.ts
// uses ReviewCounts, of shared.d.ts
// uses ReviewDecision, of shared.d.ts
// uses ReviewDetails, of shared.d.ts
// uses ReviewItem, of shared.d.ts
// uses Reviews, of shared.d.ts
// uses Role, of shared.d.ts
// uses SWITCHER_WORDS, of shared.d.ts
// uses SignInRequest, of shared.d.ts
// uses Snapshot, of shared.d.ts
// uses Status, of shared.d.ts
// uses SuggestedRole, of shared.d.ts
// uses Transfer, of shared.d.ts
// uses Transfers, of shared.d.ts
// uses User, of shared.d.ts
// uses UserRef, of shared.d.ts
// uses UserRef_2, of shared.d.ts
// uses Verdict, of shared.d.ts
// uses VerifiedInvite, of shared.d.ts

/** The platform's class. A server may import this module and creates no element, so any class does there. */
declare const BaseElement: typeof HTMLElement;

/** The platform's class. A server may import this module and creates no element, so any class does there. */
declare const BaseElement_2: typeof HTMLElement;

/**
 * An element that shows what a client knows. Its client is that of its `client` property, else that of the provider
 * around it, no matter which of the two elements is upgraded or gets its client first.
 */
declare abstract class ClientElement extends BaseElement {
    #private;
    /** Shows everything of this element. Absent on a server. */
    protected readonly root: ShadowRoot;
    constructor();
    /** The client; the provider's if none is set here. */
    get client(): Client | undefined;
    set client(client: Client | undefined);
    /** Other words than the English ones, over those of the provider. */
    get words(): OwnWords;
    set words(words: OwnWords | undefined);
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
    /** Writes an attribute that was set as a property, as frameworks do where an element has such a property. */
    protected reflect(name: string, value: unknown): void;
    /** What is to be shown now. */
    protected abstract render(client: Client | undefined): readonly VirtualNode[];
    /** Begins to use `client`; returns what ends it. */
    protected connectClient(client: Client): (() => void)[];
    /** Renders again, once for everything that changes in this task. */
    protected requestRender(): void;
    /** Renders without waiting for the end of this task. */
    protected renderNow(): void;
    /** Dispatches an event to the page. Returns false if a listener has called `preventDefault`. */
    protected dispatch(event: string, detail: object): boolean;
    /** The language in which dates and numbers are written. */
    protected get locale(): string | undefined;
    /** A name for use inside a sentence that may run in the other direction. */
    protected isolated(name: string): string;
    /** What a part that is loaded later uses of this element. */
    protected partContext(): PartContext;
}

/** The form in which another one is created. */
declare interface CreateForm {
    readonly title: string;
    readonly about: string;
    readonly field: string;
    readonly submit: string;
    create(name: string): Promise<void>;
}

/** Registers the elements; those that are registered already stay. On a server it does nothing. */
export declare const defineElements: (registry?: CustomElementRegistry | undefined) => void;

/** Every element by its tag. */
export declare const ELEMENTS: Readonly<Record<string, CustomElementConstructor>>;

/**
 * `<hallpass-accept>`: the page that an invite link leads to, with one screen per step of the accept flow.
 *
 * It moves the invite out of the address as soon as it has a client. It dispatches `hallpass-step` with the flow's state,
 * and `hallpass-open` with the account once the team is the active one: navigate there. `level` is that of its heading.
 * The slot `sign-in` replaces the button that asks the app to sign in.
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

/**
 * `<hallpass-account-switcher>`: names the active account, and switches to another one.
 *
 * With the attribute `create` it also opens a new team. It dispatches `hallpass-switched` with the account, and
 * `hallpass-create` before its form opens: call `preventDefault` to show a form of your own.
 */
export declare class HallpassAccountSwitcher extends SwitcherElement {
    #private;
    protected view(client: Client | undefined): SwitcherView;
}

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

/**
 * `<hallpass-project-switcher>`: names the active project of the active account, and changes it. Without projects it says
 * why there are none.
 *
 * With the attribute `create` it also makes a project, for those who may. It dispatches `hallpass-project-used` with the
 * project, and `hallpass-create` before its form opens: call `preventDefault` to show a form of your own.
 */
export declare class HallpassProjectSwitcher extends SwitcherElement {
    #private;
    protected connectClient(client: Client): (() => void)[];
    protected view(client: Client | undefined): SwitcherView;
}

/**
 * `<hallpass-provider>`: gives its `client`, and `words`, to every Hallpass element inside. It adds no box.
 *
 * It dispatches the client's events as `hallpass-switch`, `hallpass-joined` and so on, with their data in `detail`.
 *
 * ```js
 * document.querySelector('hallpass-provider').client = createClient({ endpoint, getIdentityToken });
 * ```
 */
export declare class HallpassProvider extends BaseElement_2 implements ProviderValues {
    #private;
    constructor();
    /** From `createClient`. */
    get client(): Client | undefined;
    set client(client: Client | undefined);
    /** Other words than the English ones. */
    get words(): OwnWords | undefined;
    set words(words: OwnWords | undefined);
    connectedCallback(): void;
    disconnectedCallback(): void;
}

/**
 * `<hallpass-show when="permission …">`: shows its content to users who have a permission.
 *
 * - `when`: permissions that are all required; `when-any`: of which one is required; `when-role`: exactly this role.
 *   Without any of them the content is denied.
 * - `account`: another account than the active one; `project`: a project in it; `fresh`: requires a membership token
 * - `mode`: `hide` (default) shows the slots `fallback` and, while it is not known, `loading` instead; `disable`
 *   keeps the content in its place, but nothing in it can be used; `explain` adds a button that says why not
 * - `label`: what the content is about, for the name of that button; default: the content's text
 *
 * The attribute `verdict` is `allow`, `deny` or `unknown`; `hallpass-verdict` is dispatched when it changes.
 */
export declare class HallpassShow extends ClientElement {
    #private;
    static readonly observedAttributes: string[];
    /** The attribute `when`. In browsers with observables, `EventTarget` has a method of this name. */
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
    /** The attribute `project`: a project's id. */
    get project(): string | null;
    set project(id: string | null);
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

/** What such a part uses of its element. */
declare interface PartContext {
    readonly words: OwnWords;
    readonly locale: string | undefined;
    /** A name for use inside a sentence that may run in the other direction. */
    isolated(name: string): string;
    /** Renders again at the end of this task. */
    requestRender(): void;
    /** Renders again now. */
    renderNow(): void;
    /** Dispatches an event from the element. */
    dispatch(event: string, detail: object): boolean;
}

/**
 * Renders trees of plain values into a shadow root and changes only what is different, so that focus, selection and
 * listeners stay. Text is set as text: no markup is parsed, and no style attribute is written.
 */
/** A listener, or the value of an attribute; `false` and `undefined` leave it out, `true` writes it empty. */
declare type PropValue = string | number | boolean | undefined | ((event: Event) => void);

/** What elements read of the provider around them. */
declare interface ProviderValues {
    readonly client?: Client | undefined;
    readonly words?: OwnWords | undefined;
}

/** A button that names what is active, a menu to choose another one, and a form to create one. */
declare abstract class SwitcherElement extends ClientElement {
    #private;
    static readonly observedAttributes: readonly string[];
    /** The attribute `create`. */
    get create(): boolean;
    set create(create: boolean);
    /** What is to be shown now. */
    protected abstract view(client: Client | undefined): SwitcherView;
    protected render(client: Client | undefined): readonly VirtualNode[];
    /** Closes the menu; the focus returns to the button. */
    protected closeMenu(): void;
    protected renderNow(): void;
}

/** One that can be switched to. */
declare interface SwitcherOption {
    readonly id: string;
    readonly name: string;
    readonly about: string;
    readonly isActive: boolean;
    choose(): void;
}

/** What a switcher shows. */
declare interface SwitcherView {
    /** What is active, as the button shows it. */
    readonly name: string;
    /** The same for screen readers. */
    readonly spokenName: string;
    readonly about?: string | undefined;
    /** The name of the menu. */
    readonly menu: string;
    readonly options: readonly SwitcherOption[];
    /** Absent where nothing can be created. */
    readonly form?: CreateForm | undefined;
}

/** An element to be rendered. */
declare interface VirtualElement {
    readonly tag: string;
    /** Attributes, and listeners under `onclick` and the like. `key` tells siblings apart. */
    readonly props: Readonly<Record<string, PropValue>>;
    readonly children: readonly VirtualNode[];
}

/** An element, text, or nothing. */
declare type VirtualNode = VirtualElement | string | number | undefined | false;

/** Every word by its name. */
export declare type Words = Readonly<typeof COMMON_WORDS & typeof EXPLAIN_WORDS & typeof SWITCHER_WORDS & typeof PROJECT_SWITCHER_WORDS & typeof ACCEPT_WORDS & typeof INBOX_WORDS & typeof PENDING_WORDS>;

export { }
