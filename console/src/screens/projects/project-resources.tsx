import type { Policy, PolicyPermission, Project } from 'hallpass';
import { useAction } from 'hallpass/react';

import { client } from '../../client.ts';
import { useProjectVerdict } from '../../hooks/projects.ts';
import { usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { DeniedButton } from '../../ui/explanation.tsx';
import { Icon } from '../../ui/icon.tsx';
import { resourcesOf } from '../../ui/resources.ts';
import type { Resource } from '../../ui/resources.ts';
import { Avatar, Skeleton } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** Every resource of projects with its actions in one project, each allowed or explained. */
export function ProjectResources({ project }: { project: Project }) {
  const policy = usePolicy();
  if (!policy) return <Skeleton lines={6} label="Loading resources" />;
  return (
    <div className="cards">
      {resourcesOf(inProjects(policy)).map((resource) => (
        <ResourceCard key={resource.name} resource={resource} project={project} />
      ))}
    </div>
  );
}

/** The policy without what counts in the account only. */
const inProjects = (policy: Policy): Policy => ({ ...policy, permissions: policy.permissions.filter(({ scope }) => scope === 'project') });

function ResourceCard({ resource, project }: { resource: Resource; project: Project }) {
  const { name, title, icon, permissions } = resource;
  return (
    <section className="card resource" aria-labelledby={`resource-${name}`}>
      <header className="resource-head">
        {icon ? (
          <span className="resource-icon">
            <Icon name={icon} size={20} />
          </span>
        ) : (
          <Avatar name={title} square size={40} />
        )}
        <h2 id={`resource-${name}`} className="card-title">
          {title}
        </h2>
      </header>
      <ul className="resource-actions">
        {permissions.map((permission) => (
          <ResourceAction key={permission.name} permission={permission} project={project} />
        ))}
      </ul>
    </section>
  );
}

function ResourceAction({ permission, project }: { permission: PolicyPermission; project: Project }) {
  const { name, title, description } = permission;
  const verdict = useProjectVerdict(name, project.id);
  return (
    <li className="resource-action">
      {verdict === 'unknown' && <Skeleton lines={1} label={`Finding out about ${title}`} />}
      {verdict === 'allow' && <AllowedAction permission={permission} project={project} />}
      {verdict === 'deny' && <DeniedButton label={title} permission={{ permission: name, project: project.id }} />}
      {description && <p className="resource-about">{description}</p>}
    </li>
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
