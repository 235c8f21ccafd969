/** What members hold. A test's roles decide it: `refuse` decides what they may do. */

import { REQUIRED } from '../generated.ts';
import type { Policy } from '../wire.ts';
import type { Assignment, InviteRow, MemberRow } from './rows.ts';

/** The permissions of an assignment, in the order of the policy. */
export const permissionsOf = (policy: Policy, { role, permissions }: Assignment): readonly string[] => {
  if (permissions === undefined) return policy.roles.find(({ name }) => name === role)?.permissions ?? [];
  return policy.permissions.map(({ name }) => name).filter((name) => permissions.includes(name));
};

/** Why a member holds nothing now. */
export const lapseOf = ({ suspended, expiresAtMs = Infinity }: MemberRow, now: number): 'suspended' | 'past_end' | undefined => {
  if (suspended) return 'suspended';
  return expiresAtMs <= now ? 'past_end' : undefined;
};

/** What a member holds in the account now. */
export const heldBy = (member: MemberRow, policy: Policy, now: number): readonly string[] => (lapseOf(member, now) ? [] : permissionsOf(policy, member));

/** What a member holds in a project now: from their role or list, and from their grant there. */
export const heldInProject = (member: MemberRow, project: string, policy: Policy, now: number): readonly string[] => {
  if (lapseOf(member, now)) return [];
  const grant = member.grants.get(project);
  const held = [permissionsOf(policy, member), grant ? permissionsOf(policy, grant) : []].flat();
  return policy.permissions.filter(({ name, scope }) => scope === 'project' && held.includes(name)).map(({ name }) => name);
};

/** Whether a member holds all that an invite gives, in the account and in its projects, and may invite at all. */
export const mayGrant = (member: MemberRow, invite: InviteRow, policy: Policy, now: number): boolean => {
  const held = heldBy(member, policy, now);
  const isWithin = (assignment: Assignment, own: readonly string[]): boolean => permissionsOf(policy, assignment).every((name) => own.includes(name));
  return (
    held.includes(REQUIRED.membersInvite) &&
    isWithin(invite, held) &&
    (invite.projects ?? []).every((grant) => isWithin(grant, heldInProject(member, grant.project, policy, now)))
  );
};
