import { ElementType } from 'react';
import { KeyboardEvent as KeyboardEvent_2 } from 'react';
import { ReactNode } from 'react';
import { RefObject } from 'react';

/** The page to which an invite link leads. */
declare const ACCEPT_WORDS: {
    joinTitle: (team: string) => string;
    invitesYou: (inviter: string) => string;
    yourRole: string;
    inviteFor: string;
    youMay: string;
    signInToJoin: string;
    signInToKnow: string;
    wrongAccountTitle: string;
    wrongAccount: (email: string, hint: string) => string;
    signInAsOther: string;
    proofTitle: string;
    proof: (email: string) => string;
    memberTitle: (team: string) => string;
    openTeam: string;
    joinedTitle: (team: string) => string;
    joinedAs: (role: string) => string;
    declinedTitle: string;
    declined: (inviter: string) => string;
    closedTitle: string;
    closed: (why: string) => string;
    outOfDateTitle: string;
    outOfDate: string;
    incompleteTitle: string;
    incomplete: string;
    failedTitle: string;
    noInviteTitle: string;
    noInvite: string;
};

/** The actions of the flow. */
declare type AcceptAction = 'join' | 'decline' | 'signIn' | 'switchAccount' | 'verifyEmail' | 'openTeam' | 'retry';

/** The response to accepting an invite: all that is needed to switch to the team. */
declare interface Accepted {
    readonly account: Account;
    readonly membership: Member;
    readonly token: string;
    readonly expiresAt: string;
    /** The caller's other pending invites to this team. They were revoked, and their roles are not applied. */
    readonly revokedInvites: readonly string[];
}

/**
 * Accepting an invite as a state machine. There is one per client: two components, or one that React mounts
 * twice, see the same state and join once.
 *
 * `state` keeps its identity until something changes, so `subscribe` and `() => flow.state` work with
 * `useSyncExternalStore`. The flow looks for a link when it gets its first subscriber.
 *
 * No action rejects: each resolves with the state that it leads to.
 */
declare interface AcceptFlow {
    readonly state: AcceptState;
    subscribe(listener: () => void): () => void;
    /** Joins the team. Call it on a click only. Repeated calls join once. */
    join(): Promise<AcceptState>;
    decline(): Promise<AcceptState>;
    /** Asks the app to sign in, with the masked address that the invite is for. */
    signIn(): Promise<AcceptState>;
    /** Signs out and asks the app to sign in as another user. The link is kept. */
    switchAccount(): Promise<AcceptState>;
    /** Asks the app to verify the address. Call `retry()` afterwards. */
    verifyEmail(): Promise<AcceptState>;
    /** Makes the joined team the active account, and forgets the link. */
    openTeam(): Promise<AcceptState>;
    /** Starts over: after `failed`, or after the address was verified elsewhere. */
    retry(): Promise<AcceptState>;
}

/** The page that an invite link leads to: what it offers, and buttons to join or decline. */
export declare function AcceptInvite({ className, words, children, ...rest }: AcceptInviteProps): ReactNode;

/** What is known of the invite: first the link's verified claims, then what the edge adds for the invitee. */
declare interface AcceptInvite_2 {
    /** Absent while only a code of the link is known. */
    readonly id?: string;
    readonly account: AccountRef;
    readonly role: string;
    /** The role's title; absent until the edge or the policy has been read. */
    readonly roleTitle?: string;
    readonly inviter: {
        readonly name: string;
    };
    /** The masked address it is for; absent for a link invite. */
    readonly hint?: string;
    /** When the invite ends; absent if it lives until it is decided. */
    readonly expiresAt?: string;
    /** What the inviter wrote; only the invitee sees it. */
    readonly note?: string;
}

/** Props of `AcceptInvite`. */
export declare interface AcceptInviteProps extends Ready<InviteFlow> {
    /** Replaces the button that calls the client's `onSignIn`. */
    readonly signIn?: ReactNode;
    /** Called once the team is the tab's active account. */
    readonly onOpen?: ((account: AccountRef) => void) | undefined;
    /** Shown where the flow ends: a link to another page. */
    readonly end?: ReactNode;
}

/**
 * Where an invitee is in the flow. Render one screen per `step`; each step has what its screen needs.
 *
 * - `none`: this tab was not opened with a link, and the inbox has no invite
 * - `preview`: the link is being checked (`invite` is absent until its signature is verified), or it is not
 *   known yet who is signed in
 * - `needs_sign_in`: show the invite and a way to sign in; the link is kept until then
 * - `wrong_account`: the invite is for another address than that of the signed-in user
 * - `needs_email_proof`: the signed-in user's address is not verified
 * - `already_member`: offer to open the team
 * - `ready`: offer Join and Decline
 * - `joined`, `declined`: done
 * - `closed`: it can no longer be used
 * - `failed`: a request failed, so that none of the above is known; offer `retry()`
 */
declare type AcceptState = Step<'none'> | (Step<'preview'> & {
    readonly invite?: AcceptInvite_2;
}) | (Step<'needs_sign_in'> & {
    readonly invite?: AcceptInvite_2;
}) | (Step<'wrong_account'> & {
    readonly invite: AcceptInvite_2;
    readonly hint?: string;
    readonly email: string;
}) | (Step<'needs_email_proof'> & {
    readonly invite?: AcceptInvite_2;
    readonly email: string;
}) | (Step<'already_member'> & {
    readonly account: AccountRef;
}) | (Step<'ready'> & {
    readonly invite: AcceptInvite_2;
    /** `inbox`: this tab was not opened with a link, so the newest invite to the user's address is shown. */
    readonly from: 'link' | 'inbox';
}) | (Step<'joined'> & {
    readonly invite: AcceptInvite_2;
    readonly account: Account;
}) | (Step<'declined'> & {
    readonly invite: AcceptInvite_2;
}) | (Step<'closed'> & {
    /**
     * Known to the verified invitee only. `out_of_date`: the page was open too long, the link still works. `incomplete`: the end of
     * the link is missing.
     */
    readonly why?: Problem['why'] | 'out_of_date';
    readonly requestId?: string;
}) | (Step<'failed'> & {
    readonly error: HallpassError;
});

/** An account, with the caller's role and permissions in it. */
declare interface Account {
    /** `acc_` and 22 characters. */
    readonly id: string;
    readonly kind: AccountKind;
    readonly name: string;
    readonly owner: UserRef_2;
    /** The caller's role here. */
    readonly role: string;
    /** The caller's permissions here, under the current policy. */
    readonly permissions: readonly string[];
    /** Counts changes to members, roles and policy; never decreases. */
    readonly epoch: number;
    readonly memberCount: number;
    readonly createdAt: string;
    readonly spendLimitCentsPerHour: number;
    readonly externalId?: string;
}

/** An account belongs to one person or to a team. */
declare type AccountKind = 'personal' | 'team';

/** An account, as the holder of a valid link sees it. */
declare interface AccountRef {
    readonly id: string;
    readonly name: string;
}

