//! The negative control: verifiers that are lax in one way, and so take some of what the strict ones refuse.

use hallpass_core::base64url::{decode, encode};
use serde_json::Value;

use crate::text::ALPHABET;

/// What a reader sees that is lenient about the spelling of base64url: the canonical text of the same bytes.
pub(crate) fn respelled(text: &str) -> String {
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
        lenient(&plain).map_or(plain, |bytes| encode(&bytes))
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Whether a reader that forgets the signature sees a token.
pub(crate) fn unsigned(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, _] = parts.as_slice() else {
        return false;
    };
    let json = |part: &str| serde_json::from_slice::<Value>(&decode(part).ok()?).ok();
    json(header).is_some_and(|header| header["alg"] == "EdDSA")
        && json(claims).is_some_and(|claims| claims["iat"].is_i64())
}

/// Whether a reader that forgets the tag sees a code.
pub(crate) fn untagged(code: &str) -> bool {
    decode(code).is_ok_and(|bytes| bytes.len() == 51)
}

fn lenient(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.chars() {
        bits = (bits << 6) | u32::try_from(ALPHABET.find(letter)?).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}
