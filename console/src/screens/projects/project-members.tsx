import { HallpassError } from 'hallpass';
import type { Account, Project, ProjectMember } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { useLoad } from '../../hooks/load.ts';
import { readAll } from '../../hooks/projects.ts';
import { permissionTitle, roleTitle, useClientState, usePolicy } from '../../hooks/state.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Avatar, Empty, Skeleton, Time } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormats, useWords } from '../../words/language.ts';
import { GrantAccess } from './grant-access.tsx';

const EVERY_MS = 60_000;

interface Props {
  readonly account: Account;
  readonly project: Project;
}

type Open = { readonly dialog: 'grant'; readonly member?: ProjectMember } | { readonly dialog: 'revoke'; readonly member: ProjectMember };

/** Who has a grant in a project, for those who manage it. */
export function ProjectMembers({ account, project }: Props) {
  const key = `${account.id} ${project.id} ${account.epoch}`;
  const members = useLoad(key, () => readAll((cursor) => client.projects.members(project.id, { account: account.id, limit: 200, cursor })), EVERY_MS);
  const [open, setOpen] = useState<Open>();
  const { projects: t } = useWords();
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    void members.reload();
  };
  const isArchived = project.status === 'archived';
  const isHidden = members.error instanceof HallpassError && members.error.code === 'forbidden';
  if (isHidden) return null;
  return (
    <section className="card card-flush" aria-labelledby="project-members">
      <div className="card-head">
        <div>
          <h2 id="project-members" className="card-title">
            {t.access}
          </h2>
          <p className="muted">
            {members.data && t.people(members.data.length)} {t.accessAbout}
          </p>
        </div>
        {!isArchived && (
          <Button icon="plus" onClick={() => setOpen({ dialog: 'grant' })}>
            {t.grant}
          </Button>
        )}
      </div>
      {members.error !== undefined && (
        <div className="pad">
          <Problem error={members.error} retry={() => void members.reload()} />
        </div>
      )}
      {!members.data && members.error === undefined && (
        <div className="pad">
          <Skeleton lines={3} label={t.loadingAccess} />
        </div>
      )}
      {members.data?.length === 0 && (
        <Empty icon="person" title={t.noneGranted}>
          {!isArchived && <p>{t.noneGrantedAbout}</p>}
        </Empty>
      )}
      {members.data && members.data.length > 0 && (
        <MemberTable members={members.data} mayGrant={!isArchived} onOpen={setOpen} />
      )}
      {open?.dialog === 'grant' && (
        <GrantAccess account={account} project={project} member={open.member} granted={members.data ?? []} onClose={close} onDone={done} />
      )}
      {open?.dialog === 'revoke' && <RevokeAccess account={account} project={project} member={open.member} onClose={close} onDone={done} />}
    </section>
  );
}

interface TableProps {
  readonly members: readonly ProjectMember[];
  readonly mayGrant: boolean;
  readonly onOpen: (open: Open) => void;
}

function MemberTable({ members, mayGrant, onOpen }: TableProps) {
  const policy = usePolicy();
  const { user } = useClientState();
  const { hallpass, projects: t } = useWords();
  const { list } = useFormats();
  return (
    <Table label={t.access} columns={[hallpass.member, hallpass.role, t.since]} hasActions>
      {members.map((member) => {
        const title = roleTitle(policy, member.role);
        return (
          <Row key={member.user}>
            <Cell as="main">
              <div className="person">
                <Avatar name={member.name} seed={member.user} />
                <div className="person-text">
                  <span className="person-name">
                    {member.name}
                    {member.user === user?.id && <span className="you"> {hallpass.you}</span>}
                  </span>
                  {member.email && <span className="person-email">{member.email}</span>}
                </div>
              </div>
            </Cell>
            <Cell label={hallpass.role}>
              {mayGrant ? (
                <Button
                  small
                  look="quiet"
                  className="role-button"
                  icon="pencil"
                  aria-haspopup="dialog"
                  aria-label={t.roleAndChange(title, member.name)}
                  onClick={() => onOpen({ dialog: 'grant', member })}
                >
                  {title}
                </Button>
              ) : (
                title
              )}
              {member.permissions && (
                <p className="invited-by">{list(member.permissions.map((name) => permissionTitle(policy, name)))}</p>
              )}
            </Cell>
            <Cell label={t.since} as="muted">
              {member.grantedAt && <Time at={member.grantedAt} as="day" />}
            </Cell>
            <Cell as="actions">
              <IconButton icon="trash" small label={t.revokeOf(member.name)} aria-haspopup="dialog" onClick={() => onOpen({ dialog: 'revoke', member })} />
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}

interface RevokeProps extends Props {
  readonly member: ProjectMember;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function RevokeAccess({ account, project, member, onClose, onDone }: RevokeProps) {
  const { showToast } = useToasts();
  const { hallpass, projects: t } = useWords();
  const revoke = useAction(async () => {
    await client.projects.revoke(project.id, member.user, { account: account.id });
    showToast({ text: t.accessRemoved(member.name, project.name), icon: 'door' });
    onDone();
  });
  return (
    <Dialog title={t.revokeQuestion(member.name)} onClose={onClose}>
      <ul className="consequences">
        <li>{t.losesAccess(member.name, project.name)}</li>
        <li>{t.keepsRole(account.name)}</li>
      </ul>
      <Problem error={revoke.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look="danger" busy={revoke.busy} onClick={() => void revoke.run()}>
          {t.revoke}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
