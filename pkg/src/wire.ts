/**
 * The JSON of Hallpass's HTTP interface. Times are RFC 3339 text, money is US cents, absent
 * fields are left out. Replies are open: a newer edge may send fields that are not listed here.
 */

import type { Explanation } from './hallpass.js';

export type { Explanation } from './hallpass.js';

/** What an account is: one person's, or a team's. */
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

/** One account and what the caller is in it. */
export interface Account {
  /** `acc_` and 22 characters. */
  readonly id: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly owner: UserRef;
  /** The caller's role here. */
  readonly role: string;
  /** Names of the permissions that the caller holds here, under today's policy. */
  readonly permissions: readonly string[];
  /** Counts changes to members, roles and policy; never decreases. */
  readonly epoch: number;
  readonly memberCount: number;
  readonly createdAt: string;
  readonly spendLimitCentsPerHour: number;
  readonly externalId?: string;
}

/** Who I am and which accounts I am in. */
export interface Me {
  readonly user: User;
  /** The account that belongs to this user; it is among `accounts` too. */
  readonly own: Account;
  readonly accounts: readonly Account[];
  /** How many invites wait in my inbox. */
  readonly inboxCount: number;
}

/** A user inside one account. */
export interface Member {
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

/** All states but `pending` are final. */
export type InviteStatus = 'pending' | 'accepted' | 'declined' | 'revoked' | 'expired';

/** An invite, as those see it who may invite, or whom it addresses. */
export interface Invite {
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
  /** Absent: it lives until used, declined or revoked. */
  readonly expiresAt?: string;
  readonly decidedAt?: string;
  readonly note?: string;
}

/** A new, or newly sent, invite with its link. */
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
}

/** The reply to joining a team: everything that is needed to go there. */
export interface Accepted {
  readonly account: Account;
  readonly membership: Member;
  readonly token: string;
  readonly expiresAt: string;
  /** The caller's other pending invites to this team. They were revoked, and their roles are not applied. */
  readonly revokedInvites: readonly string[];
}

/** An account as a stranger with a good link may see it. */
export interface AccountRef {
  readonly id: string;
  readonly name: string;
}

/** What a good link shows before joining. */
export interface Preview {
  readonly account: AccountRef;
  readonly role: string;
  readonly roleTitle: string;
  readonly inviter: { readonly name: string };
  readonly hint?: string;
  readonly expiresAt?: string;
  /** Only for the invitee. */
  readonly note?: string;
  /** Who the signed-in caller is to this invite. */
  readonly you?: 'invitee' | 'other' | 'member';
  /** A fresh invite token. */
  readonly token: string;
}

/** Who did what, when, to what; see `audit.query`. */
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

/** One page of a list; `next` is the cursor of the one after it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** A page of audit events; unfiltered ones carry a signed head of the chain. */
export interface AuditPage extends Page<AuditEvent> {
  readonly head?: string;
}

/** What convert or revert would do, as `dryRun` returns it. */
export interface Plan {
  readonly membersRemoved?: number;
  readonly invitesRevoked?: number;
  readonly [effect: string]: unknown;
}

/** A permission of the policy. */
export interface PolicyPermission {
  /** `resource:action`. */
  readonly name: string;
  /** Its place in the bit set of a membership token. */
  readonly bit: number;
  readonly title: string;
  readonly description?: string;
}

/** A role of the policy. */
export interface PolicyRole {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly permissions: readonly string[];
}

/** The policy that the edge decides by. */
export interface Policy {
  /** Digest of the rest. */
  readonly id: string;
  readonly audience: string;
  readonly ownerRole: string;
  readonly permissions: readonly PolicyPermission[];
  readonly roles: readonly PolicyRole[];
}

/** A refusal, as `application/problem+json`. */
export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId?: string;
  /** Why an invite is closed; only for its verified invitee. */
  readonly why?: 'used' | 'declined' | 'revoked' | 'expired';
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

/** One refused field of a request. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
}
