use hallpass_core::{FieldCode, Refusal};
use hallpass_protocol::object::account::TransferOwnership;
use hallpass_protocol::request;

use super::former_owner::update_former_owner;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/transfer`: an offer by the owner, or a transfer by a service.
pub(crate) async fn offer(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let wanted = request::transfer(&context.body).map_err(ApiError::invalid_body)?;
    let transfer = TransferOwnership {
        account,
        user: wanted
            .user
            .ok_or_else(|| Refusal::field("user", FieldCode::Unknown))?,
        confirm_name: wanted.confirm_name,
    };
    let transferred = context.call(transfer).await?;
    update_former_owner(context, account, transferred.former_owner).await;
    ApiResponse::ok(&transferred.account)
}
