/* tslint:disable */
/* eslint-disable */
/**
 * A member.
 */
export interface MemberRow {
    user: string;
    name: string;
    role: string;
}

/**
 * A page of an audit log.
 */
export interface AuditLogPage {
    items: readonly LoggedEvent[];
    /**
     * The signed head; on the first page only.
     */
    head?: string | undefined;
    /**
     * The cursor of the next page. Absent on the last one.
     */
    next?: string | undefined;
}

/**
 * A page of members.
 */
export interface MembersPage {
    items: readonly MemberRow[];
    /**
     * The cursor of the next page. Absent on the last one.
     */
    next?: string | undefined;
}

/**
 * A query of `client.explain` or `client.diagnose`.
 */
export interface ExplainQuery {
    permission?: string | undefined;
    anyOf?: readonly string[] | undefined;
    allOf?: readonly string[] | undefined;
    role?: string | undefined;
    account?: string | undefined;
    member?: string | undefined;
    /**
     * How many things there are to see.
     */
    count?: number | undefined;
}

/**
 * A user by id and name.
 */
export interface UserRef {
    user: string;
    name: string;
}

/**
 * An account of the user's.
 */
export interface ExplainAccount {
    id: string;
    role: string;
    kind: 'personal' | 'team';
    owner?: UserRef | undefined;
}

/**
 * An event of an audit log. Names are not part of the chain and are ignored.
 */
export interface LoggedEvent {
    id: string;
    at: string;
    actor: LoggedActor;
    action: string;
    resourceType: string;
    resourceId: string;
    outcome: LoggedOutcome;
    code?: string | undefined;
    details: Readonly<Record<string, unknown>>;
    prev: string;
    hash: string;
}

/**
 * An invite's state.
 */
export interface ExplainInvite {
    status: string;
}

/**
 * Events that follow each other, oldest first.
 */
export interface AuditChain {
    account: string;
    /**
     * The head that they continue. Without it they begin with the account's first event.
     */
    from?: AuditHead | undefined;
    events: LoggedEvent[];
}

/**
 * How far an audit log was followed.
 */
export interface AuditProgress {
    head: AuditHead;
    next: AuditHead;
    signedAt: string;
    checked: number;
    intact: boolean;
}

/**
 * One step of following an audit log.
 */
export interface AuditStep {
    account: string;
    /**
     * A head that the reader has kept: the chain must lead on from it.
     */
    known?: AuditHead | undefined;
    /**
     * How many events to go back at most. `Infinity`: to the first one.
     */
    events?: number | undefined;
    /**
     * The edge's key set, as text.
     */
    jwks: string;
    /**
     * The next page of `GET /v1/accounts/{id}/audit`, newest event first.
     */
    page: AuditLogPage;
    /**
     * What the step before returned. Absent with the first page.
     */
    progress?: AuditProgress | undefined;
}

/**
 * The account that an invite is to.
 */
export interface InvitedAccount {
    id: string;
    name: string;
}

/**
 * The head of an audit chain: how many events there are, and the hash of the last one.
 */
export interface AuditHead {
    count: number;
    hash: string;
}

/**
 * The part of `client.state` that an explanation needs.
 */
export interface ExplainState {
    status: string;
    user?: ExplainUser | undefined;
    accounts: readonly ExplainAccount[];
    inboxCount: number;
}

/**
 * The result of `explain`.
 */
export type ExplainResult = { kind: "readOn" } | { kind: "explained"; explanation?: Explanation };

/**
 * The result of a step.
 */
export type AuditStepResult = { kind: "readOn"; progress: AuditProgress } | { kind: "done"; check: AuditCheck };

/**
 * The result of following an audit chain.
 */
