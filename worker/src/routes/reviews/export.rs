use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::account::Caller;
use hallpass_core::{Timestamp, csv, limits};
use hallpass_protocol::object::Paging;
use hallpass_protocol::object::account::ReadReview;
use hallpass_protocol::shape::{ReviewDetails, ReviewItem};
use worker::Env;

use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse, stream_of_chunks};
use crate::objects::client::ObjectClient;

/// The columns of the table, in order.
const CSV_HEADER: &str =
    "user,name,email,role,permissions,lastSeenOn,decision,decidedBy,decidedAt\n";

/// Exports whom a review covers as a table. It is read from the account page by page while it is sent.
pub(super) async fn export(
    context: &RequestContext<'_>,
    mut call: ReadReview,
) -> Result<ApiResponse, ApiError> {
    call.page = page_after(None);
    let first = context.call(call.clone()).await?;
    let mut text = String::from(CSV_HEADER);
    push_items(&mut text, &first);
    call.page = page_after(first.items.next);
    let pages = Rc::new(Pages {
        env: context.env.clone(),
        now: context.now,
        principal: context.principal.caller(),
        state: RefCell::new((Some(text), call)),
    });
    let body = stream_of_chunks(move || {
        let pages = Rc::clone(&pages);
        async move { pages.next().await }
    })?;
    Ok(ApiResponse::attachment("text/csv", body))
}

/// The pages of an export that are still to be sent.
struct Pages {
    env: Env,
    now: Timestamp,
    principal: Option<Caller>,
    /// A page that was read already, and the call that reads the next one, if it has a cursor.
    state: RefCell<(Option<String>, ReadReview)>,
}

impl Pages {
    async fn next(&self) -> Result<Option<String>, InternalError> {
        if let Some(ready) = self.state.borrow_mut().0.take() {
            return Ok(Some(ready));
        }
        let call = self.state.borrow().1.clone();
        if call.page.cursor.is_none() {
            return Ok(None);
        }
        let client = ObjectClient::new(&self.env, self.now).with_principal(self.principal.clone());
        let page = client
            .call(call)
            .await
            .map_err(|error| error.into_internal("an export was cut short"))?;
        let mut text = String::new();
        push_items(&mut text, &page);
        self.state.borrow_mut().1.page = page_after(page.items.next);
        Ok(Some(text))
    }
}

fn page_after(cursor: Option<String>) -> Paging {
    let limit = u32::try_from(limits::PAGE_MOST).unwrap_or(u32::MAX);
    Paging { cursor, limit }
}

fn push_items(out: &mut String, details: &ReviewDetails) {
    for item in &details.items.items {
        push_item(out, item);
    }
}

fn push_item(out: &mut String, item: &ReviewItem) {
    let permissions: Vec<&str> = item
        .permissions
        .iter()
        .flatten()
        .map(|permission| permission.as_str())
        .collect();
    let cells = [
        item.user.to_string(),
        item.name.to_string(),
        text_of(item.email.as_ref()),
        text_of(item.role.as_ref()),
        permissions.join(" "),
        text_of(item.last_seen_on.as_ref()),
        item.decision.clone().unwrap_or_default(),
        item.decided_by.clone().unwrap_or_default(),
        text_of(item.decided_at.as_ref()),
    ];
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        csv::push_text(out, cell);
    }
    out.push('\n');
}

fn text_of(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}
