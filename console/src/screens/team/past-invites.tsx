import type { Invite, InviteStatus } from 'hallpass';

import { AccessName } from '../../ui/access-name.tsx';
import { Badge, Time } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';
import { Cell, LongTable, Row } from '../../ui/table.tsx';
import { useWords } from '../../words/language.ts';
import { Invited } from './invited.tsx';
import { TimeAndInviter } from './time-and-inviter.tsx';

const TONES: Readonly<Record<InviteStatus, Tone>> = { pending: 'plain', accepted: 'ok', declined: 'danger', revoked: 'plain', expired: 'warn' };

/** Invites that are no longer pending. */
export function PastTable({ invites }: { invites: readonly Invite[] }) {
  const { hallpass, invites: t } = useWords();
  return (
    <LongTable items={invites} keyOf={({ id }) => id} label={t.pastInvites} columns={[t.invited, hallpass.role, t.sent, t.status, t.when]}>
      {(invite) => (
        <Row key={invite.id}>
          <Cell as="main">
            <Invited invite={invite} />
          </Cell>
          <Cell label={hallpass.role}>
            <AccessName role={invite.role} permissions={invite.permissions} />
          </Cell>
          <Cell label={t.sent} as="muted">
            <TimeAndInviter at={invite.createdAt} by={invite.inviter.name} />
          </Cell>
          <Cell label={t.status}>
            <Badge tone={TONES[invite.status]}>{t.statuses[invite.status]}</Badge>
          </Cell>
          <Cell label={t.when} as="muted">
            <Time at={invite.decidedAt ?? invite.expiresAt ?? invite.createdAt} />
          </Cell>
        </Row>
      )}
    </LongTable>
  );
}
