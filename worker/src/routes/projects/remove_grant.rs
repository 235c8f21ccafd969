use hallpass_core::Refusal;
use hallpass_protocol::object::account::RemoveGrant;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `DELETE /v1/accounts/{acc}/projects/{prj}/members/{user}`
pub(crate) async fn remove_grant(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let remove = RemoveGrant {
        account,
        project: context.project()?,
        user: request::user(context.last_parameter()).ok_or(Refusal::NotFound)?,
    };
    context.call(remove).await?;
    Ok(ApiResponse::no_content())
}
