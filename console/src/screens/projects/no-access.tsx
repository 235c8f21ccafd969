import type { Explanation } from 'hallpass';

import { pathIn } from '../../address.ts';
import { client } from '../../client.ts';
import { useLoad } from '../../hooks/load.ts';
import { useActive, usePolicy } from '../../hooks/state.tsx';
import { Link } from '../../router.tsx';
import { ExplanationView } from '../../ui/explanation.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { useWords } from '../../words/language.ts';

/** Shown in place of a project's page to a member without access, with whom to ask. */
export function NoAccess({ project }: { project: string }) {
  return <Why title={useWords().projects.noAccess} project={project} />;
}

/** Shown in place of an empty list of projects to a member who cannot create one. */
export function NothingYet() {
  return <Why title={useWords().projects.nothingYet} />;
}

function Why({ title, project }: { title: string; project?: string }) {
  const account = useActive();
  const { parts, projects: t } = useWords();
  const permission = usePolicy()?.permissions.find(({ scope }) => scope === 'project')?.name;
  const key = account && permission && `${account.id} ${account.epoch} ${project}`;
  const why = useLoad<Explanation | undefined>(key, () =>
    client.diagnose({
      ...(account ? { account: account.id } : {}),
      ...(permission ? { permission } : {}),
      ...(project === undefined ? {} : { project }),
      count: 0,
    }),
  );
  return (
    <section className="card denied" aria-label={title}>
      <span className="empty-icon">
        <Icon name="lock" size={22} />
      </span>
      <h1 className="card-title">{title}</h1>
      <Problem error={why.error} retry={() => void why.reload()} />
      {why.data && <ExplanationView explanation={why.data} />}
      {account && project !== undefined && <Link href={pathIn(account.id, 'projects')}>{t.yourProjects}</Link>}
      {!why.data && why.error === undefined && <Skeleton lines={2} label={parts.findingOutWhy} />}
    </section>
  );
}
