import type { Invite, InviteStatus } from 'hallpass';

import { AccessName } from '../../ui/access-name.tsx';
import { Badge, Time } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';
import { Invited } from './invited.tsx';
import { TimeAndInviter } from './time-and-inviter.tsx';

const STATUS: Readonly<Record<InviteStatus, readonly [string, Tone]>> = {
  pending: ['Pending', 'plain'],
  accepted: ['Accepted', 'ok'],
  declined: ['Declined', 'danger'],
  revoked: ['Revoked', 'plain'],
  expired: ['Expired', 'warn'],
};

/** Invites that are no longer pending. */
export function PastTable({ invites }: { invites: readonly Invite[] }) {
  return (
    <Table label="Past invites" columns={['Invited', 'Role', 'Sent', 'Status', 'When']}>
      {invites.map((invite) => {
        const [label, tone] = STATUS[invite.status];
        return (
          <Row key={invite.id}>
            <Cell as="main">
              <Invited invite={invite} />
            </Cell>
            <Cell label="Role">
              <AccessName role={invite.role} permissions={invite.permissions} />
            </Cell>
            <Cell label="Sent" as="muted">
              <TimeAndInviter at={invite.createdAt} by={invite.inviter.name} />
            </Cell>
            <Cell label="Status">
              <Badge tone={tone}>{label}</Badge>
            </Cell>
            <Cell label="When" as="muted">
              <Time at={invite.decidedAt ?? invite.expiresAt ?? invite.createdAt} />
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}
