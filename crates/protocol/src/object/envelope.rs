//! What travels with a call, and back.

use std::borrow::Cow;

use hallpass_core::Timestamp;
use hallpass_core::account::Caller;
use hallpass_core::base64url;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::ObjectError;
use super::user::PutAccountRow;

/// A call and everything that an object cannot find out by itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectRequest<C> {
    /// The time of the request.
    pub now: Timestamp,
    /// Random bytes for this request alone.
    pub random: RandomBytes,
    /// Who calls; absent before sign-in and for calls that the Worker makes for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Caller>,
    /// The HTTP request's idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The call.
    pub call: C,
}

impl<C> ObjectRequest<C> {
    /// The call, and the request without it.
    #[must_use]
    pub fn split(self) -> (ObjectRequest<()>, C) {
        let request = ObjectRequest {
            now: self.now,
            random: self.random,
            principal: self.principal,
            idempotency_key: self.idempotency_key,
            call: (),
        };
        (request, self.call)
    }
}

/// The outcome of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectResponse<R> {
    /// The response, or the rule that refused the call.
    pub result: Result<R, ObjectError>,
    /// The caller's own index row, where the call changed it and the object has not delivered it: the Worker delivers it
    /// before it responds, so that the caller's next list of accounts shows the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_row: Option<PutAccountRow>,
}

/// 32 random bytes. Their JSON form is base64url.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RandomBytes(pub [u8; 32]);

impl Serialize for RandomBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64url::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for RandomBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        base64url::decode_array(&text)
            .map(Self)
            .map_err(|_| D::Error::custom("not 32 bytes as base64url"))
    }
}

/// An idempotency key, and the request that it belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IdempotencyKey {
    /// The key.
    pub key: String,
    /// SHA-256 of the request's method, path and body, as base64url.
    pub fingerprint: String,
}
