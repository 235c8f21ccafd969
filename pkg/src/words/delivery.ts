import type { Delivery, DeliveryFailure } from '../wire.ts';

const REASONS: Readonly<Record<DeliveryFailure, string>> = {
  address_budget: 'this address had as many invites as it may get in a day',
  inviter_budget: 'the inviter sent as many mails as one person may in a day',
  team_budget: 'a team sends few mails on its first day',
  address_stopped: 'the recipient stopped mails about invites',
  address_rejected: 'the mail service does not send to this address',
  mailbox_unavailable: 'there is no such mailbox',
  transport_rejected: 'the mail service refused it',
  transport_unreachable: 'the mail service could not be reached',
  bounced: 'it came back',
  complained: 'the recipient reported it as unwanted',
};

/** What became of the mail of an invite. */
export const DELIVERY_WORDS = {
  delivery: ({ state, reason }: Delivery): string => {
    if (state === 'queued') return 'The mail is on its way.';
    if (state === 'sent') return 'The mail was sent.';
    return `The mail did not arrive${reason ? `: ${REASONS[reason]}` : ''}. The link works.`;
  },
};
