import { PROJECT_PERMISSIONS } from 'hallpass';
import type { Account, Project } from 'hallpass';
import { useState } from 'react';

import { pathIn } from '../../address.ts';
import { useLoad } from '../../hooks/load.ts';
import { readProjects } from '../../hooks/projects.ts';
import { roleTitle, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { Link } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { DeniedButton } from '../../ui/explanation.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Avatar, Badge, Empty, Skeleton, Time } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { useWords } from '../../words/language.ts';
import { CreateProject } from './create-project.tsx';
import { NothingYet } from './no-access.tsx';

const EVERY_MS = 60_000;

/** The projects of an account in which the user holds anything. */
export function Projects({ account }: { account: Account }) {
  const create = useVerdict(PROJECT_PERMISSIONS.projectsCreate);
  const [creating, setCreating] = useState(false);
  const { hallpass, projects: t } = useWords();
  const projects = useLoad(`${account.id} ${account.epoch}`, () => readProjects(account.id), EVERY_MS);
  const active = projects.data?.filter(({ status }) => status === 'active') ?? [];
  const archived = projects.data?.filter(({ status }) => status === 'archived') ?? [];
  return (
    <>
      <div className="section-head">
        {active.length > 0 && <p className="muted">{t.openable(active.length)}</p>}
        {create === 'allow' && (
          <Button needsService icon="plus" onClick={() => setCreating(true)}>
            {t.create}
          </Button>
        )}
        {create === 'deny' && <DeniedButton label={t.create} permission={PROJECT_PERMISSIONS.projectsCreate} />}
      </div>
      <Problem error={projects.error} retry={() => void projects.reload()} />
      {!projects.data && projects.error === undefined && <Skeleton lines={6} label={t.loading} />}
      {projects.data && active.length === 0 && <NoProjects mayCreate={create === 'allow'} hasArchived={archived.length > 0} />}
      {active.length > 0 && <ProjectTable label={hallpass.projects} account={account} projects={active} />}
      {archived.length > 0 && (
        <section className="card card-flush" aria-labelledby="archived">
          <div className="card-head">
            <h2 id="archived" className="card-title">
              {t.archived}
            </h2>
          </div>
          <ProjectRows label={t.archivedProjects} account={account} projects={archived} />
        </section>
      )}
      {creating && <CreateProject account={account} onClose={() => setCreating(false)} />}
    </>
  );
}

function NoProjects({ mayCreate, hasArchived }: { mayCreate: boolean; hasArchived: boolean }) {
  const { hallpass, projects: t } = useWords();
  if (!mayCreate) return <NothingYet />;
  return (
    <section className="card" aria-label={t.none}>
      <Empty icon="folder" title={hasArchived ? t.allArchived : hallpass.noProjectsYet}>
        <p>{t.about}</p>
      </Empty>
    </section>
  );
}

interface TableProps {
  readonly label: string;
  readonly account: Account;
  readonly projects: readonly Project[];
}

function ProjectTable(props: TableProps) {
  return (
    <section className="card card-flush" aria-label={props.label}>
      <ProjectRows {...props} />
    </section>
  );
}

function ProjectRows({ label, account, projects }: TableProps) {
  const policy = usePolicy();
  const { hallpass, projects: t } = useWords();
  return (
    <Table label={label} columns={[hallpass.project, hallpass.yourRole, t.created]}>
      {projects.map((project) => (
        <Row key={project.id}>
          <Cell as="main">
            <div className="person">
              <Avatar name={project.name} seed={project.id} square />
              <div className="person-text">
                <Link className="person-name" title={project.name} dir="auto" href={pathIn(account.id, `projects/${project.id}`)}>
                  {project.name}
                </Link>
                {project.externalId && <span className="person-email">{project.externalId}</span>}
              </div>
            </div>
          </Cell>
          <Cell label={hallpass.yourRole}>
            {project.role === undefined ? (
              <span className="muted">{t.fromTeamRole}</span>
            ) : (
              <Badge>{roleTitle(policy, project.role)}</Badge>
            )}
          </Cell>
          <Cell label={t.created} as="muted">
            <Time at={project.createdAt} as="day" />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
