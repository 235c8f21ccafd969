//! Limits of membership tokens, and permissions under another policy.

use super::*;
use crate::key::{SigningKeys, new_key_set};
use crate::token::TOKEN_BYTES;

const NOW: i64 = 1_800_000_000;
const POLICY: &str = include_str!("../../../../../policy.toml");

fn claims(policy: &Policy) -> MembershipClaims {
    MembershipClaims {
        issuer: "https://edge.example".into(),
        audience: policy.audience().into(),
        user: UserId::derive("test", "ada"),
        account: AccountId::from_bytes([1; 16]),
        kind: Kind::Team,
        role: "billing".parse().unwrap(),
        permissions: PermissionSet::EMPTY.with(0).with(3),
        epoch: 12,
        policy: policy.id().clone(),
        issued_seconds: NOW - 5,
        expires_seconds: NOW + 55,
        token_id: "t".into(),
    }
}

#[test]
fn bits_are_read_under_their_own_policy_and_the_role_under_any_other() {
    let own = Policy::from_toml(POLICY).unwrap();
    let other =
        Policy::from_toml(&POLICY.replacen("audience = ", "audience = \"x\" # ", 1)).unwrap();
    assert_ne!(own.id(), other.id());
    let claims = claims(&own);
    assert_eq!(claims.permissions_under(&own), claims.permissions);
    let of_role = other.set_of(&claims.role);
    assert_ne!(of_role, claims.permissions);
    assert_eq!(claims.permissions_under(&other), of_role);
}

#[test]
fn a_token_that_lives_longer_than_five_minutes_is_invalid() {
    let policy = Policy::from_toml(POLICY).unwrap();
    let keys = SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap();
    let verdict = |issued_seconds: i64, expires_seconds: i64| {
        let claims = MembershipClaims {
            issued_seconds,
            expires_seconds,
            ..claims(&policy)
        };
        let token = claims.seal(&keys);
        let issuer = "https://edge.example";
        verify(&token, keys.verifying(), issuer, policy.audience(), NOW).map(drop)
    };
    assert_eq!(verdict(NOW - 5, NOW + 295), Ok(()));
    assert_eq!(verdict(NOW + 60, NOW + 360), Ok(()));
    assert_eq!(verdict(NOW - 5, NOW + 296), Err(TokenError::Invalid));
    assert_eq!(verdict(0, NOW + 1), Err(TokenError::Invalid));
    // It is invalid, not expired.
    assert_eq!(verdict(NOW - 302, NOW - 1), Err(TokenError::Invalid));
    assert_eq!(verdict(NOW - 301, NOW - 1), Err(TokenError::Expired));
}

#[test]
fn a_token_has_at_most_four_kibibytes() {
    let policy = Policy::from_toml(POLICY).unwrap();
    let keys = SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap();
    let is_taken = |token: &str| {
        let issuer = "https://edge.example";
        verify(token, keys.verifying(), issuer, policy.audience(), NOW).is_ok()
    };
    let tokens = (2_500..3_200).map(|length| {
        let claims = MembershipClaims {
            token_id: "t".repeat(length),
            ..claims(&policy)
        };
        claims.seal(&keys)
    });
    let mut longest = 0;
    for token in tokens.filter(|token| token.len().abs_diff(TOKEN_BYTES) < 8) {
        let fits = token.len() <= TOKEN_BYTES;
        assert_eq!(is_taken(&token), fits, "{} bytes", token.len());
        longest = longest.max(if fits { token.len() } else { 0 });
    }
    assert_eq!(longest, TOKEN_BYTES, "the longest that may be was tried");
}
