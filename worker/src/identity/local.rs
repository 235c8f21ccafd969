//! Local identity: this Worker vouches for whoever says who they are. For a fresh checkout and tests alone.
//!
//! It answers only where both the configured origin and the request's host are this machine.

use hallpass_core::key::new_key_set;
use hallpass_core::token::json::{Object, Value};
use hallpass_core::{Timestamp, base64url};
use hallpass_protocol::request::SignIn;
use sha2::{Digest, Sha256};
use worker::Url;

use crate::config::{SettingError, is_loopback};
use crate::error::InternalError;
use crate::json;

use super::provider::Provider;
use super::subtle;

/// Where somebody says who they are.
pub(crate) const PATH: &str = "/local/sign-in";
/// The life of a token, in seconds.
const TOKEN_SECONDS: i64 = 12 * 3600;
const KEY_ID: &str = "local";

/// This Worker as an identity provider.
pub(crate) struct LocalIdentity {
    /// As callers' tokens are checked against it.
    pub(crate) provider: Provider,
    secret: Object,
}

impl LocalIdentity {
    /// Local identity, if it is on and the origin is this machine.
    ///
    /// # Errors
    /// When no key can be made of the pepper.
    pub(crate) fn new(
        is_on: bool,
        origin: &str,
        pepper: &str,
    ) -> Result<Option<Self>, SettingError> {
        if !is_on || !is_this_machine(origin) {
            return Ok(None);
        }
        let made = Self::with_key_of(origin, pepper);
        made.map(Some)
            .ok_or_else(|| SettingError::new("HALLPASS_PEPPER", "makes no local key"))
    }

    fn with_key_of(origin: &str, pepper: &str) -> Option<Self> {
        // A key of its own: it must not be able to sign what `HALLPASS_KEYS` sign.
        let seed = Sha256::new()
            .chain_update(b"hallpass local identity")
            .chain_update(pepper.as_bytes())
            .finalize();
        let mut set = Object::parse(&new_key_set(&seed.into())).ok()?;
        let Some(Value::Array(keys)) = set.take("keys") else {
            return None;
        };
        let key = keys.first()?.as_object()?;
        let member = |name: &str| key.get(name).cloned();
        let bare = Object::default().with("kty", "OKP").with("crv", "Ed25519");
        let bare = bare.with("x", member("x")?);
        let secret = bare.clone().with("d", member("d")?);
        let public = bare.with("kid", KEY_ID);
        let provider = Provider::local(
            format!("{origin}/local"),
            origin.into(),
            Object::default().with("keys", vec![public]),
        )?;
        Some(Self { provider, secret })
    }

    /// A token for whoever signs in, and its end. The subject is the canonical address.
    ///
    /// # Errors
    /// When the runtime cannot sign.
    pub(crate) async fn sign_in(
        &self,
        who: &SignIn,
        now: Timestamp,
    ) -> Result<(String, Timestamp), InternalError> {
        let end = Timestamp::from_milliseconds(now.seconds().saturating_mul(1000))
            .plus_seconds(TOKEN_SECONDS);
        let header = Object::default();
        let header = header.with("alg", "EdDSA").with("kid", KEY_ID);
        let claims = Object::default()
            .with("iss", self.provider.issuer.as_str())
            .with("aud", self.provider.audience.as_str())
            .with("sub", who.email.as_str())
            .with("email", who.email.as_str())
            .with("email_verified", who.email_verified)
            .with("name", who.name.as_str())
            .with("iat", now.seconds())
            .with("exp", end.seconds());
        let part = |object: Object| base64url::encode(json::written(&object).as_bytes());
        let signed = format!("{}.{}", part(header.with("typ", "JWT")), part(claims));
        let signature = subtle::signature(&self.secret, signed.as_bytes())
            .await
            .ok_or_else(|| InternalError::new("local identity could not sign"))?;
        Ok((format!("{signed}.{}", base64url::encode(&signature)), end))
    }
}

/// Whether an address is this machine's.
pub(crate) fn is_this_machine(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.host_str().is_some_and(is_loopback))
}
