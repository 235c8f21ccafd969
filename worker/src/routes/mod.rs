//! The routes: each reads its request, makes one call to an object or a few, and responds.

mod accounts;
mod audit;
mod check;
mod config;
mod email_events;
mod invites;
mod keys;
mod link;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local_mail;
mod me;
mod members;
mod own_account;
mod person;
mod policy;
mod projects;
mod reviews;
mod service;
mod signing;
mod stop;
mod tokens;
mod transfer;
mod users;

use hallpass_core::Code;
use hallpass_protocol::route::Endpoint;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// Responds to a request for an endpoint.
///
/// # Errors
/// The error for the caller.
pub(crate) async fn answer(
    endpoint: Endpoint,
    context: &RequestContext<'_>,
) -> Result<ApiResponse, ApiError> {
    match endpoint {
        Endpoint::ReadMe => me::read(context).await,
        Endpoint::OpenMe => me::open(context).await,
        Endpoint::EraseMe => me::erase(context).await,
        Endpoint::ExportMe => me::export(context).await,
        Endpoint::PutUser => users::put(context).await,
        Endpoint::EraseUser => users::erase(context).await,
        Endpoint::OpenAccount => accounts::open(context).await,
        Endpoint::ReadAccount => accounts::read(context).await,
        Endpoint::UpdateAccount => accounts::update(context).await,
        Endpoint::ConvertAccount => accounts::convert(context).await,
        Endpoint::RevertAccount => accounts::revert(context).await,
        Endpoint::TransferOwnership => transfer::offer(context).await,
        Endpoint::WithdrawTransfer => transfer::withdraw(context).await,
        Endpoint::AcceptTransfer => transfer::accept(context).await,
        Endpoint::DeclineTransfer => transfer::decline(context).await,
        Endpoint::IssueToken => tokens::issue(context).await,
        Endpoint::IssueTokens => tokens::issue_several(context).await,
        Endpoint::ListMembers => members::list(context).await,
        Endpoint::EnrolMember => members::enrol(context).await,
        Endpoint::UpdateMember => members::update(context).await,
        Endpoint::RemoveMember => members::remove(context).await,
        Endpoint::ListProjects => projects::list(context).await,
        Endpoint::CreateProject => projects::create(context).await,
        Endpoint::ReadProject => projects::read(context).await,
        Endpoint::UpdateProject => projects::update(context).await,
        Endpoint::ListProjectMembers => projects::list_members(context).await,
        Endpoint::PutGrant => projects::put_grant(context).await,
        Endpoint::RemoveGrant => projects::remove_grant(context).await,
        Endpoint::ListInvites => invites::list(context).await,
        Endpoint::CreateInvite => invites::create(context).await,
        Endpoint::CreateInvites => invites::create_several(context).await,
        Endpoint::ReadInvite => invites::read(context).await,
        Endpoint::UpdateInvite => invites::update(context).await,
        Endpoint::RevokeInvite => invites::revoke(context).await,
        Endpoint::ReadInviteLink => invites::read_link(context).await,
        Endpoint::PreviewMail => invites::preview_mail(context).await,
        Endpoint::ResendInvite => invites::resend(context).await,
        Endpoint::ListEvents => audit::list(context).await,
        Endpoint::ListEventsAfter => audit::list_after(context).await,
        Endpoint::RecordEvent => audit::record(context).await,
        Endpoint::ListReviews => reviews::list(context).await,
        Endpoint::OpenReview => reviews::open(context).await,
        Endpoint::ReadReview => reviews::read(context).await,
        Endpoint::DecideReview => reviews::decide(context).await,
        Endpoint::CloseReview => reviews::close(context).await,
        Endpoint::ReadReviewSummary => reviews::read_summary(context).await,
        Endpoint::ReadInbox => invites::inbox(context).await,
        Endpoint::PreviewInvite => invites::preview(context).await,
        Endpoint::AcceptInvite => invites::accept(context).await,
        Endpoint::DeclineInvite => invites::decline(context).await,
        Endpoint::Check => check::check(context).await,
        Endpoint::ReadConfig => config::config(context),
        Endpoint::ReadPolicy => Ok(policy::current(context)),
        Endpoint::ReadPolicyById => policy::by_id(context),
        Endpoint::ReadKeys => Ok(keys::keys(context)),
        Endpoint::ReceiveEmailEvent => email_events::receive(context).await,
        Endpoint::ReadStop => stop::read(context).await,
        Endpoint::SetStop => stop::set(context).await,
        Endpoint::OpenLink => link::open(context).await,
        // The router answers it before it reads anything.
        Endpoint::ReadHealth => Err(Code::NotFound.into()),
    }
}
