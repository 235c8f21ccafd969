use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::*;
use crate::key::{SigningKeys, new_key_set};
use crate::token::membership::MembershipClaims;
use crate::{Kind, PermissionSet};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://edge.example";
const AUDIENCE: &str = "example";

fn keys() -> SigningKeys {
    SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap()
}

fn token(keys: &SigningKeys, name: usize, expires_seconds: i64) -> String {
    MembershipClaims {
        issuer: ISSUER.into(),
        audience: AUDIENCE.into(),
        user: "usr_AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap(),
        account: "acc_AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap(),
        kind: Kind::Team,
        role: "dev".parse().unwrap(),
        permissions: PermissionSet::EMPTY.with(3),
        project: None,
        epoch: 12,
        policy: "AAAAAAAAAAAAAAAA".parse().unwrap(),
        issued_seconds: NOW - 5,
        expires_seconds,
        token_id: name.to_string(),
    }
    .seal(keys)
}

fn cache(keys: &SigningKeys) -> VerifiedTokenCache {
    VerifiedTokenCache::new(keys.verifying().clone(), ISSUER.into(), AUDIENCE.into())
}

/// The token with another signature, and with other claims under its own one.
fn forged(token: &str) -> [String; 2] {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let swapped = |text: &str, at: usize| {
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    };
    [
        format!("{signed}.{}", swapped(signature, 20)),
        format!("{}.{signature}", swapped(signed, signed.len() - 20)),
    ]
}

type Verify<'a> = &'a mut dyn FnMut(&str, i64) -> Result<(), TokenError>;

/// Which of the rules a verifier that has seen a token breaks.
fn broken(verify: Verify<'_>) -> Vec<&'static str> {
    let good = token(&keys(), 1, NOW + 55);
    let mut broken = Vec::new();
    let mut expect = |rule, holds: bool| {
        if !holds {
            broken.push(rule);
        }
    };
    for _ in 0..3 {
        expect("a valid token is accepted", verify(&good, NOW) == Ok(()));
        for bad in forged(&good) {
            let refused = verify(&bad, NOW) == Err(TokenError::Invalid);
            expect("a forged one is refused", refused);
        }
        let late = verify(&good, NOW + 55) == Err(TokenError::Expired);
        expect("it expires", late);
        let early = verify(&good, NOW - 66) == Err(TokenError::Invalid);
        expect("it is not from the future", early);
    }
    broken
}

#[test]
fn a_cached_token_is_judged_like_a_new_one() {
    let keys = keys();
    let mut uncached = |token: &str, now| {
        membership::verify(token, keys.verifying(), ISSUER, AUDIENCE, now).map(drop)
    };
    assert_eq!(broken(&mut uncached), Vec::<&str>::new());
    let mut cache = cache(&keys);
    let mut cached = |token: &str, now| cache.verify(token, now).map(drop);
    assert_eq!(broken(&mut cached), Vec::<&str>::new());
}

/// The negative control: a cache of decisions, under a part of the token.
#[test]
fn a_careless_cache_would_be_noticed() {
    let keys = keys();
    let mut decisions: BTreeMap<String, ()> = BTreeMap::new();
    let mut careless = |token: &str, now| {
        let (signed, _) = token.rsplit_once('.').ok_or(TokenError::Invalid)?;
        if decisions.contains_key(signed) {
            return Ok(());
        }
        membership::verify(token, keys.verifying(), ISSUER, AUDIENCE, now)?;
        decisions.insert(signed.into(), ());
        Ok(())
    };
    let broken = broken(&mut careless);
    for rule in [
        "a forged one is refused",
        "it expires",
        "it is not from the future",
    ] {
        assert!(broken.contains(&rule), "{rule}");
    }
}

#[test]
fn the_same_token_is_verified_once() {
    let keys = keys();
    let mut cache = cache(&keys);
    let one = token(&keys, 1, NOW + 55);
    let first = cache.verify(&one, NOW).unwrap();
    let second = cache.verify(&one, NOW + 1).unwrap();
    assert!(Rc::ptr_eq(&first, &second), "the cached one is returned");
    let other = cache.verify(&token(&keys, 2, NOW + 55), NOW).unwrap();
    assert_ne!(first.claims().token_id, other.claims().token_id);
}

#[test]
fn a_token_whose_key_has_left_the_set_is_refused() {
    let (old, new) = (
        keys(),
        SigningKeys::from_json(&new_key_set(&[8; 32])).unwrap(),
    );
    let token = token(&old, 1, NOW + 55);
    assert!(cache(&old).verify(&token, NOW).is_ok());
    assert_eq!(cache(&new).verify(&token, NOW), Err(TokenError::Invalid));
}

#[test]
fn the_least_recently_used_token_makes_room() {
    let keys = keys();
    let mut cache = cache(&keys);
    let token = |name| token(&keys, name, NOW + 55);
    let kept = cache.verify(&token(0), NOW).unwrap();
    for name in 1..=CAPACITY.get() {
        cache.verify(&token(name), NOW).unwrap();
        let again = cache.verify(&token(0), NOW).unwrap();
        assert!(Rc::ptr_eq(&kept, &again));
    }
    assert_eq!(cache.verified.len(), CAPACITY.get());
    let evicted: [u8; 32] = Sha256::digest(token(1)).into();
    assert!(!cache.verified.contains(&evicted));
}
