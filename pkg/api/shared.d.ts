/** The page to which an invite link leads. */
declare const ACCEPT_WORDS: {
    joinTitle: (team: string) => string;
    invitesYou: (inviter: string) => string;
    yourRole: string;
    yourProjects: string;
    projectAs: (project: string, role: string) => string;
    inviteFor: string;
    addressAt: (domains: string) => string;
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
    declinedOpen: string;
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

/** What is known of the invite: first the link's verified claims, then what the edge adds for the invitee. */
declare interface AcceptInvite {
    /** Absent while only a code of the link is known. */
    readonly id?: string;
    readonly account: AccountRef;
    readonly role: string;
    /** The role's title; absent until the edge or the policy has been read. */
    readonly roleTitle?: string;
    /** The titles of what it allows in the account; absent until the edge has been asked. */
    readonly permissionTitles?: readonly string[];
    /** What it grants in projects; absent until the edge has been asked, and for an invite of the inbox. */
    readonly projects?: readonly PreviewedGrant[];
    readonly inviter: {
        readonly name: string;
    };
    /** The masked address that it is for; of a link invite, its first domain, such as `@example.com`, if it has any. */
    readonly hint?: string;
    /** Only addresses of these domains can accept it. Absent for any, and until the edge has been asked. */
    readonly domains?: readonly string[];
    /** When the invite ends; absent if it lives until it is decided. */
    readonly expiresAt?: string;
    /** What the inviter wrote; only the invitee sees it. */
    readonly note?: string;
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
    readonly invite?: AcceptInvite;
}) | (Step<'needs_sign_in'> & {
    readonly invite?: AcceptInvite;
}) | (Step<'wrong_account'> & {
    readonly invite: AcceptInvite;
    readonly hint?: string;
    readonly email: string;
}) | (Step<'needs_email_proof'> & {
    readonly invite?: AcceptInvite;
    readonly email: string;
}) | (Step<'already_member'> & {
    readonly account: AccountRef;
}) | (Step<'ready'> & {
    readonly invite: AcceptInvite;
    /** `inbox`: this tab was not opened with a link, so the newest invite to the user's address is shown. */
    readonly from: 'link' | 'inbox';
}) | (Step<'joined'> & {
    readonly invite: AcceptInvite;
    readonly account: Account;
}) | (Step<'declined'> & {
    readonly invite: AcceptInvite;
    /** The link is for several people, and still open: the invitee can change their mind. */
    readonly open?: true;
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

/** The response to accepting an invite: all that is needed to switch to the team. */
declare interface Accepted {
    readonly account: Account;
    readonly membership: Member;
    readonly token: string;
    readonly expiresAt: string;
    /** The caller's other pending invites to this team. They were revoked, and their roles are not applied. */
    readonly revokedInvites: readonly string[];
    /** Projects of the invite that were archived before it was accepted: nothing was granted in them. */
    readonly skippedProjects: readonly string[];
}

/** An account, with the caller's role and permissions in it. */
declare interface Account {
    /** `acc_` and 22 characters. */
    readonly id: string;
    readonly kind: AccountKind;
    readonly name: string;
    readonly owner: UserRef;
    /** The caller's role here; `custom` for a list of permissions. */
    readonly role: string;
    /** What the caller holds here, under the current policy: nothing while suspended or past the end. */
    readonly permissions: readonly string[];
    /** The caller is suspended here. Absent when not. */
    readonly suspended?: true;
    /** When the caller's membership ends. Absent when it does not. */
    readonly expiresAt?: string;
    /** Counts changes to members, roles and policy; never decreases. */
    readonly epoch: number;
    readonly memberCount: number;
    readonly createdAt: string;
    readonly spendLimitCentsPerHour: number;
    readonly externalId?: string;
    /** The open offer of its ownership. Only for the owner, and for the member whom it is for. */
    readonly transfer?: Transfer;
}

/** What an account has about one of its members. */
declare interface AccountExport {
    readonly account: Account;
    readonly membership: Member;
    /** The invites that they created or last resent, and those to their address. */
    readonly invites: readonly Invite[];
    /** The events by them or about them. Empty for a member who may not read the audit log. */
    readonly events: readonly AuditEvent[];
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

/** What a member, an invite or a grant gives: a role of the policy, or `custom` and a list of permissions. */
declare interface Assignment {
    readonly role: Role | 'custom';
    /** The list. With the role `custom` it is required, with any other it is refused. */
    readonly permissions?: readonly Permission[] | undefined;
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
    /**
     * Follows the hash chain in this process, with the rules in WebAssembly, up to the head that the edge has signed. Where the
     * oldest events were removed, it begins at the signed cut.
     */
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
     * They reach back to the first event that is left, or to the head that was known.
     */
    whole: boolean;
    /**
     * Where the log begins, if its oldest events were removed because the operator does not keep them longer.
     */
    cut?: AuditCut;
    /**
     * The events up to the head that was known were removed: nothing is left to compare it with.
     */
    knownIsCut: boolean;
    /**
     * Keep it, and pass it as `known` the next time.
     */
    head: AuditHead;
    signedAt: string;
}

/** Options of following the hash chain of an audit log. */
declare interface AuditCheckQuery extends In {
    /**
     * A head that you have kept: the chain must lead on from it, so that nothing before it was rewritten. If the operator's
     * setting has removed the events up to it, the check says `knownIsCut`.
     */
    readonly known?: {
        readonly count: number;
        readonly hash: string;
    } | undefined;
    /** The number of events to go back at most. Default: 10,000. */
    readonly events?: number | undefined;
}

/**
 * The oldest events of an audit log that were removed.
 */
declare interface AuditCut {
    /**
     * How many, which is the number of the last one.
     */
    count: number;
    /**
     * The hash of the last one.
     */
    hash: string;
    /**
     * When the last one was removed.
     */
    at: string;
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
    /** The signed cut where the log begins, on an unfiltered page, if its oldest events were removed. */
    readonly cut?: string;
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

/** Every code of a refusal. */
declare const CODES: readonly ['invalid_request', 'not_signed_in', 'token_invalid', 'token_expired', 'user_erased', 'stale_epoch', 'forbidden', 'wrong_account', 'email_unverified', 'role_exceeds_grantor', 'spend_limit', 'owner_protected', 'suspended', 'past_end', 'not_found', 'no_account', 'already_invited', 'already_member', 'already_a_team', 'not_a_team', 'member_limit', 'project_limit', 'project_archived', 'conflict', 'policy_mismatch', 'invite_closed', 'audit_cut', 'idempotency_mismatch', 'name_mismatch', 'account_mismatch', 'project_mismatch', 'rate_limited', 'unavailable'];

/** Words that several places use. */
declare const COMMON_WORDS: {
    cancel: string;
    close: string;
    loading: string;
    retry: string;
    notLoaded: string;
    signIn: string;
    signOut: string;
    loadMore: string;
    support: string;
    checkingInvite: string;
    join: string;
    decline: string;
    verify: string;
    switchTo: (team: string) => string;
    customRole: string;
    requestId: (id: string) => string;
    /** What to do about an error, below its message; the edge writes it in English. */
    errorDetail: (detail: string) => string;
};

/** Making a team of a personal account. */
declare const CONVERT_WORDS: {
    convert: string;
    convertAbout: string;
    convertKeeps: string;
    convertName: string;
    inviteNeedsTeam: string;
};

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
    /**
     * Whether the user has a permission, in an account or, with `project`, in a project of it. Synchronous; works offline;
     * denies what is not known.
     */
    can(permission: Permission, where?: InProject): boolean;
    has(query: Query): boolean;
    evaluate(query: Query): Verdict;
    /** Throws a `HallpassError` unless `has(query)`. */
    protect(query: Query): void;
    /** Why `query` is denied; `undefined` if it is allowed. */
    explain(query: Query): Promise<Explanation | undefined>;
    /** Why the user, or a member or invitee, cannot see what they expect; `undefined` if nothing is wrong. */
    diagnose(query?: DiagnoseQuery): Promise<Explanation | undefined>;
    /** A membership token that is valid now; with `project`, one that also says what the user may do there. */
    token(where?: InProject): Promise<string>;
    /**
     * `fetch` with the active account's membership token for `apiOrigins`, which is for the active project, if there is one.
     * Nothing of it is stored unless `cache` says so.
     *
     * Redirects are followed, with the token within `apiOrigins` only, where their address can be read. Browsers do not
     * tell it: there a redirect rejects with `redirect_not_followed`. `redirect` in `init` decides otherwise.
     */
    fetch(input: RequestInfo | URL, init?: FetchInit): Promise<Response>;
    policy(): Promise<Policy>;
    /**
     * The smallest roles of the policy that carry all of these permissions, those with the fewest extra permissions first. Nothing
     * is sent once the policy is known.
     *
     * ```ts
     * const [role] = await client.suggestRoles(['team:access', 'pods:connect']);
     * if (role?.extra.length === 0) console.log(`${role.title} allows exactly this`);
     * ```
     */
    suggestRoles(permissions: readonly Permission[]): Promise<readonly SuggestedRole[]>;
    readonly accounts: Accounts;
    readonly projects: Projects;
    readonly members: Members;
    readonly invites: Invites;
    readonly reviews: Reviews;
    readonly transfer: Transfers;
    readonly audit: Audit;
    readonly pendingInvite: PendingInvite;
    /** Asks the app to sign in; see `ClientOptions.onSignIn`. */
    signIn(request?: SignInRequest): Promise<void>;
    signOut(): Promise<void>;
    verifyEmail(): Promise<void>;
    /**
     * Erases the signed-in user: they leave every account, and their name and address go everywhere. Then it asks the app to sign
     * out. Rejects with `conflict` and `teams` for an owner of teams, who transfers or deletes them first.
     */
    deleteProfile(): Promise<ErasedUser>;
    /** Everything that the edge has about the signed-in user. */
    exportData(): Promise<DataExport>;
    /** Stops timers and listeners for good. */
    close(): void;
}

/** Options of `createClient`. */
declare interface ClientOptions {
    /** Origin of the edge, such as `https://edge.example.com`; empty for the page's own. */
    readonly endpoint: string;
    /** The identity provider's current token; `undefined` when signed out. Called before every request. */
    getIdentityToken(): Maybe<string> | Promise<Maybe<string>>;
    /** What the server rendered the page from. */
    readonly initial?: Snapshot;
    /** Default `'tab'`. */
    readonly scope?: Scope;
    /** Default `'tab'`. */
    readonly projectScope?: ProjectScope;
    /** Exact origins whose requests through `client.fetch` get the membership token. Default: the endpoint's. */
    readonly apiOrigins?: readonly string[];
    /** The edge's `EDGE_ORIGIN` if it differs from the endpoint's origin. */
    readonly issuer?: string;
    /**
     * Permissions for what cannot be undone: they are not available while the edge cannot be reached, as if each check
     * of them required `fresh`.
     */
    readonly destructive?: readonly Permission[];
    /**
     * For how many seconds after the last response other checks go on while the edge cannot be reached. Default 0:
     * they go on until what is known expires, a membership token after a minute, a list after two.
     */
    readonly offlineReads?: number;
    onSignIn?(request: SignInRequest): void | Promise<void>;
    onSignOut?(): void | Promise<void>;
    onVerifyEmail?(): void | Promise<void>;
    /** Replaces built-in English messages, code by code. */
    readonly messages?: Messages;
    /** Replaces the platform's `fetch`; for tests and servers. */
    readonly fetch?: typeof fetch;
    /** The WebAssembly, if it is not where this entry of the package loads it from. */
    readonly wasm?: WasmSource;
}

/** What the client knows. Immutable: a change creates a new one. */
declare interface ClientState {
    readonly status: Status;
    readonly user?: User;
    /** The account that this tab works in; absent if its address names one that the user is not in. */
    readonly active?: Account;
    readonly accounts: readonly Account[];
    /** The user's projects in the active account, archived ones included. Absent as long as they are not known. */
    readonly projects?: readonly Project[];
    /** The project that this tab works in; absent if none is chosen, or if its address names one that the user is not in. */
    readonly project?: Project;
    readonly inboxCount: number;
}

/** A closed review and its signed summary. */
declare interface ClosedReview {
    readonly review: Review;
    /** A `review+jwt` with the counts and the ids of the users. `npx hallpass verify-review` verifies it. */
    readonly summary: string;
}

/** The code of a refusal. */
declare type Code = (typeof CODES)[number];

/** How `invites.createMany` is called. */
declare interface CreateManyOptions extends In {
    /**
     * Names these invites, for 24 hours. Called again with the same key, it answers the rows that were created and tries the
     * others again, as they are then: none is created twice. Default: a new one. 1 to 100 visible ASCII characters.
     */
    readonly key?: string | undefined;
    /** Called after each request. */
    readonly onProgress?: ((progress: ManyProgress) => void) | undefined;
    /** Stops before the next request. The rows that were not sent fail with `unavailable`. */
    readonly signal?: AbortSignal | undefined;
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

/** Everything that the edge has about a user. */
declare interface DataExport {
    readonly exportedAt: string;
    readonly user: User;
    /** Whether mails about invites are welcome. */
    readonly mails: 'welcome' | 'stopped';
    /** The pending invites to the user's address. */
    readonly invites: readonly Invite[];
    /** The ids of accounts that the user left, which have the user's name beside what they did. */
    readonly formerAccounts: readonly string[];
    readonly accounts: readonly AccountExport[];
}

/** What became of the last mail of an invite. The invite and its link work all the same. */
declare interface Delivery {
    readonly state: 'queued' | 'sent' | 'failed' | 'bounced';
    readonly at: string;
    /** Why it failed or bounced. */
    readonly reason?: DeliveryFailure;
}

/** Mails of invites, as the API returns them. */
/** Why the mail of an invite was not delivered. */
declare type DeliveryFailure = 'address_budget' | 'inviter_budget' | 'team_budget' | 'address_stopped' | 'address_rejected' | 'mailbox_unavailable' | 'transport_rejected' | 'transport_unreachable' | 'bounced' | 'complained';

/** What to diagnose. Default: why the user cannot see the active account's resources. */
declare interface DiagnoseQuery {
    readonly account?: string;
    /** A project's id. */
    readonly project?: string;
    readonly permission?: Permission;
    /** How many items the list in question shows; 0 means that there are none yet. */
    readonly count?: number;
    /** Diagnose this member instead of the user. Requires the permission to manage members. */
    readonly member?: string;
    /** Diagnose this invite. Requires the permission to invite. */
    readonly invite?: string;
}

/** A gate that says why not. */
declare const EXPLAIN_WORDS: {
    why: string;
    whyNot: (what: string) => string;
    allowedNow: string;
    because: (reason: Explanation['reason'], missing: string, role: string, cause?: Explanation['cause']) => string;
    rolesThatWould: (count: number) => string;
    askWho: string;
    ownerMark: (name: string) => string;
    whatToDo: string;
    /** The advice itself; the edge and the core write it in English. */
    advice: ({ whatToDo }: Explanation) => string;
};

/** A user who is erased. */
declare interface ErasedUser {
    /** Their id, which stays in audit logs as a pseudonym. */
    readonly user: string;
    /** Identity tokens that were issued up to then are refused. */
    readonly erasedAt: string;
}

/** The data of each event. */
declare interface Events {
    /** The tab's active account changed; fires once, after the change. */
    readonly switch: {
        readonly from?: Account;
        readonly to?: Account;
    };
    /** The tab's active project changed; fires once, after the change, also with another account. */
    readonly 'project-switch': {
        readonly from?: Project;
        readonly to?: Project;
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

/**
 * Why something is denied, and what would help.
 */
declare interface Explanation {
    reason: 'not_signed_in' | 'not_a_member' | 'not_switched' | 'role_lacks' | 'ended' | 'suspended' | 'past_end' | 'expired' | 'spend_limit' | 'nothing_yet';
    /**
     * With `nothing_yet`: whether the account has no projects, or the user is not in the one in question, or in none.
     */
    cause?: 'no_projects' | 'no_project_access';
    /**
     * The permissions that are missing.
     */
    missing: readonly string[];
    role?: string;
    rolesThatWould?: readonly string[];
    /**
     * At most five people who could help. Only members see them.
     */
    askWho?: readonly UserRef_2[];
    /**
     * One sentence in English.
     */
    whatToDo: string;
    supportUrl?: string;
}

/** Options of `client.fetch`, besides those of `fetch`. */
declare interface FetchInit extends RequestInit {
    /** The project that the token is for. Default: the active one, if there is one; `null` for none. */
    readonly project?: string | null | undefined;
}

/** An invalid field of a request. */
declare interface FieldError {
    readonly field: string;
    readonly code: string;
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
    /** The number of the last audit event that was removed. */
    readonly cut: number | undefined;
    readonly errors: readonly FieldError[] | undefined;
    readonly explanation: Explanation | undefined;
    readonly you: Problem['you'];
    readonly account: AccountRef | undefined;
    readonly teams: readonly AccountRef[] | undefined;
    get name(): string;
    constructor(message: string, problem: Problem, options?: ErrorOptions);
}

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

/** Inviting someone. */
declare const INVITE_WORDS: {
    invite: string;
    invitePeople: string;
    email: string;
    emailAbout: string;
    emailWrong: string;
    maxUses: string;
    maxUsesAbout: (most: number) => string;
    maxUsesWrong: (least: number, most: number) => string;
    domains: string;
    domainsAbout: string;
    domainsWrong: string;
    role: string;
    roleOutOfReach: string;
    custom: string;
    customAbout: string;
    permissions: string;
    permissionOutOfReach: string;
    inEveryProject: string;
    roleCovers: (role: string) => string;
    roleCoversMore: (role: string, extra: string) => string;
    roleAllowsMore: (role: string, extra: string) => string;
    useRole: (role: string) => string;
    membershipEnds: string;
    membershipLasts: (days: number) => string;
    note: string;
    linkLives: string;
    lives: (days: number) => string;
    createInvite: string;
    invited: (whom: string) => string;
    link: string;
    copyLink: string;
    copied: string;
};

/** Names an account other than the active one. */
declare interface In {
    readonly account?: string | undefined;
}

/** Names an account other than the active one, and a project in it. */
declare interface InProject extends In {
    /** A project's id. */
    readonly project?: string | undefined;
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
    /** The address, masked. Of a link invite, its first domain, such as `@example.com`. */
    readonly hint?: string;
    /** The role; `custom` for a list of permissions. */
    readonly role: string;
    /** The list of permissions, with the role `custom`. */
    readonly permissions?: readonly string[];
    /** How long the membership lasts once the invite is accepted, in seconds. Absent when it does not end. */
    readonly membershipExpiresIn?: number;
    readonly status: InviteStatus;
    readonly inviter: UserRef;
    readonly createdAt: string;
    /** Absent when it does not expire. */
    readonly expiresAt?: string;
    readonly decidedAt?: string;
    readonly note?: string;
    /** What it grants in projects. */
    readonly projects?: readonly ProjectGrant[];
    /** How many users can join by a link invite, each once. Only for callers who may invite. */
    readonly maxUses?: number;
    /** How many users have joined by a link invite. With the last, its status is `accepted`. */
    readonly uses?: number;
    /** Only addresses of these domains can accept a link invite. Absent: any verified address can. */
    readonly domains?: readonly string[];
    /** What became of its last mail. For members who may invite; absent where no mail was asked for. */
    readonly delivery?: Delivery;
}

/** What `invites.update` changes; `null` clears what is optional. */
declare interface InviteChanges extends Partial<Assignment> {
    /** Replaces all of them. */
    readonly projects?: readonly ProjectAssignment[] | undefined;
    readonly note?: string | null | undefined;
    readonly expiresIn?: number | null | undefined;
    readonly membershipExpiresIn?: number | null | undefined;
    /** Of a link invite. Not fewer than have joined; as many as have joined closes it. */
    readonly maxUses?: number | undefined;
    /** Of a link invite. Replaces all of them. */
    readonly domains?: readonly string[] | null | undefined;
}

/** Names an invite by its token (from the link) or by its id (from the inbox). */
declare type InviteChoice = {
    readonly token: string;
} | {
    readonly inviteId: string;
};

/** What became of one of many invites: it was created, or why not. */
declare type InviteResult = (InviteWithLink & {
    readonly error?: undefined;
}) | {
    readonly error: HallpassError;
    readonly invite?: undefined;
    readonly link?: undefined;
};

/** All states but `pending` are final. */
declare type InviteStatus = 'pending' | 'accepted' | 'declined' | 'revoked' | 'expired';

/** An invite that was created or sent again, with its link. */
declare interface InviteWithLink {
    readonly invite: Invite;
    readonly link: string;
}

/**
 * The account that an invite is to.
 */
declare interface InvitedAccount {
    id: string;
    name: string;
}

/**
 * Who created an invite, as its token names them.
 */
declare interface Inviter {
    name: string;
}

/** Invites: those of an account, and those to the user's address. */
declare interface Invites {
    create(input: NewInvite, where?: In): Promise<InviteWithLink>;
    /**
     * Creates many invites, 200 in a request. Resolves with what became of each, in order: one that fails stops no other.
     * Rejects if the user may not invite at all, or if the edge cannot be reached for the first request.
     *
     * ```ts
     * const key = crypto.randomUUID();
     * const results = await client.invites.createMany(people, { key });
     * const failed = results.filter(({ error }) => error);
     * // Later, with corrected rows in their places: creates only what is missing.
     * await client.invites.createMany(corrected, { key });
     * ```
     */
    createMany(items: readonly NewInvite[], options?: CreateManyOptions): Promise<readonly InviteResult[]>;
    list(query?: In & Paging & {
        status?: InviteStatus;
    }): Promise<Page<Invite>>;
    read(id: string): Promise<Invite>;
    /** The same link again. */
    link(id: string): Promise<{
        readonly link: string;
    }>;
    /** The mail of a pending invite as it would be sent now, with links that lead nowhere. `not_found` where no mails are sent. */
    previewMail(id: string): Promise<MailPreview>;
    /** `rotate` creates a new link and closes the old one. */
    resend(id: string, input?: {
        rotate?: boolean;
        expiresIn?: number;
    } & MailOptions): Promise<InviteWithLink>;
    /** Edits a pending invite, all of it or nothing. Its link stays the same, and the user becomes its inviter. */
    update(id: string, changes: InviteChanges): Promise<Invite>;
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

/** Limits that a form may check before it sends. */
declare const LIMITS: {
    readonly nameCharacters: 64;
    readonly noteCharacters: 280;
    readonly addressCharacters: 254;
    readonly expiresInSeconds: 31536000;
    readonly maxUses: 1000;
    readonly domainsPerInvite: 20;
};

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

/** The lists of one client. Equal queries return the same store, so that all views share it. */
declare interface Lists {
    members(query?: MembersQuery): ListStore<Member>;
    invites(query?: InvitesQuery): ListStore<Invite>;
    /** Invites to the user's address. */
    inbox(query?: {
        readonly limit?: number | undefined;
    }): ListStore<Invite>;
    audit(query?: AuditQuery): ListStore<AuditEvent>;
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
    suspended: string;
    endsOn: (day: string) => string;
    endedOn: (day: string) => string;
    lastDay: string;
    lastDayAbout: string;
    suspend: string;
    suspendOne: (name: string) => string;
    suspendTitle: (name: string) => string;
    suspendAbout: (name: string, team: string) => string;
    restore: string;
    restoreOne: (name: string) => string;
    restoreTitle: (name: string) => string;
    restoreAbout: (name: string) => string;
    removeAbout: (name: string, team: string) => string;
};

/** Whether an invite is mailed. */
declare interface MailOptions {
    /** Default: whether the edge sends mails and the invite has an address. `true` is refused elsewhere. */
    readonly send?: boolean | undefined;
    /** The language of the mail, as a BCP 47 tag. Default: English. */
    readonly locale?: string | undefined;
}

/** The mail of an invite as it would be sent now. Its links lead nowhere. */
declare interface MailPreview {
    /** The sender: `"Acme, Inc." <invites@example.com>`. */
    readonly from: string;
    /** Where replies go, if not to the sender. */
    readonly replyTo?: string;
    readonly to: string;
    readonly subject: string;
    /** The language of the texts, as a BCP 47 tag. */
    readonly language: string;
    /** A whole document. Show it in a sandboxed frame alone. */
    readonly html: string;
    readonly text: string;
}

/** How far `invites.createMany` is, in rows. */
declare interface ManyProgress {
    /** Created or failed. */
    readonly done: number;
    readonly failed: number;
    readonly total: number;
}

/** A value, `undefined` or `null`. */
declare type Maybe<T> = T | undefined | null;

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
    /** The role; `custom` for a list of permissions. */
    readonly role: string;
    /** The list of permissions, with the role `custom`. */
    readonly permissions?: readonly string[];
    readonly suspended: boolean;
    /** When the membership ends. Absent when it does not. */
    readonly expiresAt?: string;
    readonly joinedAt: string;
    readonly lastSeenOn?: string;
    /** A user id. */
    readonly invitedBy?: string;
    /** What they are granted in projects. Only for themselves, or for callers who may manage members. */
    readonly grants?: readonly ProjectGrant[];
}

/** What `members.update` changes. */
declare interface MemberChanges extends Partial<Assignment> {
    /** When the membership ends, RFC 3339; a time in the past ends it at once, `null` lifts the end. */
    readonly expiresAt?: string | null | undefined;
    /** A suspended member stays one, and holds nothing until they are restored. */
    readonly suspended?: boolean | undefined;
}

/** How many members an account has, whatever the filters. */
declare interface MemberCounts {
    readonly total: number;
    /** Who was not seen for the days of `inactiveForDays`, where it is given. */
    readonly inactive?: number;
    readonly suspended: number;
    /** Whose membership is past its end. */
    readonly ended: number;
}

/** A page of members, with counts of the whole account. */
declare interface MemberPage extends Page<Member> {
    readonly counts: MemberCounts;
}

/** The order of a list of members. */
declare type MemberSort = 'joined' | 'name' | 'lastSeen';

/** The members of an account. */
declare interface Members {
    /** `lastSeen`: who was never seen first, and then the least recently seen. */
    list(query?: In & Paging & {
        role?: string;
        q?: string;
        sort?: MemberSort;
        inactiveForDays?: number;
    }): Promise<MemberPage>;
    setRole(user: string, role: Role, where?: In): Promise<Member>;
    /** Changes what is given, all of it or nothing. */
    update(user: string, changes: MemberChanges, where?: In): Promise<Member>;
    remove(user: string, where?: In): Promise<void>;
    /** Ends the user's own membership. */
    leave(where?: In): Promise<void>;
}

/** Filters of a list of members. */
declare interface MembersQuery extends Of {
    readonly role?: string | undefined;
    /** Part of a name. */
    readonly q?: string | undefined;
    readonly sort?: MemberSort | undefined;
    /** Only members who were not seen for this many days. Who was never seen is among them. */
    readonly inactiveForDays?: number | undefined;
}

/** What a message can mention. */
declare interface MessageParams {
    readonly hint?: string | undefined;
    readonly why?: string | undefined;
    readonly retryAfter?: number | undefined;
    readonly detail?: string | undefined;
}

/** One sentence per error code; `params` is the problem as far as it is known. */
declare type Messages = {
    readonly [C in Code]?: (params: MessageParams) => string;
};

/** What `invites.create` makes. */
declare interface NewInvite extends Assignment, MailOptions {
    /** Absent: a link for anyone with a verified address, or for one of `domains`. */
    readonly email?: string | undefined;
    /** Seconds until the invite ends. Absent: it does not. */
    readonly expiresIn?: number | undefined;
    readonly note?: string | undefined;
    /** What it grants in projects; at most 50. */
    readonly projects?: readonly ProjectAssignment[] | undefined;
    /** Seconds until the membership ends, counted from when the invite is accepted. Absent: it does not. */
    readonly membershipExpiresIn?: number | undefined;
    /** How many users can join by a link invite, each once: 1 to 1,000. Default: 1. Not with `email`. */
    readonly maxUses?: number | undefined;
    /** Only verified addresses of these domains can accept a link invite; at most 20. Not with `email`. */
    readonly domains?: readonly string[] | undefined;
}

/** Which account. Default: the active one, followed through switches. */
declare interface Of {
    readonly account?: string | undefined;
    /** Items per page (50; at most 200). */
    readonly limit?: number | undefined;
}

/** Other words under the same names; what is left out stays English. */
declare type OwnWords = Partial<Words>;

/** Invites of a team that wait for an answer. */
declare const PENDING_WORDS: {
    delivery: ({ state, reason }: Delivery) => string;
    pending: string;
    nonePending: string;
    anyone: string;
    anyoneAt: (domains: string) => string;
    uses: (uses: number, maxUses: number) => string;
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
    delivery: ({ state, reason }: Delivery) => string;
    pending: string;
    nonePending: string;
    anyone: string;
    anyoneAt: (domains: string) => string;
    uses: (uses: number, maxUses: number) => string;
    since: (when: string, inviter: string) => string;
    expires: (when: string) => string;
    resend: string;
    resendAbout: (whom: string) => string;
    sameLink: string;
    newLink: string;
    edit: string;
    editTitle: (whom: string) => string;
    editAbout: string;
    saveInvite: string;
    livesUnchanged: string;
    revoke: string;
    revokeTitle: string;
    revokeAbout: (whom: string) => string;
};

/** Inviting several people in one go. */
declare const PEOPLE_WORDS: {
    people: string;
    peopleAbout: string;
    chooseFile: string;
    roleForAll: string;
    rows: string;
    line: string;
    address: string;
    outcome: string;
    rowReady: string;
    rowWrong: string;
    rowInvited: string;
    rowFailed: string;
    rowCounts: (counts: {
        readonly ready: number;
        readonly wrong: number;
        readonly invited: number;
        readonly failed: number;
    }) => string;
    tableProblem: typeof tableProblem;
    problemInLine: (line: number, problem: string) => string;
    moreRows: (count: number) => string;
    sendInvites: (count: number) => string;
    retryFailed: (count: number) => string;
    sending: (done: number, total: number) => string;
    saveLinks: string;
};

/** The permissions that a policy with projects has besides. */
declare const PROJECT_PERMISSIONS: {
    readonly projectsCreate: 'projects:create';
    readonly projectManage: 'project:manage';
};

/** The project switcher. */
declare const PROJECT_SWITCHER_WORDS: {
    projects: string;
    projectIs: (name: string) => string;
    chooseProject: string;
    noProjectChosen: string;
    noProjectsYet: string;
    noProjectForYou: string;
    throughRole: string;
    createProject: string;
    projectName: string;
    makeProject: string;
    createProjectAbout: string;
};

/** The projects of an invite. */
declare const PROJECT_WORDS: {
    projects: string;
    projectsAbout: string;
    project: string;
    projectRole: string;
    projectPermissions: string;
    addProject: string;
    removeProject: string;
    removeProjectOf: (project: string) => string;
    customInProject: string;
    hiddenProject: string;
    projectIsHidden: string;
    projectIsArchived: string;
    projectOutOfReach: string;
    projectNeedsPermission: string;
    linkCannotManage: string;
    tooManyProjects: string;
    projectsInvalid: string;
    grantIn: (project: string, access: string) => string;
    invitedTo: (grants: string) => string;
    hiddenProjects: (count: number) => string;
};

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

/**
 * The invite link that this tab was opened with, kept while the user signs in: in this tab only, for 24 hours at most.
 *
 * The join page calls `capture()` as its first statement.
 */
declare interface PendingInvite {
    /** `held`: a token is kept. `closed`: the link can no longer be used. */
    readonly state: 'none' | 'held' | 'closed';
    /**
     * Moves the token from the address into this tab's storage; the history does not keep it. Safe to repeat. In a browser
     * it also begins to download what verifies an invite.
     */
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

/** A permission's name: any string, until `Register` declares them. */
declare type Permission = Register extends {
    readonly permission: infer P extends string;
} ? P : string;

/** What convert or revert would do, as `dryRun` returns it. */
declare interface Plan {
    readonly membersRemoved?: number;
    readonly invitesRevoked?: number;
    readonly reviewsRemoved?: number;
    readonly projectsRemoved?: number;
    readonly transfersEnded?: number;
    readonly [effect: string]: unknown;
}

/** The policy that the edge applies. */
declare interface Policy {
    /** A digest of the other fields. */
    readonly id: string;
    readonly audience: string;
    readonly ownerRole: string;
    /** The role that creating a project gives in it. Absent: there are no projects. */
    readonly projectOwnerRole?: string;
    readonly permissions: readonly PolicyPermission[];
    readonly roles: readonly PolicyRole[];
}

/** A permission of the policy. */
declare interface PolicyPermission {
    /** `resource:action`. */
    readonly name: string;
    /** Absent: `account`. */
    readonly scope?: PolicyScope;
    /** Its position in the bit set of a membership token. */
    readonly bit: number;
    readonly title: string;
    readonly description?: string;
}

/** A role of the policy. */
declare interface PolicyRole {
    readonly name: string;
    /** Absent: `account`. A role of scope `project` is granted in a project, and never to a member as such. */
    readonly scope?: PolicyScope;
    readonly title: string;
    readonly description?: string;
    readonly permissions: readonly string[];
}

/** Where something of the policy counts: in the account, or in one project of it. */
declare type PolicyScope = 'account' | 'project';

/** What a valid link shows before its holder joins. */
declare interface Preview {
    readonly account: AccountRef;
    /** The role; `custom` for a list of permissions. */
    readonly role: string;
    readonly roleTitle: string;
    /** The list of permissions, with the role `custom`. */
    readonly permissions?: readonly string[];
    /** What the invitee will be allowed to do, in words. */
    readonly permissionTitles: readonly string[];
    /** What it grants in projects. */
    readonly projects?: readonly PreviewedGrant[];
    /** How long the membership lasts once the invite is accepted, in seconds. Absent when it does not end. */
    readonly membershipExpiresIn?: number;
    readonly inviter: {
        readonly name: string;
    };
    /** The masked address that it is for. Of a link invite, its first domain, such as `@example.com`. */
    readonly hint?: string;
    /** Only addresses of these domains can accept a link invite. Absent: any verified address can. */
    readonly domains?: readonly string[];
    readonly expiresAt?: string;
    /** Only for the invitee. */
    readonly note?: string;
    /** The caller's relation to the invite, if known. */
    readonly you?: 'invitee' | 'other' | 'member';
    /** A new invite token. */
    readonly token: string;
}

/** What an invite grants in one project, as its link shows it. */
declare interface PreviewedGrant {
    /** The project's id. */
    readonly project: string;
    readonly name: string;
    readonly role: string;
    readonly roleTitle: string;
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
    /** The masked address that an invite is for. Of a link invite, its first domain, such as `@example.com`. */
    readonly hint?: string;
    readonly inviteId?: string;
    /** Seconds. */
    readonly retryAfter?: number;
    /** With `audit_cut`: the number of the last audit event that was removed. Continue after it. */
    readonly cut?: number;
    readonly errors?: readonly FieldError[];
    readonly explanation?: Explanation;
    readonly you?: 'invitee' | 'other' | 'member';
    readonly account?: AccountRef;
    /** Why a user cannot be erased: the teams that they own. */
    readonly teams?: readonly AccountRef[];
}

/** A project of an account, with the caller's role and permissions in it. */
declare interface Project {
    /** `prj_` and 22 characters. */
    readonly id: string;
    /** The account's id. */
    readonly account: string;
    readonly name: string;
    readonly externalId?: string;
    readonly status: ProjectStatus;
    /** The role that was granted to the caller here; `custom` for a list of permissions. Absent without a grant. */
    readonly role?: string;
    /** The caller's permissions here: those of the grant, and those of their role in the account that count in every project. */
    readonly permissions: readonly string[];
    readonly createdAt: string;
}

/** A member's grant in one project. */
declare interface ProjectAssignment extends Assignment {
    /** The project's id. */
    readonly project: string;
}

/** What a member, or the user who accepts an invite, is granted in one project. */
declare interface ProjectGrant {
    /** The project's id. */
    readonly project: string;
    /** A role of project scope, or `custom`. */
    readonly role: string;
    /** The list; only with the role `custom`. */
    readonly permissions?: readonly string[];
}

/** A member with a grant in a project. */
declare interface ProjectMember {
    readonly user: string;
    readonly name: string;
    readonly email?: string;
    readonly image?: string;
    readonly role: string;
    /** The list; only with the role `custom`. */
    readonly permissions?: readonly string[];
    readonly grantedAt?: string;
}

/** A page of projects. */
declare interface ProjectPage extends Page<Project> {
    /** Why there are none, and whom to ask. */
    readonly explanation?: Explanation;
}

/** Where a tab keeps its active project: in its own storage, or in its address. */
declare type ProjectScope = 'tab' | {
    /** The project that an address names; `undefined` if it names none. Called whenever the active project matters. */
    read(url: URL): string | undefined;
    /** The address for a project, or for none. Without it `projects.use` throws: navigate instead. */
    write?(url: URL, project: string | undefined): URL | string;
};

/** Whether an archived project can be used: it can be read, renamed and restored. */
declare type ProjectStatus = 'active' | 'archived';

/**
 * The projects of an account, and which of them is active in this tab.
 *
 * ```ts
 * const project = await client.projects.create({ name: 'Search' });
 * client.projects.use(project.id);
 * client.can('pods:manage', { project: project.id });
 * ```
 */
declare interface Projects {
    /**
     * The projects in which the user holds anything; all of them for those who may create projects. `client.state.projects`
     * has those of the active account that are known already.
     */
    list(query?: In & Paging & {
        status?: ProjectStatus;
    }): Promise<ProjectPage>;
    read(id: string, where?: In): Promise<Project>;
    /** The user gets the policy's `projectOwnerRole` there. */
    create(input: {
        name: string;
        externalId?: string | undefined;
    }, where?: In): Promise<Project>;
    /** Renames, archives or restores it. */
    update(id: string, changes: {
        name?: string | undefined;
        status?: ProjectStatus | undefined;
    }, where?: In): Promise<Project>;
    /** Those with a grant in it. */
    members(id: string, query?: In & Paging): Promise<Page<ProjectMember>>;
    /** Gives a member of the account a role or a list of permissions in it, in place of what was granted before. */
    grant(id: string, user: string, assignment: Assignment, where?: In): Promise<ProjectMember>;
    /** Removes a grant. Members may remove their own. */
    revoke(id: string, user: string, where?: In): Promise<void>;
    /** Makes a project of the active account the active one of this tab. Local: nothing is sent or awaited. */
    use(id: string): Project;
    /** Works in no project from now on. */
    use(id: undefined): undefined;
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
    /**
     * A project's id: permissions and role are those in this project. Default: none, so that they are those of the account,
     * whichever project is active. Not a condition by itself.
     */
    readonly project?: string | undefined;
    /** Requires a membership token that has not expired: lists and snapshots are not enough. */
    readonly fresh?: boolean | undefined;
}

/** The permissions that every policy has. */
declare const REQUIRED: {
    readonly teamAccess: 'team:access';
    readonly membersInvite: 'members:invite';
    readonly membersManage: 'members:manage';
    readonly teamManage: 'team:manage';
    readonly auditRead: 'audit:read';
};

/** Whether each member should still have access. */
declare const REVIEW_WORDS: {
    review: string;
    reviewAbout: string;
    openReview: string;
    closeReview: string;
    closeReviewTitle: string;
    closeReviewAbout: (undecided: number) => string;
    reviewProgress: (decided: number, total: number) => string;
    reviewOpened: (day: string) => string;
    reviewClosed: (day: string) => string;
    reviewCounts: (counts: {
        readonly kept: number;
        readonly changed: number;
        readonly removed: number;
        readonly gone: number;
    }) => string;
    reviewKeys: string;
    reviewSelf: string;
    keep: string;
    change: string;
    chooseFor: (choice: string, name: string) => string;
    decisions: {
        keep: string;
        changed: string;
        removed: string;
        gone: string;
    };
    customPermissions: (permissions: number) => string;
    lastSeen: (day: string) => string;
    neverSeen: string;
    signSummary: string;
    saveSummary: string;
    saveTable: string;
};

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

/** An access review: of those who were members when it was opened. */
declare interface Review {
    /** `rev_` and 22 characters. */
    readonly id: string;
    /** The account's id. */
    readonly account: string;
    /** The id of a user or a service. */
    readonly openedBy: string;
    readonly openedAt: string;
    /** The number of the audit event that opened it. */
    readonly seq: number;
    readonly status: 'open' | 'closed';
    readonly closedAt?: string;
    readonly counts: ReviewCounts;
}

/** How many members a review covers: `total` is the sum of the others. */
declare interface ReviewCounts {
    readonly total: number;
    readonly kept: number;
    readonly changed: number;
    readonly removed: number;
    /** Who left before anything was decided about them. */
    readonly gone: number;
    readonly undecided: number;
}

/** The JSON of access reviews. */
/** What is decided about a member in an access review. It is recorded only: change or remove the member as well. */
declare type ReviewDecision = 'keep' | 'changed' | 'removed';

/** A review with a page of the members under review: the least recently seen first, then former members. */
declare interface ReviewDetails extends Review {
    readonly items: Page<ReviewItem>;
}

/** A member under review, as they are now. */
declare interface ReviewItem {
    readonly user: string;
    readonly name: string;
    readonly email?: string;
    /** Absent for former members. */
    readonly role?: string;
    /** The list of permissions, with the role `custom`. */
    readonly permissions?: readonly string[];
    readonly lastSeenOn?: string;
    /** Absent while nothing is decided. */
    readonly decision?: ReviewDecision | 'gone';
    /** The id of a user or a service. */
    readonly decidedBy?: string;
    readonly decidedAt?: string;
}

/** Access reviews: whether each member should still have access. They require the permission to manage members. */
declare interface Reviews {
    /** Newest first. */
    list(query?: In & Paging): Promise<Page<Review>>;
    /** Opens a review of all current members. One is open at a time. */
    open(where?: In): Promise<Review>;
    read(id: string, query?: In & Paging): Promise<ReviewDetails>;
    /** All members under review, as a table for spreadsheets. */
    export(id: string, where?: In): Promise<string>;
    /** Records a decision. It changes no membership: that is `members.update` and `members.remove`. */
    decide(id: string, user: string, decision: ReviewDecision, where?: In): Promise<Review>;
    /** Closes it for good, and signs its summary. */
    close(id: string, where?: In): Promise<ClosedReview>;
    /** The summary of a closed review again. */
    summary(id: string, where?: In): Promise<ClosedReview>;
}

/** A role's name: any string, until `Register` declares them. */
declare type Role = Register extends {
    readonly role: infer R extends string;
} ? R : string;

/** The settings page of an account. */
declare const SETTINGS_WORDS: {
    general: string;
    teamName: string;
    accountName: string;
    save: string;
    saved: string;
    teamSection: string;
};

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

/** Where a tab keeps its active account: in its own storage, or in its address. */
declare type Scope = 'tab' | {
    /** The account that an address names; `undefined` if it names none. Called whenever the active account matters. */
    read(url: URL): string | undefined;
    /** The address for an account; `undefined` to stay at this one. Without it `switchTo` throws: navigate instead. */
    write?(url: URL, account: string): URL | string | undefined;
};

/** Why the app is asked to sign the user in. */
declare interface SignInRequest {
    /** The masked address that the invite is for, or the domain that an address is needed of, such as `@example.com`. */
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
    /** The user's projects in the active account. Absent: they are not known. */
    readonly projects?: readonly Project[] | undefined;
    /** Why there are none, if there are none. */
    readonly projectsExplanation?: Explanation | undefined;
    /** The active project's id, if there is one. */
    readonly project?: string | undefined;
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

/** A role of the policy that carries all permissions of a list. No other role of its scope does with a part of what it carries. */
declare interface SuggestedRole {
    readonly role: string;
    readonly title: string;
    /** Where it is granted. Roles of scope `project` are suggested for lists that have only permissions of that scope. */
    readonly scope: PolicyScope;
    /** What it carries beyond the list. */
    readonly extra: readonly string[];
}

/** Who owns a team, and who is to own it. */
declare const TRANSFER_WORDS: {
    ownership: string;
    transferAbout: string;
    transfer: string;
    transferTitle: (team: string) => string;
    transferSteps: string;
    newOwner: string;
    chooseMember: string;
    noOtherMember: string;
    typeTeamName: string;
    offerOwnership: string;
    offeredTo: (member: string, until: string) => string;
    withdrawOffer: string;
    offeredToYou: (owner: string, team: string) => string;
    acceptAbout: (owner: string, until: string) => string;
    acceptOwnership: string;
    acceptTitle: (team: string) => string;
    acceptRemoves: string;
    declineOwnership: string;
};

/** What is wrong with a table, one of its rows or a cell: its code, and the values that a sentence about it needs. */
declare type TableProblem = {
    readonly code: 'workbook' | 'no_byte_order_mark' | 'unknown_encoding' | 'file_unreadable';
} | {
    readonly code: 'windows_1252';
    readonly sample: string;
} | {
    readonly code: 'header_missing';
    readonly columns: readonly string[];
} | {
    readonly code: 'column_unnamed';
    readonly column: number;
} | {
    readonly code: 'column_unknown' | 'column_missing';
    readonly name: string;
} | {
    readonly code: 'column_repeated';
    readonly name: string;
    readonly columns: readonly [number, number];
} | {
    readonly code: 'too_many_cells';
    readonly cells: number;
    readonly columns: number;
    readonly extra: string;
} | {
    readonly code: 'too_few_cells';
    readonly cells: number;
    readonly columns: number;
    readonly missing: string;
} | {
    readonly code: 'quote_open';
} | {
    readonly code: 'text_after_quote';
    readonly column: number;
} | {
    readonly code: 'email_repeated';
    readonly line: number;
} | {
    readonly code: 'email_empty' | 'role_empty';
} | {
    readonly code: 'email_invalid';
    readonly email: string;
} | {
    readonly code: 'cell_too_long';
    readonly column: string;
    readonly most: number;
} | {
    readonly code: 'duration_invalid';
    readonly column: string;
    readonly cell: string;
} | {
    readonly code: 'role_unknown';
    readonly role: string;
    readonly roles: readonly string[];
} | {
    readonly code: 'list_without_custom';
    readonly list: string;
    readonly role: string;
} | {
    readonly code: 'list_lacks';
    readonly list: string;
    readonly permission: string;
} | {
    readonly code: 'list_empty';
    readonly where: string;
} | {
    readonly code: 'permission_unknown';
    readonly where: string;
    readonly permission: string;
    readonly nearest?: string | undefined;
    readonly permissions: readonly string[];
} | {
    readonly code: 'grant_invalid' | 'grant_repeated';
    readonly grant: string;
} | {
    readonly code: 'grant_role_unknown';
    readonly grant: string;
    readonly role: string;
    readonly roles: readonly string[];
} | {
    readonly code: 'grant_permission_of_account';
    readonly grant: string;
    readonly permission: string;
} | {
    readonly code: 'project_unknown' | 'project_ambiguous';
    readonly project: string;
};

/** A membership token. */
declare interface Token {
    readonly token: string;
    readonly expiresAt: string;
    /** The account, or its id; the token itself names it. */
    readonly account: string | Account;
    /** The project that the token is for, if it is for one. */
    readonly project?: Project;
}

/** An open offer of a team's ownership. */
declare interface Transfer {
    /** The member whom it is for. */
    readonly to: UserRef;
    readonly offeredAt: string;
    /** After seven days, or with the end of the member's membership. */
    readonly expiresAt: string;
}

/** The transfer of a team's ownership: the owner offers it to a member, who accepts or declines. */
declare interface Transfers {
    /**
     * Offers a member the ownership for seven days. For the owner. `confirmName` is the team's name as the owner typed it. One
     * offer is open at a time.
     */
    offer(user: string, input: {
        confirmName: string;
    }, where?: In): Promise<Account>;
    /** Withdraws the offer. For the owner. */
    withdraw(where?: In): Promise<Account>;
    /** Makes the user the owner. The former owner stays a member with the owner role. */
    accept(where?: In): Promise<Account>;
    decline(where?: In): Promise<Account>;
}

/** The signed-in user, in the response of `GET /v1/me`. */
declare interface User {
    /** `usr_` and 22 characters. */
    readonly id: string;
    readonly email: string;
    readonly emailVerified: boolean;
    readonly name: string;
    readonly image?: string;
}

/** A user as others see one. */
declare interface UserRef {
    readonly user: string;
    readonly name: string;
}

/**
 * A user by id and name.
 */
declare interface UserRef_2 {
    user: string;
    name: string;
}

/** Viewing the app as another role. */
declare const VIEW_WORDS: {
    viewing: (role: string) => string;
    endView: string;
};

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

/** The WebAssembly: a compiled module, its bytes, or their address. */
declare type Wasm = WebAssembly.Module | BufferSource | URL | string | Response;

/** The WebAssembly, now or later. A function is called when it is first needed. */
declare type WasmSource = Wasm | Promise<Wasm> | (() => Wasm | Promise<Wasm>);

/** Every word by its name. */
declare type Words = Words_2 & Readonly<typeof INVITE_WORDS & typeof PENDING_WORDS_2 & typeof MEMBERS_WORDS & typeof DANGER_WORDS & typeof CONVERT_WORDS & typeof SETTINGS_WORDS & typeof VIEW_WORDS & typeof REVIEW_WORDS & typeof PROJECT_WORDS & typeof PEOPLE_WORDS & typeof TRANSFER_WORDS>;

/** Every word by its name. */
declare type Words_2 = Readonly<typeof COMMON_WORDS & typeof EXPLAIN_WORDS & typeof SWITCHER_WORDS & typeof PROJECT_SWITCHER_WORDS & typeof ACCEPT_WORDS & typeof INBOX_WORDS & typeof PENDING_WORDS>;

/**
 * Creates the client of a page. It sends and starts nothing until its first `subscribe`, `on`, `ready` or operation.
 *
 * ```ts
 * const client = createClient({ endpoint: 'https://edge.example.com', getIdentityToken: () => auth.idToken() });
 * await client.ready;
 * button.disabled = !client.can('pods:manage');
 * ```
 */
declare const createClient: (options: ClientOptions) => Client;

/** A problem in English. */
declare const tableProblem: (problem: TableProblem) => string;
