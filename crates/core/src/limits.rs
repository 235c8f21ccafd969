//! Every limit on what a stranger can send or a team can hold, each written once.

/// A request body, in bytes.
pub const BODY_BYTES: usize = 16 * 1024;
/// A name, in Unicode characters; at least one.
pub const NAME_CHARACTERS: usize = 64;
/// A note, in Unicode characters.
pub const NOTE_CHARACTERS: usize = 280;
/// An e-mail address, in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets).
pub const ADDRESS_BYTES: usize = 254;
/// The local part of an e-mail address, in bytes (RFC 5321 §4.5.3.1.1).
pub const LOCAL_PART_BYTES: usize = 64;
/// A domain, in bytes of its ASCII form (RFC 1035 §2.3.4, less the root's dot and the lengths).
pub const DOMAIN_BYTES: usize = 253;
/// One label of a domain, in bytes of its ASCII form (RFC 1035 §2.3.4).
pub const LABEL_BYTES: usize = 63;
/// The longest life of an invite that is given one, in seconds: a year.
pub const EXPIRES_IN_SECONDS: u64 = 31_536_000;
/// Accounts or permissions named in one call.
pub const NAMED_PER_CALL: usize = 50;
/// Members of an account.
pub const MEMBERS: u32 = 100_000;
/// Members up to whom everybody's list of accounts is told of each join and leave; in a larger account the owner's
/// is, and the others' are with the next change that concerns them.
pub const COUNTED_FOR_ALL: u32 = 50;
/// Pending invites of an account.
pub const PENDING_INVITES: u32 = 10_000;
/// Invites that an inbox shows, the newest first.
pub const INBOX_INVITES: usize = 200;
/// Accounts of a user, the personal one among them.
pub const ACCOUNTS_PER_USER: usize = 1_000;
/// Seconds between two sends of one invite.
pub const RESEND_SECONDS: i64 = 60;
/// Permissions of a policy, retired ones among them.
pub const PERMISSIONS: usize = 128;
/// Roles of a policy.
pub const ROLES: usize = 32;
/// Items of a list page when none is asked for.
pub const PAGE_DEFAULT: usize = 50;
/// Items of a list page at most.
pub const PAGE_MOST: usize = 200;
/// An idempotency key, in visible ASCII characters.
pub const IDEMPOTENCY_KEY_CHARACTERS: usize = 128;
/// How long an idempotency key is remembered, in seconds: a day.
pub const IDEMPOTENCY_SECONDS: i64 = 86_400;
/// Refusals of one member that are audited in one window; the next is `rate_limited`.
pub const REFUSALS_PER_WINDOW: u32 = 30;
/// The window for [`REFUSALS_PER_WINDOW`], in seconds.
pub const REFUSAL_WINDOW_SECONDS: i64 = 60;
/// The subject of an identity token, in bytes (OpenID Connect Core §2).
pub const SUBJECT_BYTES: usize = 255;
/// A word of the audit log, in ASCII characters.
pub const WORD_CHARACTERS: usize = 64;
/// The id of a thing of the host's, or the host's id of an account, in visible ASCII characters.
pub const HOST_ID_CHARACTERS: usize = 128;
/// Details of an audit event that a host writes.
pub const HOST_DETAILS: usize = 16;
/// One text among those details, in Unicode characters.
pub const HOST_DETAIL_CHARACTERS: usize = 256;
/// The highest spend limit that anybody may set, in US cents per hour: ten million dollars.
pub const SPEND_LIMIT_CENTS: u64 = 1_000_000_000;
/// Ids named in the details of one audit event; beyond that, a count.
pub const DETAIL_IDS: usize = 100;
/// Members named as those to ask.
pub const ASK_WHO: usize = 5;
/// The life of an invite token at most, in seconds: a day.
pub const INVITE_TOKEN_SECONDS: i64 = 86_400;
/// The life of a membership token at most, in seconds. Verifiers refuse a longer one, whoever signed it.
pub const MEMBERSHIP_TOKEN_SECONDS: i64 = 300;
/// How long a request's body may take to arrive, in seconds.
pub const BODY_SECONDS: u64 = 30;
/// The highest generation of an invite's link; the code has three bytes for it.
pub const GENERATIONS: u32 = 0x00FF_FFFF;
/// How long a change of a member's standing is named to those who judge tokens, in seconds: longer than any token
/// lives that was minted before it, with a minute's difference between clocks.
pub const CHANGED_SECONDS: i64 = 600;
/// Members named so at once; beyond that each one is asked about.
pub const CHANGED_MEMBERS: usize = 1_000;
/// Events of an audit log that a reader follows back at most, unless told otherwise.
pub const FOLLOWED_EVENTS: u64 = 10_000;

#[cfg(test)]
mod tests {
    #[test]
    fn a_body_is_sixteen_kibibytes() {
        assert_eq!(super::BODY_BYTES, 16_384);
    }
}
