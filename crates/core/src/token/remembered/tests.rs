use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString as _;

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
        epoch: 12,
        policy: "AAAAAAAAAAAAAAAA".parse().unwrap(),
        issued_seconds: NOW - 5,
        expires_seconds,
        token_id: name.to_string(),
    }
    .seal(keys)
}

fn remembered(keys: &SigningKeys) -> Remembered {
    Remembered::new(keys.verifying().clone(), ISSUER.into(), AUDIENCE.into())
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
    let mut wants = |what, is: bool| {
        if !is {
            broken.push(what);
        }
    };
    for _ in 0..3 {
        wants("a good token is good", verify(&good, NOW) == Ok(()));
        for bad in forged(&good) {
            let refused = verify(&bad, NOW) == Err(TokenError::Invalid);
            wants("a forged one is not", refused);
        }
        let late = verify(&good, NOW + 55) == Err(TokenError::Expired);
        wants("it ends", late);
        let early = verify(&good, NOW - 66) == Err(TokenError::Invalid);
        wants("it has begun", early);
    }
    broken
}

#[test]
fn what_is_remembered_is_judged_like_what_is_new() {
    let keys = keys();
    let mut forgetful = |token: &str, now| {
        membership::verify(token, keys.verifying(), ISSUER, AUDIENCE, now).map(drop)
    };
    assert_eq!(broken(&mut forgetful), Vec::<&str>::new());
    let mut remembered = remembered(&keys);
    let mut ours = |token: &str, now| remembered.verify(token, now).map(drop);
    assert_eq!(broken(&mut ours), Vec::<&str>::new());
}

/// What would be wrong: a decision kept, and kept under a part of the token.
#[test]
fn a_careless_memory_would_be_seen() {
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
    for rule in ["a forged one is not", "it ends", "it has begun"] {
        assert!(broken.contains(&rule), "{rule}");
    }
}

#[test]
fn the_same_token_is_verified_once() {
    let keys = keys();
    let mut remembered = remembered(&keys);
    let one = token(&keys, 1, NOW + 55);
    let first = remembered.verify(&one, NOW).unwrap();
    let second = remembered.verify(&one, NOW + 1).unwrap();
    assert!(Rc::ptr_eq(&first, &second), "it is the one that is kept");
    let other = remembered.verify(&token(&keys, 2, NOW + 55), NOW).unwrap();
    assert_ne!(first.claims().token_id, other.claims().token_id);
}

/// The digest only sorts, and somebody can make two texts with one digest.
#[test]
fn a_token_with_the_digest_of_a_remembered_one_is_not_taken_for_it() {
    let keys = keys();
    let mut remembered = remembered(&keys);
    let good = token(&keys, 1, NOW + 55);
    let verified = remembered.verify(&good, NOW).unwrap();
    for bad in forged(&good) {
        let digest = digest(&bad);
        let at = usize::try_from(digest % SETS as u64).unwrap();
        remembered.sets[at].push(Known {
            digest,
            token: good.as_str().into(),
            verified: Rc::clone(&verified),
        });
        assert_eq!(remembered.verify(&bad, NOW), Err(TokenError::Invalid));
    }
}

#[test]
fn memory_has_an_end() {
    let keys = keys();
    let mut remembered = remembered(&keys);
    let kept = |remembered: &Remembered| remembered.sets.iter().map(Vec::len).sum::<usize>();
    for name in 0..3 * SETS * WAYS {
        remembered
            .verify(&token(&keys, name, NOW + 55), NOW)
            .unwrap();
    }
    assert!(remembered.sets.iter().all(|set| set.len() <= WAYS));
    assert!(kept(&remembered) > SETS, "most places are taken");
    // What is longer than what is remembered is good all the same.
    let before = kept(&remembered);
    let long = MembershipClaims {
        token_id: "x".repeat(LONGEST),
        ..remembered
            .verify(&token(&keys, 0, NOW + 55), NOW)
            .unwrap()
            .claims()
            .clone()
    }
    .seal(&keys);
    assert!(remembered.verify(&long, NOW).is_ok());
    assert!(kept(&remembered) <= before + 1);
    let in_bytes = |set: &Vec<Known>| set.iter().all(|known| known.token.len() <= LONGEST);
    assert!(remembered.sets.iter().all(in_bytes));
}
