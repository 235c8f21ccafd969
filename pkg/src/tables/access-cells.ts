/** The cells of an import that say what a member may do: a role or a list, grants in projects, and an end. */

import { REQUIRED } from '../generated.ts';
import { suggestion } from '../suggest.ts';
import type { Policy } from '../wire.ts';

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

/** Names the column, its value, and what to write instead. */
export class CellError extends Error {}

/** Reads the columns `role` and `permissions`. Throws a `CellError`. */
export const readAssignment = (role: string, list: string, policy: PolicyNames): Assignment => {
  if (role === CUSTOM) {
    const permissions = readPermissions('permissions:', list, policy);
    if (permissions.includes(REQUIRED.teamAccess)) return { role, permissions };
    throw new CellError(`permissions \`${list}\` lacks \`${REQUIRED.teamAccess}\`, which every member needs: add it`);
  }
  if (!policy.roles.includes(role)) throw new CellError(`role \`${role}\` is none of ${policy.roles.join(', ')}`);
  if (list === '') return { role };
  throw new CellError(`permissions \`${list}\` needs the role \`${CUSTOM}\`, not \`${role}\`: change the role, or leave permissions empty`);
};

/**
 * Reads the column `projects`: grants separated by spaces, each `PROJECT=ROLE` or `PROJECT=custom(PERMISSION,PERMISSION)`.
 *
 * Throws a `CellError`.
 */
export const readGrants = (cell: string, policy: PolicyNames): ProjectAssignment[] => {
  const grants = Array.from(cell.matchAll(/\S+?=custom\([^)]*\)|\S+/g), ([text]) => readGrant(text.replace(/[,;]$/, ''), policy));
  for (const [index, { project }] of grants.entries()) {
    if (grants.findIndex((other) => other.project === project) < index) throw new CellError(`projects names \`${project}\` twice: keep one grant`);
  }
  return grants;
};

const readGrant = (text: string, policy: PolicyNames): ProjectAssignment => {
  const { projectRoles = [], projectPermissions = [] } = policy;
  const list = /^(.+)=custom\(([^)]*)\)$/s.exec(text);
  const [, project, role] = list ?? /^(.+)=([^=]+)$/.exec(text) ?? [];
  if (project === undefined || role === undefined) {
    throw new CellError(`projects \`${text}\` is no grant: write \`PROJECT=ROLE\` or \`PROJECT=${CUSTOM}(PERMISSION,PERMISSION)\`, with spaces between grants`);
  }
  if (list) {
    const permissions = readPermissions(`projects \`${text}\`:`, role, policy);
    const wrong = permissions.find((name) => !projectPermissions.includes(name));
    if (wrong === undefined) return { project, role: CUSTOM, permissions };
    throw new CellError(`projects \`${text}\`: \`${wrong}\` is a permission of accounts, not of projects: move it to the column permissions`);
  }
  if (projectRoles.includes(role)) return { project, role };
  const choice = [...projectRoles, `${CUSTOM}(…)`].join(', ');
  throw new CellError(`projects \`${text}\`: role \`${role}\` is none of ${choice}. Spaces separate grants`);
};

/** The permissions of a list, which are separated by spaces, commas, semicolons or line ends. */
const readPermissions = (where: string, list: string, { permissions = [] }: PolicyNames): string[] => {
  const names = [...new Set(list.split(/[\s,;]+/).filter(Boolean))];
  if (names.length === 0) throw new CellError(`${where} the list of the role \`${CUSTOM}\` is empty: name permissions, with spaces between them`);
  const unknown = names.find((name) => !permissions.includes(name));
  if (unknown === undefined) return names;
  const near = suggestion(unknown, permissions) || `: choose from ${permissions.join(', ')}`;
  throw new CellError(`${where} \`${unknown}\` is no permission of the policy${near}`);
};

const TIME = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d:\d\d))?$/;

/** Reads the column `expiresAt`: a time (RFC 3339), or a date for its first moment in UTC. Throws a `CellError`. */
export const readEnd = (cell: string): string => {
  const [, date = '', time = '00:00', zone = 'Z'] = TIME.exec(cell) ?? [];
  const end = new Date(`${date}T${time}${zone.toUpperCase()}`);
  // A day that the month does not have is read as one of the next month.
  const exists = new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) === true;
  if (date !== '' && exists && !Number.isNaN(end.getTime())) return end.toISOString();
  throw new CellError(`expiresAt \`${cell}\` is not a time: write it as \`2027-01-31T18:00:00Z\`, or \`2027-01-31\` for the start of that day in UTC`);
};
