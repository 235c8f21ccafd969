use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::account::Caller;
use hallpass_core::{AccountId, FieldCode, Refusal, Timestamp};
use hallpass_protocol::object::account::{AuditFilter, ExportEvents, ExportFormat};
use worker::Env;

use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::{ApiError, ApiRequest, ApiResponse, stream_of_chunks};
use crate::objects::client::ObjectClient;
use crate::routes::signing::{audit_cut, audit_head};

/// The columns of a CSV export, in order.
const CSV_HEADER: &str = "id,at,actorKind,actorId,actorName,action,resourceType,resourceId,outcome,code,details,prev,hash\n";

/// The format of the export, if one is requested: by the parameter `format`, or else by the header `accept`.
///
/// # Errors
/// `invalid_request` for an unknown format.
pub(super) fn export_format(request: &ApiRequest) -> Result<Option<ExportFormat>, ApiError> {
    match request.query("format").as_deref() {
        Some("json") => return Ok(None),
        Some("ndjson") => return Ok(Some(ExportFormat::Ndjson)),
        Some("csv") => return Ok(Some(ExportFormat::Csv)),
        Some(_) => return Err(Refusal::field("format", FieldCode::Unknown).into()),
        None => {}
    }
    let accept = request.header("accept").unwrap_or_default();
    Ok([ExportFormat::Ndjson, ExportFormat::Csv]
        .into_iter()
        .find(|format| accept.contains(media_type(*format))))
}

const fn media_type(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Ndjson => "application/x-ndjson",
        ExportFormat::Csv => "text/csv",
    }
}

/// Exports the log, oldest event first. It is read from the account part by part while it is sent.
///
/// An NDJSON export begins with a line that names the account. If it is unfiltered, that line carries the signed head
/// that the events lead to, so that an export that was cut short can be recognised, and the signed cut where they begin, if
/// older ones were removed.
pub(super) async fn export(
    context: &RequestContext<'_>,
    account: AccountId,
    filter: AuditFilter,
    format: ExportFormat,
) -> Result<ApiResponse, ApiError> {
    let is_unfiltered = filter == AuditFilter::default();
    let mut call = ExportEvents {
        account,
        filter,
        format,
        after: 0,
        until: None,
    };
    let first = context.call(call.clone()).await?;
    let mut text = match format {
        ExportFormat::Csv => CSV_HEADER.into(),
        ExportFormat::Ndjson if is_unfiltered => {
            let head = audit_head(context, account, first.head);
            let cut = first.cut.map(|cut| audit_cut(context, account, cut));
            let cut = cut.map_or_else(String::new, |cut| format!(",\"cut\":\"{cut}\""));
            format!("{{\"account\":\"{account}\",\"head\":\"{head}\"{cut}}}\n")
        }
        ExportFormat::Ndjson => format!("{{\"account\":\"{account}\"}}\n"),
    };
    text.push_str(&first.text);
    call.after = first.after;
    call.until = Some(first.head.count);
    let parts = Rc::new(Parts {
        env: context.env.clone(),
        now: context.now,
        principal: context.principal.caller(),
        state: RefCell::new(PartsState {
            ready: Some(text),
            next_call: first.more.then_some(call),
        }),
    });
    let body = stream_of_chunks(move || {
        let parts = Rc::clone(&parts);
        async move { parts.next().await }
    })?;
    Ok(ApiResponse::attachment(media_type(format), body))
}

/// The parts of an export that are still to be sent.
struct Parts {
    env: Env,
    now: Timestamp,
    principal: Option<Caller>,
    state: RefCell<PartsState>,
}

struct PartsState {
    /// A part that was read already.
    ready: Option<String>,
    /// The call that reads the next part, if there may be one.
    next_call: Option<ExportEvents>,
}

impl Parts {
    async fn next(&self) -> Result<Option<String>, InternalError> {
        if let Some(ready) = self.state.borrow_mut().ready.take() {
            return Ok(Some(ready));
        }
        let Some(mut call) = self.state.borrow_mut().next_call.take() else {
            return Ok(None);
        };
        let client = ObjectClient::new(&self.env, self.now).with_principal(self.principal.clone());
        let part = client
            .call(call.clone())
            .await
            .map_err(|error| error.into_internal("an export was cut short"))?;
        call.after = part.after;
        self.state.borrow_mut().next_call = part.more.then_some(call);
        Ok(Some(part.text).filter(|text| !text.is_empty()))
    }
}
