import type { InProject, Permission, PolicyRole, Query, Verdict } from '../types.ts';
import type { Grant } from './grants.ts';

/** What a check looks at: one account, or one project in it, as far as it is known. */
export interface AccountView {
  /** Nobody is signed in. */
  readonly signedOut?: boolean;
  /** The user is known not to be a member of the account in question, or there is no such project. */
  readonly notAMember?: boolean;
  readonly grant: Grant | undefined;
  /** Milliseconds since 1970 by the edge's clock. */
  readonly now: number;
  /** The roles that exist; absent as long as the policy is not known. */
  readonly policy?: { readonly roles: readonly Pick<PolicyRole, 'name'>[] } | undefined;
  /** Set while the edge cannot be reached. */
  readonly offline?: OfflineRules | undefined;
}

/** What changes for checks while the edge cannot be reached. */
export interface OfflineRules {
  /** How long after the last response a grant counts, at least. */
  readonly gracePeriodMs: number;
  /** Permissions that are not available offline. */
  readonly destructive: readonly string[];
}

/** Checks of the active account, or of the account or project that a query names. */
export interface PermissionChecks {
  can(permission: Permission, where?: InProject): boolean;
  has(query: Query): boolean;
  evaluate(query: Query): Verdict;
  /** Drops what was looked up: call it after every change. */
  invalidate(): void;
}

const isString = (value: unknown): boolean => typeof value === 'string';
const isNonEmptyStringList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isString);

/** Every key of a query, and whether its value can be tested. */
const QUERY_KEYS = new Map<string, (value: unknown) => boolean>([
  ['permission', isString],
  ['anyOf', isNonEmptyStringList],
  ['allOf', isNonEmptyStringList],
  ['role', isString],
  ['account', (value) => value === undefined || isString(value)],
  ['project', (value) => value === undefined || isString(value)],
  ['fresh', (value) => value === undefined || typeof value === 'boolean'],
]);

/** Whether every key of `query` is known, every value well-formed, and at least one condition named. */
const isWellFormed = (query: Query): boolean => {
  const entries = typeof query === 'object' && query ? Object.entries(query) : [];
  return (
    entries.every(([key, value]) => QUERY_KEYS.get(key)?.(value)) &&
    entries.some(([key, value]) => key !== 'account' && key !== 'project' && value)
  );
};

/** Whether the grant has not expired. */
export const isLive = ({ grant, now, offline }: AccountView): boolean =>
  grant !== undefined && now < grant.endsAt && (now < grant.expiresAt || now < grant.receivedAt + (offline?.gracePeriodMs ?? 0));

/** Evaluates a query: every condition must hold, and a query that is not understood denies. */
export const evaluateQuery = (query: Query, view: AccountView): Verdict => {
  if (!isWellFormed(query) || view.signedOut || view.notAMember) return 'deny';
  const { grant, policy, offline } = view;
  const { permission, anyOf = [], allOf = [], role, fresh } = query;
  const required = permission === undefined ? allOf : [permission, ...allOf];
  const unavailable = offline && (fresh || [...required, ...anyOf].some((name) => offline.destructive.includes(name)));
  if (!grant || !isLive(view) || unavailable || (fresh && !grant.token)) return 'unknown';
  const { permissions } = grant;
  const isGranted = (name: string): boolean => permissions.has(name);
  if (!required.every(isGranted) || (anyOf.length > 0 && !anyOf.some(isGranted))) return 'deny';
  if (role === undefined) return 'allow';
  // A role that the policy no longer has is not matched, not even by its name.
  const roleExists = policy ? policy.roles.some(({ name }) => name === role) : permissions.size > 0;
  return role === grant.role && roleExists ? 'allow' : 'deny';
};

const NO_PERMISSIONS: ReadonlySet<string> = new Set();

/** The permissions that a check may use now. */
const availablePermissions = (view: AccountView): ReadonlySet<string> => {
  const { grant, offline } = view;
  if (!grant || !isLive(view)) return NO_PERMISSIONS;
  if (!offline) return grant.permissions;
  return new Set([...grant.permissions].filter((name) => !offline.destructive.includes(name)));
};

/**
 * Checks over what `view` shows of an account, or of the active one, and of a project in it. `hasMoved`, where the address
 * decides what is active, tells whether it has changed since the last look-up.
 *
 * `can` looks up the active account once per task, and each of its projects: within one, nothing expires halfway through
 * a page, and a check costs as much as a look into a set (`cargo xtask bench checks`: reading the clock each time takes
 * twice as long).
 */
export const createPermissionChecks = (view: (where: InProject) => AccountView, hasMoved?: () => boolean): PermissionChecks => {
  // The permissions in the active account. Where the address decides, it is compared at each check.
  let permissions: ReadonlySet<string> | undefined;
  let permissionsAtAddress: ReadonlySet<string> | undefined;
  // Those in projects of the active account, and those in the one that was looked up last, as in a list of its rows.
  const inProjects = new Map<string, ReadonlySet<string>>();
  let lastProject: string | undefined;
  let inLastProject = NO_PERMISSIONS;
  const invalidate = (): void => {
    permissions = permissionsAtAddress = lastProject = undefined;
    inProjects.clear();
  };

  const lookUp = (): ReadonlySet<string> => {
    if (permissionsAtAddress && !hasMoved?.()) return permissionsAtAddress;
    if (!permissionsAtAddress) queueMicrotask(invalidate);
    permissionsAtAddress = availablePermissions(view({}));
    if (!hasMoved) permissions = permissionsAtAddress;
    return permissionsAtAddress;
  };

  const lookUpProject = (project: string): ReadonlySet<string> => {
    // Drops what was looked up before if the account is another one by now, and everything at the end of the task.
    const inAccount = permissionsAtAddress;
    if (lookUp() !== inAccount) inProjects.clear();
    let found = inProjects.get(project);
    if (!found) inProjects.set(project, (found = availablePermissions(view({ project }))));
    if (!hasMoved) [lastProject, inLastProject] = [project, found];
    return found;
  };

  const lookUpIn = (where: InProject): ReadonlySet<string> => {
    for (const key in where) if (key !== 'account' && key !== 'project') return NO_PERMISSIONS;
    return availablePermissions(view(where));
  };

  const evaluate = (query: Query): Verdict => evaluateQuery(query, view(query ?? {}));

  return {
    can(permission, where) {
      if (where === undefined) return (permissions ?? lookUp()).has(permission);
      // Without a loop over the keys, which costs as much as the check itself and keeps V8 from leaving the object out. A
      // project is in one account, so a key beside it that is none of a query's could not have named another place.
      const { account, project, role, fresh, permission: one, anyOf, allOf }: Query = where;
      const isAlone = account === undefined && role === undefined && fresh === undefined && one === undefined && anyOf === undefined && allOf === undefined;
      if (typeof project !== 'string' || !isAlone) return lookUpIn(where).has(permission);
      return (project === lastProject ? inLastProject : lookUpProject(project)).has(permission);
    },
    has: (query) => evaluate(query) === 'allow',
    evaluate,
    invalidate,
  };
};
