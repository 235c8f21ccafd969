//! Makes the vectors: sealed tokens, and attacks signed with the test keys where an attack needs a signature.
//!
//! All of it follows from fixed seeds, so a vector made again is the same.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signer, SigningKey};
use hallpass_core::base64url::encode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

use super::run::TokenVector;

pub(crate) const ISSUER: &str = "https://hallpass.example";
pub(crate) const AUDIENCE: &str = "hallpass-example";
pub(crate) const NOW: i64 = 1_795_324_067;

/// A key made for the vectors: its secret is the SHA-256 of a sentence that anyone can read here.
pub(crate) fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(format!("hallpass test vectors: {name}")).into())
}

/// The JWK of a key, private with its `d`.
pub(crate) fn private_jwk(name: &str) -> Value {
    let mut jwk = public_jwk(name);
    jwk["d"] = json!(encode(key(name).as_bytes()));
    jwk
}

pub(crate) fn public_jwk(name: &str) -> Value {
    let x = encode(key(name).verifying_key().as_bytes());
    json!({"alg": "EdDSA", "crv": "Ed25519", "kid": name, "kty": "OKP", "use": "sig", "x": x})
}

/// The claims that each kind's vectors start from.
pub(crate) fn claims(kind: &str) -> Value {
    let account = format!("acc_{}", encode(&[7; 16]));
    let pol = "zJ0qB1dQkq3WcX9v";
    match kind {
        "invite" => json!({
            "iss": ISSUER, "jti": format!("inv_{}{}", encode(&[7; 16]), encode(&[9; 16])), "acc": account,
            "gen": 0, "name": "Test Production", "role": "dev", "inv": "Ada", "hint": "d***@example.com",
            "iat": NOW - 5, "exp": NOW + 3600, "pol": pol,
        }),
        "membership" => json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": format!("usr_{}", encode(&[5; 16])), "acc": account,
            "kind": "team", "role": "dev", "perm": "vwE", "epoch": 12, "pol": pol, "iat": NOW - 5,
            "exp": NOW + 55, "jti": encode(&[3; 16]),
        }),
        "audit-head" => {
            json!({"acc": account, "count": 42, "hash": encode(&[11; 32]), "iat": NOW - 5})
        }
        other => panic!("no such kind of token: {other}"),
    }
}

pub(crate) fn header(kind: &str) -> Value {
    json!({"alg": "EdDSA", "kid": "test-1", "typ": format!("{kind}+jwt")})
}

/// A token whose header and payload are these very bytes, with a real signature of `signer`.
pub(crate) fn signed(header: &[u8], payload: &[u8], signer: &str) -> String {
    signed_text(&format!("{}.{}", encode(header), encode(payload)), signer)
}

pub(crate) fn signed_text(text: &str, signer: &str) -> String {
    format!(
        "{text}.{}",
        encode(&key(signer).sign(text.as_bytes()).to_bytes())
    )
}

fn of(header: &Value, claims: &Value) -> String {
    signed(
        header.to_string().as_bytes(),
        claims.to_string().as_bytes(),
        "test-1",
    )
}

/// Collects vectors of one kind.
struct Maker {
    kind: &'static str,
    made: Vec<TokenVector>,
}

impl Maker {
    fn valid(&mut self, name: &str, claims: &Value) {
        let token = of(&header(self.kind), claims);
        self.push(name, Ok(claims.clone()), &[], token);
    }

    fn invalid(&mut self, name: &str, carries: &[&str], token: String) {
        self.push(name, Err("token_invalid"), carries, token);
    }

    /// A vector whose claims were changed, and signed for real.
    fn claims(&mut self, name: &str, carries: &[&str], change: impl FnOnce(&mut Value)) {
        let mut changed = claims(self.kind);
        change(&mut changed);
        let token = of(&header(self.kind), &changed);
        self.invalid(name, carries, token);
    }

    /// A vector whose payload is this text, signed for real.
    fn payload(&mut self, name: &str, carries: &[&str], payload: &[u8]) {
        let token = signed(header(self.kind).to_string().as_bytes(), payload, "test-1");
        self.invalid(name, carries, token);
    }

    /// A vector whose header is this text, signed for real.
    fn header(&mut self, name: &str, carries: &[&str], header: &[u8]) {
        let token = signed(header, claims(self.kind).to_string().as_bytes(), "test-1");
        self.invalid(name, carries, token);
    }

    fn push(&mut self, name: &str, expected: Result<Value, &str>, carries: &[&str], token: String) {
        let (claims, code) = match expected {
            Ok(claims) => (Some(claims), None),
            Err(code) => (None, Some(code.to_string())),
        };
        self.made.push(TokenVector {
            name: format!("{}: {name}", self.kind),
            kind: self.kind.into(),
            code,
            claims,
            carries: carries.iter().map(ToString::to_string).collect(),
            token,
        });
    }
}

