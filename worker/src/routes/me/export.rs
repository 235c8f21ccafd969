use core::cell::RefCell;
use std::rc::Rc;

use futures_util::future::try_join3;
use hallpass_core::account::Caller;
use hallpass_core::link::{MailboxName, mailbox_name};
use hallpass_core::mail::MailPreference;
use hallpass_core::{AccountId, Refusal, Timestamp};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::{ExportMember, ExportPosition};
use hallpass_protocol::object::mailbox::{ExportMailbox, ExportedMailbox};
use hallpass_protocol::object::user::{ListAccounts, ListFormerAccounts};
use hallpass_protocol::shape::{AccountExport, DataExport};
use worker::Env;

use super::overview::user_of;
use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse, stream_of_chunks};
use crate::json;
use crate::objects::client::{CallError, ObjectClient};

/// `GET /v1/me/export`: everything about the caller. Their accounts are read one after the other while it is sent.
pub(crate) async fn export(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let identity = context.identity()?;
    let user = &identity.user;
    let address = identity.verified.as_ref().ok();
    let mailbox = address.map(|address| mailbox_name(&context.state.pepper, address));
    let accounts = context.call(ListAccounts { user: user.clone() });
    let former_accounts = context.call(ListFormerAccounts { user: user.clone() });
    let (accounts, former_accounts, in_mailbox) =
        try_join3(accounts, former_accounts, read_mailbox(context, mailbox)).await?;
    let export = DataExport {
        exported_at: context.now,
        user: user_of(identity),
        mails: in_mailbox.preference,
        invites: in_mailbox.invites,
        former_accounts,
    };
    let parts = Rc::new(Parts {
        env: context.env.clone(),
        now: context.now,
        principal: context.principal.caller(),
        mailbox,
        state: RefCell::new(PartsState {
            ready: Some(beginning(&export)?),
            accounts: accounts.rows.into_iter().rev().map(|row| row.id).collect(),
            separator: "",
            is_open: true,
        }),
    });
    let body = stream_of_chunks(move || {
        let parts = Rc::clone(&parts);
        async move { parts.next().await }
    })?;
    Ok(ApiResponse::attachment("application/json", body))
}

async fn read_mailbox(
    context: &RequestContext<'_>,
    mailbox: Option<MailboxName>,
) -> Result<ExportedMailbox, ApiError> {
    match mailbox {
        Some(mailbox) => context.call(ExportMailbox { mailbox }).await,
        None => Ok(ExportedMailbox {
            preference: MailPreference::Welcome,
            invites: Vec::new(),
        }),
    }
}

/// The document up to its accounts.
fn beginning(export: &DataExport) -> Result<String, InternalError> {
    let mut text = json::to_string(export)?;
    // The end of the object.
    text.pop();
    text.push_str(",\"accounts\":[");
    Ok(text)
}

/// The parts of an export that are still to be sent.
struct Parts {
    env: Env,
    now: Timestamp,
    principal: Option<Caller>,
    mailbox: Option<MailboxName>,
    state: RefCell<PartsState>,
}

struct PartsState {
    /// A part that was read already.
    ready: Option<String>,
    /// The accounts that are still to be read, the last one first.
    accounts: Vec<AccountId>,
    /// What precedes the next account.
    separator: &'static str,
    /// Whether the document has no end yet.
    is_open: bool,
}

impl Parts {
    async fn next(&self) -> Result<Option<String>, InternalError> {
        if let Some(ready) = self.state.borrow_mut().ready.take() {
            return Ok(Some(ready));
        }
        loop {
            let next = self.state.borrow_mut().accounts.pop();
            let Some(account) = next else {
                return Ok(self.end());
            };
            if let Some(export) = self.read(account).await? {
                let mut state = self.state.borrow_mut();
                let text = format!("{}{}", state.separator, json::to_string(&export)?);
                state.separator = ",";
                return Ok(Some(text));
            }
        }
    }

    fn end(&self) -> Option<String> {
        let mut state = self.state.borrow_mut();
        let was_open = core::mem::replace(&mut state.is_open, false);
        was_open.then(|| "]}".into())
    }

    /// What an account has about the user; `None` when they are not a member any more.
    async fn read(&self, account: AccountId) -> Result<Option<AccountExport>, InternalError> {
        let mut export: Option<AccountExport> = None;
        let mut after = ExportPosition::default();
        loop {
            let client =
                ObjectClient::new(&self.env, self.now).with_principal(self.principal.clone());
            let call = ExportMember {
                account,
                mailbox: self.mailbox,
                after,
            };
            let exported = match client.call(call).await {
                Ok(exported) => exported,
                Err(CallError::Refused(ObjectError::Refused(Refusal::NotFound))) => {
                    return Ok(None);
                }
                Err(error) => return Err(error.into_internal("an account refused an export")),
            };
            let mut page = exported.page;
            if let Some(earlier) = export.take() {
                page.invites.splice(0..0, earlier.invites);
                page.events.splice(0..0, earlier.events);
            }
            match exported.next {
                Some(next) => after = next,
                None => return Ok(Some(page)),
            }
            export = Some(page);
        }
    }
}
