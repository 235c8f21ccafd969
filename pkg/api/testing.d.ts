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
// uses Client, of shared.d.ts
// uses ClientOptions, of shared.d.ts
// uses ClientState, of shared.d.ts
// uses ClosedReview, of shared.d.ts
// uses Code, of shared.d.ts
// uses CreateManyOptions, of shared.d.ts
// uses DataExport, of shared.d.ts
// uses Delivery, of shared.d.ts
// uses DeliveryFailure, of shared.d.ts
// uses DiagnoseQuery, of shared.d.ts
// uses ErasedUser, of shared.d.ts
// uses Events, of shared.d.ts
// uses Explanation, of shared.d.ts
// uses FetchInit, of shared.d.ts
// uses FieldError, of shared.d.ts
// uses HallpassError, of shared.d.ts
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
// uses MailOptions, of shared.d.ts
// uses MailPreview, of shared.d.ts
// uses ManyProgress, of shared.d.ts
// uses Maybe, of shared.d.ts
// uses Me, of shared.d.ts
// uses Member, of shared.d.ts
// uses MemberChanges, of shared.d.ts
// uses MemberCounts, of shared.d.ts
// uses MemberPage, of shared.d.ts
// uses MemberSort, of shared.d.ts
// uses Members, of shared.d.ts
// uses MessageParams, of shared.d.ts
// uses Messages, of shared.d.ts
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
// uses ProjectScope, of shared.d.ts
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
// uses Scope, of shared.d.ts
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
// uses Wasm, of shared.d.ts
// uses WasmSource, of shared.d.ts

/** Answers a request instead of the fake edge. If it returns `undefined`, the fake edge answers. */
export declare type Answer = (request: SeenRequest) => FakeResponse | undefined | Promise<Response | object | undefined>;

/** Creates an empty edge in memory. */
export declare const createFakeEdge: (options?: FakeEdgeOptions) => FakeEdge;

/**
 * A client for unit tests of an app. Its state is complete at once, nothing is sent over a network, and gates are
 * decided by the same code as in the browser.
 *
 * Call `close()` when the test is over. Two test clients share nothing.
 */
export declare const createTestClient: (options?: TestClientOptions) => TestClient;

/**
 * An edge in memory, for tests of apps. Through `fetch` it has the routes of the real edge; it signs the same tokens and
 * keeps the changes that clients make. It knows memberships with their ends and suspensions, projects and grants,
 * invites and reviews, and revokes invites that their inviter may no longer give. It compares addresses as they are
 * written, and it does not know what else a role may do: it does what a member asks for, unless the test refuses it with
 * `refuse`.
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
    /** After how many days audit events are removed, as with `AUDIT_RETENTION_DAYS`; the newest one stays. Default: never. */
    auditRetentionDays: number | undefined;
    addUser(user: NewUser): User;
    /** Signs a user in and opens their personal account. Call `client.identityChanged()` to tell the client. */
    signIn(user: User | NewUser): User;
    signOut(): void;
    /** The identity token of a user, for clients with their own `getIdentityToken`. */
    identityOf(user: User): string;
    /** Adds a team and returns its id. */
    addTeam(team: NewTeam): string;
    /** Adds a member or changes their role, as a colleague might. `permissions` is the list of the role `custom`. */
    setRole(account: string, user: User, role: string, permissions?: readonly string[]): void;
    /** Suspends or restores a member, or sets or lifts the end of their membership, as a colleague might. */
    changeMembership(account: string, user: User, change: MembershipChange): void;
    removeMember(account: string, user: User): void;
    /** Adds a project and returns its id. */
    addProject(account: string, project: NewProject): string;
    /** Archives or restores a project, as a colleague might. */
    setProjectStatus(account: string, project: string, status: 'active' | 'archived'): void;
    /** Grants a member something in a project; without an assignment it takes back what was granted. */
    setGrant(account: string, user: User, project: string, assignment: Assignment | undefined): void;
    /** Adds a pending invite. */
    addInvite(account: string, invite: NewInvite): {
        readonly id: string;
        readonly link: string;
    };
    /** Sets the status of an invite, as its invitee or a colleague might. */
    decideInvite(id: string, as: 'accepted' | 'declined' | 'revoked'): void;
    /** Sets what became of an invite's mail. */
    setDelivery(id: string, delivery: Omit<Delivery, 'at'>): void;
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
    /**
     * With `roles`: roles of projects with their permissions, which are then of project scope. The policy has projects; their
     * owner's role, `manager`, has every permission of project scope.
     */
    readonly projectRoles?: Roles;
    /** The origin of the edge. */
    readonly origin?: string;
    /** The page that an opened link leads to. */
    readonly joinUrl?: string;
    /** Whether the edge sends invites by mail. Default: no. Each mail stays `queued` until `setDelivery`. */
    readonly sendsMail?: boolean;
}

