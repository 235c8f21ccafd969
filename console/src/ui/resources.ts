import { PROJECT_PERMISSIONS, REQUIRED } from 'hallpass';
import type { Policy, PolicyPermission } from 'hallpass';

import type { IconName } from './icon.tsx';

/** A resource and its permissions. */
export interface Resource {
  readonly name: string;
  readonly title: string;
  readonly icon: IconName | undefined;
  readonly permissions: readonly PolicyPermission[];
}

/** The resource of a permission: the part before the colon. */
export const resourceOf = (permission: string): string => permission.split(':')[0] ?? permission;

/** What screens of the console manage: the team, its members and its projects. */
const MANAGED_HERE = new Set(
  [REQUIRED.teamAccess, REQUIRED.membersInvite, ...Object.values(PROJECT_PERMISSIONS)].map(resourceOf),
);

/** Icons for common resources; other resources show their initials. */
const ICONS: Readonly<Record<string, IconName>> = {
  [resourceOf(REQUIRED.teamAccess)]: 'team',
  [resourceOf(REQUIRED.membersInvite)]: 'person',
  [resourceOf(REQUIRED.auditRead)]: 'list',
  pods: 'box',
  serverless: 'bolt',
  clusters: 'grid',
  volumes: 'disk',
  billing: 'card',
};

/** The policy's permissions grouped by resource, in policy order. */
export const resourcesOf = (policy: Policy): readonly Resource[] =>
  [...Map.groupBy(policy.permissions, ({ name }) => resourceOf(name))].map(([name, permissions]) => ({
    name,
    title: name.charAt(0).toUpperCase() + name.slice(1).replace(/[_-]/g, ' '),
    icon: Object.hasOwn(ICONS, name) ? ICONS[name] : undefined,
    permissions,
  }));

/** The resources of the platform: those that no screen of the console manages. */
export const platformResourcesOf = (policy: Policy): readonly Resource[] =>
  resourcesOf(policy).filter(({ name }) => !MANAGED_HERE.has(name));
