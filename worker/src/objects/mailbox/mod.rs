//! `MailboxObject`: the pending invites to one address. It is named by a keyed digest of the address.
//!
//! Its rows are copies and may lag behind. The Worker calls it only for a caller who has verified the address.

mod erase;
mod inbox;
mod legacy;
mod mails;
mod storage;

use core::panic::AssertUnwindSafe;
use std::rc::Rc;

use hallpass_protocol::object::mailbox::{
    AdmitMail, CountPendingInvites, EraseMailbox, ExportMailbox, ListPendingInvites, PutInviteRow,
    ReadMailPreference, SetMailPreference,
};
use hallpass_protocol::object::{ObjectCall, ObjectRequest};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use self::inbox::Inbox;
use super::server;
use super::storage::Database;
use crate::error::InternalError;

/// One address's pending invites.
#[durable_object(alarm)]
pub struct MailboxObject {
    state: AssertUnwindSafe<State>,
    env: Env,
    inbox: AssertUnwindSafe<Rc<Inbox>>,
}

impl DurableObject for MailboxObject {
    fn new(state: State, env: Env) -> Self {
        let inbox = Inbox::new(Database::new(&state));
        Self {
            state: AssertUnwindSafe(state),
            env,
            inbox: AssertUnwindSafe(Rc::new(inbox)),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let call = server::Call::read(request).await?;
        let outcome = self.dispatch(&call);
        if [EraseMailbox::OPERATION, PutInviteRow::OPERATION].contains(&call.operation.as_str()) {
            self.continue_erasure();
        }
        server::respond("mailbox", outcome)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.inbox.on_alarm();
        self.inbox.continue_erasure(&self.env).await;
        Response::empty()
    }
}

impl MailboxObject {
    /// Continues an erasure, if there is one, after the response.
    fn continue_erasure(&self) {
        if self.inbox.erasures.has_tasks() {
            let (inbox, env) = (Rc::clone(&self.inbox), self.env.clone());
            self.state
                .wait_until(async move { inbox.continue_erasure(&env).await });
        }
    }

    fn dispatch(&self, call: &server::Call) -> Result<String, InternalError> {
        let inbox = &self.inbox;
        match call.operation.as_str() {
            PutInviteRow::OPERATION => call.answer(|request: ObjectRequest<PutInviteRow>| {
                inbox.put_invite_row(request.now, &request.call)
            }),
            EraseMailbox::OPERATION => call.answer(|request: ObjectRequest<EraseMailbox>| {
                inbox.erase_mailbox(request.now, &request.call)
            }),
            ExportMailbox::OPERATION => call
                .answer(|request: ObjectRequest<ExportMailbox>| inbox.export_mailbox(request.now)),
            CountPendingInvites::OPERATION => {
                call.answer(|request: ObjectRequest<CountPendingInvites>| {
                    inbox.count_pending_invites(request.now)
                })
            }
            ListPendingInvites::OPERATION => {
                call.answer(|request: ObjectRequest<ListPendingInvites>| {
                    inbox.list_pending_invites(request.now, &request.call.page)
                })
            }
            AdmitMail::OPERATION => call.answer(|request: ObjectRequest<AdmitMail>| {
                inbox.admit_mail(request.now, request.call.mail)
            }),
            ReadMailPreference::OPERATION => {
                call.answer(|_: ObjectRequest<ReadMailPreference>| inbox.read_mail_preference())
            }
            SetMailPreference::OPERATION => {
                call.answer(|request: ObjectRequest<SetMailPreference>| {
                    inbox.set_mail_preference(request.now, request.call.preference)
                })
            }
            server::RESUME => inbox.resume(),
            "" => legacy::respond(inbox, &call.body),
            _ => Err(call.unknown_operation()),
        }
    }
}
