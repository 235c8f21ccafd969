//! Review summaries: what they carry, and what is not one.

use super::*;
use crate::audit::Head;
use crate::key::{SigningKeys, new_key_set};
use crate::token::audit_head::AuditHeadClaims;
use crate::token::jws::Claims;
use crate::{audit, limits};

const NOW: i64 = 1_800_000_000;
const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);

fn keys() -> SigningKeys {
    SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap()
}

fn user(number: usize) -> UserId {
    UserId::derive("test", &alloc::format!("{number}"))
}

fn claims() -> ReviewClaims {
    ReviewClaims {
        account: ACCOUNT,
        review: ReviewId::from_bytes([2; 16]),
        seq: 12,
        opened_seconds: NOW - 86_400,
        closed_seconds: NOW - 60,
        users: ReviewedUsers {
            kept: alloc::vec![user(1), user(2)],
            changed: alloc::vec![user(3)],
            removed: alloc::vec![user(4)],
            gone: Vec::new(),
            undecided: alloc::vec![user(5)],
        },
        issued_seconds: NOW - 5,
    }
}

fn verdict(token: &str) -> Result<ReviewClaims, TokenError> {
    verify(token, keys().verifying(), NOW).map(|verified| verified.claims().clone())
}

#[test]
fn a_summary_carries_what_was_signed() {
    let token = claims().seal(&keys());
    assert_eq!(verdict(&token), Ok(claims()));
    assert_eq!(claims().users.total(), 5);
}

#[test]
fn another_key_or_kind_or_time_is_refused() {
    let token = claims().seal(&keys());
    let other = SigningKeys::from_json(&new_key_set(&[8; 32])).unwrap();
    assert_eq!(
        verify(&token, other.verifying(), NOW),
        Err(TokenError::Invalid)
    );
    let head = AuditHeadClaims {
        account: ACCOUNT,
        head: Head {
            count: 3,
            hash: audit::Hash::from_bytes([3; 32]),
        },
        issued_seconds: NOW,
    };
    assert_eq!(verdict(&head.seal(&keys())), Err(TokenError::Invalid));
    let early = ReviewClaims {
        issued_seconds: NOW + 61,
        ..claims()
    };
    assert_eq!(verdict(&early.seal(&keys())), Err(TokenError::Invalid));
}

/// A token with claims that this release would not sign.
fn forged(counts: Object, more: impl FnOnce(Claims) -> Claims) -> String {
    let none: [UserId; 0] = [];
    let claims = Claims::default()
        .text("acc", ACCOUNT)
        .integer("closed", NOW)
        .object("counts", counts)
        .integer("iat", NOW)
        .integer("opened", NOW)
        .text("rev", ReviewId::from_bytes([2; 16]))
        .integer("seq", 1)
        .texts("kept", &[user(1)])
        .texts("changed", &none)
        .texts("removed", &none)
        .texts("gone", &none);
    jws::seal(TYP, &more(claims), &keys())
}

fn counts(total: u64, kept: u64) -> Object {
    Object::default()
        .with("total", total)
        .with("kept", kept)
        .with("changed", 0_u64)
        .with("removed", 0_u64)
        .with("gone", 0_u64)
        .with("undecided", 0_u64)
}

#[test]
fn counts_that_are_not_those_of_the_lists_are_refused() {
    let none: [UserId; 0] = [];
    let whole = |claims: Claims| claims.texts("undecided", &none);
    assert!(verdict(&forged(counts(1, 1), whole)).is_ok(), "the control");
    for wrong in [counts(2, 1), counts(1, 0), counts(0, 0)] {
        assert_eq!(verdict(&forged(wrong, whole)), Err(TokenError::Invalid));
    }
    let more = counts(1, 1).with("other", 0_u64);
    assert_eq!(verdict(&forged(more, whole)), Err(TokenError::Invalid));
    // A list is missing, is not a list of users, or is one too many.
    let missing = forged(counts(1, 1), |claims| claims);
    let no_user = forged(counts(1, 1), |claims| claims.texts("undecided", &["x"]));
    let too_many = forged(counts(1, 1), |claims| whole(claims).texts("other", &none));
    for token in [missing, no_user, too_many] {
        assert_eq!(verdict(&token), Err(TokenError::Invalid));
    }
}

#[test]
fn a_summary_of_the_largest_account_fits() {
    let members = usize::try_from(limits::MEMBERS).unwrap();
    let all = ReviewClaims {
        users: ReviewedUsers {
            kept: (0..members).map(user).collect(),
            ..ReviewedUsers::default()
        },
        ..claims()
    };
    let token = all.seal(&keys());
    assert!(token.len() < SUMMARY_BYTES, "{} bytes", token.len());
    assert_eq!(verdict(&token), Ok(all));
    let longer = alloc::format!("{token}{}", "A".repeat(SUMMARY_BYTES));
    assert_eq!(verdict(&longer), Err(TokenError::Invalid));
}
