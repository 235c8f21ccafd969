//! Headers: each member wrong, missing, doubled, and members too many.

use serde_json::{Value, json};

use super::{Maker, claims, header, public_jwk, signed};

pub(super) fn add(maker: &mut Maker) {
    let kind = maker.kind;
    let with = |name: &str, value: Value| {
        let mut changed = header(kind);
        changed[name] = value;
        changed.to_string().into_bytes()
    };
    let without = |name: &str| {
        let mut changed = header(kind);
        changed.as_object_mut().unwrap().remove(name);
        changed.to_string().into_bytes()
    };
    for algorithm in ["none", "None", "eddsa", "Ed25519", "HS256", "ES256", ""] {
        maker.header(
            &format!("alg {algorithm:?}"),
            &["algorithm"],
            &with("alg", json!(algorithm)),
        );
    }
    maker.header(
        "alg in a list",
        &["algorithm"],
        &with("alg", json!(["EdDSA"])),
    );
    maker.header("alg null", &["algorithm"], &with("alg", Value::Null));
    maker.header("no alg", &["algorithm"], &without("alg"));
    maker.header("no typ", &["purpose"], &without("typ"));
    maker.header("no kid", &["key"], &without("kid"));
    maker.header("kid of no key", &["key"], &with("kid", json!("test-3")));
    maker.header(
        "kid of another key",
        &["key"],
        &with("kid", json!("test-2")),
    );
    maker.header(
        "kid in another case",
        &["key"],
        &with("kid", json!("TEST-1")),
    );
    maker.header("kid a path", &["key"], &with("kid", json!("../test-1")));
    maker.header("kid a number", &["key"], &with("kid", json!(1)));
    for typ in ["JWT", "other+jwt", "", "application/"] {
        let text = if typ == "application/" {
            format!("{typ}{kind}+jwt")
        } else {
            typ.into()
        };
        maker.header(
            &format!("typ {text:?}"),
            &["purpose"],
            &with("typ", json!(text)),
        );
    }
    maker.header(
        "typ in upper case",
        &["purpose"],
        &with("typ", json!(format!("{kind}+JWT"))),
    );
    maker.header(
        "typ in a list",
        &["purpose"],
        &with("typ", json!([format!("{kind}+jwt")])),
    );
    for other in ["invite", "membership", "audit-head"] {
        if other != kind {
            maker.header(
                &format!("typ of a token for {other}"),
                &["purpose"],
                &header(other).to_string().into_bytes(),
            );
        }
    }
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
            &with(name, value),
        );
    }
    let stranger = with("jwk", public_jwk("stranger"));
    let token = signed(&stranger, claims(kind).to_string().as_bytes(), "stranger");
    maker.invalid(
        "signed by the key in its header",
        &["header", "signature"],
        token,
    );
    let typ = format!("{kind}+jwt");
    let raw = |text: &str| text.replace("TYP", &typ).into_bytes();
    for (name, carries, text) in [
        (
            "alg twice",
            "duplicates",
            r#"{"alg":"none","kid":"test-1","typ":"TYP","alg":"EdDSA"}"#,
        ),
        (
            "alg twice, once escaped",
            "duplicates",
            r#"{"\u0061lg":"none","alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
        (
            "kid twice",
            "duplicates",
            r#"{"kid":"test-2","alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
        (
            "typ twice",
            "duplicates",
            r#"{"typ":"JWT","alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
        (
            "header behind white space",
            "trailing",
            r#" {"alg":"EdDSA","kid":"test-1","typ":"TYP"}"#,
        ),
        (
            "header before white space",
            "trailing",
            "{\"alg\":\"EdDSA\",\"kid\":\"test-1\",\"typ\":\"TYP\"}\n",
        ),
        (
            "header before a byte",
            "trailing",
            r#"{"alg":"EdDSA","kid":"test-1","typ":"TYP"}x"#,
        ),
        (
            "two headers",
            "trailing",
            r#"{"alg":"EdDSA","kid":"test-1","typ":"TYP"}{}"#,
        ),
        (
            "header behind a byte order mark",
            "trailing",
            "\u{feff}{\"alg\":\"EdDSA\",\"kid\":\"test-1\",\"typ\":\"TYP\"}",
        ),
    ] {
        maker.header(name, &[carries], &raw(text));
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
    maker.header("header a list", &[], b"[]");
    maker.header("header a string", &[], b"\"EdDSA\"");
    maker.header("header empty", &[], b"");
}
