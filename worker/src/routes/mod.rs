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
mod public;
mod services;
mod tokens;

use hallpass_core::Code;
use hallpass_protocol::route::{Method, Route};

use crate::call::Call;
use crate::http::{No, Reply};

/// Answers a request to a route by a method that it takes.
///
/// # Errors
/// The no, for the caller.
pub(crate) async fn answer(route: Route, method: Method, call: &Call<'_>) -> Result<Reply, No> {
    use Method::{Delete, Get, Patch, Post, Put};
    match (route, method) {
        (Route::Me, Get) => me::read(call).await,
        (Route::Me, Put) => me::open(call).await,
        (Route::Users, Put) => services::know(call).await,
        (Route::Accounts, Post) => accounts::open(call).await,
        (Route::Account, Get) => accounts::read(call).await,
        (Route::Account, Patch) => accounts::update(call).await,
        (Route::Convert, Post) => accounts::convert(call).await,
        (Route::Revert, Post) => accounts::revert(call).await,
        (Route::Token, Post) => tokens::one(call).await,
        (Route::Tokens, Post) => tokens::several(call).await,
        (Route::Members, Get) => members::list(call).await,
        (Route::Member, Put) => services::enrol(call).await,
        (Route::Member, Patch) => members::change_role(call).await,
        (Route::Member, Delete) => members::remove(call).await,
        (Route::Invites, Get) => invites::list(call).await,
        (Route::Invites, Post) => invites::create(call).await,
        (Route::Invite, Get) => invites::read(call).await,
        (Route::Invite, Delete) => invites::revoke(call).await,
        (Route::InviteLink, Get) => invites::link(call).await,
        (Route::InviteResend, Post) => invites::resend(call).await,
        (Route::Audit, Get) => audit::list(call).await,
        (Route::Audit, Post) => services::note(call).await,
        (Route::Inbox, Get) => answers::inbox(call).await,
        (Route::Preview, Post) => answers::preview(call).await,
        (Route::Accept, Post) => answers::accept(call).await,
        (Route::Decline, Post) => answers::decline(call).await,
        (Route::Check, Post) => check::check(call).await,
        (Route::Policy, Get) => Ok(public::policy(call)),
        (Route::PolicyById, Get) => public::policy_by_id(call),
        (Route::Keys, Get) => Ok(public::keys(call)),
        (Route::Link, Get) => link::open(call).await,
        // The route table offers no other method, and health answers before anything is read.
        (_, Get | Put | Post | Patch | Delete) => Err(No::Code(Code::NotFound)),
    }
}
