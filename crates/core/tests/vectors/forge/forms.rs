//! The form: parts, and base64url in other spellings.

use hallpass_core::base64url::encode;
use serde_json::json;

use super::{Maker, NOW, claims, header, of, signed_text};

pub(super) fn add(maker: &mut Maker) {
    let good = of(&header(maker.kind), &claims(maker.kind));
    let (text, signature) = good.rsplit_once('.').unwrap();
    let (head, payload) = text.split_once('.').unwrap();
    maker.invalid("a fourth part", &["form"], format!("{good}.AA"));
    maker.invalid("a dot at the end", &["form"], format!("{good}."));
    maker.invalid("no signature", &["signature"], format!("{text}."));
    maker.invalid("two parts", &["form", "signature"], text.into());
    maker.invalid("a space at the end", &["base64"], format!("{good} "));
    maker.invalid("a line end at the end", &["base64"], format!("{good}\n"));
    maker.invalid(
        "a space in front",
        &["base64", "signature"],
        format!(" {good}"),
    );
    maker.invalid("a padded signature", &["base64"], format!("{good}=="));
    let mut last = signature.to_string();
    let end = last.pop().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = alphabet.find(end).unwrap() + 1;
    last.push(alphabet.chars().nth(next).unwrap());
    maker.invalid(
        "a signature with unused bits set",
        &["base64"],
        format!("{text}.{last}"),
    );
    let padded = |part: &str| format!("{part}{}", "=".repeat((4 - part.len() % 4) % 4));
    // The payload gets a claim's worth of room until its base64url needs padding, and has bits to spare.
    let roomy = (0..3)
        .map(|room| loosened(maker.kind, room))
        .find(|text| text.len() % 4 == 3)
        .unwrap();
    maker.invalid(
        "a padded payload",
        &["base64"],
        signed_text(&format!("{head}.{}", padded(&roomy)), "test-1"),
    );
    let mut spare = roomy.clone();
    let end = alphabet.find(spare.pop().unwrap()).unwrap();
    spare.push(alphabet.chars().nth(end | 1).unwrap());
    assert_ne!(spare, roomy, "the last character must have a bit to spare");
    maker.invalid(
        "a payload with unused bits set",
        &["base64"],
        signed_text(&format!("{head}.{spare}"), "test-1"),
    );
    maker.invalid(
        "a broken line in the payload",
        &["base64"],
        signed_text(
            &format!("{head}.{}\n{}", &payload[..8], &payload[8..]),
            "test-1",
        ),
    );
    let standard = (0..100_u32)
        .map(|drawn| {
            let mut changed = claims(maker.kind);
            changed["iat"] = json!(NOW - 5 - i64::from(drawn));
            of(&header(maker.kind), &changed)
        })
        .find(|token| token.rsplit_once('.').unwrap().1.contains(['-', '_']))
        .unwrap();
    let (text, signature) = standard.rsplit_once('.').unwrap();
    let standard = format!("{text}.{}", signature.replace('-', "+").replace('_', "/"));
    maker.invalid("a signature in the other alphabet", &["base64"], standard);
    for (name, token) in [
        ("nothing", ""),
        ("two dots", ".."),
        ("words", "a.b.c"),
        ("no dot", "AAAA"),
    ] {
        maker.invalid(name, &[], token.into());
    }
    maker.invalid(
        "JSON serialization",
        &[],
        json!({"payload": payload, "protected": head, "signature": signature}).to_string(),
    );
}

/// A payload that means the same, with `room` more spaces inside.
fn loosened(kind: &str, room: usize) -> String {
    encode(
        claims(kind)
            .to_string()
            .replacen('{', &format!("{{{}", " ".repeat(room)), 1)
            .as_bytes(),
    )
}
