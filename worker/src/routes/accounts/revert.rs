use hallpass_protocol::object::account::{RevertAccount, RevertResponse};
use hallpass_protocol::request;
use hallpass_protocol::shape::Planned;

use super::dry_run::dry_run;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/revert`
pub(crate) async fn revert(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let run = dry_run(context)?;
    let confirm_name = request::revert(&context.body, run).map_err(ApiError::invalid_body)?;
    let revert = RevertAccount {
        account,
        confirm_name,
        run,
    };
    match context.call(revert).await? {
        RevertResponse::Reverted(account) => ApiResponse::ok(&*account),
        RevertResponse::Planned(plan) => ApiResponse::ok(&Planned { plan }),
    }
}
