//! The negative control: a second verifier, each of whose checks can be switched off.
//!
//! It shares no code with the crate. With every check on it refuses a vector, and without the checks that the vector names it
//! accepts it. So each vector contains exactly its attack.

mod claim;
mod seen;

use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, Scalar};
use serde_json::Value;
use sha2::{Digest, Sha512};

use super::run::TokenFile;
use claim::{AUDIT_CUT, AUDIT_HEAD, INVITE, MEMBERSHIP, REVIEW, Spec, Type, well_formed};
use seen::Seen;

/// The checks that can be switched off.
pub(crate) const CHECKS: [&str; 28] = [
    "account",
    "algorithm",
    "audience",
    "base64",
    "closed",
    "cofactor",
    "counts",
    "depth",
    "duplicates",
    "expiry",
    "form",
    "future",
    "header",
    "issuer",
    "key",
    "life",
    "missing",
    "numbers",
    "order",
    "pair",
    "purpose",
    "scalar",
    "signature",
    "size",
    "trailing",
    "types",
    "utf8",
    "values",
];

/// A verifier without some of its checks.
pub(crate) struct Lax<'a> {
    pub(crate) file: &'a TokenFile,
    pub(crate) without: Vec<&'a str>,
}

impl Lax<'_> {
    /// Whether it accepts the token.
    pub(crate) fn accepts(&self, kind: &str, token: &str) -> bool {
        self.claims_of(kind, token)
            .is_some_and(|claims| self.claims_pass(kind, &claims))
    }

    fn on(&self, check: &str) -> bool {
        assert!(CHECKS.contains(&check), "{check}");
        !self.without.contains(&check)
    }

    /// The result of a check, or success when it is off.
    fn pass(&self, check: &str, verdict: bool) -> Option<()> {
        (verdict || !self.on(check)).then_some(())
    }

    fn claims_of(&self, kind: &str, token: &str) -> Option<Value> {
        self.pass("size", kind == "review" || token.len() <= 4096)?;
        let parts: Vec<&str> = token.split('.').collect();
        self.pass("form", parts.len() == 3)?;
        let (header_text, payload_text) = (parts.first()?, parts.get(1)?);
        let header = self.object(&self.decode(header_text)?)?;
        let known = ["alg", "kid", "typ"];
        self.pass(
            "header",
            header
                .as_object()?
                .keys()
                .all(|key| known.contains(&key.as_str())),
        )?;
        self.pass("algorithm", header["alg"] == "EdDSA")?;
        self.pass("purpose", header["typ"] == format!("{kind}+jwt"))?;
        let signature = self.decode(parts.get(2).unwrap_or(&""))?;
        let signed = format!("{header_text}.{payload_text}");
        let by_id = self
            .keys()
            .any(|(id, key)| header["kid"] == id && self.signed_by(&key, &signed, &signature));
        let by_any = self
            .keys()
            .any(|(_, key)| self.signed_by(&key, &signed, &signature));
        self.pass("key", self.keys().any(|(id, _)| header["kid"] == id))?;
        self.pass("signature", if self.on("key") { by_id } else { by_any })?;
        self.object(&self.decode(payload_text)?)
    }

    fn keys(&self) -> impl Iterator<Item = (String, [u8; 32])> {
        let keys = self.file.jwks["keys"].as_array().unwrap();
        keys.iter().map(|key| {
            let x = self.decode(key["x"].as_str().unwrap()).unwrap();
            (
                key["kid"].as_str().unwrap().to_string(),
                x.try_into().unwrap(),
            )
        })
    }

    /// Ed25519 verification, with checks that can be switched off.
    fn signed_by(&self, key: &[u8; 32], message: &str, signature: &[u8]) -> bool {
        let Some((commitment, scalar)) = signature.split_first_chunk::<32>() else {
            return false;
        };
        let Ok(scalar) = <[u8; 32]>::try_from(scalar) else {
            return false;
        };
        let Some(r) = CompressedEdwardsY(*commitment).decompress() else {
            return false;
        };
        let Some(a) = CompressedEdwardsY(*key).decompress() else {
            return false;
        };
        let in_range = bool::from(Scalar::from_canonical_bytes(scalar).is_some());
        let s = Scalar::from_bytes_mod_order(scalar);
        let digest = Sha512::new()
            .chain_update(commitment)
            .chain_update(key)
            .chain_update(message);
        let k = Scalar::from_hash(digest);
        let difference = EdwardsPoint::mul_base(&s) - r - a * k;
        let equal = if self.on("cofactor") {
            difference == EdwardsPoint::default()
        } else {
            difference.is_small_order()
        };
        equal
            && self.pass("scalar", in_range).is_some()
            && self.pass("order", !r.is_small_order()).is_some()
    }

    fn decode(&self, text: &str) -> Option<Vec<u8>> {
        let strict = hallpass_core::base64url::decode(text).ok();
        strict.or_else(|| {
            if self.on("base64") {
                None
            } else {
                lenient_base64(text)
            }
        })
    }

    fn object(&self, bytes: &[u8]) -> Option<Value> {
        self.pass("utf8", std::str::from_utf8(bytes).is_ok())?;
        let text = String::from_utf8_lossy(bytes);
        self.pass("trailing", text.starts_with('{') && text.ends_with('}'))?;
        let mut stream =
            serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}')).into_iter();
        let value: Value = stream.next()?.ok()?;
        let read = stream.byte_offset();
        let rest = text.get(read..).unwrap_or_default();
        self.pass("trailing", rest.is_empty())?;
        let seen: Seen =
            serde_json::from_str(text.get(..read).unwrap_or(&text)).unwrap_or_default();
        self.pass("duplicates", !seen.twice)?;
        self.pass("depth", seen.depth <= 8)?;
        self.pass("numbers", !seen.inexact)?;
        value.is_object().then_some(value)
    }

    fn claims_pass(&self, kind: &str, claims: &Value) -> bool {
        let (specs, closed) = match kind {
            "invite" => (INVITE, true),
            "membership" => (MEMBERSHIP, false),
            "review" => (REVIEW, true),
            "audit-cut" => (AUDIT_CUT, true),
            _ => (AUDIT_HEAD, true),
        };
        let known = |name: &String| specs.iter().any(|(spec, ..)| spec == name);
        let all_known = !closed || claims.as_object().unwrap().keys().all(known);
        let times =
            |name: &str, holds: &dyn Fn(f64) -> bool| loose_number(&claims[name]).is_none_or(holds);
        let now = self.file.now as f64;
        let is = |name: &str, wanted: &str| {
            specs.iter().all(|(spec, ..)| *spec != name)
                || loose_text(&claims[name]).is_none_or(|text| text == wanted)
        };
        let own_account = match (claims["jti"].as_str(), claims["acc"].as_str()) {
            (Some(invite), Some(account)) if kind == "invite" => {
                invite.get(4..26) == account.get(4..)
            }
            _ => true,
        };
        specs
            .iter()
            .all(|spec| self.claim_passes(*spec, claims.get(spec.0)).is_some())
            && self.pass("closed", all_known).is_some()
            && self
                .pass("counts", kind != "review" || are_counted(claims))
                .is_some()
            && self
                .pass("future", times("iat", &|iat| iat <= now + 60.0))
                .is_some()
            && self.pass("issuer", is("iss", &self.file.issuer)).is_some()
            && self
                .pass("audience", is("aud", &self.file.audience))
                .is_some()
            && self.pass("account", own_account).is_some()
            && self
                .pass(
                    "pair",
                    claims.get("prj").is_some() == claims.get("prjPerm").is_some(),
                )
                .is_some()
            && self
                .pass(
                    "life",
                    kind != "membership" || life(claims).is_none_or(|life| life <= 300.0),
                )
                .is_some()
            && self
                .pass("expiry", times("exp", &|exp| exp > now))
                .is_some()
    }

    fn claim_passes(&self, (_, wanted, required): Spec, value: Option<&Value>) -> Option<()> {
        let Some(value) = value else {
            return self.pass("missing", !required);
        };
        match wanted {
            Type::Integer | Type::Generation => {
                self.pass("types", value.as_f64().is_some_and(|number| number >= 0.0))?;
                let limit = if matches!(wanted, Type::Generation) {
                    16_777_215.0
                } else {
                    f64::MAX
                };
                self.pass(
                    "values",
                    value.as_f64().is_none_or(|number| number <= limit),
                )
            }
            Type::Users => {
                self.pass("types", value.is_array())?;
                let mut users = value.as_array().into_iter().flatten();
                let are_users = users.all(|user| {
                    let text = user.as_str();
                    text.is_some_and(|text| well_formed(Type::User, text))
                });
                self.pass("values", are_users)
            }
            Type::Counts => self.pass("types", value.is_object()),
            Type::Text
            | Type::Account
            | Type::Project
            | Type::Invite
            | Type::User
            | Type::Policy
            | Type::Role
            | Type::AccountKind
            | Type::Permissions
            | Type::Review
            | Type::Hash => {
                self.pass("types", value.is_string())?;
                self.pass(
                    "values",
                    value.as_str().is_none_or(|text| well_formed(wanted, text)),
                )
            }
        }
    }
}

/// Whether the counts of a review are the lengths of its lists and their sum, and nothing else.
fn are_counted(claims: &Value) -> bool {
    let lists = ["kept", "changed", "removed", "gone", "undecided"];
    let length = |list: &str| claims[list].as_array().map_or(0, Vec::len);
    let counts = &claims["counts"];
    let each = lists
        .iter()
        .all(|list| claims[list].is_array() && counts[list].as_u64() == Some(length(list) as u64));
    let total: usize = lists.iter().map(|list| length(list)).sum();
    let members = counts.as_object().map_or(0, |counts| counts.len());
    each && counts["total"].as_u64() == Some(total as u64) && members == lists.len() + 1
}

fn loose_number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// `exp − iat`, where there are both.
fn life(claims: &Value) -> Option<f64> {
    Some(loose_number(&claims["exp"])? - loose_number(&claims["iat"])?)
}

fn loose_text(value: &Value) -> Option<String> {
    value
        .as_str()
        .or_else(|| value.get(0)?.as_str())
        .map(String::from)
}

fn lenient_base64(text: &str) -> Option<Vec<u8>> {
    let mut bits: u32 = 0;
    let mut held = 0;
    let mut bytes = Vec::new();
    for symbol in text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
    {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}
