/** What the edge has about a user, and what it answers when they are erased. */

import type { Account, AuditEvent, Invite, Member, User } from './wire.ts';

/** A user who is erased. */
export interface ErasedUser {
  /** Their id, which stays in audit logs as a pseudonym. */
  readonly user: string;
  /** Identity tokens that were issued up to then are refused. */
  readonly erasedAt: string;
}

/** Everything that the edge has about a user. */
export interface DataExport {
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

/** What an account has about one of its members. */
export interface AccountExport {
  readonly account: Account;
  readonly membership: Member;
  /** The invites that they created or last resent, and those to their address. */
  readonly invites: readonly Invite[];
  /** The events by them or about them. Empty for a member who may not read the audit log. */
  readonly events: readonly AuditEvent[];
}
