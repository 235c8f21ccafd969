use hallpass_core::account::Run;

use crate::context::RequestContext;
use crate::http::ApiError;

/// The query parameter `dryRun` of a convert or revert: whether to plan it only.
///
/// # Errors
/// `invalid_request` when it is neither `true` nor `false`.
pub(super) fn dry_run(context: &RequestContext<'_>) -> Result<Run, ApiError> {
    let run = context.request.read("dryRun", |text| match text {
        "true" => Some(Run::Dry),
        "false" => Some(Run::Real),
        _ => None,
    })?;
    Ok(run.unwrap_or(Run::Real))
}
