use hallpass_protocol::object::account::UpdateAccount;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `PATCH /v1/accounts/{acc}`
pub(crate) async fn update(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let update = request::update(&context.body).map_err(ApiError::invalid_body)?;
    let update = UpdateAccount {
        account,
        name: update.name,
        spend_limit_cents_per_hour: update.spend_limit_cents_per_hour,
    };
    let account = context.call(update).await?;
    ApiResponse::ok(&account)
}
