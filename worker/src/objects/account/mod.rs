//! `AccountObject`: one account, and the only writer of its facts.
//!
//! A command runs in one transaction: its changes, its audit event and its outbox entries are written together or not
//! at all. Nothing is awaited between reading and writing.

mod accounts;
mod audit;
mod checks;
mod erasures;
mod explain;
mod former_owners;
mod index_rows;
mod invite_rows;
mod invites;
mod legacy;
mod mail_contents;
mod mail_queue;
mod mails;
mod members;
mod operation;
mod outbox;
mod projects;
mod queues;
mod retention;
mod reviews;
mod runner;
mod search_index;
mod storage;
mod transfers;
mod webhook_queue;

use core::panic::AssertUnwindSafe;

use hallpass_protocol::object::account::{
    AcceptInvite, AcceptTransfer, CheckMember, CloseReview, ConvertAccount, CreateInvite,
    CreateInvites, CreateProject, DecideReview, DeclineInvite, DeclineTransfer, EnrolMember,
    EraseInvites, EraseMember, ExportEvents, ExportMember, FindPerson, IssueClaims, ListEvents,
    ListEventsAfter, ListInvites, ListMembers, ListProjectMembers, ListProjects, ListReviews,
    OpenAccount, OpenReview, PreviewInvite, PreviewMail, PutGrant, ReadAccount, ReadEpochs,
    ReadInvite, ReadInviteLink, ReadProject, ReadReview, ReadReviewOutcomes, RecordEvent,
    RemoveGrant, RemoveMember, ReportMail, ResendInvite, RevertAccount, RevokeInvite,
    TransferOwnership, UpdateAccount, UpdateInvite, UpdateMember, UpdateProject, WithdrawTransfer,
};
use hallpass_protocol::object::{ObjectCall, ObjectRequest, ObjectResponse};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use self::operation::Operation;
use self::runner::Runner;
use super::server::{self, OperationResult};
use crate::error::InternalError;
use crate::json;

/// One account.
#[durable_object(alarm)]
pub struct AccountObject {
    runner: AssertUnwindSafe<Runner>,
}

impl DurableObject for AccountObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            runner: AssertUnwindSafe(Runner::new(state, env)),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let call = server::Call::read(request).await?;
        let outcome = self.dispatch(&call);
        self.runner.own_rows_delivered().await;
        server::respond("account", outcome)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.runner.on_alarm().await;
        Response::empty()
    }
}

