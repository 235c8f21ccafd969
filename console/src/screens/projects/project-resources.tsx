import type { Policy, PolicyPermission, Project } from 'hallpass';
import { useAction } from 'hallpass/react';

import { client } from '../../client.ts';
import { useProjectVerdict } from '../../hooks/projects.ts';
import { usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { DeniedButton } from '../../ui/explanation.tsx';
import { ResourceActionItem, ResourceCard } from '../../ui/resource-card.tsx';
import { platformResourcesOf } from '../../ui/resources.ts';
import { Skeleton } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** Every resource of the platform in projects with its actions in one project, each allowed or explained. */
export function ProjectResources({ project }: { project: Project }) {
  const policy = usePolicy();
  if (!policy) return <Skeleton lines={6} label="Loading resources" />;
  return (
    <div className="cards">
      {platformResourcesOf(inProjects(policy)).map((resource) => (
        <ResourceCard key={resource.name} resource={resource} action={(permission) => <ResourceAction permission={permission} project={project} />} />
      ))}
    </div>
  );
}

/** The policy without what counts in the account only. */
const inProjects = (policy: Policy): Policy => ({ ...policy, permissions: policy.permissions.filter(({ scope }) => scope === 'project') });

function ResourceAction({ permission, project }: { permission: PolicyPermission; project: Project }) {
  const { name, title } = permission;
  const verdict = useProjectVerdict(name, project.id);
  return (
    <ResourceActionItem permission={permission} isUnknown={verdict === 'unknown'}>
      {verdict === 'allow' && <AllowedAction permission={permission} project={project} />}
      {verdict === 'deny' && <DeniedButton label={title} permission={{ permission: name, project: project.id }} />}
    </ResourceActionItem>
  );
}

// A platform would open its own screen here. The console requests the token that such a screen would send, so that a press shows
// what the platform's API would decide.
function AllowedAction({ permission: { name, title }, project }: { permission: PolicyPermission; project: Project }) {
  const { showToast, showError } = useToasts();
  const press = useAction(async () => {
    try {
      await client.token({ project: project.id });
      client.protect({ permission: name, project: project.id, fresh: true });
      showToast({ text: `${title}: allowed in ${project.name}`, detail: 'The edge has just signed a token that says so.' });
    } catch (error) {
      showError(error);
    }
  });
  return (
    <Button busy={press.busy} onClick={() => void press.run()}>
      {title}
    </Button>
  );
}
