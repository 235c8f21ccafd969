//! Makes the vectors: sealed tokens, and attacks signed with the test keys where an attack needs a signature.
//!
//! All of it follows from fixed seeds, so a vector made again is the same.

mod claims;
mod forms;
mod headers;
mod kinds;
mod payloads;
mod reviews;
mod signatures;
mod structures;

use ed25519_dalek::{Signer, SigningKey};
use hallpass_core::base64url::encode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

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
        "audit-cut" => json!({
            "acc": account, "at": NOW - 3600, "count": 40, "hash": encode(&[12; 32]), "iat": NOW - 5,
        }),
        "review" => {
            let user = |byte: u8| format!("usr_{}", encode(&[byte; 16]));
            json!({
                "acc": account, "rev": format!("rev_{}", encode(&[13; 16])), "seq": 40,
                "opened": NOW - 86_400, "closed": NOW - 60, "iat": NOW - 5,
                "kept": [user(5), user(6)], "changed": [user(7)], "removed": [], "gone": [user(8)], "undecided": [],
                "counts": {"total": 4, "kept": 2, "changed": 1, "removed": 0, "gone": 1, "undecided": 0},
            })
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

pub(crate) fn of(header: &Value, claims: &Value) -> String {
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
        headers::add(&mut maker);
        forms::add(&mut maker);
        signatures::add(&mut maker);
        structures::add(&mut maker);
        payloads::add(&mut maker);
        claims::add(&mut maker);
        match kind {
            "invite" => kinds::invites(&mut maker),
            "membership" => kinds::memberships(&mut maker),
            _ => kinds::audit_heads(&mut maker),
        }
        all.append(&mut maker.made);
    }
    let mut maker = Maker {
        kind: "review",
        made: Vec::new(),
    };
    maker.valid("as sealed", &claims("review"));
    headers::add(&mut maker);
    signatures::add(&mut maker);
    reviews::add(&mut maker);
    all.append(&mut maker.made);
    let mut maker = Maker {
        kind: "audit-cut",
        made: Vec::new(),
    };
    maker.valid("as sealed", &claims("audit-cut"));
    headers::add(&mut maker);
    signatures::add(&mut maker);
    kinds::audit_cuts(&mut maker);
    all.append(&mut maker.made);
    all
}
