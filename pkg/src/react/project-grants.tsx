import type { ReactNode } from 'react';
import { useLazyModule } from './lazy-module.ts';
import { Problem } from './parts.tsx';
import type { InvitedProjectsProps, ProjectGrantsProps } from './project-types.ts';
import { SCREENS } from './screens-module.ts';
import { usePolicy } from './state.ts';

/**
 * Projects with a role or a list of permissions in each. Offers only what the user may grant; the edge decides again. Renders
 * nothing where the policy or the account has no projects.
 */
export function ProjectGrants(props: ProjectGrantsProps): ReactNode {
  const hasProjects = usePolicy()?.projectOwnerRole !== undefined;
  return hasProjects && <LoadedGrants {...props} />;
}

function LoadedGrants(props: ProjectGrantsProps) {
  const { module, error } = useLazyModule(SCREENS);
  return module ? <module.ProjectFields {...props} /> : <Problem error={error} retry={() => SCREENS.load().catch(() => {})} />;
}

/** What an invite grants in projects, as a line of text. */
export function InvitedProjects(props: InvitedProjectsProps): ReactNode {
  const { module } = useLazyModule(SCREENS);
  return module && <module.InvitedProjectsText {...props} />;
}
