import { PROJECT_PERMISSIONS, REQUIRED } from '../generated.ts';
import type { Policy } from '../wire.ts';
import { canonical, digest } from './encode.ts';

/** The roles of a test with the permissions of each. */
export type Roles = Readonly<Record<string, readonly string[]>>;

/** The owner's role, unless a test passes its own policy. */
export const OWNER_ROLE = 'admin';
/** The role that creating a project gives in it, unless a test passes its own policy. */
export const PROJECT_OWNER_ROLE = 'manager';

/**
 * A policy with the roles of a test. The owner's role has every permission, the others exactly those of the test. Its
 * `id` is a placeholder, see `withId`.
 *
 * With roles of projects it has projects: their permissions are of project scope, and the role `manager` has all of them.
 */
export const policyOf = (roles: Roles = {}, projectRoles?: Roles): Policy => {
  const ofProjects = new Set(projectRoles ? [PROJECT_PERMISSIONS.projectManage, ...Object.values(projectRoles).flat()] : []);
  const names = new Set<string>([...Object.values(REQUIRED), ...Object.values(roles).flat(), ...(projectRoles ? [PROJECT_PERMISSIONS.projectsCreate] : []), ...ofProjects]);
  // In the order of the policy, as the edge lists them.
  const role = (name: string, granted: readonly string[]) => ({
    name,
    title: titleOf(name),
    permissions: [...names].filter((one) => granted.includes(one)),
  });
  const projectRole = ([name, granted]: readonly [string, readonly string[]]) => ({ ...role(name, granted), scope: 'project' as const });
  const othersOf = (all: Roles, owner: string) => Object.entries(all).filter(([name]) => name !== owner);
  return {
    id: 'not-digested-yet',
    audience: 'hallpass-testing',
    ownerRole: OWNER_ROLE,
    ...(projectRoles ? { projectOwnerRole: PROJECT_OWNER_ROLE } : {}),
    permissions: [...names].map((name, bit) => ({ name, bit, title: titleOf(name), ...(ofProjects.has(name) ? { scope: 'project' as const } : {}) })),
    roles: [
      role(OWNER_ROLE, [...names]),
      ...othersOf(roles, OWNER_ROLE).map(([name, granted]) => role(name, granted)),
      ...(projectRoles ? [projectRole([PROJECT_OWNER_ROLE, [...ofProjects]]), ...othersOf(projectRoles, PROJECT_OWNER_ROLE).map(projectRole)] : []),
    ],
  };
};

/** `pods:manage` reads `Pods manage`. */
const titleOf = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1).replace(/[:_-]/g, ' ');

/** The policy with the id that belongs to its content. */
export const withId = async ({ id: _, ...content }: Policy): Promise<Policy> => ({
  id: (await digest(canonical(content))).slice(0, 16),
  ...content,
});
