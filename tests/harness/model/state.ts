// Hallpass's rules once more, in memory and only as far as the tests of the rules reach. It exists to be broken:
// each fault switches one rule off, and that rule's test must then fail.
import { createHash, randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { roleOf, type Policy } from '../policy.ts';
import type { Fault } from './faults.ts';

type Status = 'pending' | 'accepted' | 'declined' | 'revoked';
type Json = Record<string, unknown>;

export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly verified: boolean;
}
interface MemberRow {
  readonly user: string;
  readonly name: string;
  readonly email: string;
  role: string;
  readonly joinedAt: string;
}
export interface InviteRow {
  readonly id: string;
  readonly email: string | undefined;
  readonly role: string;
  status: Status;
  inviter: { user: string; name: string };
  by?: string;
  readonly createdAt: string;
  readonly expiresAt: number | undefined;
  decidedAt?: string;
}
export interface AccountRow {
  id: string;
  kind: 'personal' | 'team';
  name: string;
  readonly personalName: string | undefined;
  readonly owner: { user: string; name: string };
  epoch: number;
  closed: boolean;
  readonly createdAt: string;
  readonly members: Map<string, MemberRow>;
  readonly invites: Map<string, InviteRow>;
  readonly audit: Json[];
  readonly refusals: Map<string, number>;
}

