//! Review summaries: the signed outcome of a closed access review.
//!
//! A summary is evidence for a reader who trusts neither the team nor the database, such as an auditor. It is verified
//! offline, with the public keys.

#[cfg(feature = "sign")]
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::json::{NotStrict, Object, Value};
use super::{TokenError, check_issued, jws};
use crate::key::VerifyingKeys;
use crate::{AccountId, ReviewId, UserId};

/// The `typ` of a review summary.
pub const TYP: &str = "review+jwt";

/// The maximum length of a summary, in bytes: it lists up to [`crate::limits::MEMBERS`] users.
pub const SUMMARY_BYTES: usize = 8 * 1024 * 1024;

/// The claims of a review summary. The set is closed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReviewClaims {
    /// `acc`: the account.
    pub account: AccountId,
    /// `rev`: the review.
    pub review: ReviewId,
    /// `seq`: the number of the audit event that opened it.
    pub seq: u64,
    /// `opened`: when it was opened, in seconds since 1970.
    pub opened_seconds: i64,
    /// `closed`: when it was closed, in seconds since 1970.
    pub closed_seconds: i64,
    /// `kept`, `changed`, `removed`, `gone` and `undecided`, and their lengths in `counts`.
    pub users: ReviewedUsers,
    /// `iat`: when it was signed, in seconds since 1970. It does not expire.
    pub issued_seconds: i64,
}

/// The users whom a review covers, by its outcome for them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ReviewedUsers {
    /// Who keeps their access.
    pub kept: Vec<UserId>,
    /// Whose access is changed.
    pub changed: Vec<UserId>,
    /// Who is removed.
    pub removed: Vec<UserId>,
    /// Who left before anything was decided about them.
    pub gone: Vec<UserId>,
    /// About whom nothing was decided.
    pub undecided: Vec<UserId>,
}

impl ReviewedUsers {
    /// Each list with its name.
    #[must_use]
    pub const fn lists(&self) -> [(&'static str, &Vec<UserId>); 5] {
        [
            ("kept", &self.kept),
            ("changed", &self.changed),
            ("removed", &self.removed),
            ("gone", &self.gone),
            ("undecided", &self.undecided),
        ]
    }

    /// How many users the review covers.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.lists().iter().map(|(_, list)| length(list)).sum()
    }

    /// The lengths of the lists, and their sum.
    #[cfg(feature = "sign")]
    fn counts(&self) -> Object {
        let mut counts = Object::default().with("total", self.total());
        for (name, list) in self.lists() {
            counts = counts.with(name, length(list));
        }
        counts
    }

    /// Whether the counts of a token are those of its lists.
    fn are_counted_by(&self, mut counts: Object) -> Result<bool, NotStrict> {
        let mut agree = counts.take_count("total")? == self.total();
        for (name, list) in self.lists() {
            agree &= counts.take_count(name)? == length(list);
        }
        counts.finish()?;
        Ok(agree)
    }
}

fn length(list: &[UserId]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

/// A verified review summary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedReview(ReviewClaims);

impl VerifiedReview {
    /// The claims.
    #[must_use]
    pub const fn claims(&self) -> &ReviewClaims {
        &self.0
    }
}

#[cfg(feature = "sign")]
impl ReviewClaims {
    /// Signs the token with the first of `keys`.
    #[must_use]
    pub fn seal(&self, keys: &crate::key::SigningKeys) -> String {
        let mut claims = jws::Claims::default()
            .text("acc", self.account)
            .integer("closed", self.closed_seconds)
            .object("counts", self.users.counts())
            .integer("iat", self.issued_seconds)
            .integer("opened", self.opened_seconds)
            .text("rev", self.review)
            .count("seq", self.seq);
        for (name, users) in self.users.lists() {
            claims = claims.texts(name, users);
        }
        jws::seal(TYP, &claims, keys)
    }
}

/// Verifies a review summary: form, key, signature, `typ`, the closed set of claims, that its counts are those of its
/// lists, and that `iat` is at most a minute ahead.
///
/// # Errors
/// [`TokenError::Invalid`] for any other token.
pub fn verify(
    token: &str,
    keys: &VerifyingKeys,
    now_seconds: i64,
) -> Result<VerifiedReview, TokenError> {
    let mut members = jws::open_up_to(SUMMARY_BYTES, token, TYP, keys)?;
    let counts = members.take("counts").ok_or(NotStrict)?.object()?;
    let claims = ReviewClaims {
        account: members.take_parsed("acc")?,
        review: members.take_parsed("rev")?,
        seq: members.take_count("seq")?,
        opened_seconds: members.take_integer("opened")?,
        closed_seconds: members.take_integer("closed")?,
        users: ReviewedUsers {
            kept: take_users(&mut members, "kept")?,
            changed: take_users(&mut members, "changed")?,
            removed: take_users(&mut members, "removed")?,
            gone: take_users(&mut members, "gone")?,
            undecided: take_users(&mut members, "undecided")?,
        },
        issued_seconds: members.take_integer("iat")?,
    };
    members.finish()?;
    if !claims.users.are_counted_by(counts)? {
        return Err(TokenError::Invalid);
    }
    check_issued(claims.issued_seconds, now_seconds)?;
    Ok(VerifiedReview(claims))
}

fn take_users(members: &mut Object, name: &str) -> Result<Vec<UserId>, NotStrict> {
    let Some(Value::Array(items)) = members.take(name) else {
        return Err(NotStrict);
    };
    let read = |item: Value| item.text()?.parse().map_err(|_| NotStrict);
    items.into_iter().map(read).collect()
}

#[cfg(all(test, feature = "sign"))]
mod tests;
