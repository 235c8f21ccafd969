//! Policies, which are named by their content.

use hallpass_core::policy::PolicyError;
use hallpass_core::token::json::Object;
use hallpass_core::{Code, Policy};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;

/// Reads a policy as `GET /v1/policy` gives it, and gives its id as JSON.
///
/// # Errors
/// `policy_mismatch` when the content is not that of its id; `invalid_request` for what is no policy.
#[wasm_bindgen(js_name = policyId)]
pub fn policy_id(policy: &str) -> Result<String, Failure> {
    let read = Policy::from_json(policy).map_err(refused)?;
    // Sixteen characters of base64url, so nothing to escape.
    Ok(format!("\"{}\"", read.id()))
}

pub(crate) fn policy_from(json: Object) -> Result<Policy, Failure> {
    Policy::from_object(json).map_err(refused)
}

// The reasons are for those who write policies; here it is one from an edge, or it is not.
fn refused(error: PolicyError) -> Failure {
    if error == PolicyError::IdMismatch {
        Failure::new(
            Code::PolicyMismatch,
            "the policy's id does not belong to its content",
        )
    } else {
        Failure::misused("not a policy")
    }
}
