/** The types of the client's operations: what each takes, and what it resolves with. */

import type { HallpassError } from './errors.ts';
import type { AuditCheck } from './hallpass.js';
import type { Assignment, ProjectAssignment, Role } from './policy-names.ts';
import type {
  Accepted,
  Account,
  AuditPage,
  ClosedReview,
  Invite,
  InviteStatus,
  InviteWithLink,
  MailPreview,
  Member,
  MemberPage,
  Page,
  Plan,
  Preview,
  Project,
  ProjectMember,
  ProjectPage,
  ProjectStatus,
  Review,
  ReviewDecision,
  ReviewDetails,
} from './wire.ts';

/** Names an account other than the active one. */
export interface In {
  readonly account?: string | undefined;
}

/** Names an account other than the active one, and a project in it. */
export interface InProject extends In {
  /** A project's id. */
  readonly project?: string | undefined;
}

/** Where a page of a list begins, and how many items it has (50; at most 200). */
export interface Paging {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** The user's accounts, and which of them is active. */
export interface Accounts {
  /** Reads them from the edge. `client.state.accounts` has those that are known already. */
  list(): Promise<readonly Account[]>;
  read(id?: string): Promise<Account>;
  /** Opens another team. */
  create(input: { name: string }): Promise<Account>;
  update(input: { name?: string; spendLimitCentsPerHour?: number }, where?: In): Promise<Account>;
  /** Makes another of the user's accounts the active one of this tab. Local: nothing is sent or awaited. */
  switchTo(id: string): Account;
  convert(input: { name?: string; dryRun: true }, where?: In): Promise<Plan>;
  convert(input: { name: string; dryRun?: false }, where?: In): Promise<Account>;
  revert(input: { confirmName?: string; dryRun: true }, where?: In): Promise<Plan>;
  revert(input: { confirmName: string; dryRun?: false }, where?: In): Promise<Account>;
}

/** What `members.update` changes. */
export interface MemberChanges extends Partial<Assignment> {
  /** When the membership ends, RFC 3339; a time in the past ends it at once, `null` lifts the end. */
  readonly expiresAt?: string | null | undefined;
  /** A suspended member stays one, and holds nothing until they are restored. */
  readonly suspended?: boolean | undefined;
}

/** The order of a list of members. */
export type MemberSort = 'joined' | 'name' | 'lastSeen';

/** The members of an account. */
export interface Members {
  /** `lastSeen`: who was never seen first, and then the least recently seen. */
  list(query?: In & Paging & { role?: string; q?: string; sort?: MemberSort; inactiveForDays?: number }): Promise<MemberPage>;
  setRole(user: string, role: Role, where?: In): Promise<Member>;
  /** Changes what is given, all of it or nothing. */
  update(user: string, changes: MemberChanges, where?: In): Promise<Member>;
  remove(user: string, where?: In): Promise<void>;
  /** Ends the user's own membership. */
  leave(where?: In): Promise<void>;
}

/** The transfer of a team's ownership: the owner offers it to a member, who accepts or declines. */
export interface Transfers {
  /**
   * Offers a member the ownership for seven days. For the owner. `confirmName` is the team's name as the owner typed it. One
   * offer is open at a time.
   */
  offer(user: string, input: { confirmName: string }, where?: In): Promise<Account>;
  /** Withdraws the offer. For the owner. */
  withdraw(where?: In): Promise<Account>;
  /** Makes the user the owner. The former owner stays a member with the owner role. */
  accept(where?: In): Promise<Account>;
  decline(where?: In): Promise<Account>;
}

/** Access reviews: whether each member should still have access. They require the permission to manage members. */
export interface Reviews {
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

/** Names an invite by its token (from the link) or by its id (from the inbox). */
export type InviteChoice = { readonly token: string } | { readonly inviteId: string };

/** Whether an invite is mailed. */
export interface MailOptions {
  /** Default: whether the edge sends mails and the invite has an address. `true` is refused elsewhere. */
  readonly send?: boolean | undefined;
  /** The language of the mail, as a BCP 47 tag. Default: English. */
  readonly locale?: string | undefined;
}

/** What `invites.create` makes. */
export interface NewInvite extends Assignment, MailOptions {
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

/** How `invites.createMany` is called. */
export interface CreateManyOptions extends In {
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

/** How far `invites.createMany` is, in rows. */
export interface ManyProgress {
  /** Created or failed. */
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

/** What became of one of many invites: it was created, or why not. */
export type InviteResult =
  | (InviteWithLink & { readonly error?: undefined })
  | { readonly error: HallpassError; readonly invite?: undefined; readonly link?: undefined };

/** What `invites.update` changes; `null` clears what is optional. */
export interface InviteChanges extends Partial<Assignment> {
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

/** Invites: those of an account, and those to the user's address. */
export interface Invites {
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
  list(query?: In & Paging & { status?: InviteStatus }): Promise<Page<Invite>>;
  read(id: string): Promise<Invite>;
  /** The same link again. */
  link(id: string): Promise<{ readonly link: string }>;
  /** The mail of a pending invite as it would be sent now, with links that lead nowhere. `not_found` where no mails are sent. */
  previewMail(id: string): Promise<MailPreview>;
  /** `rotate` creates a new link and closes the old one. */
  resend(id: string, input?: { rotate?: boolean; expiresIn?: number } & MailOptions): Promise<InviteWithLink>;
  /** Edits a pending invite, all of it or nothing. Its link stays the same, and the user becomes its inviter. */
  update(id: string, changes: InviteChanges): Promise<Invite>;
  revoke(id: string): Promise<Invite>;
  inbox(query?: Paging): Promise<Page<Invite>>;
  preview(what: { readonly code: string } | { readonly token: string }): Promise<Preview>;
  /** Joins the team. The account is in `client.state.accounts` when this resolves; `switchTo` makes it the active one. */
  accept(what: InviteChoice): Promise<Accepted>;
  decline(what: InviteChoice): Promise<Invite>;
}

/**
 * The projects of an account, and which of them is active in this tab.
 *
 * ```ts
 * const project = await client.projects.create({ name: 'Search' });
 * client.projects.use(project.id);
 * client.can('pods:manage', { project: project.id });
 * ```
 */
export interface Projects {
  /**
   * The projects in which the user holds anything; all of them for those who may create projects. `client.state.projects`
   * has those of the active account that are known already.
   */
  list(query?: In & Paging & { status?: ProjectStatus }): Promise<ProjectPage>;
  read(id: string, where?: In): Promise<Project>;
  /** The user gets the policy's `projectOwnerRole` there. */
  create(input: { name: string; externalId?: string | undefined }, where?: In): Promise<Project>;
  /** Renames, archives or restores it. */
  update(id: string, changes: { name?: string | undefined; status?: ProjectStatus | undefined }, where?: In): Promise<Project>;
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

/** Options of following the hash chain of an audit log. */
export interface AuditCheckQuery extends In {
  /**
   * A head that you have kept: the chain must lead on from it, so that nothing before it was rewritten. If the operator's
   * setting has removed the events up to it, the check says `knownIsCut`.
   */
  readonly known?: { readonly count: number; readonly hash: string } | undefined;
  /** The number of events to go back at most. Default: 10,000. */
  readonly events?: number | undefined;
}

/** Filters of an audit log; all of them must match. */
export interface AuditFilter extends In {
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

/** The audit log of an account. */
export interface Audit {
  query(query?: AuditFilter & Paging): Promise<AuditPage>;
  /**
   * The whole log, or all events that match the filter, oldest first, as text. Lines of JSON without a filter can be
   * verified: they begin with the signed head that they lead to. A table is for reading.
   */
  export(query: AuditFilter & { readonly format: 'ndjson' | 'csv' }): Promise<string>;
  /**
   * Follows the hash chain in this process, with the rules in WebAssembly, up to the head that the edge has signed. Where the
   * oldest events were removed, it begins at the signed cut.
   */
  verify(query?: AuditCheckQuery): Promise<AuditCheck>;
}
