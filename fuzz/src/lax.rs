//! Negative controls: verifiers that omit one check, and so accept inputs that the real ones deny.

use hallpass_core::base64url::{decode, encode};
use serde_json::Value;

use crate::text::ALPHABET;

/// The canonical base64url of the bytes that a lenient decoder reads.
pub(crate) fn canonical(text: &str) -> String {
    let parts = text.trim().split('.').map(|part| {
        let plain: String = part
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '=')
            .map(|letter| match letter {
                '+' => '-',
                '/' => '_',
                other => other,
            })
            .collect();
        decode_leniently(&plain).map_or(plain, |bytes| encode(&bytes))
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Whether a verifier that skips the signature accepts a token.
pub(crate) fn accepts_unsigned(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, _] = parts.as_slice() else {
        return false;
    };
    let json = |part: &str| serde_json::from_slice::<Value>(&decode(part).ok()?).ok();
    json(header).is_some_and(|header| header["alg"] == "EdDSA")
        && json(claims).is_some_and(|claims| claims["iat"].is_i64())
}

/// Whether a verifier that skips the tag accepts a code.
pub(crate) fn accepts_untagged(code: &str) -> bool {
    decode(code).is_ok_and(|bytes| bytes.len() == 51)
}

fn decode_leniently(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.chars() {
        bits = (bits << 6) | u32::try_from(ALPHABET.find(letter)?).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}