/// Every vector of every kind.
pub(crate) fn tokens() -> Vec<TokenVector> {
    let mut all = Vec::new();
    for kind in ["invite", "membership", "audit-head"] {
        let mut maker = Maker {
            kind,
            made: Vec::new(),
        };
        maker.valid("as sealed", &claims(kind));
        let mut skewed = claims(kind);
        skewed["iat"] = json!(NOW + 60);
        maker.valid("issued 60 s ahead", &skewed);
        headers(&mut maker);
        forms(&mut maker);
        signatures(&mut maker);
        payloads(&mut maker);
        each_claim(&mut maker);
        match kind {
            "invite" => invites(&mut maker),
            "membership" => memberships(&mut maker),
            _ => audit_heads(&mut maker),
        }
        all.append(&mut maker.made);
    }
    all
}

fn headers(maker: &mut Maker) {
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

fn forms(maker: &mut Maker) {
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

fn signatures(maker: &mut Maker) {
    let good = of(&header(maker.kind), &claims(maker.kind));
    let (text, signature) = good.rsplit_once('.').unwrap();
    let bytes: [u8; 64] = hallpass_core::base64url::decode_array(signature).unwrap();
    let with = |bytes: &[u8]| format!("{text}.{}", encode(bytes));
    for at in [0, 31, 32, 63] {
        let mut flipped = bytes;
        flipped[at] ^= 1;
        maker.invalid(
            &format!("a bit flipped in byte {at} of the signature"),
            &["signature"],
            with(&flipped),
        );
    }
    maker.invalid(
        "a signature one byte short",
        &["signature"],
        with(&bytes[..63]),
    );
    maker.invalid(
        "a signature one byte long",
        &["signature"],
        with(&[&bytes[..], &[0]].concat()),
    );
    maker.invalid("a signature of zeros", &["signature"], with(&[0; 64]));
    let stranger = signed(
        header(maker.kind).to_string().as_bytes(),
        claims(maker.kind).to_string().as_bytes(),
        "stranger",
    );
    maker.invalid("signed by a stranger", &["signature"], stranger);
    let mut other = claims(maker.kind);
    other["iat"] = json!(NOW - 6);
    let moved = of(&header(maker.kind), &other);
    let payload = moved.split('.').nth(1).unwrap();
    let head = text.split('.').next().unwrap();
    maker.invalid(
        "a signature of another payload",
        &["signature"],
        format!("{head}.{payload}.{signature}"),
    );

    // S + L is the same scalar, and the same signature to a verifier that reduces it.
    let mut scalar = [0; 32];
    let mut carry = 0;
    for (at, sum) in scalar.iter_mut().enumerate() {
        let wide = u16::from(bytes[32 + at]) + u16::from(GROUP_ORDER[at]) + carry;
        *sum = wide as u8;
        carry = wide >> 8;
    }
    maker.invalid(
        "a scalar past the group's order",
        &["scalar"],
        with(&[&bytes[..32], &scalar].concat()),
    );

    // With a commitment of low order, S = k·a satisfies the equation although nothing random was used.
    let secret = key("test-1").to_scalar();
    let identity = EdwardsPoint::default().compress();
    let k = challenge(identity.as_bytes(), text);
    let low = [*identity.as_bytes(), (k * secret).to_bytes()].concat();
    maker.invalid("a commitment of low order", &["order"], with(&low));

    // A torsion point in the commitment passes only where the equation is multiplied by the cofactor.
    let r = Scalar::from_bytes_mod_order(Sha256::digest(b"a commitment for a vector").into());
    let mixed = (EdwardsPoint::mul_base(&r) + EIGHT_TORSION[1]).compress();
    let s = r + challenge(mixed.as_bytes(), text) * secret;
    let cofactored = [*mixed.as_bytes(), s.to_bytes()].concat();
    maker.invalid(
        "good only with the cofactor",
        &["cofactor"],
        with(&cofactored),
    );
}

/// The order of Ed25519's group, little-endian: 2^252 + 27742317777372353535851937790883648493.
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn challenge(commitment: &[u8; 32], message: &str) -> Scalar {
    let public = key("test-1").verifying_key();
    Scalar::from_hash(
        Sha512::new()
            .chain_update(commitment)
            .chain_update(public.as_bytes())
            .chain_update(message),
    )
}

fn payloads(maker: &mut Maker) {
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
    let iat = (NOW - 5).to_string();
    for (name, text) in [
        ("a fraction", format!("{iat}.5")),
        ("a whole number written as a fraction", format!("{iat}.0")),
        ("an exponent", "17953240e2".into()),
        ("minus zero", "-0".into()),
    ] {
        maker.payload(
            &format!("iat as {name}"),
            &["numbers"],
            good.replacen(&iat, &text, 1).as_bytes(),
        );
    }
    maker.claims("issued 61 s ahead", &["future"], |claims| {
        claims["iat"] = json!(NOW + 61)
    });
    maker.claims("iat below zero", &["types"], |claims| {
        claims["iat"] = json!(-1)
    });
    maker.claims("iat past 2^53", &["numbers", "future"], |claims| {
        claims["iat"] = json!(1_u64 << 53)
    });
    maker.claims(
        "iat wrapped round 64 bits",
        &["numbers", "future"],
        |claims| claims["iat"] = json!(u64::MAX),
    );
}

/// Each claim missing, `null`, and of another type.
fn each_claim(maker: &mut Maker) {
    let all = claims(maker.kind);
    for (name, value) in all.as_object().unwrap() {
        if name != "hint" {
            maker.claims(&format!("no {name}"), &["missing"], |claims| {
                claims.as_object_mut().unwrap().remove(name);
            });
        }
        maker.claims(&format!("{name} null"), &["types"], |claims| {
            claims[name] = Value::Null
        });
        let other = if value.is_string() {
            json!(7)
        } else {
            json!(value.to_string())
        };
        maker.claims(&format!("{name} of another type"), &["types"], |claims| {
            claims[name] = other
        });
        maker.claims(&format!("{name} in a list"), &["types"], |claims| {
            claims[name] = json!([value])
        });
        maker.claims(&format!("{name} true"), &["types"], |claims| {
            claims[name] = json!(true)
        });
    }
}

fn invites(maker: &mut Maker) {
    let mut link = claims("invite");
    link.as_object_mut().unwrap().remove("hint");
    link["gen"] = json!(16_777_215);
    link["name"] = json!("Équipe 東京 “🚀”\\");
    maker.valid("a link invite, of the last generation", &link);
    let mut last = claims("invite");
    last["exp"] = json!(NOW + 1);
    maker.valid("in its last second", &last);
    let mut ended = claims("invite");
    ended["exp"] = json!(NOW);
    let token = of(&header("invite"), &ended);
    maker.push("at its end", Err("token_expired"), &["expiry"], token);
    let mut old = claims("invite");
    old["iat"] = json!(NOW - 90_000);
    old["exp"] = json!(NOW - 3600);
    let token = of(&header("invite"), &old);
    maker.push("past its end", Err("token_expired"), &["expiry"], token);
    maker.claims("hint null", &["types"], |claims| {
        claims["hint"] = Value::Null
    });
    maker.claims("an unknown claim", &["closed"], |claims| {
        claims["permissions"] = json!([])
    });
    maker.claims("an audience", &["closed"], |claims| {
        claims["aud"] = json!(AUDIENCE)
    });
    maker.claims("of another issuer", &["issuer"], |claims| {
        claims["iss"] = json!("https://attacker.example")
    });
    maker.claims("of the issuer with a slash", &["issuer"], |claims| {
        claims["iss"] = json!(format!("{ISSUER}/"))
    });
    maker.claims(
        "for an account that is not the invite's",
        &["account"],
        |claims| {
            claims["acc"] = json!(format!("acc_{}", encode(&[8; 16])));
        },
    );
    maker.claims("of a generation past three bytes", &["values"], |claims| {
        claims["gen"] = json!(16_777_216)
    });
    maker.claims("of a generation below zero", &["types"], |claims| {
        claims["gen"] = json!(-1)
    });
    maker.claims(
        "a member's id as invite",
        &["values", "account"],
        |claims| claims["jti"] = json!(format!("usr_{}", encode(&[5; 16]))),
    );
    maker.claims(
        "an invite's id in another spelling",
        &["values"],
        |claims| {
            claims["jti"] = json!(format!(
                "inv_{}{}B",
                encode(&[7; 16]),
                &encode(&[0; 16])[..21]
            ));
        },
    );
    maker.claims("a policy's id too short", &["values"], |claims| {
        claims["pol"] = json!("zJ0q")
    });
    maker.claims("a role that is no word", &["values"], |claims| {
        claims["role"] = json!("Super Admin")
    });
    maker.claims("exp below zero", &["types", "expiry"], |claims| {
        claims["exp"] = json!(-1)
    });
    maker.claims("exp past 2^53", &["numbers"], |claims| {
        claims["exp"] = json!(1_u64 << 53)
    });
    maker.claims("exp wrapped round 64 bits", &["numbers"], |claims| {
        claims["exp"] = json!(u64::MAX)
    });
}

fn memberships(maker: &mut Maker) {
    let mut personal = claims("membership");
    personal["kind"] = json!("personal");
    personal["role"] = json!("admin");
    personal["perm"] = json!("_z8");
    maker.valid("a personal account", &personal);
    let mut nothing = claims("membership");
    nothing["perm"] = json!("");
    nothing["role"] = json!("vanished");
    maker.valid("without permissions", &nothing);
    let mut full = claims("membership");
    full["perm"] = json!(encode(&[0xff; 16]));
    full["epoch"] = json!((1_u64 << 53) - 1);
    full["exp"] = json!(NOW + 1);
    maker.valid("all 128 bits, the last epoch, the last second", &full);
    let known = claims("membership");
    let mut future = known.clone();
    future["nbf"] = json!(NOW + 3600);
    future["new"] = json!({"a": [1, {"b": null}]});
    let token = of(&header("membership"), &future);
    maker.push(
        "with claims from the future, which are ignored",
        Ok(known.clone()),
        &[],
        token,
    );
    let eight = format!(
        "{{\"x\":{}{},{}",
        "[".repeat(7),
        "]".repeat(7),
        known.to_string().trim_start_matches('{')
    );
    let token = signed(
        header("membership").to_string().as_bytes(),
        eight.as_bytes(),
        "test-1",
    );
    maker.push("eight levels deep", Ok(known.clone()), &[], token);
    let mut second = header("membership");
    second["kid"] = json!("test-2");
    let token = signed(
        second.to_string().as_bytes(),
        known.to_string().as_bytes(),
        "test-2",
    );
    maker.push("signed by the set's other key", Ok(known), &[], token);

    let mut ended = claims("membership");
    ended["exp"] = json!(NOW);
    let token = of(&header("membership"), &ended);
    maker.push("at its end", Err("token_expired"), &["expiry"], token);
    let mut old = claims("membership");
    old["iat"] = json!(NOW - 600);
    old["exp"] = json!(NOW - 540);
    let token = of(&header("membership"), &old);
    maker.push("past its end", Err("token_expired"), &["expiry"], token);
    maker.claims(
        "past its end and for another audience",
        &["expiry", "audience"],
        |claims| {
            claims["exp"] = json!(NOW - 1);
            claims["aud"] = json!("another");
        },
    );
    maker.claims("of another issuer", &["issuer"], |claims| {
        claims["iss"] = json!("https://attacker.example")
    });
    maker.claims("for another audience", &["audience"], |claims| {
        claims["aud"] = json!("another")
    });
    maker.claims("for a longer audience", &["audience"], |claims| {
        claims["aud"] = json!(format!("{AUDIENCE}-2"))
    });
    maker.claims("for two audiences", &["types"], |claims| {
        claims["aud"] = json!([AUDIENCE, "another"])
    });
    maker.claims(
        "permissions with a zero byte at the end",
        &["values"],
        |claims| claims["perm"] = json!("vwEA"),
    );
    maker.claims("permissions in another spelling", &["values"], |claims| {
        claims["perm"] = json!("vwF")
    });
    maker.claims("more than 128 permissions", &["values"], |claims| {
        claims["perm"] = json!(encode(&[1; 17]))
    });
    maker.claims("of a kind that there is not", &["values"], |claims| {
        claims["kind"] = json!("Team")
    });
    maker.claims("an account as subject", &["values"], |claims| {
        claims["sub"] = json!(format!("acc_{}", encode(&[5; 16])))
    });
    maker.claims(
        "an account's id in another spelling",
        &["values"],
        |claims| {
            claims["acc"] = json!(format!("acc_{}x", &encode(&[7; 16])[..21]));
        },
    );
    maker.claims("an epoch below zero", &["types"], |claims| {
        claims["epoch"] = json!(-1)
    });
    maker.claims("an epoch past 2^53", &["numbers"], |claims| {
        claims["epoch"] = json!(1_u64 << 53)
    });
    maker.claims("exp below zero", &["types", "expiry"], |claims| {
        claims["exp"] = json!(-1)
    });
    maker.claims("exp past 2^53", &["numbers"], |claims| {
        claims["exp"] = json!(1_u64 << 53)
    });
    maker.claims("exp wrapped round 64 bits", &["numbers"], |claims| {
        claims["exp"] = json!(u64::MAX)
    });
}

fn audit_heads(maker: &mut Maker) {
    let mut first = claims("audit-head");
    first["count"] = json!(0);
    maker.valid("before the first event", &first);
    maker.claims("an unknown claim", &["closed"], |claims| {
        claims["exp"] = json!(NOW + 60)
    });
    maker.claims("a hash one byte short", &["values"], |claims| {
        claims["hash"] = json!(encode(&[11; 31]))
    });
    maker.claims("a hash in hexadecimal", &["values"], |claims| {
        claims["hash"] = json!("0b".repeat(32))
    });
    maker.claims("a count below zero", &["types"], |claims| {
        claims["count"] = json!(-1)
    });
    maker.claims("a count past 2^53", &["numbers"], |claims| {
        claims["count"] = json!(1_u64 << 53)
    });
}
