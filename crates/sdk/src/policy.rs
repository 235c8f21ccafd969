//! Policies, which are named by a hash of their content.

use hallpass_core::Policy;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::SdkError;

/// The id of a policy, given as the JSON of `GET /v1/policy`.
///
/// # Errors
/// `policy_mismatch` when its `id` does not belong to its content; `invalid_request` for text that is not a policy.
#[wasm_bindgen(js_name = policyId)]
pub fn policy_id(policy: &str) -> Result<String, SdkError> {
    Ok(Policy::from_json(policy)?.id().to_string())
}