/** The user's accounts, and which of them is active. */
declare interface Accounts {
    /** Reads them from the edge. `client.state.accounts` has those that are known already. */
    list(): Promise<readonly Account[]>;
    read(id?: string): Promise<Account>;
    /** Opens another team. */
    create(input: {
        name: string;
    }): Promise<Account>;
    update(input: {
        name?: string;
        spendLimitCentsPerHour?: number;
    }, where?: In): Promise<Account>;
    /** Makes another of the user's accounts the active one of this tab. Local: nothing is sent or awaited. */
    switchTo(id: string): Account;
    convert(input: {
        name?: string;
        dryRun: true;
    }, where?: In): Promise<Plan>;
    convert(input: {
        name: string;
        dryRun?: false;
    }, where?: In): Promise<Account>;
    revert(input: {
        confirmName?: string;
        dryRun: true;
    }, where?: In): Promise<Plan>;
    revert(input: {
        confirmName: string;
        dryRun?: false;
    }, where?: In): Promise<Account>;
}

/** The user's accounts, and what can be done about them. */
export declare interface AccountsState {
    /** The personal one first, then teams by name. */
    readonly accounts: readonly Account[];
    readonly active: Account | undefined;
    /** Local to this tab: nothing is sent or awaited. */
    switchTo(id: string): Account;
    /** Opens another team and resolves when it is in `accounts`; `switchTo` makes it the active one. */
    create(input: {
        name: string;
    }): Promise<Account>;
}

/** A button that names the active account, and a menu to change it. */
export declare function AccountSwitcher({ create, picture, className, words, children, ...options }: AccountSwitcherProps): ReactNode;

/** Props of `AccountSwitcher`. */
export declare interface AccountSwitcherProps extends Options, Ready<AccountSwitcherState> {
    /** Whether the menu offers to open another team; by default it does. */
    readonly create?: boolean;
    /** Renders the picture beside an account's name. */
    readonly picture?: (account: Account) => ReactNode;
}

/** The account switcher without its markup. */
export declare interface AccountSwitcherState extends AccountsState {
    readonly menu: Menu;
    /** Makes `account` the active one and closes the menu. */
    choose(account: Account): void;
    /** Opens a team of that name and switches to it. */
    readonly createTeam: Action<[name: string]>;
}

/** Something that a button starts. */
export declare interface Action<A extends unknown[]> {
    /** Settles, never rejects, with whether it succeeded. A call while it runs does nothing. */
    run(...args: A): Promise<boolean>;
    readonly busy: boolean;
    /** The last error. */
    readonly error: unknown;
    /** Clears the error. */
    clear(): void;
}

/** The audit log of an account. */
declare interface Audit {
    query(query?: AuditFilter & Paging): Promise<AuditPage>;
    /**
     * The whole log, or all events that match the filter, oldest first, as text. Lines of JSON without a filter can be
     * verified: they begin with the signed head that they lead to. A table is for reading.
     */
    export(query: AuditFilter & {
        readonly format: 'ndjson' | 'csv';
    }): Promise<string>;
    /** Follows the hash chain in this process, with the rules in WebAssembly, up to the head that the edge has signed. */
    verify(query?: AuditCheckQuery): Promise<AuditCheck>;
}

/**
 * The result of following an audit chain.
 */
declare interface AuditCheck {
    /**
     * Every event that was read is unchanged and in its place, and they lead to the head that the edge has signed.
     */
    intact: boolean;
    /**
     * Events in the log.
     */
    count: number;
    /**
     * Events that were followed, the latest ones.
     */
    checked: number;
    /**
     * They reach back to the first event, or to the head that was known.
     */
    whole: boolean;
    /**
     * Keep it, and pass it as `known` the next time.
     */
    head: AuditHead;
    signedAt: string;
}

/** Options of following the hash chain of an audit log. */
declare interface AuditCheckQuery extends In {
    /** A head that you have kept: the chain must lead on from it, so that nothing before it was rewritten. */
    readonly known?: {
        readonly count: number;
        readonly hash: string;
    } | undefined;
    /** The number of events to go back at most. Default: 10,000. */
    readonly events?: number | undefined;
}

/** An event of the audit log; see `audit.query`. */
declare interface AuditEvent {
    readonly id: string;
    readonly at: string;
    readonly actor: {
        readonly kind: 'user' | 'service' | 'system';
        readonly id: string;
        readonly name: string;
    };
    readonly action: string;
    readonly resourceType: string;
    readonly resourceId: string;
    readonly outcome: 'done' | 'refused';
    readonly code?: string;
    readonly details: Readonly<Record<string, unknown>>;
    readonly prev: string;
    readonly hash: string;
}

/** Filters of an audit log; all of them must match. */
declare interface AuditFilter extends In {
    /** Events at or after this time, RFC 3339. */
    readonly from?: string | undefined;
    /** Events before this time. */
    readonly to?: string | undefined;
    /** The actor: a user's or service's id, or `system`. */
    readonly user?: string | undefined;
    readonly resourceType?: string | undefined;
    readonly resourceId?: string | undefined;
    readonly action?: string | undefined;
}

/**
 * The head of an audit chain: how many events there are, and the hash of the last one.
 */
declare interface AuditHead {
    count: number;
    hash: string;
}

/** A page of audit events. An unfiltered page has the signed head of the chain. */
declare interface AuditPage extends Page<AuditEvent> {
    readonly head?: string;
}

/** Filters of a list of audit events. */
declare interface AuditQuery extends Of {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly user?: string | undefined;
    readonly resourceType?: string | undefined;
    readonly resourceId?: string | undefined;
    readonly action?: string | undefined;
}

/** The client, created by `createClient`: one per page, on a server one per request. */
declare interface Client {
    /**
     * Settles, never rejects, when it is first known who is signed in, or that nobody is, or that the edge cannot be
     * reached. The first access sends the requests.
     */
    readonly ready: Promise<void>;
    /** What is known, with the account that the address names at this moment. The same object until that changes. */
    readonly state: ClientState;
    /** The `initial` option. */
    readonly initial?: Snapshot | undefined;
    /**
     * Calls `listener` after each change. Returns the function that unsubscribes it. While anything is subscribed, the
     * client stays up to date: it reads each minute and when the user returns to the page, and refreshes tokens.
     *
     * ```ts
     * const unsubscribe = client.subscribe(() => render(client.state));
     * ```
     */
    subscribe(listener: () => void): () => void;
    /** Calls `listener` for each event of one kind. Keeps the client up to date as `subscribe` does. */
    on<E extends keyof Events>(event: E, listener: (event: Events[E]) => void): () => void;
    /** Call it after signing in or out, or when the user's name or address has changed. */
    identityChanged(): Promise<void>;
    /** Reads `GET /v1/me` again. */
    refresh(): Promise<void>;
    /** Whether the user has a permission. Synchronous; works offline; denies what is not known. */
    can(permission: Permission, where?: In): boolean;
    has(query: Query): boolean;
    evaluate(query: Query): Verdict;
    /** Throws a `HallpassError` unless `has(query)`. */
    protect(query: Query): void;
    /** Why `query` is denied; `undefined` if it is allowed. */
    explain(query: Query): Promise<Explanation | undefined>;
    /** Why the user, or a member or invitee, cannot see what they expect; `undefined` if nothing is wrong. */
    diagnose(query?: DiagnoseQuery): Promise<Explanation | undefined>;
    /** A membership token that is valid now. */
    token(where?: In): Promise<string>;
    /**
     * `fetch` with the active account's membership token for `apiOrigins`. Nothing of it is stored unless `cache` says so.
     *
     * Redirects are followed, with the token within `apiOrigins` only, where their address can be read. Browsers do not
     * tell it: there a redirect rejects with `redirect_not_followed`. `redirect` in `init` decides otherwise.
     */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
    policy(): Promise<Policy>;
    readonly accounts: Accounts;
    readonly members: Members;
    readonly invites: Invites;
    readonly audit: Audit;
    readonly pendingInvite: PendingInvite;
    /** Asks the app to sign in; see `ClientOptions.onSignIn`. */
    signIn(request?: SignInRequest): Promise<void>;
    signOut(): Promise<void>;
    verifyEmail(): Promise<void>;
    /** Stops timers and listeners for good. */
    close(): void;
}

