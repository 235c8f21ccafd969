//! The routes: each asks an object, and makes the answer's document of what it says.

mod accounts;
mod answers;
mod audit;
mod check;
mod invites;
mod link;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local;
mod me;
mod members;
mod next;
mod public;
mod services;
mod tokens;

use hallpass_core::Code;
use hallpass_protocol::route::{Method, Route};

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

use next::{Next, wait};

/// Answers a request to a route by a method that it takes.
///
/// # Errors
/// The no, for the caller.
pub(crate) async fn answer(
    route: Route,
    method: Method,
    context: &RequestContext<'_>,
) -> Result<ApiResponse, ApiError> {
    next(route, method, context)?.reply(context).await
}

fn next<'c>(
    route: Route,
    method: Method,
    context: &'c RequestContext<'_>,
) -> Result<Next<'c>, ApiError> {
    use Method::{Delete, Get, Patch, Post, Put};
    match (route, method) {
        (Route::Me, Get) => Ok(wait(me::read(context))),
        (Route::Me, Put) => Ok(wait(me::open(context))),
        (Route::Users, Put) => Ok(wait(services::know(context))),
        (Route::Accounts, Post) => Ok(wait(accounts::open(context))),
        (Route::Account, Get) => accounts::read(context),
        (Route::Account, Patch) => accounts::update(context),
        (Route::Convert, Post) => accounts::convert(context),
        (Route::Revert, Post) => accounts::revert(context),
        (Route::Token, Post) => Ok(wait(tokens::one(context))),
        (Route::Tokens, Post) => Ok(wait(tokens::several(context))),
        (Route::Members, Get) => members::list(context),
        (Route::Member, Put) => Ok(wait(services::enrol(context))),
        (Route::Member, Patch) => members::change_role(context),
        (Route::Member, Delete) => members::remove(context),
        (Route::Invites, Get) => invites::list(context),
        (Route::Invites, Post) => invites::create(context),
        (Route::Invite, Get) => invites::read(context),
        (Route::Invite, Delete) => invites::revoke(context),
        (Route::InviteLink, Get) => invites::link(context),
        (Route::InviteResend, Post) => invites::resend(context),
        (Route::Audit, Get) => audit::list(context),
        (Route::Audit, Post) => services::note(context),
        (Route::Inbox, Get) => Ok(wait(answers::inbox(context))),
        (Route::Preview, Post) => answers::preview(context),
        (Route::Accept, Post) => answers::accept(context),
        (Route::Decline, Post) => answers::decline(context),
        (Route::Check, Post) => Ok(wait(check::check(context))),
        (Route::Policy, Get) => Ok(Next::Response(public::policy(context))),
        (Route::PolicyById, Get) => public::policy_by_id(context).map(Next::Response),
        (Route::Keys, Get) => Ok(Next::Response(public::keys(context))),
        (Route::Link, Get) => Ok(link::open(context)),
        // The route table offers no other method, and health answers before anything is read.
        (_, Get | Put | Post | Patch | Delete) => Err(Code::NotFound.into()),
    }
}
