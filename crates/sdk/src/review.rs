//! Verifying the signed summary of an access review.

use hallpass_core::token::review::{self, ReviewedUsers};
use hallpass_core::{AccountId, ReviewId, Timestamp, UserId};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{SdkError, key_set, whole_seconds};

/// What the signed summary of an access review says.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ReviewSummary {
    #[tsify(type = "string")]
    account: AccountId,
    #[tsify(type = "string")]
    review: ReviewId,
    /// The number of the audit event that opened it.
    seq: u64,
    #[tsify(type = "string")]
    opened_at: Timestamp,
    #[tsify(type = "string")]
    closed_at: Timestamp,
    /// Everybody whom it covers.
    total: u64,
    #[tsify(type = "string[]")]
    kept: Vec<UserId>,
    #[tsify(type = "string[]")]
    changed: Vec<UserId>,
    #[tsify(type = "string[]")]
    removed: Vec<UserId>,
    /// Who left before anything was decided about them.
    #[tsify(type = "string[]")]
    gone: Vec<UserId>,
    #[tsify(type = "string[]")]
    undecided: Vec<UserId>,
}

/// Verifies the signed summary of an access review.
///
/// # Errors
/// `token_invalid` for a summary that does not verify; `unavailable` for a key set that cannot be used.
#[wasm_bindgen(js_name = verifyReview)]
pub fn verify_review(
    token: &str,
    jwks: &str,
    #[wasm_bindgen(js_name = nowSeconds)] now_seconds: f64,
) -> Result<Ts<ReviewSummary>, SdkError> {
    let keys = key_set::parse(jwks)?;
    let verified = review::verify(token, &keys, whole_seconds(now_seconds))?;
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
    Ok(summary.into_ts()?)
}