impl AccountObject {
    fn dispatch(&self, call: &server::Call) -> Result<String, InternalError> {
        let body = call.body.as_str();
        match call.operation.as_str() {
            OpenAccount::OPERATION => self.command(body, accounts::open_account),
            ReadAccount::OPERATION => self.query(body, accounts::read_account),
            UpdateAccount::OPERATION => self.command(body, accounts::update_account),
            ConvertAccount::OPERATION => self.command(body, accounts::convert_account),
            RevertAccount::OPERATION => self.command(body, accounts::revert_account),
            ListMembers::OPERATION => self.query(body, members::list_members),
            EnrolMember::OPERATION => self.command(body, members::enrol_member),
            EraseMember::OPERATION => self.command(body, erasures::erase_member),
            EraseInvites::OPERATION => self.command(body, erasures::erase_invites),
            ExportMember::OPERATION => self.query(body, erasures::export_member),
            UpdateMember::OPERATION => self.command(body, members::update_member),
            RemoveMember::OPERATION => self.command(body, members::remove_member),
            FindPerson::OPERATION => self.query(body, members::find_person),
            IssueClaims::OPERATION => self.command(body, members::issue_claims),
            ListProjects::OPERATION => self.query(body, projects::list_projects),
            CreateProject::OPERATION => self.command(body, projects::create_project),
            ReadProject::OPERATION => self.query(body, projects::read_project),
            UpdateProject::OPERATION => self.command(body, projects::update_project),
            ListProjectMembers::OPERATION => self.query(body, projects::list_project_members),
            PutGrant::OPERATION => self.command(body, projects::put_grant),
            RemoveGrant::OPERATION => self.command(body, projects::remove_grant),
            ListInvites::OPERATION => self.query(body, invites::list_invites),
            CreateInvite::OPERATION => self.command(body, invites::create_invite),
            CreateInvites::OPERATION => self.command(body, invite_rows::create_invites),
            ReadInvite::OPERATION => self.query(body, invites::read_invite),
            ReadInviteLink::OPERATION => self.query(body, invites::read_invite_link),
            UpdateInvite::OPERATION => self.command(body, invites::update_invite),
            ResendInvite::OPERATION => self.command(body, invites::resend_invite),
            RevokeInvite::OPERATION => self.command(body, invites::revoke_invite),
            PreviewInvite::OPERATION => self.query(body, invites::preview_invite),
            AcceptInvite::OPERATION => self.command(body, invites::accept_invite),
            DeclineInvite::OPERATION => self.command(body, invites::decline_invite),
            PreviewMail::OPERATION => self.query(body, mails::preview_mail),
            ReportMail::OPERATION => self.command(body, mails::report_mail),
            ListEvents::OPERATION => self.query(body, audit::list_events),
            ListEventsAfter::OPERATION => self.query(body, audit::list_events_after),
            ExportEvents::OPERATION => self.query(body, audit::export_events),
            RecordEvent::OPERATION => self.command(body, audit::record_event),
            OpenReview::OPERATION => self.command(body, reviews::open_review),
            ListReviews::OPERATION => self.query(body, reviews::list_reviews),
            ReadReview::OPERATION => self.query(body, reviews::read_review),
            DecideReview::OPERATION => self.command(body, reviews::decide_review),
            CloseReview::OPERATION => self.command(body, reviews::close_review),
            ReadReviewOutcomes::OPERATION => self.query(body, reviews::read_review_outcomes),
            TransferOwnership::OPERATION => self.command(body, transfers::transfer_ownership),
            AcceptTransfer::OPERATION => self.command(body, transfers::accept_transfer),
            DeclineTransfer::OPERATION => self.command(body, transfers::decline_transfer),
            WithdrawTransfer::OPERATION => self.command(body, transfers::withdraw_transfer),
            ReadEpochs::OPERATION => self.query(body, checks::read_epochs),
            CheckMember::OPERATION => self.query(body, checks::check_member),
            server::RESUME => self.runner.resume(),
            "" => legacy::respond(&self.runner, body),
            _ => Err(call.unknown_operation()),
        }
    }

    /// Reads a request, and responds with what a handler of a query returns.
    fn query<C: ObjectCall>(
        &self,
        body: &str,
        handler: impl FnOnce(&Operation<'_>, C) -> OperationResult<C::Response>,
    ) -> Result<String, InternalError> {
        let request = json::from_str::<ObjectRequest<C>>(body)?;
        let (request, call) = request.split();
        let response = self
            .runner
            .run_query(&request, |operation| handler(operation, call))?;
        json::to_string(&response)
    }

    /// Reads a request, and responds with what a handler of a command returns.
    fn command<C: ObjectCall>(
        &self,
        body: &str,
        handler: impl Fn(&mut Operation<'_>, &C) -> OperationResult<C::Response>,
    ) -> Result<String, InternalError> {
        let request = json::from_str::<ObjectRequest<C>>(body)?;
        let (request, call) = request.split();
        let response = self.runner.run_command(&request, |operation| {
            let response = handler(operation, &call);
            #[cfg(feature = "dangerous-local-identity")]
            crate::panic_trigger::panic_if_asked(body);
            response
        })?;
        // The account itself delivers the caller's own row, before it responds.
        json::to_string(&ObjectResponse {
            own_row: None,
            ..response
        })
    }
}
