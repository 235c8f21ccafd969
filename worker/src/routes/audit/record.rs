use hallpass_protocol::object::account::RecordEvent;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/audit`, by a service: records an event of the host platform.
pub(crate) async fn record(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let event = request::host_event(&context.body).map_err(ApiError::invalid_body)?;
    let record = RecordEvent {
        account,
        action: event.action,
        resource_type: event.resource_type,
        resource_id: event.resource_id,
        details: event.details,
    };
    let event = context.call(record).await?;
    ApiResponse::json(201, &event)
}