/** What the client knows. Immutable: a change creates a new one. */
declare interface ClientState {
    readonly status: Status;
    readonly user?: User;
    /** The account that this tab works in; absent if its address names one that the user is not in. */
    readonly active?: Account;
    readonly accounts: readonly Account[];
    readonly inboxCount: number;
}

/** The code of a refusal. */
declare type Code = (typeof CODES)[number];

/** Every code of a refusal. */
declare const CODES: readonly ['invalid_request', 'not_signed_in', 'token_invalid', 'token_expired', 'stale_epoch', 'forbidden', 'wrong_account', 'email_unverified', 'role_exceeds_grantor', 'spend_limit', 'owner_protected', 'not_found', 'no_account', 'already_invited', 'already_member', 'already_a_team', 'not_a_team', 'member_limit', 'conflict', 'policy_mismatch', 'invite_closed', 'idempotency_mismatch', 'name_mismatch', 'account_mismatch', 'rate_limited', 'unavailable'];

/** Words that several places use. */
declare const COMMON_WORDS: {
    cancel: string;
    close: string;
    loading: string;
    retry: string;
    signIn: string;
    signOut: string;
    loadMore: string;
    support: string;
    checkingInvite: string;
    join: string;
    decline: string;
    verify: string;
    switchTo: (team: string) => string;
    requestId: (id: string) => string;
};

/** The app's own elements for plain ones, so that ready-made components look like the rest of the page. */
export declare interface Components {
    /** Gets the props of a `<button>`; `data-look` is `primary`, `danger`, `quiet`, `link` or absent. */
    readonly button?: ElementType;
    /** Gets the props of an `<input>`. */
    readonly input?: ElementType;
    /** Gets the props of a `<label>`. */
    readonly label?: ElementType;
    /** Gets the props of a `<select>` with `<option>` elements inside. */
    readonly select?: ElementType;
    /** Gets the props of a `<table>`, with its rows inside. */
    readonly table?: ElementType;
    /** A modal dialog that is open as long as it is mounted. */
    readonly dialog?: ElementType<DialogOverrideProps>;
}

/** Making a team of a personal account. */
declare const CONVERT_WORDS: {
    convert: string;
    convertAbout: string;
    convertKeeps: string;
    convertName: string;
    inviteNeedsTeam: string;
};

/** A button to convert the personal account to a team, with a dialog for the team's name. Renders nothing in a team. */
export declare function ConvertToTeam({ className, words, children, ...options }: ConvertToTeamProps): ReactNode;

/** Props of `ConvertToTeam`. */
export declare interface ConvertToTeamProps extends Options_2, Ready<ConvertToTeamState> {
}

/** Converting the personal account to a team, without markup. */
export declare interface ConvertToTeamState {
    /** The active account, if it is a personal one that the user may convert. */
    readonly account: Account | undefined;
    readonly convert: Action<[name: string]>;
}

/** What ends a membership, or the team. */
declare const DANGER_WORDS: {
    danger: string;
    leave: string;
    leaveTitle: (team: string) => string;
    leaveAbout: string;
    ownerStays: string;
    deleteTeam: string;
    deleteTitle: (team: string) => string;
    deleteAbout: string;
    ownerOnly: (owner: string) => string;
    losing: (count: number) => string;
    revoking: (count: number) => string;
    becomesPersonal: string;
    closesForGood: string;
    typeName: string;
    deleteForGood: string;
};

/** Buttons to leave or delete the active team, with confirmations. */
export declare function DangerZone({ className, words, children, ...options }: Ready<DangerZoneState> & Options_3): ReactNode;

/** Leaving and deleting a team, without markup. */
export declare interface DangerZoneState extends LeaveTeamState {
    /** What deleting would do; read by `ask`. */
    readonly plan: Plan | undefined;
    readonly ask: Action<[]>;
    /** Deletes the team if its name is typed. */
    readonly deleteTeam: Action<[typedName: string]>;
}

/** What to diagnose. Default: why the user cannot see the active account's resources. */
declare interface DiagnoseQuery {
    readonly account?: string;
    readonly permission?: Permission;
    /** How many items the list in question shows; 0 means that there are none yet. */
    readonly count?: number;
    /** Diagnose this member instead of the user. Requires the permission to manage members. */
    readonly member?: string;
    /** Diagnose this invite. Requires the permission to invite. */
    readonly invite?: string;
}

/** What an app's own dialog gets. */
export declare interface DialogOverrideProps {
    readonly title: string;
    /** Call it when the user closes the dialog, as by Escape. */
    readonly onClose: () => void;
    /** The form, with its buttons. */
    readonly children: ReactNode;
}

/** The data of each event. */
declare interface Events {
    /** The tab's active account changed; fires once, after the change. */
    readonly switch: {
        readonly from?: Account;
        readonly to?: Account;
    };
    readonly joined: {
        readonly account: Account;
    };
    /** The user is no longer in this account. `account` is as last known. */
    readonly revoked: {
        readonly account: Account;
    };
    readonly 'role-changed': {
        readonly account: Account;
        readonly from: string;
    };
    readonly 'invite-received': {
        readonly inboxCount: number;
    };
    /** Another user is signed in, or nobody; or the user's name or address has changed. */
    readonly identity: {
        readonly user?: User;
    };
    readonly policy: {
        readonly policy: Policy;
    };
    /** Members, invites or audit events of an account may have changed: read them again. Without `account`: of any. */
    readonly changed: {
        readonly account?: string;
    };
    /** A background request has failed. */
    readonly error: {
        readonly error: HallpassError;
    };
}

