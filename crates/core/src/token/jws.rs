//! The parser and writer of compact JWS (RFC 7515 §7.1).

use alloc::string::String;

use super::json::{NotStrict, Object};
use super::{TOKEN_BYTES, TokenError};
use crate::base64url;
use crate::key::VerifyingKeys;

/// The only algorithm.
const ALGORITHM: &str = "EdDSA";

/// A well-formed token whose signature has not been verified.
struct Unverified<'a> {
    key_id: String,
    purpose: String,
    /// The signed text: header, dot and payload.
    signed: &'a str,
    payload: &'a str,
    signature: [u8; 64],
}

/// The claims of a token with the `typ` `purpose` that one of `keys` signed.
///
/// The payload is only decoded once the signature has been verified.
pub(super) fn open(token: &str, purpose: &str, keys: &VerifyingKeys) -> Result<Object, TokenError> {
    open_up_to(TOKEN_BYTES, token, purpose, keys)
}

/// The same, for a token of at most `max_bytes`.
pub(super) fn open_up_to(
    max_bytes: usize,
    token: &str,
    purpose: &str,
    keys: &VerifyingKeys,
) -> Result<Object, TokenError> {
    if token.len() > max_bytes {
        return Err(TokenError::Invalid);
    }
    let unverified = Unverified::parse(token)?;
    let key = keys.find(&unverified.key_id).ok_or(TokenError::Invalid)?;
    if unverified.purpose != purpose
        || !key.verifies(unverified.signed.as_bytes(), &unverified.signature)
    {
        return Err(TokenError::Invalid);
    }
    let payload = base64url::decode(unverified.payload).map_err(|_| TokenError::Invalid)?;
    Ok(Object::parse_bare(&payload)?)
}

impl<'a> Unverified<'a> {
    fn parse(token: &'a str) -> Result<Self, NotStrict> {
        let (signed, signature) = token.rsplit_once('.').ok_or(NotStrict)?;
        // A third dot stays in the payload, where it is not valid base64url.
        let (header, payload) = signed.split_once('.').ok_or(NotStrict)?;
        let signature = base64url::decode_array(signature).map_err(|_| NotStrict)?;
        let header = base64url::decode(header).map_err(|_| NotStrict)?;
        let mut header = Object::parse_bare(&header)?;
        if header.take_text("alg")? != ALGORITHM {
            return Err(NotStrict);
        }
        let key_id = header.take_text("kid")?;
        let purpose = header.take_text("typ")?;
        header.finish()?;
        Ok(Self {
            key_id,
            purpose,
            signed,
            payload,
            signature,
        })
    }
}

/// A token with this `typ` and these claims.
#[cfg(feature = "sign")]
pub(super) fn seal(purpose: &str, claims: &Claims, keys: &crate::key::SigningKeys) -> String {
    use crate::canonical::object_to_string;

    let header = Claims::default()
        .text("alg", ALGORITHM)
        .text("kid", keys.key_id())
        .text("typ", purpose);
    let mut token = base64url::encode(object_to_string(&header.0).as_bytes());
    token.push('.');
    token.push_str(&base64url::encode(object_to_string(&claims.0).as_bytes()));
    let signature = keys.sign(token.as_bytes());
    token.push('.');
    token.push_str(&base64url::encode(&signature));
    token
}

/// The claims of a new token.
#[cfg(feature = "sign")]
#[derive(Default)]
pub(super) struct Claims(Object);

#[cfg(feature = "sign")]
impl Claims {
    /// Adds a string.
    pub(super) fn text(mut self, name: &str, value: impl alloc::string::ToString) -> Self {
        self.0
            .0
            .push((name.into(), super::json::Value::Text(value.to_string())));
        self
    }

    /// Adds a string, if there is one.
    pub(super) fn optional_text(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// Adds an integer. One beyond ±(2^53 − 1) becomes the nearest one within.
    pub(super) fn integer(mut self, name: &str, value: i64) -> Self {
        use super::json::{EXACT_INTEGER, Value};
        let exact = value.clamp(-EXACT_INTEGER, EXACT_INTEGER);
        self.0.0.push((name.into(), Value::Integer(exact)));
        self
    }

    /// Adds a list of strings.
    pub(super) fn texts<T: alloc::string::ToString>(mut self, name: &str, values: &[T]) -> Self {
        let values: alloc::vec::Vec<String> = values.iter().map(T::to_string).collect();
        self.0.0.push((name.into(), values.into()));
        self
    }

    /// Adds an object.
    pub(super) fn object(mut self, name: &str, object: Object) -> Self {
        self.0.0.push((name.into(), object.into()));
        self
    }

    /// Adds a count.
    pub(super) fn count(self, name: &str, value: u64) -> Self {
        self.integer(name, i64::try_from(value).unwrap_or(i64::MAX))
    }
}
