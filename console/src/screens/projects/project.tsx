import { HallpassError } from 'hallpass';
import type { Account, Project } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useEffect, useState } from 'react';

import { pathIn } from '../../address.ts';
import { client } from '../../client.ts';
import { useLoad, usePrevious } from '../../hooks/load.ts';
import { useManagesProject } from '../../hooks/projects.ts';
import { roleTitle, useActive, usePolicy } from '../../hooks/state.tsx';
import { useAccountTitle } from '../../hooks/title.ts';
import { Link } from '../../router.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Avatar, Badge, Skeleton } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import { ArchiveProject } from './archive-project.tsx';
import { NoAccess } from './no-access.tsx';
import { ProjectMembers } from './project-members.tsx';
import { ProjectResources } from './project-resources.tsx';
import { RenameProject } from './rename-project.tsx';

const EVERY_MS = 60_000;

/** One project of the active account: what the user may do there, and for those who manage it, who works in it. */
export function ProjectScreen({ id }: { id: string }) {
  const account = useActive();
  const { projects: t } = useWords();
  const found = useLoad(account && `${account.id} ${account.epoch} ${id}`, () => client.projects.read(id, { account: account?.id }), EVERY_MS);
  const project = usePrevious(found.data);
  useAccountTitle(project?.name ?? t.project);
  if (found.error instanceof HallpassError && found.error.code === 'not_found') return <NoAccess project={id} />;
  if (found.error !== undefined && !project) return <Problem error={found.error} retry={() => void found.reload()} />;
  if (!account || !project) return <Skeleton lines={8} label={t.loadingOne} />;
  return <ProjectPage account={account} project={project} onChanged={() => void found.reload()} />;
}

interface PageProps {
  readonly account: Account;
  readonly project: Project;
  readonly onChanged: () => void;
}

function ProjectPage({ account, project, onChanged }: PageProps) {
  const manages = useManagesProject(project.id);
  const isArchived = project.status === 'archived';
  // The tab works in the project that it shows.
  const { id } = project;
  useEffect(() => {
    const isKnown = client.state.projects?.some((other) => other.id === id);
    if (!isArchived && isKnown && client.state.project?.id !== id) client.projects.use(id);
  }, [id, isArchived]);
  return (
    <>
      <ProjectHead account={account} project={project} manages={manages} onChanged={onChanged} />
      {isArchived ? (
        <ArchivedNote account={account} project={project} manages={manages} onChanged={onChanged} />
      ) : (
        <ProjectResources project={project} />
      )}
      {manages && <ProjectMembers account={account} project={project} />}
      {manages && !isArchived && <ArchiveProject account={account} project={project} onDone={onChanged} />}
    </>
  );
}

function ProjectHead({ account, project, manages, onChanged }: PageProps & { manages: boolean }) {
  const policy = usePolicy();
  const [renaming, setRenaming] = useState(false);
  const { hallpass, projects: t } = useWords();
  return (
    <div className="page-head team-head">
      <Avatar name={project.name} seed={project.id} square size={56} />
      <div className="page-head-text">
        <div className="title-row">
          <h1 className="page-title">{project.name}</h1>
          {project.status === 'archived' && <Badge tone="warn">{t.archived}</Badge>}
          {manages && <IconButton icon="pencil" label={t.rename} small onClick={() => setRenaming(true)} />}
        </div>
        <p className="muted">
          {t.projectsOf(<Link href={pathIn(account.id, 'projects')}>{hallpass.projects}</Link>, account.name)} ·{' '}
          {project.role === undefined ? t.teamRoleCounts : t.yourRoleHere(<Badge tone="accent">{roleTitle(policy, project.role)}</Badge>)}
        </p>
      </div>
      {renaming && <RenameProject account={account} project={project} onClose={() => setRenaming(false)} onDone={onChanged} />}
    </div>
  );
}

function ArchivedNote({ account, project, manages, onChanged }: PageProps & { manages: boolean }) {
  const { showToast } = useToasts();
  const { projects: t } = useWords();
  const restore = useAction(async () => {
    await client.projects.update(project.id, { status: 'active' }, { account: account.id });
    showToast({ text: t.restored(project.name), icon: 'refresh' });
    onChanged();
  });
  return (
    <>
      <Callout
        tone="warn"
        icon="lock"
        role="status"
        title={t.archivedTitle}
        action={
          manages && (
            <Button small busy={restore.busy} onClick={() => void restore.run()}>
              {t.restore}
            </Button>
          )
        }
      >
        {t.archivedAbout}
      </Callout>
      <Problem error={restore.error} />
    </>
  );
}
