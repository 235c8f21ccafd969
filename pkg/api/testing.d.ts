/** The response to accepting an invite: all that is needed to switch to the team. */
declare interface Accepted {
    readonly account: Account;
    readonly membership: Member;
    readonly token: string;
    readonly expiresAt: string;
    /** The caller's other pending invites to this team. They were revoked, and their roles are not applied. */
    readonly revokedInvites: readonly string[];
}

/** An account, with the caller's role and permissions in it. */
declare interface Account {
    /** `acc_` and 22 characters. */
    readonly id: string;
    readonly kind: AccountKind;
    readonly name: string;
    readonly owner: UserRef;
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

/** Answers a request instead of the fake edge. If it returns `undefined`, the fake edge answers. */
export declare type Answer = (request: SeenRequest) => FakeResponse | undefined | Promise<Response | object | undefined>;

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
    readonly inboxCount: number;
}

/** The code of a refusal. */
declare type Code = (typeof CODES)[number];

/** Every code of a refusal. */
declare const CODES: readonly ['invalid_request', 'not_signed_in', 'token_invalid', 'token_expired', 'stale_epoch', 'forbidden', 'wrong_account', 'email_unverified', 'role_exceeds_grantor', 'spend_limit', 'owner_protected', 'not_found', 'no_account', 'already_invited', 'already_member', 'already_a_team', 'not_a_team', 'member_limit', 'conflict', 'policy_mismatch', 'invite_closed', 'idempotency_mismatch', 'name_mismatch', 'account_mismatch', 'rate_limited', 'unavailable'];

/** Creates an empty edge in memory. */
export declare const createFakeEdge: (options?: FakeEdgeOptions) => FakeEdge;

/**
 * A client for unit tests of an app. Its state is complete at once, nothing is sent over a network, and gates are
 * decided by the same code as in the browser.
 *
 * Call `close()` when the test is over. Two test clients share nothing.
 */
export declare const createTestClient: (options?: TestClientOptions) => TestClient;

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
    askWho?: readonly UserRef_2[];
    /**
     * One sentence in English.
     */
    whatToDo: string;
    supportUrl?: string;
}

/**
 * An edge in memory, for tests of apps. Through `fetch` it has the routes of the real edge; it signs the same tokens
 * and keeps the changes that clients make.
 *
 * It knows memberships and the status of invites, and compares addresses as they are written. It does not know what a
 * role may do: it does what a member asks for, unless the test refuses it with `refuse`.
 */
export declare interface FakeEdge {
    readonly origin: string;
    /** For `ClientOptions.fetch`. */
    readonly fetch: typeof fetch;
    /** For `ClientOptions.getIdentityToken`: the token of the signed-in user. */
    readonly getIdentityToken: () => string | undefined;
    readonly policy: Policy;
    /** Every request so far, oldest first. */
    readonly seen: readonly SeenRequest[];
    /** How far the edge's clock is ahead of this machine's, in milliseconds. */
    aheadMs: number;
    /** The lifetime of membership tokens. */
    ttlSeconds: number;
    addUser(user: NewUser): User;
    /** Signs a user in and opens their personal account. Call `client.identityChanged()` to tell the client. */
    signIn(user: User | NewUser): User;
    signOut(): void;
    /** The identity token of a user, for clients with their own `getIdentityToken`. */
    identityOf(user: User): string;
    /** Adds a team and returns its id. */
    addTeam(team: NewTeam): string;
    /** Adds a member or changes their role, as a colleague might. */
    setRole(account: string, user: User, role: string): void;
    removeMember(account: string, user: User): void;
    /** Adds a pending invite. */
    addInvite(account: string, invite: NewInvite): {
        readonly id: string;
        readonly link: string;
    };
    /** Sets the status of an invite, as its invitee or a colleague might. */
    decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void;
    /** The snapshot that a server would render for a user. Their personal account is active, unless `active` is another's id. */
    snapshot(user: User, active?: string): Snapshot;
    /** Opens a link as a browser does and returns the fragment that it leads to: `#invite=…`. */
    open(link: string): Promise<string>;
    /** Replaces the policy. */
    setPolicy(policy: Policy): void;
    /**
     * Refuses a route: `refuse('POST /v1/invites/accept', 'rate_limited', { retryAfter: 1 })`. `*` stands for an id. Returns
     * a function that ends it.
     */
    refuse(route: string, code: Code, told?: Told): () => void;
    /** Answers a route instead of the fake edge. A thrown `TypeError` is a lost connection. Returns a function that ends it. */
    answer(route: string, answer: Answer): () => void;
}

