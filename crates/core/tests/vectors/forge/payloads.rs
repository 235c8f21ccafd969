//! Payloads: JSON that two readers could read in two ways, and times that are none.

use serde_json::json;

use super::{Maker, NOW, claims};

pub(super) fn add(maker: &mut Maker) {
    ambiguous(maker);
    around(maker);
    unreadable(maker);
    times(maker);
}

fn ambiguous(maker: &mut Maker) {
    let good = claims(maker.kind).to_string();
    let inside = good.trim_start_matches('{');
    let open: &[&str] = if maker.kind == "membership" {
        &[]
    } else {
        &["closed"]
    };
    let carrying = |check: &'static str| [&[check], open].concat();
    maker.payload(
        "a claim twice",
        &["duplicates"],
        format!(r#"{{"acc":"acc_AAAAAAAAAAAAAAAAAAAAAA",{inside}"#).as_bytes(),
    );
    maker.payload(
        "a claim twice, once escaped",
        &["duplicates"],
        format!(r#"{{"\u0061cc":"",{inside}"#).as_bytes(),
    );
    maker.payload(
        "a claim twice with one value",
        &["duplicates"],
        format!(r#"{{"iat":{},{inside}"#, NOW - 5).as_bytes(),
    );
    maker.payload(
        "a key twice further in",
        &carrying("duplicates"),
        format!(r#"{{"x":[{{"y":1,"y":1}}],{inside}"#).as_bytes(),
    );
    let deep = format!(r#"{{"x":{}{},{inside}"#, "[".repeat(8), "]".repeat(8));
    maker.payload("nine levels deep", &carrying("depth"), deep.as_bytes());
    let long = format!(r#"{{"x":"{}",{inside}"#, "x".repeat(3100));
    maker.payload("more than 4 KiB", &carrying("size"), long.as_bytes());
    maker.payload(
        "a fraction in an unknown claim",
        &carrying("numbers"),
        format!(r#"{{"x":0.5,{inside}"#).as_bytes(),
    );
}

fn around(maker: &mut Maker) {
    let good = claims(maker.kind).to_string();
    for (name, tail) in [
        ("a byte", "x"),
        ("a NUL", "\0"),
        ("a line end", "\n"),
        ("a second object", "{}"),
        ("a comma", ","),
    ] {
        maker.payload(
            &format!("{name} behind the claims"),
            &["trailing"],
            format!("{good}{tail}").as_bytes(),
        );
    }
    maker.payload(
        "a space before the claims",
        &["trailing"],
        format!(" {good}").as_bytes(),
    );
}

fn unreadable(maker: &mut Maker) {
    let good = claims(maker.kind).to_string();
    let inside = good.trim_start_matches('{');
    let (text, carries): (&str, &[&str]) = match maker.kind {
        "invite" => ("Ada", &["utf8"]),
        "membership" => ("AwMD", &["utf8"]),
        _ => ("acc_", &["utf8", "values"]),
    };
    let mut bytes = good.replacen(text, "\u{1}", 1).into_bytes();
    let at = bytes.iter().position(|byte| *byte == 1).unwrap();
    bytes[at] = 0xff;
    maker.payload("bytes that are not UTF-8", carries, &bytes);
    maker.payload("claims in a list", &[], format!("[{good}]").as_bytes());
    maker.payload("no claims at all", &["missing"], b"{}");
    maker.payload("claims cut short", &[], &good.as_bytes()[..good.len() - 1]);
    maker.payload(
        "a lone surrogate",
        &[],
        good.replacen("acc_", "\\ud800", 1).as_bytes(),
    );
    maker.payload("a comment", &[], format!("{{/**/{inside}").as_bytes());
    maker.payload(
        "NaN for a time",
        &[],
        good.replacen(&(NOW - 5).to_string(), "NaN", 1).as_bytes(),
    );
}

fn times(maker: &mut Maker) {
    let good = claims(maker.kind).to_string();
    let iat = (NOW - 5).to_string();
    // Of the kinds of tokens, only a membership token has a bound on `exp − iat`, which an `iat` near zero breaks too.
    let with_life = |check| match maker.kind {
        "membership" => vec![check, "life"],
        _ => vec![check],
    };
    let (numbers, types) = (with_life("numbers"), with_life("types"));
    for (name, carries, text) in [
        ("a fraction", &["numbers"][..], format!("{iat}.5")),
        (
            "a whole number written as a fraction",
            &["numbers"],
            format!("{iat}.0"),
        ),
        ("an exponent", &["numbers"], "17953240e2".into()),
        ("minus zero", &numbers, "-0".into()),
    ] {
        maker.payload(
            &format!("iat as {name}"),
            carries,
            good.replacen(&iat, &text, 1).as_bytes(),
        );
    }
    maker.claims("issued 61 s ahead", &["future"], |claims| {
        claims["iat"] = json!(NOW + 61)
    });
    maker.claims("iat below zero", &types, |claims| claims["iat"] = json!(-1));
    maker.claims("iat past 2^53", &["numbers", "future"], |claims| {
        claims["iat"] = json!(1_u64 << 53)
    });
    maker.claims(
        "iat wrapped round 64 bits",
        &["numbers", "future"],
        |claims| claims["iat"] = json!(u64::MAX),
    );
}