/** A response. A plain object is sent as JSON with status 200. */
declare type FakeResponse = Response | object | Promise<Response | object>;

/** Invites: those of an account, and those to the user's address. */
declare interface Invites {
    create(input: NewInvite_2, where?: In): Promise<InviteWithLink>;
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
    createMany(items: readonly NewInvite_2[], options?: CreateManyOptions): Promise<readonly InviteResult[]>;
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

/** What a colleague changes of a membership. `null` lifts an end. */
export declare interface MembershipChange {
    readonly suspended?: boolean;
    /** RFC 3339. */
    readonly expiresAt?: string | null;
}

/** An invite to be added. */
export declare interface NewInvite extends Assignment {
    /** What it grants in projects. */
    readonly projects?: readonly ProjectAssignment[];
    /** Seconds from joining until the membership ends. */
    readonly membershipExpiresIn?: number;
    /** Absent: a link invite. */
    readonly email?: string;
    /** How many users can accept a link invite. Default: 1. */
    readonly maxUses?: number;
    /** Only addresses of these domains can accept a link invite. */
    readonly domains?: readonly string[];
    /** By default the account's owner. */
    readonly inviter?: User;
    readonly note?: string;
    /** Seconds. */
    readonly expiresIn?: number;
}

/** What `invites.create` makes. */
declare interface NewInvite_2 extends Assignment, MailOptions {
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

/** A project to be added. */
export declare interface NewProject {
    readonly name: string;
    readonly id?: string;
    readonly externalId?: string;
    /** Members with what they are granted in it. */
    readonly members?: readonly (Assignment & {
        readonly user: User;
    })[];
}

/** A team to be added. */
export declare interface NewTeam {
    readonly name: string;
    readonly owner: User;
    readonly id?: string;
    readonly members?: readonly (Assignment & {
        readonly user: User;
    })[];
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

/** The roles of a test with the permissions of each. */
export declare type Roles = Readonly<Record<string, readonly string[]>>;

/** A request of the client. */
export declare interface SeenRequest {
    readonly method: string;
    readonly path: string;
    readonly url: URL;
    readonly headers: Headers;
    readonly body: unknown;
}

/** An account of the user under test. */
export declare interface TestAccount {
    readonly name: string;
    /** By default the role of the test client, else the owner's. */
    readonly role?: string;
    /** The permissions of that role; the same in every account with this role. */
    readonly permissions?: readonly string[];
    readonly id?: string;
    readonly projects?: readonly TestProject[];
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

/** A project of an account, with what the user under test is granted in it. */
export declare interface TestProject {
    readonly name: string;
    /** Absent: nothing is granted. What the role in the account gives counts in every project. */
    readonly role?: string;
    /** The permissions of that role; the same in every project with this role. */
    readonly permissions?: readonly string[];
    readonly id?: string;
}

/** The fields of a refusal besides its code. */
export declare type Told = Partial<Omit<Problem, 'code' | 'status'>>;

export { }
