//! Verifying the signed cut of an audit log.

use hallpass_core::audit::Hash;
use hallpass_core::key::VerifyingKeys;
use hallpass_core::token::audit_cut::{self, StoredHead};
use hallpass_core::{AccountId, Code, Timestamp};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::whole;

/// A verified head that the reader kept.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptHead {
    count: u64,
    issued_seconds: i64,
}

/// What the signed cut of an audit log says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuditCut {
    account: AccountId,
    /// How many events were removed, which is the number of the last one.
    count: u64,
    /// The hash of the last one.
    hash: Hash,
    /// When the last one was removed.
    at: Timestamp,
    /// What it says about each of the kept heads: `onChain`, `cut` or `cutTooEarly`.
    kept: Vec<&'static str>,
}

/// Verifies the signed cut of an audit log, and returns what it says as JSON. `kept` is a JSON list of the heads that the
/// reader kept, each with its `count` and `issuedSeconds`.
///
/// # Errors
/// The code alone: `token_invalid` for a cut that does not verify, `unavailable` for a key set that cannot be used,
/// `invalid_request` for a list that cannot be read.
#[wasm_bindgen(js_name = verifyAuditCut)]
pub fn verify_audit_cut(
    token: &str,
    jwks: &str,
    #[wasm_bindgen(js_name = nowSeconds)] now_seconds: f64,
    kept: &str,
) -> Result<String, String> {
    let code = |code: Code| code.as_str().to_owned();
    let keys = VerifyingKeys::from_jwks(jwks).map_err(|_| code(Code::Unavailable))?;
    let verified = audit_cut::verify(token, &keys, whole(now_seconds));
    let verified = verified.map_err(|error| code(error.code()))?;
    let kept: Vec<KeptHead> = serde_json::from_str(kept).map_err(|_| code(Code::InvalidRequest))?;
    let judged = kept.iter().map(
        |head| match verified.judge(head.count, head.issued_seconds) {
            StoredHead::OnChain => "onChain",
            StoredHead::Cut => "cut",
            StoredHead::CutTooEarly => "cutTooEarly",
        },
    );
    let claims = verified.claims();
    let cut = AuditCut {
        account: claims.account,
        count: claims.cut.head.count,
        hash: claims.cut.head.hash,
        at: claims.cut.at,
        kept: judged.collect(),
    };
    serde_json::to_string(&cut).map_err(|_| code(Code::Unavailable))
}