/** A no. */
export class No extends Error {
  readonly code: string;
  readonly extra: Json;
  constructor(code: string, extra: Json = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

const now = (): string => new Date().toISOString();
const random = (): string => randomBytes(16).toString('base64url');
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

export class Model {
  readonly accounts = new Map<string, AccountRow>();
  readonly users = new Map<string, { me: Caller; own: string }>();
  readonly policy: Policy;
  readonly #faults: ReadonlySet<Fault>;

  constructor(policy: Policy, faults: readonly Fault[]) {
    this.policy = policy;
    this.#faults = new Set(faults);
  }

  broken(fault: Fault): boolean {
    return this.#faults.has(fault);
  }

  canonical(email: string): string {
    const [local = '', domain = ''] = email.normalize('NFKC') === email ? email.split('@') : [email];
    const plain = this.broken('dots and plus are dropped') ? local.replace(/\+.*/, '').replaceAll('.', '') : local;
    if (!/^[\x21-\x7e]+$/.test(plain) || domain === '') throw new No('invalid_request');
    return `${plain.toLowerCase()}@${domainToASCII(domain)}`;
  }

  open(me: Caller): AccountRow {
    const known = this.users.get(me.id);
    if (known) return this.accounts.get(known.own) as AccountRow;
    const own = this.create(me, 'personal', me.name);
    this.users.set(me.id, { me, own: own.id });
    return own;
  }

  create(me: Caller, kind: 'personal' | 'team', name: string): AccountRow {
    const owner = { user: me.id, name: me.name };
    const row: AccountRow = {
      id: `acc_${random()}`,
      kind,
      name,
      personalName: kind === 'personal' ? name : undefined,
      owner,
      epoch: 1,
      closed: false,
      createdAt: now(),
      members: new Map(),
      invites: new Map(),
      audit: [],
      refusals: new Map(),
    };
    row.members.set(me.id, { user: me.id, name: me.name, email: me.email, role: this.policy.ownerRole, joinedAt: now() });
    this.accounts.set(row.id, row);
    this.record(row, me, 'account.create', row.id);
    return row;
  }

  permissionsOf(role: string): readonly string[] {
    return this.policy.roles.find((each) => each.name === role)?.permissions ?? [];
  }
  within(role: string, of: readonly string[]): boolean {
    return this.broken('grants anything') || this.permissionsOf(role).every((each) => of.includes(each));
  }

  /** The account, to a member with `permission`. */
  access(id: string, me: Caller, permission: string): { account: AccountRow; mine: readonly string[] } {
    const account = this.accounts.get(id);
    const member = account?.members.get(me.id);
    if (!account || account.closed) throw new No('not_found');
    if (!member) {
      if (this.broken('strangers are stored')) this.record(account, me, 'member.role', id, 'not_found');
      throw new No('not_found');
    }
    const mine = this.permissionsOf(member.role);
    if (!mine.includes(permission)) this.refuse(account, me, 'forbidden');
    return { account, mine };
  }

  /** A member's no: audited, up to 30 a minute. */
  refuse(account: AccountRow, me: Caller, code: string, extra: Json = {}): never {
    const count = (account.refusals.get(me.id) ?? 0) + 1;
    account.refusals.set(me.id, count);
    if (count > 30 && !this.broken('refusals without end')) throw new No('rate_limited', { retryAfter: 60 });
    if (!this.broken('refusals are not stored')) this.record(account, me, 'member.role', account.id, code);
    throw new No(code, extra);
  }

  record(
    account: AccountRow,
    me: Caller | undefined,
    action: string,
    resourceId: string,
    code?: string,
    details: Json = {},
  ): void {
    if (action === 'member.role' && code === undefined && this.broken('a silent change')) return;
    const previous = account.audit.at(-1);
    const event = {
      id: `evt_${random()}`,
      at: now(),
      actor: me ? { kind: 'user', id: me.id, name: me.name } : { kind: 'system', id: 'system', name: 'system' },
      action,
      resourceType: action.split('.')[0],
      resourceId,
      outcome: code ? 'refused' : 'done',
      ...(code ? { code } : {}),
      details,
      prev: previous && !this.broken('a broken chain') ? previous['hash'] : hash(account.id),
    };
    account.audit.push({ ...event, hash: hash(JSON.stringify(event)) });
  }

  status(invite: InviteRow): Status | 'expired' {
    const over = invite.status === 'pending' && invite.expiresAt !== undefined && invite.expiresAt <= Date.now();
    return over ? 'expired' : invite.status;
  }

  invite(account: AccountRow, me: Caller, mine: readonly string[], body: Json): InviteRow {
    const role = String(body['role']);
    if (!this.broken('an unknown role is taken'))
      try {
        roleOf(this.policy, role);
      } catch {
        throw new No('invalid_request');
      }
    if (!this.within(role, mine)) this.refuse(account, me, 'role_exceeds_grantor');
    const email = body['email'] === undefined ? undefined : this.canonical(String(body['email']));
    const managing = this.permissionsOf(role).some((each) => each.startsWith('members:') || each === 'team:manage');
    if (email === undefined && managing && !this.broken('links carry management')) this.refuse(account, me, 'forbidden');
    if (email !== undefined) {
      if ([...account.members.values()].some((each) => each.email === email)) this.refuse(account, me, 'already_member');
      const standing = [...account.invites.values()].find(
        (each) =>
          each.email === email &&
          (this.broken('expired ones block') ? each.status === 'pending' : this.status(each) === 'pending'),
      );
      if (standing && !this.broken('invites an address twice')) {
        this.refuse(account, me, 'already_invited', { inviteId: standing.id });
      }
    }
    const life = body['expiresIn'] ?? (this.broken('invites expire by themselves') ? 604_800 : undefined);
    const row: InviteRow = {
      id: `inv_${account.id.slice(4)}${random()}`,
      email,
      role,
      status: 'pending',
      inviter: { user: me.id, name: me.name },
      createdAt: now(),
      expiresAt: life === undefined ? undefined : Date.now() + Number(life) * 1000,
    };
    account.invites.set(row.id, row);
    this.record(account, me, 'invite.create', row.id);
    return row;
  }

  /** What a stranger hears of an invite that is none of theirs to know. */
  closed(invite?: InviteRow, entitled = false): never {
    const why = { accepted: 'used', declined: 'declined', revoked: 'revoked', expired: 'expired', pending: undefined };
    const reason = invite && why[this.status(invite)];
    const told = entitled ? !this.broken('invitees learn nothing') : this.broken('strangers learn why');
    throw new No('invite_closed', reason && told ? { why: reason } : {});
  }

  /** Whether `me` is whom the invite is for; refuses when not. */
  addressed(invite: InviteRow, me: Caller, byToken: boolean): boolean {
    const stored = this.broken('trusts the stored address') ? (this.users.get(me.id)?.me ?? me) : me;
    if (invite.email === undefined) {
      if (!byToken && !this.broken('links by id')) this.closed();
      if (!me.verified && !this.broken('links for the unverified')) throw new No('email_unverified');
      return false;
    }
    if (!me.verified && !this.broken('unverified will do')) throw new No('email_unverified');
    if (this.canonical(stored.email) === invite.email || this.broken('any address')) return true;
    if (byToken && this.status(invite) === 'pending') throw new No('wrong_account', { hint: mask(invite.email) });
    return this.closed(invite);
  }

  accept(account: AccountRow, invite: InviteRow, me: Caller, byToken: boolean): MemberRow {
    const entitled = this.addressed(invite, me, byToken);
    const standing = account.members.get(me.id);
    const status = this.status(invite);
    if (status === 'accepted' && invite.by === me.id) {
      if (standing && !this.broken('refuses a repeat')) return standing;
      if (this.broken('repeats after the end')) return this.#join(account, invite, me);
    }
    const open = status === 'pending' || (status === 'expired' && this.broken('expired can be accepted'));
    if (!open && !this.broken('accepts twice')) this.closed(invite, entitled);
    if (standing) {
      if (this.broken('members use invites up')) invite.status = 'accepted';
      this.refuse(account, me, 'already_member');
    }
    const grantor = account.members.get(invite.inviter.user);
    if (!grantor || !this.within(invite.role, this.permissionsOf(grantor.role))) throw new No('role_exceeds_grantor');
    return this.#join(account, invite, me);
  }

  #join(account: AccountRow, invite: InviteRow, me: Caller): MemberRow {
    const row = { user: me.id, name: me.name, email: me.email, role: invite.role, joinedAt: now() };
    account.members.set(me.id, row);
    account.epoch += 1;
    Object.assign(invite, { status: 'accepted', by: me.id, decidedAt: now() });
    this.record(account, me, 'invite.accept', invite.id);
    this.record(account, me, 'member.join', me.id);
    return row;
  }

  decide(account: AccountRow, invite: InviteRow, me: Caller | undefined, status: 'declined' | 'revoked'): void {
    Object.assign(invite, { status, decidedAt: now() });
    if (me) this.record(account, me, status === 'declined' ? 'invite.decline' : 'invite.revoke', invite.id);
  }

  member(account: AccountRow, me: Caller, mine: readonly string[], user: string): MemberRow {
    const member = account.members.get(user);
    if (!member) this.refuse(account, me, 'not_found');
    const above = !this.permissionsOf(member.role).every((each) => mine.includes(each));
    if (user !== me.id && above && !this.broken('reaches above oneself')) this.refuse(account, me, 'role_exceeds_grantor');
    return member;
  }

  changeRole(account: AccountRow, me: Caller, member: MemberRow, role: string, mine: readonly string[]): void {
    if (!this.broken('an unknown role is taken') && !this.permissionsOf(role).length) throw new No('invalid_request');
    if (!this.within(role, mine)) this.refuse(account, me, 'role_exceeds_grantor');
    if (!this.broken('a change stays unseen')) [member.role, account.epoch] = [role, account.epoch + 1];
    const revoked = this.#revokeOf(account, member);
    this.record(account, me, 'member.role', member.user, undefined, { role, revoked });
  }

  remove(account: AccountRow, me: Caller, member: MemberRow): void {
    account.members.delete(member.user);
    account.epoch += 1;
    const revoked = this.#revokeOf(account, member);
    this.record(account, me, me.id === member.user ? 'member.leave' : 'member.remove', member.user, undefined, { revoked });
  }

  /** The invites that a member may no longer grant, and those to an address that has just been removed. */
  #revokeOf(account: AccountRow, member: MemberRow): string[] {
    if (this.broken('removal keeps invites')) return [];
    const gone = !account.members.has(member.user);
    const held = gone ? [] : this.permissionsOf(member.role);
    const may = (invite: InviteRow): boolean => held.includes('members:invite') && this.within(invite.role, held);
    const lost = [...account.invites.values()].filter(
      (each) =>
        each.status === 'pending' && ((each.inviter.user === member.user && !may(each)) || (gone && each.email === member.email)),
    );
    lost.forEach((each) => this.decide(account, each, undefined, 'revoked'));
    return lost.map((each) => each.id);
  }
}

function mask(email: string): string {
  return email.replace(/^(.).*@/, '$1•••@');
}
