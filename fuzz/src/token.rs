//! Mutations of the valid tokens of the permanent vectors.

use std::collections::BTreeSet;

use ed25519_dalek::{Signer, SigningKey};
use hallpass_core::base64url::{decode, encode};
use hallpass_core::key::VerifyingKeys;
use hallpass_core::token::{TokenError, audit_cut, audit_head, invite, membership, review};
use serde_json::{Value, json};

use crate::draw::Draw;
use crate::text;

const VECTORS: &str = include_str!("../../tests/vectors/tokens.json");

/// Valid tokens, and the parameters of their verification.
pub(crate) struct Tokens {
    /// The three parts of each.
    valid: Vec<[String; 3]>,
    keys: VerifyingKeys,
    jwks: String,
    issuer: String,
    audience: String,
    now_seconds: i64,
    foreign_key: SigningKey,
    /// Every token of the vectors, valid or not. No other may be accepted.
    vectors: BTreeSet<String>,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        let file: Value = serde_json::from_str(VECTORS).unwrap();
        let jwks = file["jwks"].to_string();
        let vectors = file["vectors"].as_array().unwrap().iter();
        let vectors = vectors.map(|vector| vector["token"].as_str().unwrap().into());
        let valid = file["vectors"].as_array().unwrap().iter();
        let valid = valid
            .filter(|vector| vector["claims"].is_object())
            .map(|vector| {
                let parts = vector["token"].as_str().unwrap().split('.');
                let parts: Vec<String> = parts.map(String::from).collect();
                parts.try_into().unwrap()
            });
        Self {
            valid: valid.collect(),
            keys: VerifyingKeys::from_jwks(&jwks).unwrap(),
            jwks,
            issuer: file["issuer"].as_str().unwrap().into(),
            audience: file["audience"].as_str().unwrap().into(),
            now_seconds: file["now"].as_i64().unwrap(),
            foreign_key: SigningKey::from_bytes(&[77; 32]),
            vectors: vectors.collect(),
        }
    }

    /// The parameters of verification, as JSON.
    pub(crate) fn context(&self) -> String {
        let keys: Value = serde_json::from_str(&self.jwks).unwrap();
        json!({"issuer": self.issuer, "audience": self.audience, "now": self.now_seconds, "jwks": keys}).to_string()
    }

    /// The number of valid tokens.
    pub(crate) const fn originals(&self) -> usize {
        self.valid.len()
    }

    /// A valid token.
    pub(crate) fn original(&self, at: usize) -> String {
        self.valid[at].join(".")
    }

    /// Whether core accepts it as a token of any kind. An expired invite token counts as accepted, as its verifier
    /// returns its claims.
    pub(crate) fn accepts(&self, token: &str) -> bool {
        invite::verify(token, &self.keys, &self.issuer, self.now_seconds).is_ok()
            || membership::verify(
                token,
                &self.keys,
                &self.issuer,
                &self.audience,
                self.now_seconds,
            )
            .is_ok()
            || audit_head::verify(token, &self.keys, self.now_seconds).is_ok()
            || audit_cut::verify(token, &self.keys, self.now_seconds).is_ok()
            || review::verify(token, &self.keys, self.now_seconds).is_ok()
    }

    /// The result of each verifier: for memberships, invites, heads and cuts of audit chains, and summaries of reviews.
    pub(crate) fn verified(&self, token: &str) -> [Result<String, TokenError>; 5] {
        let (keys, issuer, now) = (&self.keys, &self.issuer, self.now_seconds);
        [
            membership::verify(token, keys, issuer, &self.audience, now)
                .map(|read| format!("{:?}", read.claims())),
            invite::verify(token, keys, issuer, now).map(|read| format!("{:?}", read.claims())),
            audit_head::verify(token, keys, now).map(|read| format!("{:?}", read.claims())),
            audit_cut::verify(token, keys, now).map(|read| format!("{:?}", read.claims())),
            review::verify(token, keys, now).map(|read| format!("{:?}", read.claims())),
        ]
    }

    /// Whether this is a token of the vectors.
    pub(crate) fn is_original(&self, token: &str) -> bool {
        self.vectors.contains(token)
    }

    /// The tokens of the vectors, valid or not.
    pub(crate) fn of_vectors(&self) -> impl Iterator<Item = &str> {
        self.vectors.iter().map(String::as_str)
    }

    /// The mutated token with this seed and number. It is not one of the valid tokens.
    pub(crate) fn mutated(&self, seed: u32, index: u32) -> String {
        for attempt in 0.. {
            let token = self.mutate(index, &mut Draw::new(seed, index, attempt));
            if !self.valid.iter().any(|valid| valid.join(".") == token) {
                return token;
            }
        }
        String::new()
    }

    fn pick(&self, draw: &mut Draw) -> &[String; 3] {
        &self.valid[draw.below(self.valid.len())]
    }

    fn mutate(&self, index: u32, draw: &mut Draw) -> String {
        let parts = self.pick(draw).clone();
        let part = draw.below(3);
        match index % 10 {
            0 => text::flip_text_bit(&parts.join("."), draw),
            1 => change_part(parts, part, |text| text::flip_encoded_bits(text, draw)),
            2 if draw.below(2) == 0 => text::cut(&parts.join("."), draw),
            2 => change_part(parts, part, |text| text::cut(text, draw)),
            3 => self.recombine(parts, draw),
            4 if draw.below(3) == 0 => text::respell(&parts.join("."), draw),
            4 => change_part(parts, part, |text| text::respell(text, draw)),
            5 => change_part(parts, 0, |text| edit_json(text, edit_header, draw)),
            6 => change_part(parts, 1, |text| edit_json(text, edit_claim, draw)),
            7 => change_part(parts, 2, |text| edit_signature(text, draw)),
            8 => text::edit_characters(&parts.join("."), draw),
            _ => self.sign_with_foreign_key(parts, draw),
        }
    }

    /// Combines parts of two tokens, in any order and number.
    fn recombine(&self, mut parts: [String; 3], draw: &mut Draw) -> String {
        let other = self.pick(draw);
        match draw.below(5) {
            0 => parts[0] = other[0].clone(),
            1 => parts[1] = other[1].clone(),
            2 => parts[2] = other[2].clone(),
            3 => {
                let (one, two) = (draw.below(3), draw.below(3));
                parts.swap(one, two);
            }
            _ => {
                let count = 1 + draw.below(5);
                let all = [&parts, other].map(|token| token.each_ref());
                let parts = (0..count).map(|_| all[draw.below(2)][draw.below(3)].as_str());
                return parts.collect::<Vec<_>>().join(".");
            }
        }
        parts.join(".")
    }

    /// Changes a token and signs it with a foreign key: under the original `kid`, another one, or with the key in the header.
    fn sign_with_foreign_key(&self, mut parts: [String; 3], draw: &mut Draw) -> String {
        let public = encode(self.foreign_key.verifying_key().as_bytes());
        let mut header: Value = serde_json::from_slice(&decode(&parts[0]).unwrap()).unwrap();
        match draw.below(4) {
            0 => header["kid"] = json!("stranger"),
            1 => header["jwk"] = json!({"kty": "OKP", "crv": "Ed25519", "x": public}),
            2 => parts[1] = edit_json(&parts[1], edit_claim, draw),
            _ => {}
        }
        parts[0] = encode(header.to_string().as_bytes());
        let signed = format!("{}.{}", parts[0], parts[1]);
        let signature = self.foreign_key.sign(signed.as_bytes()).to_bytes();
        format!("{signed}.{}", encode(&signature))
    }
}

