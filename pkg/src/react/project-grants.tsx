import { type ReactNode, useSyncExternalStore } from 'react';
import { lazyModule, type LazyState } from './lazy-module.ts';
import { Problem } from './parts.tsx';
import type { InvitedProjectsProps, ProjectGrantsProps } from './project-types.ts';
import { usePolicy } from './state.ts';

/** Imported with the first form or list of a policy that has projects. */
const FIELDS = lazyModule(() => import('./project-fields.tsx'));

const NOT_LOADED: LazyState<never> = {};
const notLoaded = (): LazyState<never> => NOT_LOADED;

/**
 * Projects with a role or a list of permissions in each. Offers only what the user may grant; the edge decides again. Renders
 * nothing where the policy or the account has no projects.
 */
export function ProjectGrants(props: ProjectGrantsProps): ReactNode {
  const hasProjects = usePolicy()?.projectOwnerRole !== undefined;
  return hasProjects && <LoadedGrants {...props} />;
}

function LoadedGrants(props: ProjectGrantsProps) {
  const { module, error } = useFields();
  return module ? <module.ProjectFields {...props} /> : <Problem error={error} retry={() => FIELDS.load().catch(() => {})} />;
}

/** What an invite grants in projects, as a line of text. */
export function InvitedProjects(props: InvitedProjectsProps): ReactNode {
  const { module } = useFields();
  return module && <module.InvitedProjectsText {...props} />;
}

const useFields = () => useSyncExternalStore(FIELDS.subscribe, FIELDS.snapshot, notLoaded);
