use hallpass_protocol::object::account::{ConvertAccount, ConvertResponse};
use hallpass_protocol::request;
use hallpass_protocol::shape::Planned;

use super::dry_run::dry_run;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/convert`
pub(crate) async fn convert(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let run = dry_run(context)?;
    let name = request::convert(&context.body, run).map_err(ApiError::invalid_body)?;
    match context.call(ConvertAccount { account, name, run }).await? {
        ConvertResponse::Converted(account) => ApiResponse::ok(&*account),
        ConvertResponse::Planned(plan) => ApiResponse::ok(&Planned { plan }),
    }
}
