import type { Delivery, DeliveryFailure } from '../wire.ts';

const REASONS: Readonly<Record<DeliveryFailure, string>> = {
  address_budget: 'this email has received too many invites today',
  inviter_budget: "the inviter has reached today's limit",
  team_budget: 'new teams can send only a few emails on their first day',
  address_stopped: 'the recipient unsubscribed from invites',
  address_rejected: 'the mail service blocks this email',
  mailbox_unavailable: "this mailbox doesn't exist",
  transport_rejected: 'the mail service rejected it',
  transport_unreachable: "the mail service couldn't be reached",
  bounced: 'it bounced',
  complained: 'the recipient marked it as spam',
};

/** What became of the mail of an invite. */
export const DELIVERY_WORDS = {
  delivery: ({ state, reason }: Delivery): string => {
    if (state === 'queued') return 'The email is on its way.';
    if (state === 'sent') return 'Email sent.';
    return `Email not delivered${reason ? `: ${REASONS[reason]}` : ''}. The link still works.`;
  },
};
