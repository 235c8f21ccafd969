import type { AuditEvent, Explanation, Me, Policy, UserRef } from '../wire.ts';
import { INBOX_SHOWN_PER_INVITER, PROJECT_PERMISSIONS, REQUIRED } from '../generated.ts';
import { base64url, numberedBytes } from './encode.ts';
import { RefusalError } from './refusal.ts';
import { heldBy, heldInProject, lapseOf, mayGrant } from './held.ts';
import { type AccountRow, type Assignment, type GrantRow, hintOf, type InviteRow, isFor, type MemberRow, type ProjectRow, statusOf, toTimestamp, type UserRow } from './rows.ts';
import { accountOf, assignmentOf, openTransfer } from './views.ts';
import { compare, folded } from './text.ts';

/** The number of members that an explanation names. */
const MAX_ASKED = 5;

/** The resource of an event. */
type Subject = readonly [type: string, id: string];

/** An account and a membership in it. */
export interface Membership {
  readonly account: AccountRow;
  readonly member: MemberRow;
}

/** The invites that a change has revoked, as its event names them. */
export interface Revoked {
  readonly invitesRevoked?: readonly string[];
}

/** An answer to an invite. */
export interface InviteAnswer {
  readonly account: AccountRow;
  readonly invite: InviteRow;
  /** The invite was named by its link, not from the inbox. */
  readonly byToken: boolean;
  /** The role that the token names. */
  readonly role?: string | undefined;
}

/**
 * The rows of a fake edge and what follows from them: who is a member, what they see, and the status of invites. Whether a
 * role allows something is not decided here: a test says so with `refuse`.
 */
