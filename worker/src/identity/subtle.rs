//! WebCrypto, for the signatures of identity providers. Hallpass's own tokens are verified in core.

use hallpass_core::token::json::Object;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::config::Algorithm;
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
    js_sys::JSON::parse(match algorithm {
        Algorithm::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
        Algorithm::Es256 => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
        Algorithm::EdDsa => r#"{"name":"Ed25519"}"#,
    })
    .ok()
}

/// The members of a JWK that make up its public key. Its `alg`, `use` and the rest were checked before; WebCrypto would
/// check them by other rules.
fn key_members(algorithm: Algorithm, jwk: &Object) -> Option<Object> {
    let members: &[&str] = match algorithm {
        Algorithm::Rs256 => &["kty", "n", "e"],
        Algorithm::Es256 => &["kty", "crv", "x", "y"],
        Algorithm::EdDsa => &["kty", "crv", "x"],
    };
    let mut bare = Object::default();
    for member in members {
        bare = bare.with(member, jwk.get(member)?.clone());
    }
    Some(bare)
}

/// Imports the public key of a JWK; `None` if it has none for this algorithm.
pub(super) async fn public_key(algorithm: Algorithm, jwk: &Object) -> Option<Key> {
    let key = object(key_members(algorithm, jwk)?)?;
    let usages = Array::of1(&"verify".into());
    import_key("jwk", &key, &parameters(algorithm)?, false, &usages)
        .await
        .ok()
        .map(Key)
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
