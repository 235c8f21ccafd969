//! Limits of key sets.

use alloc::format;
use alloc::string::String;

use super::*;

/// A different public key for each number, as a JWK without its braces.
fn jwk(number: u8, key_id: &str) -> String {
    let keys = SigningKeys::from_json(&new_key_set(&[number; 32])).unwrap();
    let (_, key) = keys.verifying().0.first().unwrap();
    let x = base64url::encode(key.as_bytes());
    format!(r#""kty":"OKP","crv":"Ed25519","x":"{x}","kid":"{key_id}""#)
}

fn set(jwks: &[String]) -> String {
    let jwks: Vec<_> = jwks.iter().map(|jwk| format!("{{{jwk}}}")).collect();
    format!(r#"{{"keys":[{}]}}"#, jwks.join(","))
}

#[test]
fn a_key_equals_itself_and_no_other() {
    let read = |number| VerifyingKeys::from_jwks(&set(&[jwk(number, "a")])).unwrap();
    assert_eq!(read(1), read(1));
    assert_ne!(read(1), read(2));
    assert_eq!(read(1).find("a"), read(1).find("a"));
    assert_ne!(read(1).find("a"), read(2).find("a"));
}

#[test]
fn a_set_has_at_most_sixteen_keys() {
    let of = |count: u8| {
        let jwks: Vec<_> = (1..=count)
            .map(|number| jwk(number, &format!("key-{number}")))
            .collect();
        VerifyingKeys::from_jwks(&set(&jwks)).map(|keys| keys.key_ids().count())
    };
    assert_eq!(of(16), Ok(KEYS));
    for count in [0, 17, 18] {
        assert_eq!(of(count), Err(KeySetError::Count), "{count}");
    }
}

#[test]
fn a_set_has_at_most_sixteen_kibibytes() {
    let of = |length: usize| {
        let bare = set(&[jwk(1, "a")]);
        VerifyingKeys::from_jwks(&format!("{bare}{}", " ".repeat(length - bare.len())))
    };
    assert!(of(KEY_SET_BYTES).is_ok());
    for length in [KEY_SET_BYTES + 1, KEY_SET_BYTES + 2] {
        assert_eq!(of(length), Err(KeySetError::Syntax), "{length}");
    }
}

#[test]
fn a_key_id_has_1_to_128_visible_characters() {
    let of = |key_id: &str| VerifyingKeys::from_jwks(&set(&[jwk(1, key_id)])).map(drop);
    assert_eq!(of("~"), Ok(()));
    assert_eq!(of(&"k".repeat(128)), Ok(()));
    for bad in ["", "a b", "é", &"k".repeat(129), &"k".repeat(130)] {
        assert_eq!(of(bad), Err(KeySetError::KeyId), "{bad}");
    }
}
