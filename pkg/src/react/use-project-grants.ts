/** The projects of an invite: what can be chosen in each, and what is wrong with it. */

import { useEffect, useMemo, useState } from 'react';
import type { HallpassError } from '../errors.ts';
import { PROJECT_PERMISSIONS } from '../generated.ts';
import type { Client, ClientState, Policy, PolicyRole, Project } from '../types.ts';
import type { GrantablePermission } from './access.ts';
import type { ProjectDraft, ProjectGrantsProps, ProjectGrantsState, ProjectIssue, ProjectRow } from './project-types.ts';
import { PROJECT_WORDS } from './project-words.ts';
import { useHallpassContext } from './provider.tsx';
import { CUSTOM, useActiveAccount, useHallpassState, usePolicy } from './state.ts';
import { useWords } from './use-words.ts';

/** The projects of an account that the user sees, by name. */
export interface AccountProjects {
  /** `undefined` until they are known. */
  readonly projects: readonly Project[] | undefined;
  readonly error: unknown;
}

const projectsOf = ({ projects }: ClientState): readonly Project[] | undefined => projects;

/** The user's projects in an account. Those of the active one are known already; others are read. */
export const useAccountProjects = (account: string | undefined): AccountProjects => {
  const { client, locale } = useHallpassContext();
  const active = useActiveAccount()?.id;
  const known = useHallpassState(projectsOf);
  const other = account === active ? undefined : account;
  const [read, setRead] = useState<AccountProjects & { readonly account: string }>();
  useEffect(() => {
    if (other === undefined) return undefined;
    let current = true;
    readProjects(client, other).then(
      (projects) => current && setRead({ account: other, projects, error: undefined }),
      (error: unknown) => current && setRead({ account: other, projects: undefined, error }),
    );
    return () => void (current = false);
  }, [client, other]);
  const { projects, error } = other === undefined ? { projects: known, error: undefined } : read?.account === other ? read : {};
  return useMemo(() => {
    const { compare } = new Intl.Collator(locale);
    return { projects: projects && [...projects].sort((a, b) => compare(a.name, b.name)), error };
  }, [projects, error, locale]);
};

const readProjects = async (client: Client, account: string): Promise<readonly Project[]> => {
  const projects: Project[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.projects.list({ account, limit: 200, cursor });
    projects.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return projects;
};

/** What a member who holds these permissions in a project can grant there. */
class Grantable {
  readonly roles: readonly PolicyRole[];
  readonly #held: readonly string[];

  constructor(policy: Policy | undefined, project: Project | undefined) {
    const held = project?.permissions ?? [];
    this.#held = held;
    this.roles = (policy?.roles ?? []).filter(({ scope, permissions }) => scope === 'project' && permissions.every((name) => held.includes(name)));
  }

  has(permission: string): boolean {
    return this.#held.includes(permission);
  }

  /** The draft as far as it can be granted here; else the first role. */
  fit({ role, permissions }: Omit<ProjectDraft, 'project'>): Omit<ProjectDraft, 'project'> {
    const list = permissions.filter((name) => this.has(name));
    if (role === CUSTOM ? list.length > 0 : this.roles.some(({ name }) => name === role)) return { role, permissions: list };
    return { role: this.roles[0]?.name ?? CUSTOM, permissions: list };
  }
}

/** The state of `ProjectGrants`. */
export const useProjectGrants = ({ account, value, onChange, error, isLink = false, words }: ProjectGrantsProps): ProjectGrantsState => {
  const { t } = useWords(PROJECT_WORDS, words);
  const policy = usePolicy();
  const { projects, error: readError } = useAccountProjects(account);
  const projectOf = (id: string): Project | undefined => projects?.find((project) => project.id === id);
  const free = (projects ?? []).filter(
    ({ id, status, permissions }) => status === 'active' && permissions.length > 0 && value.every(({ project }) => project !== id),
  );
  const failure = error as Partial<HallpassError> | undefined;

  const rowOf = (draft: ProjectDraft, index: number): ProjectRow => {
    const project = projectOf(draft.project);
    const grantable = new Grantable(policy, project);
    const name = project?.name ?? t.hiddenProject;
    const replace = (change: Partial<ProjectDraft>): void => onChange(value.map((each, at) => (at === index ? { ...draft, ...change } : each)));
    const chosen = policy?.roles.find((role) => role.name === draft.role);
    const allowed = draft.role === CUSTOM ? draft.permissions : (chosen?.permissions ?? []);

    const issue = (): ProjectIssue | undefined => {
      if (!projects) return undefined;
      if (!project) return { field: 'project', text: t.projectIsHidden };
      if (project.status === 'archived') return { field: 'project', text: t.projectIsArchived };
      const field = draft.role === CUSTOM ? 'permissions' : 'role';
      if (!allowed.every((permission) => grantable.has(permission))) return { field, text: t.projectOutOfReach };
      if (failure && draft.role === CUSTOM && allowed.length === 0) return { field, text: t.projectNeedsPermission };
      const isManager = allowed.includes(PROJECT_PERMISSIONS.projectManage);
      return failure?.code === 'forbidden' && isLink && isManager ? { field, text: t.linkCannotManage } : undefined;
    };

    return {
      ...draft,
      name,
      projects: [{ id: draft.project, name }, ...free].sort((a, b) => a.name.localeCompare(b.name)),
      // A grant that another member added stays visible and can be removed.
      roles: [...grantable.roles, ...(chosen && !grantable.roles.includes(chosen) ? [chosen] : []), { name: CUSTOM, title: t.customInProject }],
      choices: (policy?.permissions ?? [])
        .filter(({ name: permission, scope }) => scope === 'project' && (grantable.has(permission) || draft.permissions.includes(permission)))
        .map((permission): GrantablePermission => ({
          ...permission,
          grantable: grantable.has(permission.name),
          selected: draft.permissions.includes(permission.name),
          required: false,
        })),
      issue: issue(),
      setProject: (id) => replace({ project: id, ...new Grantable(policy, projectOf(id)).fit(draft) }),
      setRole(role) {
        const begins = role === CUSTOM && draft.permissions.length === 0;
        replace({ role, permissions: begins ? allowed.filter((permission) => grantable.has(permission)) : draft.permissions });
      },
      toggle(permission) {
        const { permissions } = draft;
        replace({ permissions: permissions.includes(permission) ? permissions.filter((each) => each !== permission) : [...permissions, permission] });
      },
      remove: () => onChange(value.filter((_, at) => at !== index)),
    };
  };

  const rows = value.map(rowOf);
  const wrong = failure?.errors?.find(({ field }) => field === 'projects');
  const [first] = free;
  return {
    rows,
    canAdd: first !== undefined,
    add() {
      if (first) onChange([...value, { project: first.id, ...new Grantable(policy, first).fit({ role: '', permissions: [] }) }]);
    },
    issue: wrong && rows.every((row) => !row.issue) ? (wrong.code === 'too_long' ? t.tooManyProjects : t.projectsInvalid) : undefined,
    error: readError,
  };
};