/** A gate that says why not. */
declare const EXPLAIN_WORDS: {
    why: string;
    whyNot: (what: string) => string;
    allowedNow: string;
    because: (reason: Explanation['reason'], missing: string, role: string) => string;
    rolesThatWould: (count: number) => "Role that would" | "Roles that would";
    askWho: string;
    ownerMark: (name: string) => string;
    whatToDo: string;
    /** The advice itself; the edge and the core write it in English. */
    advice: ({ whatToDo }: Explanation) => string;
};

/** An explanation as text. */
export declare function Explained({ explanation, words }: {
    explanation: Explanation;
    words?: OwnWords | undefined;
}): ReactNode;

/**
 * Why something is denied, and what would help.
 */
declare interface Explanation {
    reason: 'not_signed_in' | 'not_a_member' | 'not_switched' | 'role_lacks' | 'ended' | 'expired' | 'spend_limit' | 'nothing_yet';
    /**
     * The permissions that are missing.
     */
    missing: readonly string[];
    role?: string;
    rolesThatWould?: readonly string[];
    /**
     * At most five people who could help. Only members see them.
     */
    askWho?: readonly UserRef[];
    /**
     * One sentence in English.
     */
    whatToDo: string;
    supportUrl?: string;
}

/** An explanation, as far as it has arrived. */
export declare interface ExplanationState {
    readonly explanation: Explanation | undefined;
    readonly error: unknown;
    readonly loading: boolean;
    /** Asks again. */
    retry(): void;
}

/** An invalid field of a request. */
declare interface FieldError {
    readonly field: string;
    readonly code: string;
}

/** A role, and whether the user may grant it. */
export declare interface GrantableRole extends PolicyRole {
    readonly grantable: boolean;
}

/**
 * An error response of the edge, or an error of the client itself.
 *
 * `message` is for people; programs look at `code`. `status` is 0 if there was no response.
 *
 * ```ts
 * try {
 *   await client.invites.create({ email, role: 'dev' });
 * } catch (error) {
 *   if (error instanceof HallpassError && error.code === 'already_invited') show(error.inviteId);
 * }
 * ```
 */
declare class HallpassError extends Error {
    readonly code: Code | (string & {});
    readonly status: number;
    readonly detail: string;
    readonly requestId: string | undefined;
    readonly why: Problem['why'];
    readonly hint: string | undefined;
    readonly inviteId: string | undefined;
    /** Seconds. */
    readonly retryAfter: number | undefined;
    readonly errors: readonly FieldError[] | undefined;
    readonly explanation: Explanation | undefined;
    readonly you: Problem['you'];
    readonly account: AccountRef | undefined;
    get name(): string;
    constructor(message: string, problem: Problem, options?: ErrorOptions);
}

/**
 * Gives the client to every component inside. It neither starts nor closes the client.
 *
 * ```tsx
 * <HallpassProvider client={client} locale="en">
 *   <App />
 * </HallpassProvider>
 * ```
 */
export declare function HallpassProvider({ client, words, locale, dir, components, children }: HallpassProviderProps): ReactNode;

/** Props of `HallpassProvider`. */
export declare interface HallpassProviderProps {
    /** From `createClient`: one per page; on a server one per request. */
    readonly client: Client;
    /** Replaces built-in English words, word by word. */
    readonly words?: OwnWords;
    /** For dates, numbers and the order of names; default is the runtime's. Set it where a server renders. */
    readonly locale?: string;
    /** `'rtl'` isolates names in sentences that run from right to left. */
    readonly dir?: 'ltr' | 'rtl';
    readonly components?: Components;
    readonly children?: ReactNode;
}

/** Names an account other than the active one. */
declare interface In {
    readonly account?: string | undefined;
}

/** The pending invites with buttons to join or decline, and the outcome of those that were just answered. */
export declare function Inbox({ inbox, words, onOpen }: InboxProps): ReactNode;

/** Invites that wait for me: the bell and the list. */
declare const INBOX_WORDS: {
    inbox: string;
    inboxWith: (count: number) => string;
    youAreInvited: string;
    closeInbox: string;
    readingInbox: string;
    noInvites: string;
    noInvitesAbout: string;
    inboxProof: string;
    joinAs: (team: string, role: string) => string;
    invitedBy: (inviter: string, when: string) => string;
    youJoined: (team: string) => string;
    youDeclined: (team: string) => string;
    declinedAbout: (inviter: string) => string;
};

/** How many invites are pending for the user, with buttons to join or decline. */
export declare function InboxBell({ asks, onOpen, icon, className, words, children }: InboxBellProps): ReactNode;

/** Props of `InboxBell`. */
export declare interface InboxBellProps extends Ready<InboxBellState> {
    /** Whether the panel opens by itself, at first and when an invite arrives. Default: true. */
    readonly asks?: boolean;
    /** Called after the user has switched to a team that they have joined here. */
    readonly onOpen?: (account: Account) => void;
    /** Replaces the picture of the bell. */
    readonly icon?: ReactNode;
}

/** The inbox and its panel, without markup. */
export declare interface InboxBellState extends InboxState {
    readonly open: boolean;
    readonly setOpen: (open: boolean) => void;
    /** For the element around the button and the panel. */
    readonly around: RefObject<HTMLDivElement | null>;
}

declare interface InboxProps {
    readonly inbox: InboxState;
    readonly words?: OwnWords | undefined;
    readonly onOpen?: ((account: Account) => void) | undefined;
}

/** Invites to the user's address. */
export declare interface InboxState extends List<Invite> {
    /** How many are pending, as counted by the edge. */
    readonly count: number;
    accept(inviteId: string): Promise<Accepted>;
    decline(inviteId: string): Promise<Invite>;
}

/** An invite, as its invitee and members who may invite see it. */
declare interface Invite {
    /** `inv_` and 44 characters. */
    readonly id: string;
    /** The account's id. */
    readonly account: string;
    readonly accountName: string;
    /** Absent for a link invite. */
    readonly email?: string;
    /** The address, masked. */
    readonly hint?: string;
    readonly role: string;
    readonly status: InviteStatus;
    readonly inviter: UserRef_2;
    readonly createdAt: string;
    /** Absent when it does not expire. */
    readonly expiresAt?: string;
    readonly decidedAt?: string;
    readonly note?: string;
}

/** Inviting somebody. */
declare const INVITE_WORDS: {
    invite: string;
    email: string;
    emailAbout: string;
    role: string;
    roleOutOfReach: string;
    note: string;
    linkLives: string;
    lives: (days: number) => string;
    createInvite: string;
    invited: (whom: string) => string;
    link: string;
    copyLink: string;
    copied: string;
};

/** What can be done with one pending invite. */
export declare interface InviteActions {
    /** Its link, once `showLink` has read it. */
    readonly link: string | undefined;
    readonly showLink: Action<[]>;
    /** `rotate`: creates a new link, and the old one stops working. */
    readonly resend: Action<[rotate: boolean]>;
    readonly revoke: Action<[]>;
}

/** The actions on invites. An invite's id names its account. */
declare type InviteActions_2 = Pick<Client['invites'], 'create' | 'link' | 'resend' | 'revoke'>;

