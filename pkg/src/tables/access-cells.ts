/** The cells of an import that say what a member may do: a role or a list, grants in projects, and an end. */

import { REQUIRED } from '../generated.ts';
import { nearestWord } from '../suggest.ts';
import type { Policy } from '../wire.ts';
import { type TableProblem, tableProblem } from '../words/table-problems.ts';

/** The role that stands for a list of permissions. */
const CUSTOM = 'custom';

/** The names that a policy defines. */
export interface PolicyNames {
  /** Roles of account scope. */
  readonly roles: readonly string[];
  readonly projectRoles?: readonly string[];
  /** Permissions of either scope. */
  readonly permissions?: readonly string[];
  readonly projectPermissions?: readonly string[];
}

/** The names that this policy defines. */
export const namesIn = ({ roles, permissions }: Policy): PolicyNames => {
  const names = (of: readonly { readonly name: string }[]): string[] => of.map(({ name }) => name);
  const isOfProjects = ({ scope }: { readonly scope?: string }): boolean => scope === 'project';
  return {
    roles: names(roles.filter((role) => !isOfProjects(role))),
    projectRoles: names(roles.filter(isOfProjects)),
    permissions: names(permissions),
    projectPermissions: names(permissions.filter(isOfProjects)),
  };
};

/** A role of the policy, or `custom` with its permissions. */
export interface Assignment {
  readonly role: string;
  readonly permissions?: readonly string[];
}

/** An assignment in a project, which is named by its external id. */
export interface ProjectAssignment extends Assignment {
  readonly project: string;
}

/** A cell that cannot be read. The message names the column, its value, and what to write instead, in English. */
export class CellError extends Error {
  readonly problem: TableProblem;

  constructor(problem: TableProblem) {
    super(tableProblem(problem));
    this.problem = problem;
  }
}

/** Reads the columns `role` and `permissions`. Throws a `CellError`. */
export const readAssignment = (role: string, list: string, policy: PolicyNames): Assignment => {
  if (role === CUSTOM) {
    const permissions = readPermissions('permissions', list, policy);
    if (permissions.includes(REQUIRED.teamAccess)) return { role, permissions };
    throw new CellError({ code: 'list_lacks', list, permission: REQUIRED.teamAccess });
  }
  if (!policy.roles.includes(role)) throw new CellError({ code: 'role_unknown', role, roles: policy.roles });
  if (list === '') return { role };
  throw new CellError({ code: 'list_without_custom', list, role });
};

/**
 * Reads the column `projects`: grants separated by spaces, each `PROJECT=ROLE` or `PROJECT=custom(PERMISSION,PERMISSION)`.
 *
 * Throws a `CellError`.
 */
export const readGrants = (cell: string, policy: PolicyNames): ProjectAssignment[] => {
  const grants = Array.from(cell.matchAll(/\S+?=custom\([^)]*\)|\S+/g), ([text]) => readGrant(text.replace(/[,;]$/, ''), policy));
  for (const [index, { project }] of grants.entries()) {
    if (grants.findIndex((other) => other.project === project) < index) throw new CellError({ code: 'grant_repeated', grant: project });
  }
  return grants;
};

const readGrant = (text: string, policy: PolicyNames): ProjectAssignment => {
  const { projectRoles = [], projectPermissions = [] } = policy;
  const list = /^(.+)=custom\(([^)]*)\)$/s.exec(text);
  const [, project, role] = list ?? /^(.+)=([^=]+)$/.exec(text) ?? [];
  if (project === undefined || role === undefined) throw new CellError({ code: 'grant_invalid', grant: text });
  if (list) {
    const permissions = readPermissions(`projects \`${text}\``, role, policy);
    const wrong = permissions.find((name) => !projectPermissions.includes(name));
    if (wrong === undefined) return { project, role: CUSTOM, permissions };
    throw new CellError({ code: 'grant_permission_of_account', grant: text, permission: wrong });
  }
  if (projectRoles.includes(role)) return { project, role };
  throw new CellError({ code: 'grant_role_unknown', grant: text, role, roles: projectRoles });
};

/** The permissions of a list, which are separated by spaces, commas, semicolons or line ends. */
const readPermissions = (where: string, list: string, { permissions = [] }: PolicyNames): string[] => {
  const names = [...new Set(list.split(/[\s,;]+/).filter(Boolean))];
  if (names.length === 0) throw new CellError({ code: 'list_empty', where });
  const unknown = names.find((name) => !permissions.includes(name));
  if (unknown === undefined) return names;
  throw new CellError({ code: 'permission_unknown', where, permission: unknown, nearest: nearestWord(unknown, permissions), permissions });
};