fn change_part(mut parts: [String; 3], at: usize, change: impl FnOnce(&str) -> String) -> String {
    parts[at] = change(&parts[at]);
    parts.join(".")
}

/// Edits the JSON of a part, or its text with white space or a repeated member.
fn edit_json(part: &str, edit: fn(&mut Value, &mut Draw), draw: &mut Draw) -> String {
    let text = String::from_utf8(decode(part).unwrap()).unwrap();
    let changed = match draw.below(8) {
        0 => format!("{text}{}", draw.of(&[" ", "\n", "{}", "x", "\0"])),
        1 => text.replacen(
            '{',
            draw.of(&["{ ", "{\n", " {", "{\"alg\":\"none\",", "{\"iat\":0,"]),
            1,
        ),
        2 => text.replacen(':', draw.of(&[": ", " :", ":\t"]), 1),
        _ => {
            let mut value: Value = serde_json::from_str(&text).unwrap();
            edit(&mut value, draw);
            value.to_string()
        }
    };
    encode(changed.as_bytes())
}

fn edit_header(header: &mut Value, draw: &mut Draw) {
    let number = draw.next();
    match draw.below(4) {
        0 => {
            let algorithms = [
                "none", "None", "nOnE", "HS256", "ES256", "RS256", "Ed25519", "eddsa", "EDDSA", "",
            ];
            header["alg"] = json!(draw.of(&algorithms));
        }
        1 => {
            let kids = [
                "test-2",
                "TEST-1",
                "test-1\0",
                "../test-1",
                "https://attacker.example",
                "",
            ];
            header["kid"] = match draw.below(3) {
                0 => json!(format!("test-{number}")),
                _ => json!(draw.of(&kids)),
            };
        }
        2 => {
            let types = [
                "JWT",
                "at+jwt",
                "invite+jwt",
                "membership+jwt",
                "audit-head+jwt",
                "audit-cut+jwt",
                "review+jwt",
                "INVITE+JWT",
                "",
            ];
            header["typ"] = json!(draw.of(&types));
        }
        _ => {
            let names = [
                "crit", "b64", "zip", "cty", "jku", "jwk", "x5u", "x5c", "x5t", "enc", "epk",
                "nonce", "url",
            ];
            let name = draw.of(&names);
            header[name] = match draw.below(5) {
                0 => json!(number),
                1 => json!([name]),
                2 => json!({"kty": "oct", "k": ""}),
                3 => json!(false),
                _ => Value::Null,
            };
        }
    }
}

