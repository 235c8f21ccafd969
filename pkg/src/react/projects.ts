import { useMemo } from 'react';
import { PROJECT_PERMISSIONS } from '../generated.ts';
import type { Client, ClientState, Project } from '../types.ts';
import { useCan } from './permissions.ts';
import { useHallpassContext } from './provider.tsx';
import { useHallpassState, usePolicy } from './state.ts';

/** The user's projects in the active account, and what can be done about them. */
export interface ProjectsState {
  /** Those in use, by name. */
  readonly projects: readonly Project[];
  /** Those that were archived, by name. */
  readonly archived: readonly Project[];
  /** The project that this tab works in. */
  readonly active: Project | undefined;
  /** They are not known yet. */
  readonly loading: boolean;
  /** Whether the user may make a project. */
  readonly mayCreate: boolean;
  /** Local to this tab: nothing is sent or awaited. `undefined`: no project. */
  use(id: string | undefined): Project | undefined;
  /** Makes a project and resolves when it is in `projects`; `use` makes it the active one. */
  readonly create: Client['projects']['create'];
}

const projectsOf = ({ projects }: ClientState): readonly Project[] | undefined => projects;

/**
 * The project that this tab works in; with `id`, that project of the active account. `undefined` while it is not known, or
 * if the user is not in it.
 */
export const useProject = (id?: string): Project | undefined =>
  useHallpassState(({ project, projects }) => (id === undefined ? project : projects?.find((each) => each.id === id)));

/**
 * The user's projects in the active account, the active one, and how to change it.
 *
 * ```tsx
 * const { projects, active, use } = useProjects();
 * return projects.map(({ id, name }) => <button key={id} aria-pressed={id === active?.id} onClick={() => use(id)}>{name}</button>);
 * ```
 */
export const useProjects = (): ProjectsState => {
  const { client, locale } = useHallpassContext();
  const known = useHallpassState(projectsOf);
  const active = useProject();
  const policy = usePolicy();
  const mayCreate = useCan(PROJECT_PERMISSIONS.projectsCreate);
  const hasProjects = policy?.projectOwnerRole !== undefined;
  return useMemo(() => {
    const { compare } = new Intl.Collator(locale);
    const sorted = [...(known ?? [])].sort((a, b) => compare(a.name, b.name));
    return {
      projects: sorted.filter(({ status }) => status === 'active'),
      archived: sorted.filter(({ status }) => status === 'archived'),
      active,
      loading: known === undefined && (policy === undefined || hasProjects),
      mayCreate,
      use: (id) => (id === undefined ? client.projects.use(id) : client.projects.use(id)),
      create: client.projects.create,
    };
  }, [client, locale, known, active, policy, hasProjects, mayCreate]);
};
