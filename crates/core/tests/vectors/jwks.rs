//! JWK sets: valid ones, and one for each error.

use hallpass_core::base64url::encode;
use serde_json::{Value, json};

use super::forge::{private_jwk, public_jwk};
use super::run::JwksVector;

struct Maker(Vec<JwksVector>);

impl Maker {
    fn valid(&mut self, name: &str, kids: &[&str], jwks: &Value) {
        let kids = kids.iter().map(ToString::to_string).collect();
        self.0.push(JwksVector {
            name: name.into(),
            kids: Some(kids),
            refused: None,
            jwks: jwks.to_string(),
        });
    }

    fn text(&mut self, name: &str, refused: &str, jwks: String) {
        self.0.push(JwksVector {
            name: name.into(),
            kids: None,
            refused: Some(refused.into()),
            jwks,
        });
    }

    fn set(&mut self, name: &str, refused: &str, keys: &[Value]) {
        self.text(name, refused, json!({ "keys": keys }).to_string());
    }

    /// A set of one key with a member changed or added.
    fn with(&mut self, name: &str, refused: &str, member: &str, value: Value) {
        let mut jwk = public_jwk("test-1");
        jwk[member] = value;
        self.set(name, refused, &[jwk]);
    }

    fn without(&mut self, name: &str, refused: &str, member: &str) {
        let mut jwk = public_jwk("test-1");
        jwk.as_object_mut().unwrap().remove(member);
        self.set(name, refused, &[jwk]);
    }
}

/// Points that are not valid as a key, and why.
pub(crate) fn points() -> Vec<(&'static str, [u8; 32])> {
    let mut made: Vec<_> = curve25519_dalek::constants::EIGHT_TORSION
        .iter()
        .zip(["0", "1", "2", "3", "4", "5", "6", "7"])
        .map(|(point, number)| (number, point.compress().to_bytes()))
        .collect();
    // y = p and y = p + 1: other encodings of the low-order points y = 0 and y = 1.
    made.push(("y = p", past_the_field(0)));
    made.push(("y = p + 1", past_the_field(1)));
    made
}

/// The non-canonical encoding of y = `more` as p + `more`.
pub(crate) fn past_the_field(more: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = 0xed + more;
    bytes[31] = 0x7f;
    bytes
}

/// Every vector of JWK sets.
pub(crate) fn sets() -> Vec<JwksVector> {
    let mut maker = Maker(Vec::new());
    let (first, second) = (public_jwk("test-1"), public_jwk("test-2"));
    maker.valid("one key", &["test-1"], &json!({"keys": [first]}));
    maker.valid(
        "two keys",
        &["test-1", "test-2"],
        &json!({"keys": [first, second]}),
    );
    let x = &first["x"];
    maker.valid(
        "only what a key needs",
        &["k"],
        &json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": x}]}),
    );
    maker.valid(
        "members that are ignored",
        &["k"],
        &json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": x, "ext": true, "key_ops": ["verify"], "new": {}}], "more": 1}),
    );
    malformed(&mut maker, &first);
    members(&mut maker);
    for (number, point) in points() {
        maker.with(
            &format!("a point of low order: {number}"),
            "point",
            "x",
            json!(encode(&point)),
        );
    }
    // y = p + 3 is a non-canonical encoding of a point of full order.
    maker.with(
        "a point in a second spelling",
        "point",
        "x",
        json!(encode(&past_the_field(3))),
    );
    maker.with(
        "no point of the curve",
        "point",
        "x",
        json!(encode(&[2; 32])),
    );
    maker.0
}

