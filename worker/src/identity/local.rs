//! Local identity: this Worker vouches for whoever says who they are. For a fresh checkout and tests alone.
//!
//! It answers only where both the configured origin and the request's host are this machine.

use hallpass_core::key::new_key_set;
use hallpass_core::{Timestamp, base64url};
use hallpass_protocol::request::SignIn;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::settings::{SettingError, Switch};
use crate::url::{Url, is_loopback};

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
    secret: Value,
}

impl LocalIdentity {
    /// Local identity, if it is on and the origin is this machine.
    ///
    /// # Errors
    /// When no key can be made of the pepper.
    pub(crate) fn new(
        switch: Switch,
        origin: &str,
        pepper: &str,
    ) -> Result<Option<Self>, SettingError> {
        if switch == Switch::Off || !is_this_machine(origin) {
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
        let set: Value = serde_json::from_str(&new_key_set(&seed.into())).ok()?;
        let key = set.get("keys")?.get(0)?.as_object()?;
        let member = |name: &str| key.get(name).cloned();
        let secret = json!({"kty": "OKP", "crv": "Ed25519", "x": member("x")?, "d": member("d")?});
        let public = json!({"kty": "OKP", "crv": "Ed25519", "x": member("x")?, "kid": KEY_ID});
        let provider = Provider::local(
            format!("{origin}/local"),
            origin.into(),
            json!({"keys": [public]}),
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
    ) -> Result<(String, Timestamp), Fault> {
        let end = Timestamp::from_milliseconds(now.seconds().saturating_mul(1000))
            .plus_seconds(TOKEN_SECONDS);
        let header = json!({"alg": "EdDSA", "kid": KEY_ID, "typ": "JWT"});
        let claims = json!({
            "iss": self.provider.issuer,
            "aud": self.provider.audience,
            "sub": who.email.as_str(),
            "email": who.email.as_str(),
            "email_verified": who.email_verified,
            "name": who.name.as_str(),
            "iat": now.seconds(),
            "exp": end.seconds(),
        });
        let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = subtle::signature(&self.secret, signed.as_bytes())
            .await
            .ok_or_else(|| Fault::new("local identity could not sign"))?;
        Ok((format!("{signed}.{}", base64url::encode(&signature)), end))
    }
}

/// Whether an address is this machine's.
pub(crate) fn is_this_machine(address: &str) -> bool {
    Url::parse(address).is_some_and(|url| is_loopback(&url.host()))
}
