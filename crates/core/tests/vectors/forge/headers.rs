//! Headers: each member wrong, missing, doubled, and members too many.

use serde_json::{Value, json};

use super::{Maker, claims, header, public_jwk, signed};

pub(super) fn add(maker: &mut Maker) {
    algorithms(maker);
    key_ids(maker);
    purposes(maker);
    extras(maker);
    twice(maker);
    around(maker);
    maker.header("header a list", &[], b"[]");
    maker.header("header a string", &[], b"\"EdDSA\"");
    maker.header("header empty", &[], b"");
}

fn with(kind: &str, name: &str, value: Value) -> Vec<u8> {
    let mut changed = header(kind);
    changed[name] = value;
    changed.to_string().into_bytes()
}

fn without(kind: &str, name: &str) -> Vec<u8> {
    let mut changed = header(kind);
    changed.as_object_mut().unwrap().remove(name);
    changed.to_string().into_bytes()
}

fn algorithms(maker: &mut Maker) {
    let kind = maker.kind;
    for algorithm in ["none", "None", "eddsa", "Ed25519", "HS256", "ES256", ""] {
        maker.header(
            &format!("alg {algorithm:?}"),
            &["algorithm"],
            &with(kind, "alg", json!(algorithm)),
        );
    }
    maker.header(
        "alg in a list",
        &["algorithm"],
        &with(kind, "alg", json!(["EdDSA"])),
    );
    maker.header("alg null", &["algorithm"], &with(kind, "alg", Value::Null));
    maker.header("no alg", &["algorithm"], &without(kind, "alg"));
}

fn key_ids(maker: &mut Maker) {
    let kind = maker.kind;
    maker.header("no kid", &["key"], &without(kind, "kid"));
    maker.header(
        "kid of no key",
        &["key"],
        &with(kind, "kid", json!("test-3")),
    );
    maker.header(
        "kid of another key",
        &["key"],
        &with(kind, "kid", json!("test-2")),
    );
    maker.header(
        "kid in another case",
        &["key"],
        &with(kind, "kid", json!("TEST-1")),
    );
    maker.header(
        "kid a path",
        &["key"],
        &with(kind, "kid", json!("../test-1")),
    );
    maker.header("kid a number", &["key"], &with(kind, "kid", json!(1)));
}

fn purposes(maker: &mut Maker) {
    let kind = maker.kind;
    maker.header("no typ", &["purpose"], &without(kind, "typ"));
    for typ in ["JWT", "other+jwt", "", "application/"] {
        let text = if typ == "application/" {
            format!("{typ}{kind}+jwt")
        } else {
            typ.into()
        };
        maker.header(
            &format!("typ {text:?}"),
            &["purpose"],
            &with(kind, "typ", json!(text)),
        );
    }
    maker.header(
        "typ in upper case",
        &["purpose"],
        &with(kind, "typ", json!(format!("{kind}+JWT"))),
    );
    maker.header(
        "typ in a list",
        &["purpose"],
        &with(kind, "typ", json!([format!("{kind}+jwt")])),
    );
    for other in ["invite", "membership", "audit-head", "review", "audit-cut"] {
        if other != kind {
            maker.header(
                &format!("typ of a token for {other}"),
                &["purpose"],
                &header(other).to_string().into_bytes(),
            );
        }
    }
}

fn extras(maker: &mut Maker) {
    let kind = maker.kind;
    let extras = [
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
        ("jku", json!("https://attacker.example/jwks.json")),
        ("x5u", json!("https://attacker.example/cert.pem")),
        ("x5c", json!([])),
        ("jwk", public_jwk("test-1")),
        ("x", Value::Null),
    ];
    for (name, value) in extras {
        maker.header(
            &format!("header with {name}"),
            &["header"],
            &with(kind, name, value),
        );
    }
    let stranger = with(kind, "jwk", public_jwk("stranger"));
    let token = signed(&stranger, claims(kind).to_string().as_bytes(), "stranger");
    maker.invalid(
        "signed by the key in its header",
        &["header", "signature"],
        token,
    );
}

fn twice(maker: &mut Maker) {
    let kind = maker.kind;
    let typ = format!("{kind}+jwt");
    let raw = |text: &str| text.replace("TYP", &typ).into_bytes();
    for (name, text) in [
        (
            "alg twice",
            r#"{"alg":"none","kid":"test-1","typ":"TYP","alg":"EdDSA"}"#,
        ),
        (
            "alg twice, once escaped",
            r#"{"\u0061lg":"none","alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
        (
            "kid twice",
            r#"{"kid":"test-2","alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
        (
            "typ twice",
            r#"{"typ":"JWT","alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
    ] {
        maker.header(name, &["duplicates"], &raw(text));
    }
}

fn around(maker: &mut Maker) {
    let typ = format!("{}+jwt", maker.kind);
    let raw = |text: &str| text.replace("TYP", &typ).into_bytes();
    for (name, text) in [
        (
            "header behind white space",
            r#" {"alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
        (
            "header before white space",
            "{\"alg\":\"EdDSA\",\"kid\":\"test-1\",\"typ\":\"TYP\"}\n",
        ),
        (
            "header before a byte",
            r#"{"alg":"EdDSA","kid":"test-1","typ":"TYP"}x"#,
        ),
        (
            "two headers",
            r#"{"alg":"EdDSA","kid":"test-1","typ":"TYP"}{}"#,
        ),
        (
            "header behind a byte order mark",
            "\u{feff}{\"alg\":\"EdDSA\",\"kid\":\"test-1\",\"typ\":\"TYP\"}",
        ),
    ] {
        maker.header(name, &["trailing"], &raw(text));
    }
    let deep = format!(
        r#"{{"alg":"EdDSA","kid":"test-1","typ":"{typ}","x":{}{}}}"#,
        "[".repeat(8),
        "]".repeat(8)
    );
    maker.header(
        "header nine levels deep",
        &["depth", "header"],
        deep.as_bytes(),
    );
}
