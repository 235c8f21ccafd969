/** Mails of invites, as the API returns them. */

/** Why the mail of an invite was not delivered. */
export type DeliveryFailure =
  | 'address_budget'
  | 'inviter_budget'
  | 'team_budget'
  | 'address_stopped'
  | 'address_rejected'
  | 'mailbox_unavailable'
  | 'transport_rejected'
  | 'transport_unreachable'
  | 'bounced'
  | 'complained';

/** What became of the last mail of an invite. The invite and its link work all the same. */
export interface Delivery {
  readonly state: 'queued' | 'sent' | 'failed' | 'bounced';
  readonly at: string;
  /** Why it failed or bounced. */
  readonly reason?: DeliveryFailure;
}

/** The mail of an invite as it would be sent now. Its links lead nowhere. */
export interface MailPreview {
  /** The sender: `"Acme, Inc." <invites@example.com>`. */
  readonly from: string;
  /** Where replies go, if not to the sender. */
  readonly replyTo?: string;
  readonly to: string;
  readonly subject: string;
  /** The language of the texts, as a BCP 47 tag. */
  readonly language: string;
  /** A whole document. Show it in a sandboxed frame alone. */
  readonly html: string;
  readonly text: string;
}