export interface AuditCheck {
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

/**
 * The signed-in user.
 */
export interface ExplainUser {
    id: string;
}

/**
 * What a verified membership token says.
 */
export interface MembershipClaims {
    user: string;
    account: string;
    kind: 'personal' | 'team';
    role: string;
    /**
     * A bit set in base64url. Its bits are those of the policy that `policyId` names, and of no other.
     */
    permissionBits: string;
    policyId: string;
    epoch: number;
    issuedSeconds: number;
    expiresSeconds: number;
}

/**
 * What an invite token says, once its signature is verified.
 */
export interface VerifiedInvite {
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

/**
 * What is to be explained, and what the client knows.
 */
export interface ExplainInput {
    /**
     * As in `client.explain` or `client.diagnose`.
     */
    query: ExplainQuery;
    /**
     * The query is denied, as in `client.explain`. Otherwise something does not show, as in `client.diagnose`.
     */
    denied: boolean;
    /**
     * The account that is shown.
     */
    here?: string | undefined;
    /**
     * The access in this account has expired and could not be renewed.
     */
    ended?: boolean;
    /**
     * The user was a member of this account until recently.
     */
    lost?: boolean;
    state: ExplainState;
    /**
     * The invite in question.
     */
    invite?: ExplainInvite | undefined;
    /**
     * The JSON of `GET /v1/policy`.
     */
    policy: string;
    /**
     * The pages of members that were read.
     */
    pages?: readonly MembersPage[];
}

/**
 * What the signed head of an account's audit chain says.
 */
export interface SignedAuditHead {
    account: string;
    count: number;
    hash: string;
    issuedSeconds: number;
}

/**
 * Whether an event was carried out.
 */
export type LoggedOutcome = "done" | "refused";

/**
 * Who an event's actor is.
 */
export interface LoggedActor {
    kind: string;
    id: string;
}

/**
 * Who created an invite, as its token names them.
 */
export interface Inviter {
    name: string;
}

/**
 * Why something is denied, and what would help.
 */
export interface Explanation {
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


/**
 * Explains why a query is denied, in the words of the edge.
 *
 * # Errors
 * `invalid_request` for an argument of another shape; `policy_mismatch` for a policy whose id does not belong to
 * its content.
 */
export function explain(input: ExplainInput): ExplainResult;

/**
 * Follows an account's audit chain from its newest event back, page by page, up to the head that the edge has signed.
 *
 * # Errors
 * `token_invalid` for a head that does not verify; `unavailable` for a key set that cannot be used; `invalid_request`
 * for an argument of another shape.
 */
export function followAudit(step: AuditStep, nowSeconds: number): AuditStepResult;

/**
 * The id of a policy, given as the JSON of `GET /v1/policy`.
 *
 * # Errors
 * `policy_mismatch` when its `id` does not belong to its content; `invalid_request` for text that is not a policy.
 */
export function policyId(policy: string): string;

/**
 * Follows an audit chain and returns the head that it leads to, to be compared with a signed one.
 *
 * `chain` is the JSON of an `AuditChain`. It is text because a file is not trusted: keys that occur twice are refused,
 * and a parsed object no longer shows them.
 *
 * # Errors
 * `conflict` at the first event that was changed or does not follow the one before it; `invalid_request` for any
 * other text.
 */
export function verifyAudit(chain: string): AuditHead;

/**
 * Verifies the signed head of an account's audit chain.
 *
 * # Errors
 * `token_invalid` for a head that does not verify; `unavailable` for a key set that cannot be used.
 */
export function verifyAuditHead(token: string, jwks: string, nowSeconds: number): SignedAuditHead;

/**
 * Verifies an invite token with the edge's key set.
 *
 * A token that has expired is returned with `expired: true`, because its invite may still be open.
 *
 * # Errors
 * `token_invalid` for a token that does not verify; `unavailable` for a key set that cannot be used.
 */
export function verifyInvite(token: string, jwks: string, issuer: string, nowSeconds: number): VerifiedInvite;

/**
 * Verifies a membership token with the edge's key set.
 *
 * # Errors
 * `token_expired` when nothing but its age is wrong, else `token_invalid`; `unavailable` for a key set that cannot be
 * used.
 */
export function verifyMembership(token: string, jwks: string, issuer: string, audience: string, nowSeconds: number): MembershipClaims;

