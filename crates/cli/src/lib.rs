//! The wasm-bindgen surface over `hallpass-core` for `npx hallpass identity check`, `npx hallpass verify-review`
//! and the cut of a log in `npx hallpass verify-audit`.
//!
//! Conversions only: core reads the settings and judges the token. JavaScript fetches documents, and verifies the signature
//! of an identity token with WebCrypto, as it does at the edge.

mod audit_cut;
mod review;
mod settings_file;

use hallpass_core::Timestamp;
use hallpass_core::identity::settings::{self, Mistake};
use hallpass_core::identity::{
    KeySet, KeySource, NoKey, Provider, PublicKey, SignatureCheck, UnverifiedToken,
    discovered_key_url, key_set, report, select_provider,
};
use hallpass_core::token::json::Object;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

pub use audit_cut::verify_audit_cut;
pub use review::verify_review;
pub use settings_file::find_identity_providers;

/// What WebCrypto needs to verify a signature.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verification<'a> {
    jwk: &'a Object,
    /// The parameters, as JSON.
    parameters: &'static str,
    signed: &'a str,
    signature: &'a [u8],
}

/// Where the provider's keys are.
enum Keys {
    /// To be fetched: the configuration of this issuer.
    Configuration { url: String, issuer: String },
    /// To be fetched: the key set.
    Set { url: String },
    /// Known: the key for the token.
    Found(PublicKey),
    /// Known: there is none, or the keys cannot be had.
    Missing(SignatureCheck),
}

/// The check of one token.
#[wasm_bindgen]
pub struct IdentityCheck {
    providers: Vec<Configured>,
    token: String,
    keys: Keys,
}

struct Configured(Provider);

impl AsRef<Provider> for Configured {
    fn as_ref(&self) -> &Provider {
        &self.0
    }
}

#[wasm_bindgen]
impl IdentityCheck {
    /// Begins to check a token against the value of `IDENTITY_PROVIDERS`.
    ///
    /// # Errors
    /// The mistakes in the setting, one a line.
    #[wasm_bindgen(constructor)]
    pub fn new(setting: &str, token: &str) -> Result<Self, String> {
        let providers = settings::providers(setting).map_err(lines)?;
        let providers: Vec<Configured> = providers.into_iter().map(Configured).collect();
        let mut check = Self {
            providers,
            token: token.into(),
            keys: Keys::Missing(SignatureCheck::NotChecked),
        };
        check.keys = check.source();
        Ok(check)
    }

    /// The document that must be fetched next, if there is one.
    #[wasm_bindgen(js_name = documentUrl)]
    #[must_use]
    pub fn document_url(&self) -> Option<String> {
        match &self.keys {
            Keys::Configuration { url, .. } | Keys::Set { url } => Some(url.clone()),
            Keys::Found(_) | Keys::Missing(_) => None,
        }
    }

    /// Takes the document that was fetched.
    #[wasm_bindgen]
    pub fn receive(&mut self, text: &str) {
        let next = match &self.keys {
            Keys::Configuration { issuer, .. } => {
                discovered_key_url(text, issuer).map(|url| Keys::Set { url })
            }
            Keys::Set { .. } => key_set(text).map(|keys| self.find(&keys)),
            Keys::Found(_) | Keys::Missing(_) => return,
        };
        self.keys = next.unwrap_or_else(|error| unavailable(error.to_string()));
    }

    /// Records that the document could not be fetched, and why.
    #[wasm_bindgen(js_name = fetchFailed)]
    pub fn fetch_failed(&mut self, problem: &str) {
        self.keys = unavailable(problem.into());
    }

    /// What WebCrypto needs to verify the signature, as JSON; `undefined` if there is no key to verify it with.
    #[wasm_bindgen]
    #[must_use]
    pub fn verification(&self) -> Option<String> {
        let Keys::Found(key) = &self.keys else {
            return None;
        };
        let token = UnverifiedToken::parse(&self.token).ok()?;
        let verification = Verification {
            jwk: &key.jwk,
            parameters: key.algorithm.web_crypto_parameters(),
            signed: token.signed(),
            signature: token.signature(),
        };
        serde_json::to_string(&verification).ok()
    }

    /// Every check with its outcome, as JSON. `is_valid` is the result of [`IdentityCheck::verification`].
    #[wasm_bindgen]
    #[must_use]
    pub fn report(&self, is_valid: Option<bool>, now_milliseconds: f64) -> String {
        let signature = match (&self.keys, is_valid) {
            (Keys::Missing(missing), _) => missing.clone(),
            (_, Some(true)) => SignatureCheck::Valid,
            (_, Some(false)) => SignatureCheck::Invalid,
            (_, None) => SignatureCheck::NotChecked,
        };
        let now = Timestamp::from_milliseconds(whole(now_milliseconds));
        let checks = report(&self.providers, &self.token, &signature, now);
        serde_json::to_string(&checks).unwrap_or_default()
    }
}

impl IdentityCheck {
    /// Where the keys for the token are, if a provider is the token's.
    fn source(&self) -> Keys {
        let Ok(token) = UnverifiedToken::parse(&self.token) else {
            return Keys::Missing(SignatureCheck::NotChecked);
        };
        let provider = select_provider(self.providers.iter(), &token);
        let Ok(Configured(provider)) = provider else {
            return Keys::Missing(SignatureCheck::NotChecked);
        };
        match &provider.keys {
            KeySource::Fixed(keys) => self.find(keys),
            KeySource::Url(url) => Keys::Set { url: url.clone() },
            KeySource::Discovery { url, issuer } => Keys::Configuration {
                url: url.clone(),
                issuer: issuer.clone(),
            },
        }
    }

    fn find(&self, keys: &KeySet) -> Keys {
        let found = || -> Result<PublicKey, NoKey> {
            let token = UnverifiedToken::parse(&self.token).map_err(|_| NoKey::Unknown)?;
            let provider = select_provider(self.providers.iter(), &token);
            let Configured(provider) = provider.map_err(|_| NoKey::Unknown)?;
            let algorithm = provider.check_algorithm(&token);
            keys.find(token.key_id(), algorithm.map_err(|_| NoKey::Unknown)?)
        };
        match found() {
            Ok(key) => Keys::Found(key),
            Err(problem) => Keys::Missing(SignatureCheck::NoKey(problem)),
        }
    }
}

fn unavailable(problem: String) -> Keys {
    Keys::Missing(SignatureCheck::KeysUnavailable(problem))
}

fn lines(mistakes: Vec<Mistake>) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rounds towards zero and saturates, as intended"
)]
const fn whole(number: f64) -> i64 {
    number as i64
}
