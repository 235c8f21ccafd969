use hallpass_core::Refusal;
use hallpass_protocol::object::account::PutGrant;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `PUT /v1/accounts/{acc}/projects/{prj}/members/{user}`
pub(crate) async fn put_grant(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let assignment = request::assignment(&context.body).map_err(ApiError::invalid_body)?;
    let put = PutGrant {
        account,
        project: context.project()?,
        user: request::user(context.last_parameter()).ok_or(Refusal::NotFound)?,
        assignment,
    };
    let member = context.call(put).await?;
    ApiResponse::ok(&member)
}