fn malformed(maker: &mut Maker, first: &Value) {
    for (name, text) in [
        ("nothing", String::new()),
        ("no JSON", "keys".into()),
        ("a list", "[]".into()),
        ("no keys", "{}".into()),
        ("keys not in a list", json!({ "keys": first }).to_string()),
        (
            "a key that is no object",
            json!({"keys": ["x"]}).to_string(),
        ),
        (
            "a second set behind the first",
            format!("{}{{}}", json!({"keys": [first]})),
        ),
        ("keys twice", format!(r#"{{"keys":[],"keys":[{first}]}}"#)),
        (
            "a member twice",
            json!({"keys": [first]})
                .to_string()
                .replacen(r#""crv""#, r#""crv":"Ed448","crv""#, 1),
        ),
        (
            "nested nine levels deep",
            format!(
                r#"{{"keys":[{first}],"x":{}{}}}"#,
                "[".repeat(8),
                "]".repeat(8)
            ),
        ),
        (
            "more than 16 KiB",
            json!({"keys": [first], "x": "x".repeat(16 * 1024)}).to_string(),
        ),
    ] {
        maker.text(name, "syntax", text);
    }
    maker.set("no key in the list", "count", &[]);
    let many: Vec<Value> = (0..17)
        .map(|number| {
            let mut jwk = first.clone();
            jwk["kid"] = json!(number.to_string());
            jwk
        })
        .collect();
    maker.set("17 keys", "count", &many);
    maker.set(
        "one kid for two keys",
        "duplicate_key_id",
        &[first.clone(), first.clone()],
    );
}

fn members(maker: &mut Maker) {
    maker.set("a private key", "private", &[private_jwk("test-1")]);
    maker.set(
        "a private key behind a public one",
        "private",
        &[public_jwk("test-1"), private_jwk("test-2")],
    );
    maker.set(
        "a symmetric key",
        "private",
        &[json!({"kty": "oct", "kid": "k", "k": "AAAA", "alg": "HS256"})],
    );
    for member in ["k", "p", "q", "dp", "dq", "qi", "oth", "priv"] {
        maker.with(
            &format!("private member {member}"),
            "private",
            member,
            json!("AA"),
        );
    }
    maker.with("a private member that is null", "private", "d", Value::Null);
    maker.set(
        "an RSA key",
        "key_type",
        &[json!({"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB"})],
    );
    maker.with("kty EC", "key_type", "kty", json!("EC"));
    maker.with("kty in another case", "key_type", "kty", json!("okp"));
    maker.with("crv X25519", "key_type", "crv", json!("X25519"));
    maker.with("crv Ed448", "key_type", "crv", json!("Ed448"));
    maker.without("no kty", "key_type", "kty");
    maker.without("no crv", "key_type", "crv");
    maker.with("alg ES256", "algorithm", "alg", json!("ES256"));
    maker.with("alg in a list", "algorithm", "alg", json!(["EdDSA"]));
    maker.with("use enc", "use", "use", json!("enc"));
    maker.with(
        "key_ops of a private key",
        "use",
        "key_ops",
        json!(["sign"]),
    );
    maker.with(
        "key_ops with one for encryption",
        "use",
        "key_ops",
        json!(["verify", "encrypt"]),
    );
    maker.with("key_ops empty", "use", "key_ops", json!([]));
    maker.with("key_ops no list", "use", "key_ops", json!("verify"));
    maker.without("no kid", "key_id", "kid");
    maker.with("kid empty", "key_id", "kid", json!(""));
    maker.with("kid a number", "key_id", "kid", json!(1));
    maker.with("kid with a space", "key_id", "kid", json!("a b"));
    maker.with("kid with a line end", "key_id", "kid", json!("a\n"));
    maker.with(
        "kid of 129 characters",
        "key_id",
        "kid",
        json!("k".repeat(129)),
    );
    maker.without("no x", "point", "x");
    maker.with(
        "x padded",
        "point",
        "x",
        json!(format!("{}=", encode(&[2; 32]))),
    );
    maker.with("x one byte short", "point", "x", json!(encode(&[2; 31])));
    maker.with("x one byte long", "point", "x", json!(encode(&[2; 33])));
    maker.with("x a number", "point", "x", json!(7));
}
