//! Limits on what anybody can send and a team can have. Each is defined here once.

use crate::budget::Budget;

/// A day, in seconds.
const DAY_SECONDS: u32 = 86_400;

/// The size of a request body, in bytes.
pub const BODY_BYTES: usize = 16 * 1024;
/// The size of the body of a bulk request, in bytes.
pub const BULK_BODY_BYTES: usize = 256 * 1024;
/// The number of invites in one bulk request.
pub const BULK_INVITES: usize = 200;
/// The length of a name, in code points of its normalised form (NFC). At least one of them can be seen.
pub const NAME_CHARACTERS: usize = 64;
/// The length of a note, in code points of its normalised form (NFC).
pub const NOTE_CHARACTERS: usize = 280;
/// The number of combining marks on one character of a name or note. Written languages have up to five, in Burmese.
pub const COMBINING_MARKS: usize = 6;
/// The length of an e-mail address, in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets).
pub const ADDRESS_BYTES: usize = 254;
/// The length of the local part of an e-mail address, in bytes (RFC 5321 §4.5.3.1.1).
pub const LOCAL_PART_BYTES: usize = 64;
/// The length of a domain, in bytes of its ASCII form (RFC 1035 §2.3.4, less the root's dot and the lengths).
pub const DOMAIN_BYTES: usize = 253;
/// The length of a label of a domain, in bytes of its ASCII form (RFC 1035 §2.3.4).
pub const LABEL_BYTES: usize = 63;
/// The longest lifetime of an invite with an expiry, in seconds: a year.
pub const EXPIRES_IN_SECONDS: u64 = 31_536_000;
/// The number of accounts or permissions in one request.
pub const NAMED_PER_CALL: usize = 50;
/// The number of members of an account.
pub const MEMBERS: u32 = 100_000;
/// The number of members up to which every member's account list is updated on each join and leave. In a larger account
/// only the owner's is; the others are updated with the next change of their own row.
pub const COUNTED_FOR_ALL: u32 = 50;
/// The number of pending invites of an account.
pub const PENDING_INVITES: u32 = 10_000;
/// The number of pending invites that an inbox holds. What is there stays: a new one has a place only instead of one from
/// an inviter who has at least two more.
pub const INBOX_INVITES: u32 = 1_000;
/// The number of pending invites of one inviter that an inbox holds.
pub const INBOX_INVITES_PER_INVITER: u32 = 100;
/// The number of invites of one inviter that an inbox shows, the newest of them. The others follow as these are decided.
pub const INBOX_SHOWN_PER_INVITER: u32 = 20;
/// How long an index keeps the version of a row that was removed, in seconds: a day. A delivery takes seconds, and the
/// sender gives up the longest after a minute.
pub const TOMBSTONE_SECONDS: i64 = 86_400;
/// How long an invite that expired unused is kept, in seconds: 30 days.
pub const EXPIRED_INVITE_SECONDS: i64 = 2_592_000;
/// The number of users that can join by one link invite.
pub const MAX_USES: u32 = 1_000;
/// The number of domains of one link invite.
pub const DOMAINS_PER_INVITE: usize = 20;
/// The number of accounts of a user, including the personal one.
pub const ACCOUNTS_PER_USER: usize = 1_000;
/// The number of projects of an account, archived ones included.
pub const PROJECTS: u32 = 1_000;
/// The number of projects that one member has a grant in.
pub const GRANTS_PER_MEMBER: u32 = 500;
/// The number of projects that one invite grants.
pub const GRANTS_PER_INVITE: usize = 50;
/// The number of access reviews that an account opens within a day.
pub const REVIEWS_PER_DAY: u32 = 50;
/// The largest number of days in the filter for inactive members: ten years.
pub const INACTIVE_DAYS: u32 = 3_650;
/// The time between two sends of the same invite, in seconds.
pub const RESEND_SECONDS: i64 = 60;
/// The number of permissions of a policy, including retired ones.
pub const PERMISSIONS: usize = 128;
/// The number of roles of a policy.
pub const ROLES: usize = 32;
/// The default number of items on a page.
pub const PAGE_DEFAULT: usize = 50;
/// The maximum number of items on a page.
pub const PAGE_MOST: usize = 200;
/// The length of an idempotency key, in visible ASCII characters.
pub const IDEMPOTENCY_KEY_CHARACTERS: usize = 128;
/// How long the record of an idempotency key is valid, in seconds: a day.
pub const IDEMPOTENCY_SECONDS: i64 = 86_400;
/// The number of refusals of one member that are audited in one window. Further ones are `rate_limited`.
pub const REFUSALS_PER_WINDOW: u32 = 30;
/// The window of [`REFUSALS_PER_WINDOW`], in seconds.
pub const REFUSAL_WINDOW_SECONDS: i64 = 60;
/// The length of the subject of an identity token, in bytes (OpenID Connect Core §2).
pub const SUBJECT_BYTES: usize = 255;
/// The length of a word of the audit log, in ASCII characters.
pub const WORD_CHARACTERS: usize = 64;
/// The length of the host's id of a resource or an account, in visible ASCII characters.
pub const HOST_ID_CHARACTERS: usize = 128;
/// The number of details of an audit event that a host writes.
pub const HOST_DETAILS: usize = 16;
/// The length of a text in those details, in Unicode characters.
pub const HOST_DETAIL_CHARACTERS: usize = 256;
/// The highest spend limit that can be set at all, in US cents per hour: ten million dollars.
pub const SPEND_LIMIT_CENTS: u64 = 1_000_000_000;
/// The number of ids in the details of an audit event. Further ones are only counted.
pub const DETAIL_IDS: usize = 100;
/// The number of members that an explanation suggests to ask.
pub const ASK_WHO: usize = 5;
/// How long an offer of ownership is open, in seconds: seven days.
pub const TRANSFER_SECONDS: i64 = 604_800;
/// The longest lifetime of an invite token, in seconds: a day.
pub const INVITE_TOKEN_SECONDS: i64 = 86_400;
/// The longest lifetime of a membership token, in seconds. Verifiers refuse a longer one even if its signature is valid.
pub const MEMBERSHIP_TOKEN_SECONDS: i64 = 300;
/// The number of mails about invites that an address gets within a day. Those of teams that its holder joined are not
/// counted.
pub const MAILS_PER_ADDRESS: Budget = Budget {
    count: 3,
    seconds: DAY_SECONDS,
};
/// The number of mails that one inviter sends within a day.
pub const MAILS_PER_INVITER: Budget = Budget {
    count: 200,
    seconds: DAY_SECONDS,
};
/// The number of mails that a team younger than [`YOUNG_TEAM_SECONDS`] sends within a day.
pub const MAILS_PER_YOUNG_TEAM: Budget = Budget {
    count: 20,
    seconds: DAY_SECONDS,
};
/// How long a team counts as young, in seconds: a day since it was opened, or converted from a personal account.
pub const YOUNG_TEAM_SECONDS: i64 = 86_400;
/// How long a mail is tried, in seconds: a day.
pub const MAIL_SECONDS: i64 = 86_400;
/// How far the time of a signed webhook may be from the receiver's, in seconds (Standard Webhooks advises a few minutes).
pub const WEBHOOK_TOLERANCE_SECONDS: u64 = 300;
/// The length of a language tag, in ASCII characters (RFC 5646 §4.4.1 advises to support 35).
pub const LOCALE_CHARACTERS: usize = 35;
/// How long a request body may take to arrive, in seconds.
pub const BODY_SECONDS: u64 = 30;
/// The highest generation of an invite's link. The code has three bytes for it.
pub const GENERATIONS: u32 = 0x00FF_FFFF;
/// How long a change of a membership is listed in an account's epochs, in seconds. This is longer than the lifetime of a
/// token that was minted before the change, with clocks that differ by a minute.
pub const CHANGED_SECONDS: i64 = 600;
/// How far a restore from a backup moves an account's epoch and sequence: further than it can have advanced since the backup.
pub const RESTORE_STEP: u64 = 1 << 20;
/// The number of changed members that are listed. If there are more, each member is looked up.
pub const CHANGED_MEMBERS: usize = 1_000;
/// The length of a URL that the edge sends requests to, in bytes.
pub const OUTBOUND_URL_BYTES: usize = 2_048;
/// The number of webhooks. Cloudflare opens six connections at a time for one request; further ones wait.
pub const WEBHOOKS: usize = 10;
/// The number of secrets of a webhook: the one in use, and the one before or after it.
pub const WEBHOOK_SECRETS: usize = 2;
/// The least length of a webhook's secret, in bytes (Standard Webhooks).
pub const WEBHOOK_SECRET_BYTES_LEAST: usize = 24;
/// The greatest length of a webhook's secret, in bytes (Standard Webhooks).
pub const WEBHOOK_SECRET_BYTES_MOST: usize = 64;
/// The number of actions and families in the filter of a webhook.
pub const WEBHOOK_EVENTS: usize = 50;
/// How long the receiver of a webhook may take to answer, in seconds.
pub const WEBHOOK_SECONDS: u64 = 10;
/// The longest time between two attempts of a webhook, in seconds: an hour.
pub const WEBHOOK_RETRY_SECONDS: i64 = 3_600;
/// How long a webhook is tried before it is paused, in seconds: three days.
pub const WEBHOOK_GIVE_UP_SECONDS: i64 = 259_200;
/// How long a webhook is paused, in seconds: a day.
pub const WEBHOOK_PAUSE_SECONDS: i64 = 86_400;
/// The least time for which an operator can keep audit events, in days.
pub const AUDIT_RETENTION_DAYS_LEAST: i64 = 30;
/// The same in seconds.
pub const AUDIT_RETENTION_SECONDS_LEAST: i64 = AUDIT_RETENTION_DAYS_LEAST * 86_400;
/// The longest time for which an operator can say to keep audit events, in days: a hundred years. Without the setting they
/// stay.
pub const AUDIT_RETENTION_DAYS_MOST: i64 = 36_500;
/// The default number of events that the verification of an audit log goes back.
pub const FOLLOWED_EVENTS: u64 = 10_000;

#[cfg(test)]
mod tests {
    #[test]
    fn a_body_is_sixteen_kibibytes_and_one_with_many_invites_256() {
        assert_eq!(super::BODY_BYTES, 16_384);
        assert_eq!(super::BULK_BODY_BYTES, 262_144);
    }
}