/** Names an invite by its token (from the link) or by its id (from the inbox). */
declare type InviteChoice = {
    readonly token: string;
} | {
    readonly inviteId: string;
};

/**
 * The account that an invite is to.
 */
declare interface InvitedAccount {
    id: string;
    name: string;
}

/**
 * A dialog to invite someone. It shows the link to share: no email is sent. In a personal account, which nobody can join,
 * there is no button, and a dialog that the app opens says to convert it first.
 */
export declare function InviteDialog({ open, onClose, className, words, children, ...options }: InviteDialogProps): ReactNode;

/** Props of `InviteDialog`. */
export declare interface InviteDialogProps extends Options_4, Ready<InviteFormState> {
    /** If absent, a button opens the dialog, for users who may invite. */
    readonly open?: boolean;
    readonly onClose?: () => void;
}

/** The fields of the form. */
export declare interface InviteDraft {
    /** Empty: an invite link for anyone who has it. */
    readonly email: string;
    readonly role: string;
    readonly note: string;
    /** For how many days the link works; 0: until it is used or revoked. */
    readonly days: number;
}

/** Where an invitee is, and what can be done. No action rejects. */
export declare type InviteFlow = Omit<AcceptFlow, 'subscribe'>;

/** The form, without markup. */
export declare interface InviteFormState {
    readonly draft: InviteDraft;
    /** Changes fields, and clears the last error. */
    edit(change: Partial<InviteDraft>): void;
    readonly roles: readonly GrantableRole[];
    readonly submit: Action<[]>;
    /** The created invite with its link. */
    readonly made: InviteWithLink | undefined;
    /** Starts over. */
    reset(): void;
}

/**
 * Who created an invite, as its token names them.
 */
declare interface Inviter {
    name: string;
}

/** Invites: those of an account, and those to the user's address. */
declare interface Invites {
    create(input: {
        email?: string;
        role: Role;
        expiresIn?: number;
        note?: string;
    }, where?: In): Promise<InviteWithLink>;
    list(query?: In & Paging & {
        status?: InviteStatus;
    }): Promise<Page<Invite>>;
    read(id: string): Promise<Invite>;
    /** The same link again. */
    link(id: string): Promise<{
        readonly link: string;
    }>;
    /** `rotate` creates a new link and closes the old one. */
    resend(id: string, input?: {
        rotate?: boolean;
        expiresIn?: number;
    }): Promise<InviteWithLink>;
    revoke(id: string): Promise<Invite>;
    inbox(query?: Paging): Promise<Page<Invite>>;
    preview(what: {
        readonly code: string;
    } | {
        readonly token: string;
    }): Promise<Preview>;
    /** Joins the team. The account is in `client.state.accounts` when this resolves; `switchTo` makes it the active one. */
    accept(what: InviteChoice): Promise<Accepted>;
    decline(what: InviteChoice): Promise<Invite>;
}

/** Filters of a list of invites. */
declare interface InvitesQuery extends Of {
    readonly status?: InviteStatus | undefined;
}

/** Invites, and what can be done about them: in the account that this was rendered for, even if the address has changed since. */
export declare type InvitesState = List<Invite> & InviteActions_2;

/** All states but `pending` are final. */
declare type InviteStatus = 'pending' | 'accepted' | 'declined' | 'revoked' | 'expired';

/** An invite that was created or sent again, with its link. */
declare interface InviteWithLink {
    readonly invite: Invite;
    readonly link: string;
}

/** A button to leave the active team, with a confirmation. */
export declare function LeaveTeam({ className, words, children, ...options }: Ready<LeaveTeamState> & Options_3): ReactNode;

/** Leaving a team, without markup. */
export declare interface LeaveTeamState {
    /** The active account, if it is a team. */
    readonly team: Account | undefined;
    /** The owner cannot leave: they delete the team instead. */
    readonly owner: boolean;
    readonly leave: Action<[]>;
}

/** A link to share, with a button to copy it; selected on focus where the browser does not allow that. */
export declare function LinkField({ link, words }: {
    link: string;
    words: OwnWords | undefined;
}): ReactNode;

/** A list as far as it is read. */
export declare type List<T> = ListState<T> & Pick<ListStore<T>, 'loadMore' | 'reload'>;

/** A list as far as it is read. Immutable: a change creates a new one. */
declare interface ListState<T> {
    readonly status: ListStatus;
    readonly items: readonly T[];
    /** Set if there is more to load with `loadMore()`. */
    readonly next?: string;
    readonly error?: HallpassError;
}

/**
 * - `idle`: nobody is signed in, or there is no account to show it for
 * - `loading`: nothing has been received yet
 * - `ready`: `items` is what the edge has sent last
 * - `refreshing`: `items` is shown while it is read again, or while more is read
 * - `failed`: `error` is the reason; `items` is what was shown before
 */
declare type ListStatus = 'idle' | 'loading' | 'ready' | 'refreshing' | 'failed';

/**
 * A list that is kept up to date: changes made here or in other tabs, and within about a minute those of other people.
 * It is read at the first subscriber. It shows items of the current account and user only, never of the previous ones.
 *
 * `state` keeps its identity until something changes, so `subscribe` and `() => store.state` work with
 * `useSyncExternalStore`.
 */
declare interface ListStore<T> {
    readonly state: ListState<T>;
    subscribe(listener: () => void): () => void;
    /** Reads one more page, if there is one. Settles, never rejects. */
    loadMore(): Promise<void>;
    /** Reads again as many pages as are shown. Settles, never rejects. */
    reload(): Promise<void>;
}

/** The caller and their accounts. */
declare interface Me {
    readonly user: User;
    /** The caller's own account. It is in `accounts` too. */
    readonly own: Account;
    readonly accounts: readonly Account[];
    /** The number of invites in the caller's inbox. */
    readonly inboxCount: number;
}

/** A member of an account. */
declare interface Member {
    readonly user: string;
    readonly name: string;
    /** Only for oneself, or for callers who may invite or manage members. */
    readonly email?: string;
    readonly image?: string;
    readonly role: string;
    readonly joinedAt: string;
    readonly lastSeenOn?: string;
    /** A user id. */
    readonly invitedBy?: string;
}

/** The actions on members. */
declare type MemberActions = Pick<Client['members'], 'setRole' | 'remove' | 'leave'>;

/** The members of an account. */
declare interface Members {
    list(query?: In & Paging & {
        role?: string;
        q?: string;
    }): Promise<Page<Member>>;
    setRole(user: string, role: Role, where?: In): Promise<Member>;
    remove(user: string, where?: In): Promise<void>;
    /** Ends the user's own membership. */
    leave(where?: In): Promise<void>;
}

/** Who is in the team. */
declare const MEMBERS_WORDS: {
    members: string;
    member: string;
    role: string;
    joined: string;
    actions: string;
    you: string;
    owner: string;
    search: string;
    nobody: string;
    changeRole: string;
    changeRoleOf: (name: string) => string;
    remove: string;
    removeOne: (name: string) => string;
    removeTitle: (name: string) => string;
    removeAbout: (name: string, team: string) => string;
};

