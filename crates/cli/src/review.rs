//! Verifying the signed summary of an access review.

use hallpass_core::key::VerifyingKeys;
use hallpass_core::token::review::{self, ReviewedUsers};
use hallpass_core::{AccountId, Code, ReviewId, Timestamp, UserId};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::whole;

/// What the signed summary of an access review says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReviewSummary {
    account: AccountId,
    review: ReviewId,
    /// The number of the audit event that opened it.
    seq: u64,
    opened_at: Timestamp,
    closed_at: Timestamp,
    /// Everybody whom it covers.
    total: u64,
    kept: Vec<UserId>,
    changed: Vec<UserId>,
    removed: Vec<UserId>,
    /// Who left before anything was decided about them.
    gone: Vec<UserId>,
    undecided: Vec<UserId>,
}

/// Verifies the signed summary of an access review, and returns what it says as JSON.
///
/// # Errors
/// The code alone: `token_invalid` for a summary that does not verify, `unavailable` for a key set that cannot be used.
#[wasm_bindgen(js_name = verifyReview)]
pub fn verify_review(
    token: &str,
    jwks: &str,
    #[wasm_bindgen(js_name = nowSeconds)] now_seconds: f64,
) -> Result<String, String> {
    let code = |code: Code| code.as_str().to_owned();
    let keys = VerifyingKeys::from_jwks(jwks).map_err(|_| code(Code::Unavailable))?;
    let verified = review::verify(token, &keys, whole(now_seconds));
    let verified = verified.map_err(|error| code(error.code()))?;
    let claims = verified.claims().clone();
    let at = |seconds| Timestamp::from_milliseconds(0).plus_seconds(seconds);
    let total = claims.users.total();
    let ReviewedUsers {
        kept,
        changed,
        removed,
        gone,
        undecided,
    } = claims.users;
    let summary = ReviewSummary {
        account: claims.account,
        review: claims.review,
        seq: claims.seq,
        opened_at: at(claims.opened_seconds),
        closed_at: at(claims.closed_seconds),
        total,
        kept,
        changed,
        removed,
        gone,
        undecided,
    };
    serde_json::to_string(&summary).map_err(|_| code(Code::Unavailable))
}
