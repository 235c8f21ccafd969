/** The JSON of rows in the API. No rule about who may do what is here. */

import { TRANSFER_SECONDS } from '../generated.ts';
import type { Account, Invite, Member, Policy, Project, Transfer } from '../wire.ts';
import { heldBy, heldInProject, lapseOf } from './held.ts';
import { type AccountRow, type Assignment, type GrantRow, hintOf, type InviteRow, type MemberRow, type ProjectRow, statusOf, toTimestamp } from './rows.ts';

/** The JSON of an account, for one of its members. */
export const accountOf = (row: AccountRow, member: MemberRow, policy: Policy, now: number): Account => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  owner: row.owner,
  role: member.role,
  permissions: heldBy(member, policy, now),
  epoch: row.epoch,
  memberCount: row.members.size,
  createdAt: row.createdAt,
  spendLimitCentsPerHour: row.spendLimitCentsPerHour,
  ...(row.externalId === undefined ? {} : { externalId: row.externalId }),
  ...(member.suspended ? { suspended: true } : {}),
  ...endOf(member),
  ...shownTransfer(row, member, now),
});

const TRANSFER_MS = TRANSFER_SECONDS * 1000;

/** The open offer of an account's ownership. Only the owner and the member whom it is for see it. */
const shownTransfer = (row: AccountRow, viewer: MemberRow, now: number): { readonly transfer?: Transfer } => {
  const transfer = openTransfer(row, now);
  return transfer && [row.owner.user, transfer.to.user].includes(viewer.user.id) ? { transfer } : {};
};

/** The offer of an account's ownership that can be accepted at `now`. */
export const openTransfer = ({ transfer, members }: AccountRow, now: number): Transfer | undefined => {
  const member = members.get(transfer?.to ?? '');
  if (!transfer || transfer.decided || !member || lapseOf(member, now)) return undefined;
  const endMs = Math.min(transfer.offeredAtMs + TRANSFER_MS, member.expiresAtMs ?? Infinity);
  if (endMs <= now) return undefined;
  const { id, name } = member.user;
  return { to: { user: id, name }, offeredAt: toTimestamp(transfer.offeredAtMs), expiresAt: toTimestamp(endMs) };
};

/** What a caller sees of a member. */
export interface MemberVisibility {
  readonly email: boolean;
  readonly grants: boolean;
}

/** The JSON of a member. */
export const memberOf = (row: MemberRow, visible: MemberVisibility): Member => {
  const { user, joinedAt, invitedBy, lastSeenOn, suspended } = row;
  return {
    user: user.id,
    name: user.name,
    ...(visible.email ? { email: user.email } : {}),
    ...(user.image === undefined ? {} : { image: user.image }),
    ...assignmentOf(row),
    joinedAt,
    suspended,
    ...endOf(row),
    ...(visible.grants ? { grants: [...row.grants.values()].map(grantOf) } : {}),
    ...(lastSeenOn === undefined ? {} : { lastSeenOn }),
    ...(invitedBy === undefined ? {} : { invitedBy }),
  };
};

/** The JSON of an assignment: a role, or `custom` and its list. */
export const assignmentOf = ({ role, permissions }: Assignment): { readonly role: string; readonly permissions?: readonly string[] } =>
  permissions === undefined ? { role } : { role, permissions };

/** The details of an event about an assignment that has replaced another one. */
export const assignmentBefore = ({ role, permissions }: Assignment): object => ({
  roleBefore: role,
  ...(permissions ? { permissionsBefore: permissions } : {}),
});

const grantOf = ({ project, ...grant }: GrantRow) => ({ project, ...assignmentOf(grant) });

const endOf = ({ expiresAtMs }: Pick<MemberRow, 'expiresAtMs'>): { readonly expiresAt?: string } =>
  expiresAtMs === undefined ? {} : { expiresAt: toTimestamp(expiresAtMs) };

const roleIn = ({ grants }: MemberRow, { id }: ProjectRow): { readonly role?: string } => {
  const grant = grants.get(id);
  return grant ? { role: grant.role } : {};
};

/** The JSON of a project, for one of the account's members. */
export const projectOf = (account: AccountRow, project: ProjectRow, member: MemberRow, policy: Policy, now: number): Project => ({
  id: project.id,
  account: account.id,
  name: project.name,
  ...(project.externalId === undefined ? {} : { externalId: project.externalId }),
  status: project.status,
  ...roleIn(member, project),
  permissions: heldInProject(member, project.id, policy, now),
  createdAt: project.createdAt,
});

/** The JSON of an invite. */
export const inviteOf = (account: AccountRow, row: InviteRow, now: number): Invite => ({
  id: row.id,
  account: account.id,
  accountName: account.name,
  ...(row.email === undefined ? { maxUses: row.maxUses ?? 1, uses: row.usedBy.length } : { email: row.email }),
  ...(row.domains ? { domains: row.domains } : {}),
  ...hintOf(row),
  ...assignmentOf(row),
  ...(row.projects === undefined ? {} : { projects: row.projects.map(grantOf) }),
  status: statusOf(row, now),
  inviter: row.inviter,
  createdAt: row.createdAt,
  ...(row.expiresAtMs === undefined ? {} : { expiresAt: toTimestamp(row.expiresAtMs) }),
  ...(row.decidedAt === undefined ? {} : { decidedAt: row.decidedAt }),
  ...(row.note === undefined ? {} : { note: row.note }),
  ...(row.membershipExpiresIn === undefined ? {} : { membershipExpiresIn: row.membershipExpiresIn }),
});
