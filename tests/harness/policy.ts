// Parses policy files, independently of the code under test.
import { readFileSync } from 'node:fs';

export interface Role {
  readonly name: string;
  readonly title: string;
  readonly permissions: readonly string[];
}

export interface Policy {
  readonly text: string;
  readonly audience: string;
  readonly ownerRole: string;
  /** The role of a project's creator; undefined for a policy without projects. */
  readonly projectOwnerRole?: string | undefined;
  /** In bit order. */
  readonly permissions: readonly string[];
  /** The permissions of project scope among them. */
  readonly projectPermissions?: readonly string[];
  /** The roles of members. */
  readonly roles: readonly Role[];
  /** The roles in one project. */
  readonly projectRoles?: readonly Role[];
}

/** The default policy, `policy.toml` at the top of the checkout. */
export function defaultPolicy(): Policy {
  return readPolicy(new URL('../../policy.toml', import.meta.url));
}

/** Another policy: 40 permissions and 6 roles, which has only the five required permissions in common with the default. */
export function observatoryPolicy(): Policy {
  return readPolicy(new URL('../fixtures/observatory.toml', import.meta.url));
}

/** A policy with projects, and roles that hold nothing, something and everything in them. */
export function projectsPolicy(): Policy {
  return readPolicy(new URL('../fixtures/projects.toml', import.meta.url));
}

export function readPolicy(file: URL): Policy {
  return parsePolicy(readFileSync(file, 'utf8'));
}

type Table = Record<string, string | boolean | string[]>;

/** The subset of TOML that policy files use: arrays of tables, strings, booleans and arrays of strings. */
export function parsePolicy(text: string): Policy {
  const root: Table = {};
  const tables: Record<string, Table[]> = { permission: [], role: [] };
  let table = root;
  let key: string | undefined;
  let array: string[] | undefined;
  const put = (value: string | boolean | string[]): void => {
    if (array !== undefined && typeof value === 'string') array.push(value);
    else if (key !== undefined) table[key] = value;
  };
  for (const [token] of text.matchAll(/#.*|"(?:[^"\\]|\\.)*"|\[\[\w+\]\]|[\[\]]|\w+/g)) {
    if (token.startsWith('#')) continue;
    if (token.startsWith('"')) put(JSON.parse(token) as string);
    else if (token.startsWith('[[')) (tables[token.slice(2, -2)] ??= []).push((table = {}));
    else if (token === '[') {
      const values: string[] = [];
      put(values);
      array = values;
    } else if (token === ']') array = undefined;
    else if (token === 'true' || token === 'false') put(token === 'true');
    else key = token;
  }
  const permissions = tables['permission'] ?? [];
  const roles = tables['role'] ?? [];
  const projectOwnerRole = root['projectOwnerRole'];
  return {
    text,
    audience: String(root['audience']),
    ownerRole: String(root['ownerRole']),
    projectOwnerRole: projectOwnerRole === undefined ? undefined : String(projectOwnerRole),
    permissions: permissions.map(nameOf),
    projectPermissions: permissions.filter(isOfProject).map(nameOf),
    roles: roles.filter((each) => !isOfProject(each)).map(toRole),
    projectRoles: roles.filter(isOfProject).map(toRole),
  };
}

const nameOf = (table: Table): string => String(table['name']);
const isOfProject = (table: Table): boolean => table['scope'] === 'project';
const toRole = (table: Table): Role => ({
  name: nameOf(table),
  title: String(table['title']),
  permissions: table['permissions'] as string[],
});

export function roleOf(policy: Policy, name: string): Role {
  const role = policy.roles.find((each) => each.name === name);
  if (!role) throw new Error(`no role ${name} in this policy`);
  return role;
}
