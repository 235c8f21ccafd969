// The model's JSON: its rows as the HTTP interface shows them.
import { randomBytes } from 'node:crypto';
import type { Claims, Secrets } from '../secrets.ts';
import { No, type AccountRow, type Caller, type InviteRow, type Model } from './state.ts';

export type Json = Record<string, unknown>;

export class Replies {
  /** Set once the port is known. */
  origin = '';
  readonly model: Model;
  readonly secrets: Secrets;

  constructor(model: Model, secrets: Secrets) {
    this.model = model;
    this.secrets = secrets;
  }

  account(account: AccountRow, me: Caller): Json {
    const role = account.members.get(me.id)?.role ?? this.model.policy.ownerRole;
    const { id, kind, name, owner, epoch, createdAt } = account;
    const permissions = this.model.permissionsOf(role);
    const memberCount = account.members.size;
    return { id, kind, name, owner, epoch, createdAt, role, permissions, memberCount, spendLimitCentsPerHour: 0 };
  }

  me(me: Caller, own: AccountRow): Json {
    const mine = [...this.model.accounts.values()].filter((each) => !each.closed && each.members.has(me.id));
    return {
      user: { id: me.id, email: me.email, emailVerified: me.verified, name: me.name },
      own: this.account(own, me),
      accounts: mine.map((each) => this.account(each, me)),
      inboxCount: 0,
    };
  }

  invite(account: AccountRow, invite: InviteRow): Json {
    const { by: _, expiresAt, email, ...rest } = invite;
    return {
      ...rest,
      account: account.id,
      accountName: account.name,
      status: this.model.status(invite),
      ...(email ? { email } : {}),
      ...(expiresAt ? { expiresAt: new Date(expiresAt).toISOString() } : {}),
    };
  }

  sent(account: AccountRow, invite: InviteRow): { invite: Json; link: string } {
    return { invite: this.invite(account, invite), link: `${this.origin}/i/${this.secrets.code(account.id, invite.id)}` };
  }

  preview(account: AccountRow, invite: InviteRow): Json {
    return {
      account: { id: account.id, name: account.name },
      role: invite.role,
      roleTitle: invite.role,
      inviter: { name: invite.inviter.name },
      token: this.inviteToken(account, invite),
    };
  }

  inviteToken(account: AccountRow, invite: InviteRow): string {
    const iat = Math.floor(Date.now() / 1000);
    const shown = { name: account.name, role: invite.role, inv: invite.inviter.name };
    const claims = { iss: this.origin, jti: invite.id, acc: account.id, gen: 0, ...shown, iat, exp: iat + 86_400 };
    return this.secrets.key.seal('invite+jwt', claims);
  }

  token(id: string, me: Caller): Json {
    const { model } = this;
    const row = model.broken('the removed get tokens') ? model.accounts.get(id) : model.access(id, me, 'team:access').account;
    if (!row) throw new No('not_found');
    const role = row.members.get(me.id)?.role ?? model.policy.ownerRole;
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + (model.broken('tokens live long') ? 3600 : 60);
    const about = { iss: this.origin, aud: model.policy.audience, sub: me.id, acc: id, kind: row.kind, role };
    const claims: Claims = { ...about, epoch: row.epoch, iat, exp, perm: '', pol: '', jti: randomBytes(8).toString('hex') };
    const expiresAt = new Date(exp * 1000).toISOString();
    return { token: this.secrets.key.seal('membership+jwt', claims), expiresAt, account: this.account(row, me) };
  }
}