/** Options of `createFakeEdge`. */
export declare interface FakeEdgeOptions {
    /** As `GET /v1/policy` returns it. */
    readonly policy?: Policy;
    /** Instead of a policy: roles with their permissions. The owner's role, `admin`, has every permission. */
    readonly roles?: Roles;
    /** The origin of the edge. */
    readonly origin?: string;
    /** The page that an opened link leads to. */
    readonly joinUrl?: string;
}

/** A response. A plain object is sent as JSON with status 200. */
declare type FakeResponse = Response | object | Promise<Response | object>;

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
    readonly errors: readonly FieldError[] | undefined;
    readonly explanation: Explanation | undefined;
    readonly you: Problem['you'];
    readonly account: AccountRef | undefined;
    get name(): string;
    constructor(message: string, problem: Problem, options?: ErrorOptions);
}

/** Names an account other than the active one. */
declare interface In {
    readonly account?: string | undefined;
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
    readonly inviter: UserRef;
    readonly createdAt: string;
    /** Absent when it does not expire. */
    readonly expiresAt?: string;
    readonly decidedAt?: string;
    readonly note?: string;
}

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

/** All states but `pending` are final. */
declare type InviteStatus = 'pending' | 'accepted' | 'declined' | 'revoked' | 'expired';

/** An invite that was created or sent again, with its link. */
declare interface InviteWithLink {
    readonly invite: Invite;
    readonly link: string;
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
    readonly role: string;
    readonly joinedAt: string;
    readonly lastSeenOn?: string;
    /** A user id. */
    readonly invitedBy?: string;
}

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

/** An invite to be added. */
export declare interface NewInvite {
    readonly role: string;
    /** Absent: a link invite. */
    readonly email?: string;
    /** By default the account's owner. */
    readonly inviter?: User;
    readonly note?: string;
    /** Seconds. */
    readonly expiresIn?: number;
}

/** A team to be added. */
export declare interface NewTeam {
    readonly name: string;
    readonly owner: User;
    readonly id?: string;
    readonly members?: readonly {
        readonly user: User;
        readonly role: string;
    }[];
}

/** A user to be added. */
export declare interface NewUser {
    readonly email: string;
    /** By default the part of the address before the `@`. */
    readonly name?: string;
    readonly emailVerified?: boolean;
    readonly id?: string;
    readonly image?: string;
}

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

/** A permission's name: any string, until `Register` declares them. */
declare type Permission = Register extends {
    readonly permission: infer P extends string;
} ? P : string;

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

/** The roles of a test with the permissions of each. */
export declare type Roles = Readonly<Record<string, readonly string[]>>;

/** Where a tab keeps its active account: in its own storage, or in its address. */
declare type Scope = 'tab' | {
    /** The account that an address names; `undefined` if it names none. Called whenever the active account matters. */
    read(url: URL): string | undefined;
    /** The address for an account. Without it `switchTo` throws: navigate instead. */
    write?(url: URL, account: string): URL | string;
};

/** A request of the client. */
export declare interface SeenRequest {
    readonly method: string;
    readonly path: string;
    readonly url: URL;
    readonly headers: Headers;
    readonly body: unknown;
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

/** An account of the user under test. */
export declare interface TestAccount {
    readonly name: string;
    /** By default the role of the test client, else the owner's. */
    readonly role?: string;
    /** The permissions of that role; the same in every account with this role. */
    readonly permissions?: readonly string[];
    readonly id?: string;
}

/** A real client on an edge in memory. */
export declare interface TestClient extends Client {
    readonly edge: FakeEdge;
    /** The signed-in user. */
    readonly me: User | undefined;
}

/** Options of `createTestClient`. */
export declare interface TestClientOptions {
    /** The user's role in the active team; the owner's if neither role nor permissions are set. */
    readonly role?: string;
    /** The exact permissions of the role. */
    readonly permissions?: readonly string[];
    /** The user's teams, besides their personal account; by default one. The first is active. */
    readonly accounts?: readonly TestAccount[];
    /** The name of the active team, or `me` for the personal account. */
    readonly active?: string;
    /** The signed-in user; `null` for none. */
    readonly user?: Partial<NewUser> | null;
    /** A policy as `GET /v1/policy` returns it. It determines the permissions of roles. */
    readonly policy?: Policy;
    /** Further options of `createClient`. */
    readonly client?: Partial<Omit<ClientOptions, 'endpoint' | 'fetch' | 'getIdentityToken' | 'initial'>>;
}

/** The fields of a refusal besides its code. */
export declare type Told = Partial<Omit<Problem, 'code' | 'status'>>;

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

export { }
