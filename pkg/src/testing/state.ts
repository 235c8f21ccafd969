import type { AuditEvent, Me, Policy, UserRef } from '../wire.ts';
import { base64url, numberedBytes } from './encode.ts';
import { RefusalError } from './refusal.ts';
import { accountOf, type AccountRow, type InviteRow, maskEmail, type MemberRow, statusOf, toTimestamp, type UserRow } from './rows.ts';

/** The resource of an event. */
type Subject = readonly [type: string, id: string];

/** An answer to an invite. */
export interface InviteAnswer {
  readonly account: AccountRow;
  readonly invite: InviteRow;
  /** The invite was named by its link, not from the inbox. */
  readonly byToken: boolean;
}

/**
 * The rows of a fake edge and what follows from them: memberships and the status of invites. Whether a role allows
 * something is not decided here: a test says so with `refuse`.
 */
export class State {
  readonly users = new Map<string, UserRow>();
  readonly accounts = new Map<string, AccountRow>();
  policy: Policy;
  readonly #now: () => number;
  #count = 0;

  constructor(policy: Policy, now: () => number) {
    this.policy = policy;
    this.#now = now;
  }

  /** The edge's time as RFC 3339 text. */
  timestamp(): string {
    return toTimestamp(this.#now());
  }

  /** A new id. Ids are the same in every run. */
  nextId(prefix: string, kind: string): string {
    return prefix + base64url(numberedBytes(kind, ++this.#count));
  }

  addUser(user: Omit<UserRow, 'id' | 'own'> & { readonly id?: string | undefined }): UserRow {
    const row: UserRow = { ...user, id: user.id ?? this.nextId('usr_', 'user') };
    this.users.set(row.id, row);
    return row;
  }

  addAccount(owner: UserRow, options: { kind: 'personal' | 'team'; name: string; id?: string | undefined; role?: string | undefined }): AccountRow {
    const { kind, name, role = this.policy.ownerRole } = options;
    const row: AccountRow = {
      id: options.id ?? this.nextId('acc_', kind),
      kind,
      name,
      ...(kind === 'personal' ? { personalName: name } : {}),
      owner: refOf(owner),
      epoch: 1,
      spendLimitCentsPerHour: 8_000,
      createdAt: this.timestamp(),
      members: new Map(),
      invites: new Map(),
      reviews: new Map(),
      events: [],
    };
    row.members.set(owner.id, { user: owner, role, joinedAt: row.createdAt });
    this.accounts.set(row.id, row);
    this.record(row, owner, 'account.create', ['account', row.id]);
    return row;
  }

  /** The user's personal account. The first call opens it. */
  openPersonalAccount(user: UserRow): AccountRow {
    const row = this.accounts.get(user.own ?? '') ?? this.addAccount(user, { kind: 'personal', name: user.name });
    user.own = row.id;
    return row;
  }

  addMember(account: AccountRow, user: UserRow, role: string, inviter?: UserRef): MemberRow {
    const row: MemberRow = { user, role, joinedAt: this.timestamp(), ...(inviter ? { invitedBy: inviter.user } : {}) };
    account.members.set(user.id, row);
    account.epoch++;
    return row;
  }

  addInvite(account: AccountRow, inviter: UserRef, options: Pick<InviteRow, 'role'> & Partial<InviteRow> & { expiresIn?: number }): InviteRow {
    const { expiresIn, ...fields } = options;
    const row: InviteRow = {
      id: this.nextId(`inv_${account.id.slice(4)}`, 'invite'),
      inviter,
      createdAt: this.timestamp(),
      generation: 0,
      ...(expiresIn === undefined ? {} : { expiresAtMs: this.#now() + expiresIn * 1000 }),
      ...fields,
    };
    account.invites.set(row.id, row);
    return row;
  }

  /** An account and the user's membership in it. Throws `not_found` if they are not a member. */
  membershipOf(id: string, user: UserRow): { readonly account: AccountRow; readonly member: MemberRow } {
    const account = this.accounts.get(id);
    const member = account?.members.get(user.id);
    if (!account || !member) throw new RefusalError('not_found');
    return { account, member };
  }

  me(user: UserRow): Me {
    const own = this.accounts.get(user.own ?? '');
    if (!own) throw new RefusalError('no_account');
    const accounts = [...this.accounts.values()].flatMap((account) => {
      const member = account.members.get(user.id);
      return member ? [accountOf(account, member, this.policy)] : [];
    });
    const { own: _, ...fields } = user;
    const mine = accounts.find(({ id }) => id === own.id);
    if (!mine) throw new RefusalError('no_account');
    return { user: fields, own: mine, accounts, inboxCount: this.inbox(user).length };
  }

  /** Pending invites to the user's address. Addresses are compared as they are written. */
  inbox(user: UserRow): { readonly account: AccountRow; readonly invite: InviteRow }[] {
    if (!user.emailVerified) return [];
    return [...this.accounts.values()].flatMap((account) =>
      this.#pendingTo(account, user).map((invite) => ({ account, invite })),
    );
  }

  /**
   * The membership of a user who has accepted this invite before; `undefined` if they may answer it now.
   *
   * Throws if they may not.
   */
  earlierAccept({ account, invite, byToken }: InviteAnswer, user: UserRow): MemberRow | undefined {
    if (!user.emailVerified) throw new RefusalError('email_unverified');
    const status = statusOf(invite, this.#now());
    if (invite.email !== undefined && invite.email !== user.email) {
      throw status === 'pending' && byToken ? new RefusalError('wrong_account', { hint: maskEmail(invite.email) }) : new RefusalError('invite_closed');
    }
    const membership = account.members.get(user.id);
    if (status === 'accepted' && invite.acceptedBy === user.id && membership) return membership;
    if (status !== 'pending') throw new RefusalError('invite_closed', invite.email === undefined ? {} : { why: WHY[status] });
    return undefined;
  }

  accept(answer: InviteAnswer, user: UserRow): MemberRow {
    const { account, invite } = answer;
    const earlier = this.earlierAccept(answer, user);
    if (earlier) return earlier;
    if (account.members.has(user.id)) throw new RefusalError('already_member');
    const member = this.addMember(account, user, invite.role, invite.inviter);
    member.lastSeenOn = member.joinedAt.slice(0, 10);
    invite.acceptedBy = user.id;
    this.decide(invite, 'accepted');
    const revoked = this.#pendingTo(account, user);
    for (const other of revoked) {
      this.decide(other, 'revoked');
      this.record(account, undefined, 'invite.revoke', ['invite', other.id], { member: user.id });
    }
    member.revokedInvites = revoked.map(({ id }) => id);
    this.record(account, user, 'invite.accept', ['invite', invite.id]);
    const details = { role: invite.role, invite: invite.id, ...(revoked.length > 0 ? { invitesRevoked: member.revokedInvites } : {}) };
    this.record(account, user, 'member.join', ['member', user.id], details);
    return member;
  }

  /** The pending invites of an account to the user's address. */
  #pendingTo(account: AccountRow, user: UserRow): InviteRow[] {
    return [...account.invites.values()].filter((invite) => invite.email === user.email && statusOf(invite, this.#now()) === 'pending');
  }

  /** Takes a member out, and settles them as gone in an open review where nothing is decided about them. */
  removeMember(account: AccountRow, user: string): boolean {
    const review = [...account.reviews.values()].find(({ closedAt }) => closedAt === undefined);
    if (review?.covers.includes(user) && !review.decisions.has(user)) review.decisions.set(user, { decision: 'gone', decidedAt: this.timestamp() });
    return account.members.delete(user);
  }

  decide(invite: InviteRow, decided: NonNullable<InviteRow['decided']>): void {
    invite.decided = decided;
    invite.decidedAt = this.timestamp();
  }

  /** Appends an event by a user, or by the system without one. */
  record(account: AccountRow, actor: UserRow | undefined, action: string, [resourceType, resourceId]: Subject, details: AuditEvent['details'] = {}): void {
    account.events.push({
      id: this.nextId('evt_', 'event'),
      at: this.timestamp(),
      actor: actor ? { kind: 'user', id: actor.id, name: actor.name } : { kind: 'system', id: 'system', name: 'system' },
      action,
      resourceType,
      resourceId,
      outcome: 'done',
      details,
    });
  }
}

const WHY = { accepted: 'used', declined: 'declined', revoked: 'revoked', expired: 'expired' } as const;

/** A user by id and name. */
export const refOf = ({ id, name }: UserRow): UserRef => ({ user: id, name });
