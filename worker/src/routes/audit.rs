//! The audit log.

use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::audit::Head;
use hallpass_core::token::audit_head::AuditHeadClaims;
use hallpass_core::{AccountId, FieldCode, Refusal, Timestamp};
use hallpass_protocol::object::account::{Answer, Ask, AuditFilter, Form, Reply as Said};
use hallpass_protocol::object::{Envelope, Object};
use hallpass_protocol::shape::AuditPage;
use worker::Env;

use crate::context::{RequestContext, unexpected};
use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse, stream_of_chunks};
use crate::{deadline, json, object};

use super::next::{Next, ask, wait};

/// The longest text that is looked for, in bytes.
const TEXT_BYTES: usize = 128;

/// `GET /v1/accounts/{acc}/audit`. Pages of the whole log carry where its chain stands, signed.
pub(super) fn list<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let moment = |name| {
        context
            .request
            .read(name, |text| text.parse::<Timestamp>().ok())
    };
    let text = |name| {
        context.request.read(name, |text| {
            (!text.is_empty() && text.len() <= TEXT_BYTES).then(|| text.to_owned())
        })
    };
    let filter = AuditFilter {
        from: moment("from")?,
        to: moment("to")?,
        user: text("user")?,
        resource_type: text("resourceType")?,
        resource_id: text("resourceId")?,
        action: text("action")?,
    };
    let whole = filter == AuditFilter::default();
    if let Some(form) = form(context)? {
        return Ok(wait(export(context, account, filter, form)));
    }
    let question = Ask::Audit {
        filter,
        page: context.request.paging()?,
    };
    let page = move |context: &RequestContext<'_>, said| {
        let Said::Audit { items, next, head } = said else {
            return Err(unexpected());
        };
        Ok(ApiResponse::ok(&AuditPage {
            items: items.embedded(),
            next,
            head: whole.then(|| signed(context, account, head)),
        }))
    };
    Ok(ask(account, question, Box::new(page)))
}

fn signed(context: &RequestContext<'_>, account: AccountId, head: Head) -> String {
    AuditHeadClaims {
        account,
        head,
        issued_seconds: context.now.seconds(),
    }
    .seal(&context.state.keys)
}

/// How the log is wanted, if not by pages: by `format`, or else by what the header `accept` names.
fn form(context: &RequestContext<'_>) -> Result<Option<Form>, ApiError> {
    match context.request.query("format").as_deref() {
        Some("json") => return Ok(None),
        Some("ndjson") => return Ok(Some(Form::Ndjson)),
        Some("csv") => return Ok(Some(Form::Csv)),
        Some(_) => return Err(Refusal::field("format", FieldCode::Unknown).into()),
        None => {}
    }
    let accept = context.request.header("accept").unwrap_or_default();
    let named = |form: Form| accept.contains(media_type(form));
    Ok([Form::Ndjson, Form::Csv]
        .into_iter()
        .find(|form| named(*form)))
}

const fn media_type(form: Form) -> &'static str {
    match form {
        Form::Ndjson => "application/x-ndjson",
        Form::Csv => "text/csv",
    }
}

/// The columns of a table, in order.
const COLUMNS: &str = "id,at,actorKind,actorId,actorName,action,resourceType,resourceId,outcome,code,details,prev,hash\n";

/// The log as it stands, oldest event first. It is read from the account while it is sent, so neither holds it whole.
///
/// Lines of JSON begin with one that names the account and, if nothing is filtered, carries the signed head that the
/// lines lead to: an export that was cut short does not reach it.
async fn export(
    context: &RequestContext<'_>,
    account: AccountId,
    filter: AuditFilter,
    form: Form,
) -> Result<ApiResponse, ApiError> {
    let ask = |after, until| Ask::Export {
        filter: filter.clone(),
        form,
        after,
        until,
    };
    let said = context.ask_account(account, &ask(0, None)).await?;
    let Said::Exported {
        text,
        after,
        more,
        head,
    } = said
    else {
        return Err(unexpected());
    };
    let mut begin = match form {
        Form::Csv => COLUMNS.into(),
        Form::Ndjson if filter == AuditFilter::default() => {
            let head = signed(context, account, head);
            format!("{{\"account\":\"{account}\",\"head\":\"{head}\"}}\n")
        }
        Form::Ndjson => format!("{{\"account\":\"{account}\"}}\n"),
    };
    begin.push_str(&text);
    let rest = Rc::new(Rest {
        env: context.env.clone(),
        name: account.to_string(),
        envelope: RefCell::new(context.envelope(ask(after, Some(head.count)))?),
        ready: RefCell::new((Some(begin), more)),
    });
    let body = stream_of_chunks(move || {
        let rest = Rc::clone(&rest);
        async move { rest.next().await }
    })?;
    Ok(ApiResponse::attachment(media_type(form), body))
}

/// What is still to be sent of an export.
struct Rest {
    env: Env,
    name: String,
    /// The question for the next piece.
    envelope: RefCell<Envelope<Ask>>,
    /// What is there already, and whether there may be more.
    ready: RefCell<(Option<String>, bool)>,
}

impl Rest {
    async fn next(&self) -> Result<Option<String>, InternalError> {
        let (ready, more) = self.ready.take();
        if ready.is_some() || !more {
            self.ready.replace((None, more));
            return Ok(ready);
        }
        let (name, question) = (self.name.clone(), json::written(&*self.envelope.borrow()));
        let said = object::ask(&self.env, Object::Account, name, question, deadline::OBJECT);
        let said = said.await.map_err(|unanswered| unanswered.0)?;
        let answer: Answer = object::answer(&said).map_err(|unanswered| unanswered.0)?;
        let Said::Exported {
            text,
            after: last,
            more,
            ..
        } = answer.reply
        else {
            return Err(InternalError::new("an export was cut short"));
        };
        if let Ask::Export { after, .. } = &mut self.envelope.borrow_mut().ask {
            *after = last;
        }
        self.ready.replace((None, more));
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}
