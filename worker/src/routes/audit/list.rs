use hallpass_core::Timestamp;
use hallpass_protocol::object::account::{AuditFilter, ListEvents};
use hallpass_protocol::shape::AuditPage;

use super::export::{export, export_format};
use crate::context::RequestContext;
use crate::http::{ApiError, ApiRequest, ApiResponse};
use crate::routes::signing::{audit_cut, audit_head};

/// The longest value of a filter, in bytes.
const MAX_FILTER_BYTES: usize = 128;

/// `GET /v1/accounts/{acc}/audit`: a page, or an export. Pages of the unfiltered log carry the signed head of its chain, and the
/// signed cut where it begins.
pub(crate) async fn list(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let filter = filter(context.request)?;
    if let Some(format) = export_format(context.request)? {
        return export(context, account, filter, format).await;
    }
    let is_unfiltered = filter == AuditFilter::default();
    let list = ListEvents {
        account,
        filter,
        page: context.request.paging()?,
    };
    let page = context.call(list).await?;
    ApiResponse::ok(&AuditPage {
        items: page.items,
        next: page.next,
        head: is_unfiltered.then(|| audit_head(context, account, page.head)),
        cut: page
            .cut
            .filter(|_| is_unfiltered)
            .map(|cut| audit_cut(context, account, cut)),
    })
}

fn filter(request: &ApiRequest) -> Result<AuditFilter, ApiError> {
    let time = |name| request.read(name, |text| text.parse::<Timestamp>().ok());
    let text = |name| {
        request.read(name, |text| {
            (!text.is_empty() && text.len() <= MAX_FILTER_BYTES).then(|| text.to_owned())
        })
    };
    Ok(AuditFilter {
        from: time("from")?,
        to: time("to")?,
        user: text("user")?,
        resource_type: text("resourceType")?,
        resource_id: text("resourceId")?,
        action: text("action")?,
    })
}
