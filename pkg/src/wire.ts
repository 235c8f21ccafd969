/**
 * The JSON of Hallpass's HTTP interface. Times are RFC 3339 text, money is US cents, absent
 * fields are left out. Replies are open: a newer edge may send fields that are not listed here.
 */

import type { Explanation } from './hallpass.js';
import type { Delivery } from './wire-mail.ts';
import type { Review, ReviewItem } from './wire-reviews.ts';

export type { Explanation } from './hallpass.js';
export type { Delivery, DeliveryFailure, MailPreview } from './wire-mail.ts';
export type { ReviewDecision, Review, ReviewCounts, ReviewItem, ClosedReview } from './wire-reviews.ts';

/** An account belongs to one person or to a team. */
export type AccountKind = 'personal' | 'team';

/** A user as others see one. */
export interface UserRef {
  readonly user: string;
  readonly name: string;
}

/** The signed-in user, in the response of `GET /v1/me`. */
export interface User {
  /** `usr_` and 22 characters. */
  readonly id: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
  readonly image?: string;
}

/** An account, with the caller's role and permissions in it. */
export interface Account {
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

/** An open offer of a team's ownership. */
export interface Transfer {
  /** The member whom it is for. */
  readonly to: UserRef;
  readonly offeredAt: string;
  /** After seven days, or with the end of the member's membership. */
  readonly expiresAt: string;
}

/** Whether an archived project can be used: it can be read, renamed and restored. */
export type ProjectStatus = 'active' | 'archived';

/** A project of an account, with the caller's role and permissions in it. */
export interface Project {
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

/** What a member, or the user who accepts an invite, is granted in one project. */
export interface ProjectGrant {
  /** The project's id. */
  readonly project: string;
  /** A role of project scope, or `custom`. */
  readonly role: string;
  /** The list; only with the role `custom`. */
  readonly permissions?: readonly string[];
}

/** A member with a grant in a project. */
export interface ProjectMember {
  readonly user: string;
  readonly name: string;
  readonly email?: string;
  readonly image?: string;
  readonly role: string;
  /** The list; only with the role `custom`. */
  readonly permissions?: readonly string[];
  readonly grantedAt?: string;
}

/** The caller and their accounts. */
export interface Me {
  readonly user: User;
  /** The caller's own account. It is in `accounts` too. */
  readonly own: Account;
  readonly accounts: readonly Account[];
  /** The number of invites in the caller's inbox. */
  readonly inboxCount: number;
}

/** A member of an account. */
export interface Member {
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

/** All states but `pending` are final. */
export type InviteStatus = 'pending' | 'accepted' | 'declined' | 'revoked' | 'expired';

/** An invite, as its invitee and members who may invite see it. */
export interface Invite {
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

/** An invite that was created or sent again, with its link. */
export interface InviteWithLink {
  readonly invite: Invite;
  readonly link: string;
}

/** A membership token. */
export interface Token {
  readonly token: string;
  readonly expiresAt: string;
  /** The account, or its id; the token itself names it. */
  readonly account: string | Account;
  /** The project that the token is for, if it is for one. */
  readonly project?: Project;
}

/** The response to accepting an invite: all that is needed to switch to the team. */
export interface Accepted {
  readonly account: Account;
  readonly membership: Member;
  readonly token: string;
  readonly expiresAt: string;
  /** The caller's other pending invites to this team. They were revoked, and their roles are not applied. */
  readonly revokedInvites: readonly string[];
  /** Projects of the invite that were archived before it was accepted: nothing was granted in them. */
  readonly skippedProjects: readonly string[];
}

/** An account, as the holder of a valid link sees it. */
export interface AccountRef {
  readonly id: string;
  readonly name: string;
}

/** What an invite grants in one project, as its link shows it. */
export interface PreviewedGrant {
  /** The project's id. */
  readonly project: string;
  readonly name: string;
  readonly role: string;
  readonly roleTitle: string;
}

/** What a valid link shows before its holder joins. */
export interface Preview {
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
  readonly inviter: { readonly name: string };
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

/** An event of the audit log; see `audit.query`. */
export interface AuditEvent {
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

/** A page of a list. `next` is the cursor of the next page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** A page of projects. */
export interface ProjectPage extends Page<Project> {
  /** Why there are none, and whom to ask. */
  readonly explanation?: Explanation;
}

/** A page of members, with counts of the whole account. */
export interface MemberPage extends Page<Member> {
  readonly counts: MemberCounts;
}

/** How many members an account has, whatever the filters. */
export interface MemberCounts {
  readonly total: number;
  /** Who was not seen for the days of `inactiveForDays`, where it is given. */
  readonly inactive?: number;
  readonly suspended: number;
  /** Whose membership is past its end. */
  readonly ended: number;
}

/** A review with a page of the members under review: the least recently seen first, then former members. */
export interface ReviewDetails extends Review {
  readonly items: Page<ReviewItem>;
}

/** A page of audit events. An unfiltered page has the signed head of the chain. */
export interface AuditPage extends Page<AuditEvent> {
  readonly head?: string;
  /** The signed cut where the log begins, on an unfiltered page, if its oldest events were removed. */
  readonly cut?: string;
}

/** What convert or revert would do, as `dryRun` returns it. */
export interface Plan {
  readonly membersRemoved?: number;
  readonly invitesRevoked?: number;
  readonly reviewsRemoved?: number;
  readonly projectsRemoved?: number;
  readonly transfersEnded?: number;
  readonly [effect: string]: unknown;
}

/** Where something of the policy counts: in the account, or in one project of it. */
export type PolicyScope = 'account' | 'project';

/** A permission of the policy. */
export interface PolicyPermission {
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
export interface PolicyRole {
  readonly name: string;
  /** Absent: `account`. A role of scope `project` is granted in a project, and never to a member as such. */
  readonly scope?: PolicyScope;
  readonly title: string;
  readonly description?: string;
  readonly permissions: readonly string[];
}

/** The policy that the edge applies. */
export interface Policy {
  /** A digest of the other fields. */
  readonly id: string;
  readonly audience: string;
  readonly ownerRole: string;
  /** The role that creating a project gives in it. Absent: there are no projects. */
  readonly projectOwnerRole?: string;
  readonly permissions: readonly PolicyPermission[];
  readonly roles: readonly PolicyRole[];
}

/** An error of the edge: `application/problem+json`. */
export interface Problem {
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

/** An invalid field of a request. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
}
