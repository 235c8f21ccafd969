//! Structures of JWS that Wycheproof catalogues as attacks, rebuilt for these tokens and signed with our own key.

use hallpass_core::base64url::encode;
use serde_json::{Value, json};

use super::{Maker, claims, header, of, signed_text};

pub(super) fn add(maker: &mut Maker) {
    spacing(maker);
    padding(maker);
    critical(maker);
    unencoded(maker);
    detached(maker);
    json_forms(maker);
    several_signatures(maker);
}

/// A header with one member more.
fn with(kind: &str, name: &str, value: Value) -> Value {
    let mut changed = header(kind);
    changed[name] = value;
    changed
}

/// The parts of a token that is good.
fn parts(kind: &str) -> [String; 3] {
    let token = of(&header(kind), &claims(kind));
    let parts: Vec<String> = token.split('.').map(String::from).collect();
    parts.try_into().unwrap()
}

/// White space around and within the parts, signed as it stands.
fn spacing(maker: &mut Maker) {
    let [head, payload, _] = parts(maker.kind);
    for (name, text) in [
        ("a space before the dot", format!("{head} .{payload}")),
        ("a space behind the dot", format!("{head}. {payload}")),
        ("a line end before the dot", format!("{head}\r\n.{payload}")),
        (
            "a tab in the header",
            format!("{}\t{}.{payload}", &head[..9], &head[9..]),
        ),
    ] {
        maker.invalid(name, &["base64"], signed_text(&text, "test-1"));
    }
    let [head, payload, signature] = parts(maker.kind);
    let text = format!("{head}.{payload}. {signature}");
    maker.invalid("a space before the signature", &["base64"], text);
    let text = format!(
        "{head}.{payload}.{}\n{}",
        &signature[..43],
        &signature[43..]
    );
    maker.invalid("a broken line in the signature", &["base64"], text);
}

fn padding(maker: &mut Maker) {
    // Spaces that JSON allows make room for padding.
    let loose = (0..3)
        .map(|room| {
            let text = header(maker.kind).to_string();
            encode(
                text.replacen('{', &format!("{{{}", " ".repeat(room)), 1)
                    .as_bytes(),
            )
        })
        .find(|text| text.len() % 4 == 3)
        .unwrap();
    let [_, payload, signature] = parts(maker.kind);
    let text = format!("{loose}=.{payload}");
    maker.invalid("a padded header", &["base64"], signed_text(&text, "test-1"));
    let [head, payload, _] = parts(maker.kind);
    let text = format!("{head}.{payload}.{signature}=");
    maker.invalid("a signature with half its padding", &["base64"], text);
}

fn critical(maker: &mut Maker) {
    let kind = maker.kind;
    for (name, value) in [
        ("crit empty", json!([])),
        (
            "crit of an unknown name",
            json!(["http://example.invalid/UNDEFINED"]),
        ),
        ("crit of b64", json!(["b64"])),
        ("crit of alg", json!(["alg"])),
        ("crit with a name twice", json!(["exp", "exp"])),
        ("crit a string", json!("exp")),
        ("crit null", Value::Null),
    ] {
        let token = of(&with(kind, "crit", value), &claims(kind));
        maker.invalid(name, &["header"], token);
    }
    let mut changed = with(kind, "crit", json!(["http://example.invalid/UNDEFINED"]));
    changed["http://example.invalid/UNDEFINED"] = json!(true);
    maker.invalid(
        "crit of a name that is there",
        &["header"],
        of(&changed, &claims(kind)),
    );
}

/// RFC 7797: a payload that is not encoded.
fn unencoded(maker: &mut Maker) {
    let kind = maker.kind;
    let token = of(&with(kind, "b64", json!(true)), &claims(kind));
    maker.invalid("b64 true", &["header"], token);
    let mut changed = with(kind, "b64", json!(false));
    changed["crit"] = json!(["b64"]);
    let head = encode(changed.to_string().as_bytes());
    let payload = claims(kind).to_string();
    let token = signed_text(&format!("{head}.{payload}"), "test-1");
    maker.invalid("a payload that is not encoded", &[], token.clone());
    let signature = token.rsplit('.').next().unwrap();
    let encoded = encode(payload.as_bytes());
    maker.invalid(
        "signed over the payload that is not encoded",
        &["header", "signature"],
        format!("{head}.{encoded}.{signature}"),
    );
}

/// RFC 7515, appendix F: the payload travels elsewhere.
fn detached(maker: &mut Maker) {
    let [head, payload, signature] = parts(maker.kind);
    maker.invalid("a detached payload", &[], format!("{head}..{signature}"));
    maker.invalid(
        "a detached payload behind the token",
        &[],
        format!("{head}..{signature}.{payload}"),
    );
    maker.invalid(
        "a payload of no bytes",
        &[],
        signed_text(&format!("{head}."), "test-1"),
    );
}

fn json_forms(maker: &mut Maker) {
    let [head, payload, signature] = parts(maker.kind);
    let general =
        json!({"payload": payload, "signatures": [{"protected": head, "signature": signature}]});
    maker.invalid("JSON serialization, general", &[], general.to_string());
    let twice = json!({"payload": payload, "signatures": [
        {"protected": head, "signature": signature}, {"protected": head, "signature": signature},
    ]});
    maker.invalid("JSON serialization, two signatures", &[], twice.to_string());
    let unprotected = json!({
        "payload": payload, "protected": head, "header": {"kid": "test-1"}, "signature": signature,
    });
    maker.invalid(
        "JSON serialization, a header unprotected",
        &[],
        unprotected.to_string(),
    );
    let mixed = json!({
        "payload": payload, "protected": head, "signature": signature, "signatures": [],
    });
    maker.invalid(
        "JSON serialization, flattened and general",
        &[],
        mixed.to_string(),
    );
    maker.invalid(
        "JSON serialization, encoded",
        &[],
        encode(unprotected.to_string().as_bytes()),
    );
}

fn several_signatures(maker: &mut Maker) {
    let [head, payload, signature] = parts(maker.kind);
    let other = signed_text(&format!("{head}.{payload}"), "test-2");
    let other = other.rsplit('.').next().unwrap().to_string();
    for (name, carries, token) in [
        (
            "two signatures, ours first",
            &["form"][..],
            format!("{head}.{payload}.{signature}.{other}"),
        ),
        (
            "two signatures, ours last",
            &["form", "signature"],
            format!("{head}.{payload}.{other}.{signature}"),
        ),
        (
            "two tokens",
            &["form"],
            format!("{head}.{payload}.{signature}.{head}.{payload}.{signature}"),
        ),
        (
            "two tokens with a comma",
            &[],
            format!("{head}.{payload}.{signature},{head}.{payload}.{signature}"),
        ),
    ] {
        maker.invalid(name, carries, token);
    }
}
