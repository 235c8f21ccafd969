// exports Accepted, of shared.d.ts
// exports Account, of shared.d.ts
// exports AccountExport, of shared.d.ts
// exports AccountKind, of shared.d.ts
// exports AccountRef, of shared.d.ts
// exports Accounts, of shared.d.ts
// exports Assignment, of shared.d.ts
// exports Audit, of shared.d.ts
// exports AuditCheck, of shared.d.ts
// exports AuditCheckQuery, of shared.d.ts
// exports AuditEvent, of shared.d.ts
// exports AuditFilter, of shared.d.ts
// exports AuditPage, of shared.d.ts
// exports Client, of shared.d.ts
// exports ClientOptions, of shared.d.ts
// exports ClientState, of shared.d.ts
// exports ClosedReview, of shared.d.ts
// exports CreateManyOptions, of shared.d.ts
// exports DataExport, of shared.d.ts
// exports Delivery, of shared.d.ts
// exports DeliveryFailure, of shared.d.ts
// exports DiagnoseQuery, of shared.d.ts
// exports ErasedUser, of shared.d.ts
// exports Events, of shared.d.ts
// exports Explanation, of shared.d.ts
// exports FetchInit, of shared.d.ts
// exports FieldError, of shared.d.ts
// exports HallpassError, of shared.d.ts
// exports In, of shared.d.ts
// exports InProject, of shared.d.ts
// exports Invite, of shared.d.ts
// exports InviteChanges, of shared.d.ts
// exports InviteChoice, of shared.d.ts
// exports InviteResult, of shared.d.ts
// exports InviteStatus, of shared.d.ts
// exports InviteWithLink, of shared.d.ts
// exports Invites, of shared.d.ts
// exports MailOptions, of shared.d.ts
// exports MailPreview, of shared.d.ts
// exports ManyProgress, of shared.d.ts
// exports Maybe, of shared.d.ts
// exports Me, of shared.d.ts
// exports Member, of shared.d.ts
// exports MemberChanges, of shared.d.ts
// exports MemberCounts, of shared.d.ts
// exports MemberPage, of shared.d.ts
// exports MemberSort, of shared.d.ts
// exports Members, of shared.d.ts
// exports MessageParams, of shared.d.ts
// exports Messages, of shared.d.ts
// exports NewInvite, of shared.d.ts
// exports Page, of shared.d.ts
// exports Paging, of shared.d.ts
// exports PendingInvite, of shared.d.ts
// exports Permission, of shared.d.ts
// exports Plan, of shared.d.ts
// exports Policy, of shared.d.ts
// exports PolicyPermission, of shared.d.ts
// exports PolicyRole, of shared.d.ts
// exports PolicyScope, of shared.d.ts
// exports Preview, of shared.d.ts
// exports PreviewedGrant, of shared.d.ts
// exports Problem, of shared.d.ts
// exports Project, of shared.d.ts
// exports ProjectAssignment, of shared.d.ts
// exports ProjectGrant, of shared.d.ts
// exports ProjectMember, of shared.d.ts
// exports ProjectPage, of shared.d.ts
// exports ProjectScope, of shared.d.ts
// exports ProjectStatus, of shared.d.ts
// exports Projects, of shared.d.ts
// exports Query, of shared.d.ts
// exports Register, of shared.d.ts
// exports Review, of shared.d.ts
// exports ReviewCounts, of shared.d.ts
// exports ReviewDecision, of shared.d.ts
// exports ReviewDetails, of shared.d.ts
// exports ReviewItem, of shared.d.ts
// exports Reviews, of shared.d.ts
// exports Role, of shared.d.ts
// exports Scope, of shared.d.ts
// exports SignInRequest, of shared.d.ts
// exports Snapshot, of shared.d.ts
// exports Status, of shared.d.ts
// exports SuggestedRole, of shared.d.ts
// exports Token, of shared.d.ts
// exports Transfer, of shared.d.ts
// exports Transfers, of shared.d.ts
// exports User, of shared.d.ts
// exports UserRef, of shared.d.ts
// exports Verdict, of shared.d.ts
// exports VerifiedInvite, of shared.d.ts
// exports WasmSource, of shared.d.ts
// uses AuditCut, of shared.d.ts
// uses AuditHead, of shared.d.ts
// uses CODES, of shared.d.ts
// uses Code, of shared.d.ts
// uses InvitedAccount, of shared.d.ts
// uses Inviter, of shared.d.ts
// uses UserRef_2, of shared.d.ts
// uses Wasm, of shared.d.ts

/**
 * Permission checks by `source`; without one they answer `unknown` until `set`. A token counts until it expires, `Me` for
 * `stands` seconds (120) after it was set: set it again whenever you have read it again.
 *
 * ```ts
 * const gate = createGate(snapshot);
 * gate.can('pods:manage');
 * ```
 */
export declare const createGate: (source?: GateSource, { stands }?: {
    readonly stands?: number;
}) => Gate;

/** Permission checks by the latest source. */
export declare interface Gate {
    /** Never waits; denies what is not known. */
    can(permission: Permission, where?: InProject): boolean;
    has(query: Query): boolean;
    evaluate(query: Query): Verdict;
    /** Throws a `HallpassError` unless `has(query)`. */
    protect(query: Query): void;
    /** Replaces the source. `undefined`: nobody is signed in. */
    set(source: GateSource | undefined): void;
    /** Calls `listener` after each `set`, and when the source has expired. */
    subscribe(listener: () => void): () => void;
}

/** What a gate decides by: the user's accounts as the edge sends them, or a membership token with its policy. */
export declare type GateSource = Snapshot | {
    readonly me: Me;
    readonly active?: string;
    readonly projects?: readonly Project[];
    readonly serverTime?: number | string;
} | {
    readonly token: string;
    readonly policy: Policy;
    readonly serverTime?: number | string;
};

export { }