export class State {
  readonly users = new Map<string, UserRow>();
  readonly accounts = new Map<string, AccountRow>();
  /** When users were erased, by id. */
  readonly erased = new Map<string, string>();
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
      rows: new Map(),
      projects: new Map(),
      reviews: new Map(),
      events: [],
    };
    row.members.set(owner.id, { user: owner, role, joinedAt: row.createdAt, suspended: false, grants: new Map() });
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

  addMember(account: AccountRow, user: UserRow, { role, permissions }: Assignment, inviter?: UserRef): MemberRow {
    const row: MemberRow = {
      user,
      role,
      permissions,
      joinedAt: this.timestamp(),
      suspended: false,
      grants: new Map(),
      ...(inviter ? { invitedBy: inviter.user } : {}),
    };
    account.members.set(user.id, row);
    account.epoch++;
    return row;
  }

  addProject(account: AccountRow, { name, externalId, id }: { name: string; externalId?: string | undefined; id?: string | undefined }): ProjectRow {
    const row: ProjectRow = { id: id ?? this.nextId('prj_', 'project'), name, externalId, status: 'active', createdAt: this.timestamp() };
    account.projects.set(row.id, row);
    account.epoch++;
    return row;
  }

  /** Revokes the pending invites of a member that they may no longer grant, as after each change of what they hold. */
  revokeInvitesBeyond(account: AccountRow, member: MemberRow): Revoked {
    const now = this.#now();
    return this.#revoke(this.#pending(account).filter((invite) => invite.inviter.user === member.user.id && !mayGrant(member, invite, this.policy, now)));
  }

  /** Gives a member an assignment in a project instead of the one that they have there. */
  grant(account: AccountRow, member: MemberRow, { project, role, permissions }: GrantRow): GrantRow {
    const row: GrantRow = { project, role, permissions, grantedAt: this.timestamp() };
    member.grants.set(project, row);
    account.epoch++;
    return row;
  }

  /** Ends the open offer of ownership, if it is this member's or of the whole team. */
  endTransfer(account: AccountRow, cause: 'left' | 'removed' | 'suspended' | 'past_end' | 'reverted', user?: string): boolean {
    const open = openTransfer(account, this.#now());
    if (!open || (user !== undefined && open.to.user !== user)) return false;
    account.transfer = undefined;
    this.record(account, undefined, 'hallpass.transfer.end', ['member', open.to.user], { cause });
    return true;
  }

  /**
   * Ends a membership; `undefined` if there was none. The member's pending invites are revoked, and those to their address.
   * An open review that has decided nothing about the member settles them as gone.
   */
  dropMember(account: AccountRow, user: string): Revoked | undefined {
    const member = account.members.get(user);
    if (!member) return undefined;
    account.members.delete(user);
    account.epoch++;
    const revoked = this.#revoke(this.#pending(account).filter(({ inviter, email }) => inviter.user === user || email === member.user.email));
    const review = [...account.reviews.values()].find(({ closedAt }) => closedAt === undefined);
    if (review?.users.some(({ id }) => id === user) && !review.decisions.has(user)) {
      review.decisions.set(user, { decision: 'gone', decidedAt: this.timestamp() });
    }
    return revoked;
  }

  addInvite(account: AccountRow, inviter: UserRef, options: Pick<InviteRow, 'role'> & Partial<InviteRow> & { expiresIn?: number }): InviteRow {
    const { expiresIn, ...fields } = options;
    const row: InviteRow = {
      id: this.nextId(`inv_${account.id.slice(4)}`, 'invite'),
      order: this.#count,
      inviter,
      createdAt: this.timestamp(),
      generation: 0,
      usedBy: [],
      ...(expiresIn === undefined ? {} : { expiresAtMs: this.#now() + expiresIn * 1000 }),
      ...fields,
    };
    account.invites.set(row.id, row);
    return row;
  }

  /** An account and the user's membership in it, which may have lapsed. Throws `not_found` if they are not a member. */
  membershipOf(id: string, user: UserRow): Membership {
    const account = this.accounts.get(id);
    const member = account?.members.get(user.id);
    if (!account || !member) throw new RefusalError('not_found');
    return { account, member };
  }

  /** The same. Throws `suspended` or `past_end` while the member holds nothing. */
  activeMembershipOf(id: string, user: UserRow): Membership {
    const found = this.membershipOf(id, user);
    const lapse = lapseOf(found.member, this.#now());
    if (lapse) throw new RefusalError(lapse, { explanation: this.#explainLapse(found, lapse) });
    return found;
  }

  /** Who can restore or extend a membership: those who manage members. */
  #explainLapse(membership: Membership, reason: 'suspended' | 'past_end'): Explanation {
    return { reason, missing: [], ...this.#askHolders(membership, [REQUIRED.membersManage]) };
  }

  /** Why a member sees no project at all; `undefined` under a policy without projects. */
  explainNoProjects(membership: Membership): Explanation | undefined {
    const { account, member } = membership;
    if (this.policy.projectOwnerRole === undefined) return undefined;
    if ([...account.projects.values()].some(({ status }) => status === 'active')) return this.#explainNoAccess(membership);
    const mayCreate = heldBy(member, this.policy, this.#now()).includes(PROJECT_PERMISSIONS.projectsCreate);
    const help = mayCreate ? { whatToDo: 'Create the first one.' } : this.#askHolders(membership, [PROJECT_PERMISSIONS.projectsCreate]);
    return { reason: 'nothing_yet', cause: 'no_projects', missing: [], role: member.role, ...help };
  }

  /** Who can grant access to a project, which might not exist: those who manage members, or every project. */
  #explainNoAccess(membership: Membership): Explanation {
    const help = this.#askHolders(membership, [REQUIRED.membersManage, PROJECT_PERMISSIONS.projectManage]);
    return { reason: 'nothing_yet', cause: 'no_project_access', missing: [], role: membership.member.role, ...help };
  }

  /** The colleagues who hold one of these permissions in the account. */
  #askHolders({ account, member }: Membership, anyOf: readonly string[]): Pick<Explanation, 'askWho' | 'whatToDo'> {
    const mayHelp = (other: MemberRow): boolean => heldBy(other, this.policy, this.#now()).some((name) => anyOf.includes(name));
    const helpers = [...account.members.values()].filter((other) => other !== member && mayHelp(other));
    const whatToDo = `Ask ${helpers[0]?.user.name ?? 'a person who can help'}.`;
    return { askWho: helpers.slice(0, MAX_ASKED).map(({ user }) => refOf(user)), whatToDo };
  }

  /** The projects in which a member holds something; all of them for a member who may create projects. By name. */
  projectsOf({ account, member }: Membership): ProjectRow[] {
    const now = this.#now();
    const seesAll = heldBy(member, this.policy, now).includes(PROJECT_PERMISSIONS.projectsCreate);
    return [...account.projects.values()]
      .filter(({ id }) => seesAll || heldInProject(member, id, this.policy, now).length > 0)
      .sort((one, two) => compare(folded(one.name), folded(two.name)) || compare(one.id, two.id));
  }

  /** One of these projects. Throws `not_found`. */
  projectOf(membership: Membership, id: unknown): ProjectRow {
    const project = this.projectsOf(membership).find((row) => row.id === id);
    if (!project) throw new RefusalError('not_found', { explanation: this.#explainNoAccess(membership) });
    return project;
  }

  me(user: UserRow): Me {
    const own = this.accounts.get(user.own ?? '');
    if (!own) throw new RefusalError('no_account');
    const accounts = [...this.accounts.values()].flatMap((account) => {
      const member = account.members.get(user.id);
      return member ? [accountOf(account, member, this.policy, this.#now())] : [];
    });
    const { own: _, ...fields } = user;
    const mine = accounts.find(({ id }) => id === own.id);
    if (!mine) throw new RefusalError('no_account');
    return { user: fields, own: mine, accounts, inboxCount: this.inbox(user).length };
  }

  /** The newest pending invites of each inviter to the user's address. Addresses are compared as they are written. */
  inbox(user: UserRow): { readonly account: AccountRow; readonly invite: InviteRow }[] {
    if (!user.emailVerified) return [];
    const pending = [...this.accounts.values()].flatMap((account) => this.#pendingTo(account, user).map((invite) => ({ account, invite })));
    const shownOf = new Map<string, number>();
    return pending.sort((one, two) => two.invite.order - one.invite.order).filter(({ invite }) => {
      const shown = (shownOf.get(invite.inviter.user) ?? 0) + 1;
      shownOf.set(invite.inviter.user, shown);
      return shown <= INBOX_SHOWN_PER_INVITER;
    });
  }

  /**
   * The membership of a user who has accepted this invite before; `undefined` if they may answer it now.
   *
   * Throws if they may not.
   */
  earlierAccept({ account, invite, byToken }: InviteAnswer, user: UserRow): MemberRow | undefined {
    if (!user.emailVerified) throw new RefusalError('email_unverified');
    const status = statusOf(invite, this.#now());
    const used = invite.usedBy.includes(user.id);
    if (!isFor(invite, user.email) && !(used && invite.email === undefined)) {
      throw status === 'pending' && byToken ? new RefusalError('wrong_account', hintOf(invite)) : new RefusalError('invite_closed');
    }
    const membership = account.members.get(user.id);
    if (used) {
      if (!membership) throw new RefusalError('invite_closed', { why: 'used' });
      if (lapseOf(membership, this.#now())) throw new RefusalError('already_member');
      return membership;
    }
    if (status !== 'pending') throw new RefusalError('invite_closed', invite.email === undefined ? {} : { why: WHY[status] });
    return undefined;
  }

  accept(answer: InviteAnswer, user: UserRow): MemberRow {
    const { account, invite } = answer;
    const earlier = this.earlierAccept(answer, user);
    if (earlier) return earlier;
    if (account.members.has(user.id)) throw new RefusalError('already_member');
    const member = this.addMember(account, user, invite, invite.inviter);
    member.lastSeenOn = member.joinedAt.slice(0, 10);
    if (invite.membershipExpiresIn !== undefined) member.expiresAtMs = this.#now() + invite.membershipExpiresIn * 1000;
    const isArchived = ({ project }: GrantRow): boolean => account.projects.get(project)?.status !== 'active';
    const granted = (invite.projects ?? []).filter((grant) => !isArchived(grant));
    for (const grant of granted) member.grants.set(grant.project, { ...grant, grantedAt: this.timestamp() });
    member.skippedProjects = (invite.projects ?? []).filter(isArchived).map(({ project }) => project);
    invite.usedBy.push(user.id);
    this.closeIfUsedUp(invite);
    const revoked = this.#revoke(this.#pendingTo(account, user));
    for (const id of revoked.invitesRevoked ?? []) this.record(account, undefined, 'invite.revoke', ['invite', id], { member: user.id });
    member.revokedInvites = revoked.invitesRevoked ?? [];
    this.record(account, user, 'invite.accept', ['invite', invite.id], (invite.maxUses ?? 1) > 1 ? { uses: invite.usedBy.length } : {});
    const details = {
      ...assignmentOf(invite),
      ...(member.expiresAtMs === undefined ? {} : { expiresAt: toTimestamp(member.expiresAtMs) }),
      invite: invite.id,
      ...revoked,
      ...(member.skippedProjects.length > 0 ? { projectsSkipped: member.skippedProjects } : {}),
    };
    this.record(account, user, 'member.join', ['member', user.id], details);
    for (const { project, ...grant } of granted) {
      this.record(account, user, 'hallpass.grant.put', ['member', user.id], { project, ...assignmentOf(grant), invite: invite.id });
    }
    return member;
  }

  /** The pending invites of an account to the user's address. */
  #pendingTo(account: AccountRow, user: UserRow): InviteRow[] {
    return this.#pending(account).filter((invite) => invite.email === user.email);
  }

  #pending(account: AccountRow): InviteRow[] {
    return [...account.invites.values()].filter((invite) => statusOf(invite, this.#now()) === 'pending');
  }

  #revoke(invites: readonly InviteRow[]): Revoked {
    for (const invite of invites) this.decide(invite, 'revoked');
    return invites.length > 0 ? { invitesRevoked: invites.map(({ id }) => id) } : {};
  }

  /** Decides an invite that as many users have accepted as it allows. */
  closeIfUsedUp(invite: InviteRow): void {
    if (invite.usedBy.length >= (invite.maxUses ?? 1)) this.decide(invite, 'accepted');
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

/** Why an invite is closed, by its status. */
export const WHY = { accepted: 'used', declined: 'declined', revoked: 'revoked', expired: 'expired' } as const;

/** A user by id and name. */
export const refOf = ({ id, name }: UserRow): UserRef => ({ user: id, name });
