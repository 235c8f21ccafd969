import type { Delivery, DeliveryFailure } from 'hallpass';
import type { ReactNode } from 'react';

import { Badge } from '../../ui/small.tsx';
import type { Tone } from '../../ui/small.tsx';

const STATES: Readonly<Record<Delivery['state'], readonly [string, Tone]>> = {
  queued: ['Mail on its way', 'plain'],
  sent: ['Mail sent', 'ok'],
  failed: ['Mail not sent', 'danger'],
  bounced: ['Mail came back', 'danger'],
};

const REASONS: Readonly<Record<DeliveryFailure, string>> = {
  address_budget: 'This email already got as many invites as allowed in a day.',
  inviter_budget: 'The inviter already sent as many invites as allowed in a day.',
  team_budget: 'A team sends few mails on its first day.',
  address_stopped: 'The recipient stopped mails about invites.',
  address_rejected: "The mail service doesn't send to this email.",
  mailbox_unavailable: "There's no such mailbox.",
  transport_rejected: 'The mail service refused it: its settings may be wrong.',
  transport_unreachable: 'The mail service could not be reached for a day.',
  bounced: 'The receiving server returned it.',
  complained: 'The recipient reported it as unwanted.',
};

/** What became of the mail of an invite, and what can be done with it. The link works all the same. */
export function DeliveryText({ delivery: { state, reason }, children }: { delivery: Delivery; children?: ReactNode }) {
  const [label, tone] = STATES[state];
  return (
    <span className="person-detail">
      <Badge tone={tone}>{label}</Badge>
      {reason && ` ${REASONS[reason]} Copy the link to pass it on yourself.`}
      {children && <> {children}</>}
    </span>
  );
}