/** Filters of a list of members. */
declare interface MembersQuery extends Of {
    readonly role?: string | undefined;
    /** Part of a name. */
    readonly q?: string | undefined;
}

/** Members, and what can be done about them: in the account that this was rendered for, even if the address has changed since. */
export declare type MembersState = List<Member> & MemberActions;

/** The members of the active account; for users who may manage them, with buttons to change a role and to remove. */
export declare function MembersTable({ className, words, children }: Ready<MembersTableState>): ReactNode;

/** The table, without markup. */
export declare interface MembersTableState extends MembersState {
    /** The search text as typed; the list follows. */
    readonly q: string;
    readonly setQ: (q: string) => void;
    /** Whether the user may manage members. */
    readonly manage: boolean;
}

/** A menu under a button: props for each element, without markup. */
export declare interface Menu {
    readonly open: boolean;
    setOpen(open: boolean): void;
    /** For the element around both. */
    readonly around: RefObject<HTMLDivElement | null>;
    readonly button: {
        readonly id: string;
        readonly 'aria-haspopup': 'menu';
        readonly 'aria-expanded': boolean;
        onClick(): void;
        onKeyDown(event: KeyboardEvent_2): void;
    };
    readonly menu: {
        readonly role: 'menu';
        readonly 'aria-labelledby': string;
        onKeyDown(event: KeyboardEvent_2): void;
    };
    /** Runs an item's action and closes the menu; the focus returns to the button. */
    pick(run: () => void): void;
}

/** Which account. Default: the active one, followed through switches. */
declare interface Of {
    readonly account?: string | undefined;
    /** Items per page (50; at most 200). */
    readonly limit?: number | undefined;
}

declare interface Options {
    /** Called after the active account was changed here. */
    readonly onSwitch?: ((account: Account) => void) | undefined;
}

declare interface Options_2 {
    /** Called with the team; it is the active account already. */
    readonly onConverted?: ((team: Account) => void) | undefined;
}

declare interface Options_3 {
    /** Called after the membership or the team has ended; another account is active by then. */
    readonly onDone?: ((account: Account) => void) | undefined;
}

declare interface Options_4 {
    /** Default: the active one. */
    readonly account?: string | undefined;
    readonly onInvited?: ((made: InviteWithLink) => void) | undefined;
}

/** Other words under the same names; what is left out stays English. */
export declare type OwnWords = Partial<Words>;

/** A page of a list. `next` is the cursor of the next page. */
declare interface Page<T> {
    readonly items: readonly T[];
    readonly next?: string;
}

/** Where a page of a list begins, and how many items it has (50; at most 200). */
declare interface Paging {
    readonly cursor?: string | undefined;
    readonly limit?: number | undefined;
}

/** Invites of a team that wait for an answer. */
declare const PENDING_WORDS: {
    pending: string;
    nonePending: string;
    anyone: string;
    since: (when: string, inviter: string) => string;
    expires: (when: string) => string;
    copyLink: string;
    copied: string;
    newLink: string;
    newLinkMade: string;
    revoke: string;
};

/** Invites of a team that wait for an answer. */
declare const PENDING_WORDS_2: {
    pending: string;
    nonePending: string;
    anyone: string;
    since: (when: string, inviter: string) => string;
    expires: (when: string) => string;
    resend: string;
    resendAbout: (whom: string) => string;
    sameLink: string;
    newLink: string;
    revoke: string;
    revokeTitle: string;
    revokeAbout: (whom: string) => string;
};

/**
 * The invite link that this tab was opened with, kept while the user signs in: in this tab only, for 24 hours at most.
 *
 * The join page calls `capture()` as its first statement.
 */
declare interface PendingInvite {
    /** `held`: a token is kept. `closed`: the link can no longer be used. */
    readonly state: 'none' | 'held' | 'closed';
    /** Moves the token from the address into this tab's storage; the history does not keep it. Safe to repeat. */
    capture(location?: Location): void;
    /**
     * The verified claims; `'closed'` if the link can no longer be used or the token is not genuine; `undefined` if
     * there is none.
     *
     * The edge verifies the token where WebAssembly cannot be loaded. Rejects if the edge cannot be reached: show a way to retry.
     */
    verified(): Promise<VerifiedInvite | 'closed' | undefined>;
    token(): string | undefined;
    /** The invite code of a closed link, for `invites.preview({code})` once signed in. */
    code(): string | undefined;
    clear(): void;
}

/** The pending invites of an account, with buttons to copy the link, resend and revoke. Renders nothing for users who may not invite, or in a personal account. */
export declare function PendingInvites(props: PendingInvitesProps): ReactNode;

/** Props of `PendingInvites`. */
export declare interface PendingInvitesProps extends Ready<InvitesState> {
    /** Default: the active one. */
    readonly account?: string;
}

/** A permission's name: any string, until `Register` declares them. */
declare type Permission = Register extends {
    readonly permission: infer P extends string;
} ? P : string;

/** The answer of a check, and the reason for it. */
declare interface PermissionState_2 {
    readonly verdict: Verdict;
    readonly allowed: boolean;
    /** It is not known yet: show neither way. */
    readonly loading: boolean;
    /** Why it is denied; `undefined` if it is allowed. */
    explain(): Promise<Explanation | undefined>;
}
export { PermissionState_2 as PermissionState }

/** The permission's title, or its name where the policy does not know it. */
export declare const permissionTitle: (policy: Policy | undefined, name: string) => string;

/** What convert or revert would do, as `dryRun` returns it. */
declare interface Plan {
    readonly membersRemoved?: number;
    readonly invitesRevoked?: number;
    readonly [effect: string]: unknown;
}

/** The policy that the edge applies. */
declare interface Policy {
    /** A digest of the other fields. */
    readonly id: string;
    readonly audience: string;
    readonly ownerRole: string;
    readonly permissions: readonly PolicyPermission[];
    readonly roles: readonly PolicyRole[];
}

/** A permission of the policy. */
declare interface PolicyPermission {
    /** `resource:action`. */
    readonly name: string;
    /** Its position in the bit set of a membership token. */
    readonly bit: number;
    readonly title: string;
    readonly description?: string;
}

/** A role of the policy. */
declare interface PolicyRole {
    readonly name: string;
    readonly title: string;
    readonly description?: string;
    readonly permissions: readonly string[];
}

/** What a valid link shows before its holder joins. */
declare interface Preview {
    readonly account: AccountRef;
    readonly role: string;
    readonly roleTitle: string;
    readonly inviter: {
        readonly name: string;
    };
    readonly hint?: string;
    readonly expiresAt?: string;
    /** Only for the invitee. */
    readonly note?: string;
    /** The caller's relation to the invite, if known. */
    readonly you?: 'invitee' | 'other' | 'member';
    /** A new invite token. */
    readonly token: string;
}

