import type { Policy, Project } from 'hallpass';
import { useAction } from 'hallpass/react';

import { client } from '../../client.ts';
import { useProjectVerdict } from '../../hooks/projects.ts';
import { usePolicy } from '../../hooks/state.tsx';
import { ResourceRow, Resources } from '../../ui/resource-rows.tsx';
import type { ResourceActionProps } from '../../ui/resource-rows.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

/** Every resource of the platform in projects with its actions in one project, each allowed or explained. */
export function ProjectResources({ project }: { project: Project }) {
  const policy = usePolicy();
  const { resources: t } = useWords();
  if (!policy) return <Skeleton lines={6} label={t.loading} />;
  return <Resources policy={inProjects(policy)} action={(props) => <ResourceAction {...props} project={project} />} />;
}

/** The policy without what counts in the account only. */
const inProjects = (policy: Policy): Policy => ({ ...policy, permissions: policy.permissions.filter(({ scope }) => scope === 'project') });

// A platform would open its own screen here. The console requests the token that such a screen would send, so that a press shows
// what the platform's API would decide.
function ResourceAction({ permission, why, project }: ResourceActionProps & { project: Project }) {
  const { name, title } = permission;
  const { showToast, showError } = useToasts();
  const { resources: t } = useWords();
  const press = useAction(async () => {
    try {
      await client.token({ project: project.id });
      client.protect({ permission: name, project: project.id, fresh: true });
      showToast({ text: t.allowedIn(title, project.name), detail: t.confirmed });
    } catch (error) {
      showError(error);
    }
  });
  return (
    <ResourceRow
      permission={permission}
      why={why}
      verdict={useProjectVerdict(name, project.id)}
      when={{ permission: name, project: project.id }}
      busy={press.busy}
      onPress={() => void press.run()}
    />
  );
}
