//! Policies, which are named by a hash of their content.

use hallpass_core::policy::{Scope, SuggestedRole as CoreSuggestedRole};
use hallpass_core::{PermissionName, Policy, RoleName};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
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

/// The names of permissions.
#[derive(Deserialize, Tsify)]
pub struct PermissionList(#[tsify(type = "readonly string[]")] Vec<String>);

/// A role that covers a list of permissions.
#[derive(Serialize, Tsify)]
pub struct SuggestedRole {
    #[tsify(type = "string")]
    role: RoleName,
    /// Its name for people.
    title: String,
    #[tsify(type = "'account' | 'project'")]
    scope: Scope,
    /// What it carries beyond the list.
    #[tsify(type = "readonly string[]")]
    extra: Vec<PermissionName>,
}

/// The smallest roles of a policy that carry all of these permissions, those with the fewest extra permissions first.
///
/// `policy` is the JSON of `GET /v1/policy`. Roles of project scope cover lists that have only permissions of project scope.
///
/// # Errors
/// `policy_mismatch` when the policy's `id` does not belong to its content; `invalid_request` for an argument of another shape.
#[wasm_bindgen(js_name = suggestRoles, unchecked_return_type = "SuggestedRole[]")]
pub fn suggest_roles(
    policy: &str,
    permissions: &Ts<PermissionList>,
) -> Result<Vec<Ts<SuggestedRole>>, SdkError> {
    let policy = Policy::from_json(policy)?;
    let PermissionList(permissions) = permissions.to_rust()?;
    let suggested = policy.suggest_roles(permissions.iter().map(String::as_str));
    let suggested = suggested.into_iter();
    Ok(suggested
        .map(|role| SuggestedRole::from(role).into_ts())
        .collect::<Result<_, _>>()?)
}

impl From<CoreSuggestedRole> for SuggestedRole {
    fn from(suggested: CoreSuggestedRole) -> Self {
        Self {
            role: suggested.role,
            title: suggested.title,
            scope: suggested.scope,
            extra: suggested.extra,
        }
    }
}
