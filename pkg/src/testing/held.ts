/** What members hold. A test's roles decide it: `refuse` decides what they may do. */

import type { Policy } from '../wire.ts';
import type { Assignment, MemberRow } from './rows.ts';

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
