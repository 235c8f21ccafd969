//! The routes: each reads its request, makes one call to an object or a few, and responds.

mod accounts;
mod audit;
mod check;
mod invites;
mod keys;
mod link;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local;
mod me;
mod members;
mod person;
mod policy;
mod service;
mod signing;
mod tokens;
mod users;

use hallpass_core::Code;
use hallpass_protocol::route::{Method, Route};

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// Responds to a request for a route, by one of the route's methods.
///
/// # Errors
/// The error for the caller.
pub(crate) async fn answer(
    route: Route,
    method: Method,
    context: &RequestContext<'_>,
) -> Result<ApiResponse, ApiError> {
    use Method::{Delete, Get, Patch, Post, Put};
    match (route, method) {
        (Route::Me, Get) => me::read(context).await,
        (Route::Me, Put) => me::open(context).await,
        (Route::Users, Put) => users::put(context).await,
        (Route::Accounts, Post) => accounts::open(context).await,
        (Route::Account, Get) => accounts::read(context).await,
        (Route::Account, Patch) => accounts::update(context).await,
        (Route::Convert, Post) => accounts::convert(context).await,
        (Route::Revert, Post) => accounts::revert(context).await,
        (Route::Token, Post) => tokens::issue(context).await,
        (Route::Tokens, Post) => tokens::issue_several(context).await,
        (Route::Members, Get) => members::list(context).await,
        (Route::Member, Put) => members::enrol(context).await,
        (Route::Member, Patch) => members::change_role(context).await,
        (Route::Member, Delete) => members::remove(context).await,
        (Route::Invites, Get) => invites::list(context).await,
        (Route::Invites, Post) => invites::create(context).await,
        (Route::Invite, Get) => invites::read(context).await,
        (Route::Invite, Delete) => invites::revoke(context).await,
        (Route::InviteLink, Get) => invites::read_link(context).await,
        (Route::InviteResend, Post) => invites::resend(context).await,
        (Route::Audit, Get) => audit::list(context).await,
        (Route::Audit, Post) => audit::record(context).await,
        (Route::Inbox, Get) => invites::inbox(context).await,
        (Route::Preview, Post) => invites::preview(context).await,
        (Route::Accept, Post) => invites::accept(context).await,
        (Route::Decline, Post) => invites::decline(context).await,
        (Route::Check, Post) => check::check(context).await,
        (Route::Policy, Get) => Ok(policy::current(context)),
        (Route::PolicyById, Get) => policy::by_id(context),
        (Route::Keys, Get) => Ok(keys::keys(context)),
        (Route::Link, Get) => link::open(context).await,
        // The route table has no other methods, and health is answered before anything is read.
        (_, Get | Put | Post | Patch | Delete) => Err(Code::NotFound.into()),
    }
}