/** An error of the edge: `application/problem+json`. */
declare interface Problem {
    readonly type?: string;
    readonly title?: string;
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly requestId?: string;
    /** Why an invite is closed; only for its verified invitee. The client itself says `incomplete`: the end of a link or code is missing. */
    readonly why?: 'used' | 'declined' | 'revoked' | 'expired' | 'incomplete';
    /** The masked address that an invite is for. */
    readonly hint?: string;
    readonly inviteId?: string;
    /** Seconds. */
    readonly retryAfter?: number;
    readonly errors?: readonly FieldError[];
    readonly explanation?: Explanation;
    readonly you?: 'invitee' | 'other' | 'member';
    readonly account?: AccountRef;
}

/** Conditions that must all hold. A key that is not listed here denies. */
declare interface Query {
    readonly permission?: Permission;
    /** At least one of these; an empty list denies. */
    readonly anyOf?: readonly Permission[];
    /** Every one of these; an empty list denies. */
    readonly allOf?: readonly Permission[];
    /** Exactly this role. */
    readonly role?: Role;
    /** An account's id. Default: the active one. Not a condition by itself. */
    readonly account?: string | undefined;
    /** Requires a membership token that has not expired: lists and snapshots are not enough. */
    readonly fresh?: boolean | undefined;
}

/** Props that every ready-made component takes. */
export declare interface Ready<S> {
    readonly className?: string | undefined;
    readonly words?: OwnWords | undefined;
    /** Renders everything by itself: gets the state and the actions, and no markup is added. */
    readonly children?: ((state: S) => ReactNode) | undefined;
}

/**
 * The names in your policy, for the compiler: declare them once, or let `npx hallpass types` do so.
 *
 * ```ts
 * declare module 'hallpass' {
 *   interface Register {
 *     permission: 'team:access' | 'pods:manage';
 *     role: 'admin' | 'dev';
 *   }
 * }
 * ```
 */
declare interface Register {
}

/** A role's name: any string, until `Register` declares them. */
declare type Role = Register extends {
    readonly role: infer R extends string;
} ? R : string;

/** The role as the policy describes it; one that the policy does not know has its name for a title. */
export declare const roleOf: (policy: Policy | undefined, name: string) => PolicyRole;

/** Radio buttons for the roles; those that the user may not grant are disabled. */
export declare function RolePicker({ roles, value, onRole, words }: RolePickerProps): ReactNode;

declare interface RolePickerProps {
    readonly roles: readonly GrantableRole[];
    readonly value: string;
    readonly onRole: (role: string) => void;
    readonly words?: OwnWords | undefined;
}

/** The settings page of an account. */
declare const SETTINGS_WORDS: {
    general: string;
    teamName: string;
    accountName: string;
    save: string;
    saved: string;
    teamSection: string;
};

/**
 * Shows `children` to users who have a permission. The edge decides every request again: this only shows and hides.
 *
 * ```tsx
 * <Show when="pods:manage" mode="explain">
 *   <button>Create pod</button>
 * </Show>
 * ```
 */
export declare function Show({ when, fallback, loading, mode, label, words, children }: ShowProps): ReactNode;

/** Props of `Show`. */
export declare interface ShowProps {
    /** A permission's name, or a query. */
    readonly when: When;
    /** Shown if it is denied, in mode `hide`. */
    readonly fallback?: ReactNode;
    /** Shown while it is not known. Default: nothing. */
    readonly loading?: ReactNode;
    /**
     * What is done with content that is denied.
     *
     * - `hide` (default): it is not rendered
     * - `disable`: it stays in its place and cannot be used
     * - `explain`: the same, with “Why?” beside it
     */
    readonly mode?: 'hide' | 'disable' | 'explain';
    /** What the content is about, for the accessible name of “Why?”. */
    readonly label?: string;
    readonly words?: OwnWords;
    /** The content; a function gets the permission's state and renders every case by itself. */
    readonly children?: ReactNode | ((gate: PermissionState_2) => ReactNode);
}

/** Why the app is asked to sign the user in. */
declare interface SignInRequest {
    /** The masked address that the invite is for. */
    readonly hint?: string | undefined;
}

/** What a server rendered a page from: for display, without a token, never `fresh`. */
declare interface Snapshot {
    readonly me: Me;
    /** The active account's id. */
    readonly active: string;
    readonly policyId: string;
    /** When `me` was read, by the edge's clock: milliseconds since 1970, or RFC 3339 text. */
    readonly serverTime: number | string;
}

/**
 * - `loading`: nothing is known yet
 * - `signed-out`: there is no identity token, or it was refused
 * - `ready`: the latest response of the edge is shown
 * - `degraded`: the edge cannot be reached; what is known is shown until it expires
 */
declare type Status = 'loading' | 'signed-out' | 'ready' | 'degraded';

/** What every step can have. */
declare interface Step<S extends string> {
    readonly step: S;
    /** The action that is running; disable the other buttons. */
    readonly busy?: AcceptAction;
    /** The error of the last action. The step stays the same: the action can be tried again. */
    readonly error?: HallpassError;
}

/** The account switcher. */
declare const SWITCHER_WORDS: {
    accounts: string;
    accountIs: (name: string) => string;
    chooseAccount: string;
    personalAccount: string;
    teamOf: (members: number) => string;
    createTeam: string;
    teamName: string;
    create: string;
    createAbout: string;
};

/**
 * The settings page of the active account: its name, members, pending invites, and leaving or deleting the team. A
 * personal account has its name, and a way to convert it.
 */
export declare function TeamSettings({ onDone, onConverted, more, className, words, children }: TeamSettingsProps): ReactNode;

/** Props of `TeamSettings`. */
export declare interface TeamSettingsProps extends Ready<TeamSettingsState> {
    /** Called after the user has left or deleted the team; another account is active by then. */
    readonly onDone?: ((account: Account) => void) | undefined;
    /** Called with the team after the user has converted their personal account. */
    readonly onConverted?: ((team: Account) => void) | undefined;
    /** Further sections, above the danger zone. */
    readonly more?: ReactNode;
}

/** The settings of the active account, without markup. */
export declare interface TeamSettingsState {
    readonly account: Account | undefined;
    /** Whether the user may rename it. */
    readonly mayRename: boolean;
    readonly mayInvite: boolean;
    readonly rename: Action<[name: string]>;
}

/** The user's accounts, the active one, and how to change it. */
export declare const useAccounts: () => AccountsState;

/** The active account, all of the user's accounts, and the props of a menu to switch between them. */
export declare const useAccountSwitcher: ({ onSwitch }?: Options) => AccountSwitcherState;

/**
 * Runs `perform` at most once at a time and keeps its error, to be shown beside the button.
 *
 * ```tsx
 * const { run, busy, error } = useAction(() => client.accounts.create({ name }));
 * ```
 */
export declare const useAction: <A extends unknown[]>(perform: (...args: A) => unknown) => Action<A>;