fn edit_claim(claims: &mut Value, draw: &mut Draw) {
    let known: Vec<String> = claims.as_object().unwrap().keys().cloned().collect();
    let name = known[draw.below(known.len())].clone();
    let number = (draw.next() >> 20) as i64;
    match draw.below(6) {
        0 => drop(claims.as_object_mut().unwrap().remove(&name)),
        1 => claims[name] = json!(number),
        2 => claims[name] = json!(number.to_string()),
        3 => claims["role"] = json!("admin"),
        4 => claims["exp"] = json!(9_999_999_999_u64 + draw.next() % 1000),
        _ => claims[format!("x{number}")] = json!(true),
    }
}

/// The order of Ed25519's group, little-endian.
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn edit_signature(part: &str, draw: &mut Draw) -> String {
    let mut bytes = decode(part).unwrap();
    match draw.below(7) {
        0 => {
            // Adds the group order to the scalar: equal after reduction.
            let mut carry = 0;
            for (at, order) in GROUP_ORDER.iter().enumerate() {
                let sum = u16::from(bytes[32 + at]) + u16::from(*order) + carry;
                bytes[32 + at] = sum as u8;
                carry = sum >> 8;
            }
        }
        1 => bytes[31] ^= 0x80,
        2 => bytes = vec![0; 64],
        3 => {
            bytes = [&[1][..], &[0; 63]].concat();
            bytes[32] = draw.below(256) as u8;
        }
        4 => bytes
            .iter_mut()
            .for_each(|byte| *byte = draw.below(256) as u8),
        5 => bytes.swap(draw.below(64), draw.below(64)),
        _ => bytes[draw.below(64)] = draw.below(256) as u8,
    }
    encode(&bytes)
}
