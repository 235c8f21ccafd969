import type { Account, Invite, InviteStatus } from 'hallpass';
import { useInvites } from 'hallpass/react';
import type { InvitesState, List } from 'hallpass/react';
import type { ReactNode } from 'react';

import { usePolledList } from '../../hooks/load.ts';
import { AccessName } from '../../ui/access-name.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { eitherOf } from '../../ui/list-of.ts';
import { LoadedList } from '../../ui/list.tsx';
import { Badge, Empty, Time } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { DeliveryText } from './delivery.tsx';
import { InviteActions } from './invite-actions.tsx';
import { InvitedTo } from './invite-projects.tsx';
import { PreviewMail } from './preview-mail.tsx';

const EVERY_MS = 10_000;
/** Where the development edition keeps invite mails. It answers this machine only. */
const LOCAL_MAIL = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname) ? '/local/mail' : undefined;

interface Props {
  readonly account: Account;
  /** The invite that was just created. */
  readonly fresh: string | undefined;
  readonly onInvite: () => void;
}

/** Pending and past invites. */
export function Invites({ account, fresh, onInvite }: Props) {
  const pending = useInvites({ account: account.id, status: 'pending' });
  const every = useInvites({ account: account.id });
  return (
    <>
      <Pending account={account} list={usePolledList(pending, EVERY_MS)} invites={pending} fresh={fresh} onInvite={onInvite} />
      <Decided list={usePolledList(every, EVERY_MS)} />
    </>
  );
}

interface PendingProps {
  readonly account: Account;
  readonly list: List<Invite>;
  readonly invites: InvitesState;
  readonly fresh: string | undefined;
  readonly onInvite: () => void;
}

function Pending({ account, list, invites, fresh, onInvite }: PendingProps) {
  const nobody = (
    <Empty icon="mail" title="Nobody is invited at the moment">
      <Button icon="plus" onClick={onInvite}>
        Invite somebody
      </Button>
    </Empty>
  );
  return (
    <section className="card card-flush" aria-labelledby="pending">
      <header className="card-head">
        <h2 id="pending" className="card-title">
          Pending invites
        </h2>
        {LOCAL_MAIL && (
          <a className="muted" href={LOCAL_MAIL} target="_blank" rel="noreferrer">
            Mails on this machine
          </a>
        )}
      </header>
      <LoadedList list={list} reading="Loading invites" empty={nobody}>
        {(items) => (
          <Table label="Pending invites" columns={['Invited', 'Role', 'Since', 'Actions']}>
            {items.map((invite) => (
              <PendingRow key={invite.id} account={account} invite={invite} fresh={invite.id === fresh} invites={invites} />
            ))}
          </Table>
        )}
      </LoadedList>
    </section>
  );
}

interface PendingRowProps {
  readonly account: Account;
  readonly invite: Invite;
  readonly fresh: boolean;
  readonly invites: InvitesState;
}

function PendingRow({ account, invite, fresh, invites }: PendingRowProps) {
  return (
    <Row fresh={fresh}>
      <Cell as="main">
        <Invited invite={invite}>
          <PreviewMail invite={invite} invites={invites} />
        </Invited>
      </Cell>
      <Cell label="Role">
        <AccessName role={invite.role} permissions={invite.permissions} />
      </Cell>
      <Cell label="Since" as="muted">
        <span>
          <Time at={invite.createdAt} />
          <span className="invited-by">
            by {invite.inviter.name}
            {invite.expiresAt && (
              <>
                , expires <Time at={invite.expiresAt} />
              </>
            )}
          </span>
        </span>
      </Cell>
      <Cell as="actions">
        <InviteActions account={account} invite={invite} invites={invites} />
      </Cell>
    </Row>
  );
}

/** Whom an invite is for, and what became of its mail. `children` stands beside the latter. */
function Invited({ invite, children }: { invite: Invite; children?: ReactNode }) {
  const { maxUses = 1, uses = 0 } = invite;
  return (
    <div className="person">
      <span className="round">
        <Icon name={invite.email ? 'mail' : 'link'} size={16} />
      </span>
      <div className="person-text">
        <span className="person-name" id={`invited-${invite.id}`}>
          {invite.email ?? 'Anyone with the link'}
        </span>
        {invite.domains && <span className="person-detail">Only addresses at {eitherOf(invite.domains)}</span>}
        {maxUses > 1 && (
          <span className="person-detail">
            {uses} of {maxUses} used
          </span>
        )}
        {invite.projects && <InvitedTo grants={invite.projects} />}
        {invite.note && <span className="person-detail">“{invite.note}”</span>}
        {invite.delivery && <DeliveryText delivery={invite.delivery}>{children}</DeliveryText>}
      </div>
    </div>
  );
}

const STATUS: Readonly<Record<InviteStatus, readonly [string, Tone]>> = {
  pending: ['Pending', 'plain'],
  accepted: ['Accepted', 'ok'],
  declined: ['Declined', 'danger'],
  revoked: ['Revoked', 'plain'],
  expired: ['Expired', 'warn'],
};

function Decided({ list: { items, next, loadMore } }: { list: List<Invite> }) {
  const decided = items.filter(({ status }) => status !== 'pending');
  if (decided.length === 0) return null;
  return (
    <section className="card card-flush" aria-labelledby="decided">
      <header className="card-head">
        <h2 id="decided" className="card-title">
          Decided invites
        </h2>
      </header>
      <Table label="Decided invites" columns={['Invited', 'Role', 'Outcome', 'When']}>
        {decided.map((invite) => {
          const [label, tone] = STATUS[invite.status];
          return (
            <Row key={invite.id}>
              <Cell as="main">
                <Invited invite={invite} />
              </Cell>
              <Cell label="Role">
                <AccessName role={invite.role} permissions={invite.permissions} />
              </Cell>
              <Cell label="Outcome">
                <Badge tone={tone}>{label}</Badge>
              </Cell>
              <Cell label="When" as="muted">
                <Time at={invite.decidedAt ?? invite.expiresAt ?? invite.createdAt} />
              </Cell>
            </Row>
          );
        })}
      </Table>
      {next !== undefined && (
        <div className="pad">
          <Button small onClick={() => void loadMore()}>
            Show more
          </Button>
        </div>
      )}
    </section>
  );
}
