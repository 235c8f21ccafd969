//! Local identity: this Worker believes what users say of themselves. For a fresh checkout and tests only.
//!
//! It answers only where both the configured origin and the request's host are this machine.

use hallpass_core::identity::{
    self as rules, Algorithm, Audience, ClaimNames, EmailDomains, EmailTrust, Identifies, Issuer,
    KeySet, KeySource, LOCAL_PROVIDER, UserClaims,
};
use hallpass_core::key::new_key_set;
use hallpass_core::token::json::{self, Object};
use hallpass_core::{Timestamp, base64url};
use hallpass_protocol::request::SignIn;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::config::is_this_machine;
use crate::error::InternalError;
use crate::http::Network;

use super::provider::Provider;
use super::subtle;

/// The path of local sign-in.
pub(crate) const PATH: &str = "/local/sign-in";
/// The life of a token, in seconds.
const TOKEN_SECONDS: i64 = 12 * 3600;
const KEY_ID: &str = "local";

/// This Worker as an identity provider.
pub(crate) struct LocalIdentity {
    /// As callers' tokens are checked against it.
    pub(crate) provider: Provider,
    issuer: String,
    audience: String,
    secret: Object,
}

impl LocalIdentity {
    /// Local identity, if it is on and the origin is this machine.
    pub(crate) fn new(is_on: bool, origin: &str, pepper: &str) -> Option<Self> {
        if !is_on || !is_this_machine(origin) {
            return None;
        }
        Self::with_key_of(origin, pepper)
    }

    fn with_key_of(origin: &str, pepper: &str) -> Option<Self> {
        // A key of its own: it must not be able to sign what `HALLPASS_KEYS` sign.
        let seed = Sha256::new()
            .chain_update(b"hallpass local identity")
            .chain_update(pepper.as_bytes())
            .finalize();
        let mut set = Object::parse(&new_key_set(&seed.into())).ok()?;
        let Some(json::Value::Array(keys)) = set.take("keys") else {
            return None;
        };
        let key = keys.first()?.as_object()?;
        let member = |name: &str| key.get(name).cloned();
        let bare = Object::default().with("kty", "OKP").with("crv", "Ed25519");
        let bare = bare.with("x", member("x")?);
        let secret = bare.clone().with("d", member("d")?);
        let public = bare.with("kid", KEY_ID);
        let set = Object::default().with("keys", vec![public]);
        let issuer = format!("{origin}/local");
        let rules = rules::Provider {
            name: LOCAL_PROVIDER.into(),
            issuers: vec![Issuer::Exact(issuer.clone())],
            audience: Audience {
                claim: "aud".into(),
                values: vec![origin.into()],
            },
            algorithms: vec![Algorithm::EdDsa],
            keys: KeySource::Fixed(KeySet::read(&set)),
            identifies: Identifies::Users(UserClaims {
                names: ClaimNames::default(),
                email_trust: EmailTrust::Claim(Vec::new()),
                email_domains: EmailDomains::Any,
            }),
        };
        Some(Self {
            provider: Provider::new(rules, Network::Public),
            issuer,
            audience: origin.into(),
            secret,
        })
    }

    /// A token for a user, and its end. The subject is the canonical address.
    ///
    /// # Errors
    /// When the runtime cannot sign.
    pub(crate) async fn sign_in(
        &self,
        user: &SignIn,
        now: Timestamp,
    ) -> Result<(String, Timestamp), InternalError> {
        let end = Timestamp::from_milliseconds(now.seconds().saturating_mul(1000))
            .plus_seconds(TOKEN_SECONDS);
        let header = json!({ "alg": "EdDSA", "kid": KEY_ID, "typ": "JWT" });
        let claims = json!({
            "iss": self.issuer,
            "aud": self.audience,
            "sub": user.email.as_str(),
            "email": user.email.as_str(),
            "email_verified": user.email_verified,
            "name": user.name.as_str(),
            "iat": now.seconds(),
            "exp": end.seconds(),
        });
        let part = |value: Value| base64url::encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = subtle::signature(&self.secret, signed.as_bytes())
            .await
            .ok_or_else(|| InternalError::new("local identity could not sign"))?;
        Ok((format!("{signed}.{}", base64url::encode(&signature)), end))
    }
}
