use hallpass_protocol::object::account::ListProjectMembers;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/projects/{prj}/members`: those with a grant.
pub(crate) async fn list_members(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let list = ListProjectMembers {
        account: context.account()?,
        project: context.project()?,
        page: context.request.paging()?,
    };
    let page = context.call(list).await?;
    ApiResponse::ok(&page)
}
