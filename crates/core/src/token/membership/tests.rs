//! Membership tokens at their bounds, and under another policy.

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
fn bits_are_read_under_the_policy_that_is_named_and_the_role_under_any_other() {
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
fn a_token_is_four_kibibytes_long_at_most() {
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
