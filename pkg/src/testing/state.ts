import type { AuditEvent, Me, Policy, UserRef } from '../wire.ts';
import { base64url, numbered } from './encode.ts';
import { No } from './refusal.ts';
import { accountOf, type AccountRow, type InviteRow, masked, type MemberRow, statusOf, time, type UserRow } from './rows.ts';

/** What an event is about. */
type Subject = readonly [type: string, id: string];

/** What a caller who answers an invite brings. */
export interface Answering {
  readonly account: AccountRow;
  readonly invite: InviteRow;
  readonly byToken: boolean;
}

/**
 * The rows of a fake edge and what follows from them: who is in what, and what an invite has become. Whether
 * somebody's role allows a thing is not asked here: a test says so with `refuse`.
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

  /** The edge's time as text. */
  at(): string {
    return time(this.#now());
  }

  /** An id that is the same in every run. */
  id(prefix: string, kind: string): string {
    return prefix + base64url(numbered(kind, ++this.#count));
  }

  addUser(user: Omit<UserRow, 'id' | 'own'> & { readonly id?: string | undefined }): UserRow {
    const row: UserRow = { ...user, id: user.id ?? this.id('usr_', 'user') };
    this.users.set(row.id, row);
    return row;
  }

  addAccount(owner: UserRow, given: { kind: 'personal' | 'team'; name: string; id?: string | undefined; role?: string | undefined }): AccountRow {
    const { kind, name, role = this.policy.ownerRole } = given;
    const row: AccountRow = {
      id: given.id ?? this.id('acc_', kind),
      kind,
      name,
      ...(kind === 'personal' ? { personalName: name } : {}),
      owner: refOf(owner),
      epoch: 1,
      spendLimitCentsPerHour: 8_000,
      createdAt: this.at(),
      members: new Map(),
      invites: new Map(),
      events: [],
    };
    row.members.set(owner.id, { user: owner, role, joinedAt: row.createdAt });
    this.accounts.set(row.id, row);
    this.record(row, owner, 'account.create', ['account', row.id]);
    return row;
  }

  /** The account of the user's own, opened at the first time. */
  own(user: UserRow): AccountRow {
    const row = this.accounts.get(user.own ?? '') ?? this.addAccount(user, { kind: 'personal', name: user.name });
    user.own = row.id;
    return row;
  }

  addMember(account: AccountRow, user: UserRow, role: string, by?: UserRef): MemberRow {
    const row: MemberRow = { user, role, joinedAt: this.at(), ...(by ? { invitedBy: by.user } : {}) };
    account.members.set(user.id, row);
    account.epoch++;
    return row;
  }

  addInvite(account: AccountRow, inviter: UserRef, given: Pick<InviteRow, 'role'> & Partial<InviteRow> & { expiresIn?: number }): InviteRow {
    const { expiresIn, ...fields } = given;
    const row: InviteRow = {
      id: this.id(`inv_${account.id.slice(4)}`, 'invite'),
      inviter,
      createdAt: this.at(),
      generation: 0,
      ...(expiresIn === undefined ? {} : { endsAt: this.#now() + expiresIn * 1000 }),
      ...fields,
    };
    account.invites.set(row.id, row);
    return row;
  }

  /** The account and the membership of somebody in it; to others it is not there. */
  inside(id: string, user: UserRow): { readonly account: AccountRow; readonly member: MemberRow } {
    const account = this.accounts.get(id);
    const member = account?.members.get(user.id);
    if (!account || !member) throw new No('not_found');
    return { account, member };
  }

  me(user: UserRow): Me {
    const own = this.accounts.get(user.own ?? '');
    if (!own) throw new No('no_account');
    const accounts = [...this.accounts.values()].flatMap((account) => {
      const member = account.members.get(user.id);
      return member ? [accountOf(account, member, this.policy)] : [];
    });
    const { own: _, ...shown } = user;
    const mine = accounts.find(({ id }) => id === own.id);
    if (!mine) throw new No('no_account');
    return { user: shown, own: mine, accounts, inboxCount: this.inbox(user).length };
  }

  /** Invites that wait for the user's address, as it is written. */
  inbox(user: UserRow): { readonly account: AccountRow; readonly invite: InviteRow }[] {
    if (!user.emailVerified) return [];
    return [...this.accounts.values()].flatMap((account) =>
      [...account.invites.values()]
        .filter((invite) => invite.email === user.email && statusOf(invite, this.#now()) === 'pending')
        .map((invite) => ({ account, invite })),
    );
  }

  /** What stands between a caller and an answer, by the rows alone; the member who has used this invite comes back. */
  answering({ account, invite, byToken }: Answering, user: UserRow): MemberRow | undefined {
    if (!user.emailVerified) throw new No('email_unverified');
    const status = statusOf(invite, this.#now());
    if (invite.email !== undefined && invite.email !== user.email) {
      throw status === 'pending' && byToken ? new No('wrong_account', { hint: masked(invite.email) }) : new No('invite_closed');
    }
    const standing = account.members.get(user.id);
    if (status === 'accepted' && invite.by === user.id && standing) return standing;
    if (status !== 'pending') throw new No('invite_closed', invite.email === undefined ? {} : { why: WHY[status] });
    return undefined;
  }

  accept(answering: Answering, user: UserRow): MemberRow {
    const { account, invite } = answering;
    const repeated = this.answering(answering, user);
    if (repeated) return repeated;
    if (account.members.has(user.id)) throw new No('already_member');
    const member = this.addMember(account, user, invite.role, invite.inviter);
    member.lastSeenOn = member.joinedAt.slice(0, 10);
    invite.by = user.id;
    this.decide(invite, 'accepted');
    this.record(account, user, 'invite.accept', ['invite', invite.id]);
    this.record(account, user, 'member.join', ['member', user.id], { role: invite.role });
    return member;
  }

  decide(invite: InviteRow, decided: NonNullable<InviteRow['decided']>): void {
    invite.decided = decided;
    invite.decidedAt = this.at();
  }

  record(account: AccountRow, actor: UserRow, action: string, [resourceType, resourceId]: Subject, details: AuditEvent['details'] = {}): void {
    account.events.push({
      id: this.id('evt_', 'event'),
      at: this.at(),
      actor: { kind: 'user', id: actor.id, name: actor.name },
      action,
      resourceType,
      resourceId,
      outcome: 'done',
      details,
    });
  }
}

const WHY = { accepted: 'used', declined: 'declined', revoked: 'revoked', expired: 'expired' } as const;

/** A user as others see one. */
export const refOf = ({ id, name }: UserRow): UserRef => ({ user: id, name });
