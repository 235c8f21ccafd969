use hallpass_protocol::object::account::ListProjects;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/projects`
pub(crate) async fn list(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let request = context.request;
    let list = ListProjects {
        account: context.account()?,
        status: request.read("status", request::project_status)?,
        page: request.paging()?,
    };
    let page = context.call(list).await?;
    ApiResponse::ok(&page)
}
