use hallpass_protocol::object::account::CreateProject;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/projects`
pub(crate) async fn create(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let project = request::new_project(&context.body).map_err(ApiError::invalid_body)?;
    let create = CreateProject {
        account,
        name: project.name,
        external_id: project.external_id,
    };
    let project = context.call(create).await?;
    ApiResponse::json(201, &project)
}