/** The account that this tab works in; `undefined` while it is not known, or if the address names one that the user is not in. */
export declare const useActiveAccount: () => Account | undefined;

/** What happened in the active account, or in `query.account`, newest first. */
export declare const useAudit: (query?: AuditQuery) => List<AuditEvent>;

/**
 * Whether the user has a permission, in the active account or in `where.account`. Denies what is not known. Renders again
 * only when the answer changes.
 */
export declare const useCan: (permission: Permission, where?: In) => boolean;

/** Converting the active account, if it is personal, to a team: it keeps its id and everything in it. */
export declare const useConvertToTeam: ({ onConverted }?: Options_2) => ConvertToTeamState;

/** Leaving and deleting the active team. */
export declare const useDangerZone: (options?: Options_3) => DangerZoneState;

/** Why `when` is denied. Asked for as long as `wanted` is true, and again whenever the answer may have changed. */
export declare const useExplanation: (when: When, wanted?: boolean) => ExplanationState;

/** The client of the nearest `HallpassProvider`. */
export declare const useHallpass: () => Client;

/**
 * What `select` picks of the client's state. Renders again only when that is not equal to what it was: a new object with
 * the same content does not count.
 *
 * ```tsx
 * const names = useHallpassState(({ accounts }) => accounts.map(({ name }) => name));
 * ```
 */
export declare const useHallpassState: <T>(select: (state: ClientState) => T) => T;

/** The pending invites to the user's address, and how to answer them. */
export declare const useInbox: (query?: {
    readonly limit?: number;
}) => InboxState;

/** The inbox, and a panel that opens by itself when an invite arrives, if `asks` is true. */
export declare const useInboxBell: (asks?: boolean) => InboxBellState;

/**
 * The invite that this tab was opened with: a state machine to be drawn, one screen per `state.step`.
 *
 * There is one machine per client: it joins once, however many components show it or are mounted twice.
 */
export declare const useInvite: () => InviteFlow;

/** The actions on one invite, without markup. */
export declare const useInviteActions: ({ id }: Invite, invites: InvitesState) => InviteActions;

/** A form to invite someone: its fields, the roles that the user may grant, and the created invite. */
export declare const useInviteForm: ({ account, onInvited }?: Options_4) => InviteFormState;

/** The invites of the active account, or of `query.account`. */
export declare const useInvites: (query?: InvitesQuery) => InvitesState;

/** Leaving the active team. */
export declare const useLeaveTeam: ({ onDone }?: Options_3) => LeaveTeamState;

/**
 * The members of the active account, or of `query.account`; followed through switches, joins and removals.
 *
 * ```tsx
 * const { items, remove } = useMembers({ role: 'dev' });
 * return items.map(({ user, name }) => <button key={user} onClick={() => remove(user)}>Remove {name}</button>);
 * ```
 */
export declare const useMembers: (query?: MembersQuery) => MembersState;

/** The members of the active account, a search, and whether the user may manage them. */
export declare const useMembersTable: () => MembersTableState;

/** The state and keyboard handling of a menu: arrows, Home, End, first letters, Escape. Its items have `role="menuitem…"`. */
export declare const useMenu: () => Menu;

/** A check with its three values. `when` is a permission's name or any query. */
export declare const usePermission: (when: When) => PermissionState_2;

/** The policy; `undefined` until it is known. */
export declare const usePolicy: () => Policy | undefined;

/** The signed-in user, in the response of `GET /v1/me`. */
declare interface User {
    /** `usr_` and 22 characters. */
    readonly id: string;
    readonly email: string;
    readonly emailVerified: boolean;
    readonly name: string;
    readonly image?: string;
}

/**
 * The policy's roles, and which of them the user may grant: those whose permissions they all have themselves, if they
 * also have `needs`. The edge decides again.
 */
export declare const useRoles: (account?: string, needs?: string) => readonly GrantableRole[];

/**
 * A user by id and name.
 */
declare interface UserRef {
    user: string;
    name: string;
}

/** A user as others see one. */
declare interface UserRef_2 {
    readonly user: string;
    readonly name: string;
}

/** The settings of the active account: its name, and what the user may change. */
export declare const useTeamSettings: () => TeamSettingsState;

/** The signed-in user. */
export declare const useUser: () => User | undefined;

/** State for “view as”: pass `role` to `ViewAs`. */
export declare const useViewAs: () => ViewAsState;

/** `unknown` means: show neither way, and evaluate again when the state changes. */
declare type Verdict = 'allow' | 'deny' | 'unknown';

/**
 * What an invite token says, once its signature is verified.
 */
declare interface VerifiedInvite {
    id: string;
    account: InvitedAccount;
    role: string;
    inviter: Inviter;
    /**
     * The masked address that it is for; absent for a link invite.
     */
    hint?: string;
    policyId: string;
    /**
     * When the token, not the invite, expires.
     */
    expiresAt: string;
    /**
     * The token has expired: open the link again, or use the inbox.
     */
    expired: boolean;
}

/** Looking through the eyes of another role. */
declare const VIEW_WORDS: {
    viewing: (role: string) => string;
    endView: string;
};

/**
 * Makes the checks inside answer as for a role. It grants nothing: requests are sent as the user themselves, and the
 * client's own `can` and `has` answer for the user.
 */
export declare function ViewAs({ role, onEnd, banner, className, words, children }: ViewAsProps): ReactNode;

/** Props of `ViewAs`. */
export declare interface ViewAsProps {
    /** `undefined`: the user's own. */
    readonly role: string | undefined;
    /** Called by the banner's button, which is shown if this is given. */
    readonly onEnd?: () => void;
    /** Whether a banner names the viewed role. Default: true. */
    readonly banner?: boolean;
    readonly className?: string;
    readonly words?: OwnWords;
    readonly children?: ReactNode;
}

/** The role that is viewed. */
export declare interface ViewAsState {
    /** `undefined`: the user's own. */
    readonly role: string | undefined;
    readonly setRole: (role: string | undefined) => void;
    /** Roles other than the user's own. */
    readonly roles: readonly PolicyRole[];
}

/** A permission's name, or a query. */
export declare type When = Permission | Query;

/** A “Why?” button that shows what is missing, which roles have it, whom to ask and what to do. */
export declare function Why({ when, label, words }: WhyProps): ReactNode;

declare interface WhyProps {
    readonly when: When;
    readonly label?: string | undefined;
    readonly words?: OwnWords | undefined;
}

/** Every word by its name. */
export declare type Words = Words_2 & Readonly<typeof INVITE_WORDS & typeof PENDING_WORDS_2 & typeof MEMBERS_WORDS & typeof DANGER_WORDS & typeof CONVERT_WORDS & typeof SETTINGS_WORDS & typeof VIEW_WORDS>;

/** Every word by its name. */
declare type Words_2 = Readonly<typeof COMMON_WORDS & typeof EXPLAIN_WORDS & typeof SWITCHER_WORDS & typeof ACCEPT_WORDS & typeof INBOX_WORDS & typeof PENDING_WORDS>;

export { }
