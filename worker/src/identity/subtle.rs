//! WebCrypto, for the signatures of identity providers. Hallpass's own tokens are verified in core.

use hallpass_core::identity::{Algorithm, PublicKey};
use hallpass_core::token::json::Object;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::json;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    async fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &Array,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    async fn verify(
        algorithm: &JsValue,
        key: &JsValue,
        signature: &Uint8Array,
        data: &Uint8Array,
    ) -> Result<JsValue, JsValue>;

    #[cfg(feature = "dangerous-local-identity")]
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = sign, catch)]
    async fn sign(
        algorithm: &JsValue,
        key: &JsValue,
        data: &Uint8Array,
    ) -> Result<JsValue, JsValue>;
}

/// A public key imported into WebCrypto.
#[derive(Clone)]
pub(super) struct Key(JsValue);

fn object(value: Object) -> Option<JsValue> {
    js_sys::JSON::parse(&json::to_string(&value).ok()?).ok()
}

/// The parameters with which WebCrypto imports and uses an algorithm's keys.
fn parameters(algorithm: Algorithm) -> Option<JsValue> {
    js_sys::JSON::parse(algorithm.web_crypto_parameters()).ok()
}

/// Imports a public key; `None` if WebCrypto rejects it.
pub(super) async fn import(key: &PublicKey) -> Option<Key> {
    let jwk = object(key.jwk.clone())?;
    let parameters = parameters(key.algorithm)?;
    let usages = Array::of1(&"verify".into());
    let imported = import_key("jwk", &jwk, &parameters, false, &usages).await;
    imported.ok().map(Key)
}

/// Whether the signature over these bytes verifies with the key.
pub(super) async fn verifies(
    algorithm: Algorithm,
    key: &Key,
    signed: &[u8],
    signature: &[u8],
) -> bool {
    let Some(parameters) = parameters(algorithm) else {
        return false;
    };
    // Copies, because WebCrypto reads them later, when WebAssembly's memory may have changed.
    let (signature, signed) = (Uint8Array::from(signature), Uint8Array::from(signed));
    let verdict = verify(&parameters, &key.0, &signature, &signed).await;
    verdict.is_ok_and(|verdict| verdict.as_bool() == Some(true))
}

/// Signs with a private JWK for Ed25519.
#[cfg(feature = "dangerous-local-identity")]
pub(super) async fn signature(jwk: &Object, data: &[u8]) -> Option<Vec<u8>> {
    let parameters = parameters(Algorithm::EdDsa)?;
    let usages = Array::of1(&"sign".into());
    let key = import_key("jwk", &object(jwk.clone())?, &parameters, false, &usages)
        .await
        .ok()?;
    let signature = sign(&parameters, &key, &Uint8Array::from(data))
        .await
        .ok()?;
    Some(Uint8Array::new(&signature).to_vec())
}
