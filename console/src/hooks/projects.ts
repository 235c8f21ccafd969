import { PROJECT_PERMISSIONS } from 'hallpass';
import type { Policy, PolicyRole, Project, Verdict } from 'hallpass';
import { usePermission } from 'hallpass/react';

import { client } from '../client.ts';
import { useClientState, usePolicy } from './state.tsx';

/** Whether the policy has projects. */
export const useHasProjects = (): boolean => usePolicy()?.projectOwnerRole !== undefined;

/** The user's projects in the active account; `undefined` until they are known. */
export const useProjectList = (): readonly Project[] | undefined => useClientState().projects;

/** The verdict on a permission in a project of the active account. */
export const useProjectVerdict = (permission: string, project: string): Verdict => usePermission({ permission, project }).verdict;

/** Whether the user may rename and archive a project and manage who works in it. */
export const useManagesProject = (project: string): boolean =>
  useProjectVerdict(PROJECT_PERMISSIONS.projectManage, project) === 'allow';

/** The roles that are granted in projects. */
export const projectRolesOf = (policy: Policy): readonly PolicyRole[] => policy.roles.filter(({ scope }) => scope === 'project');

/** All pages of a list that is small enough to be shown whole. */
export const readAll = async <T>(read: (cursor: string | undefined) => Promise<{ items: readonly T[]; next?: string }>): Promise<T[]> => {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
};

/** Every project that the user sees in an account. */
export const readProjects = (account: string): Promise<Project[]> =>
  readAll((cursor) => client.projects.list({ account, limit: 200, cursor }));
