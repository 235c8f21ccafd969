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

use crate::budgets::Guard;
use crate::call::Call;
use crate::http::{No, Reply};

use next::{Next, wait};

/// Answers a request to a route by a method that it takes.
///
/// # Errors
/// The no, for the caller.
pub(crate) async fn answer(route: Route, method: Method, call: &Call<'_>) -> Result<Reply, No> {
    let guarded = matches!(route, Route::Preview | Route::Accept | Route::Decline);
    let guard = if guarded {
        Some(Guard::before(call).await?)
    } else {
        None
    };
    let outcome = match next(route, method, call) {
        Ok(next) => next.reply(call).await,
        Err(no) => Err(no),
    };
    match (outcome, guard) {
        (Err(no), Some(guard)) => Err(guard.after(call, no).await),
        (outcome, _) => outcome,
    }
}

fn next<'c>(route: Route, method: Method, call: &'c Call<'_>) -> Result<Next<'c>, No> {
    use Method::{Delete, Get, Patch, Post, Put};
    match (route, method) {
        (Route::Me, Get) => Ok(wait(me::read(call))),
        (Route::Me, Put) => Ok(wait(me::open(call))),
        (Route::Users, Put) => Ok(wait(services::know(call))),
        (Route::Accounts, Post) => Ok(wait(accounts::open(call))),
        (Route::Account, Get) => accounts::read(call),
        (Route::Account, Patch) => accounts::update(call),
        (Route::Convert, Post) => accounts::convert(call),
        (Route::Revert, Post) => accounts::revert(call),
        (Route::Token, Post) => Ok(wait(tokens::one(call))),
        (Route::Tokens, Post) => Ok(wait(tokens::several(call))),
        (Route::Members, Get) => members::list(call),
        (Route::Member, Put) => Ok(wait(services::enrol(call))),
        (Route::Member, Patch) => members::change_role(call),
        (Route::Member, Delete) => members::remove(call),
        (Route::Invites, Get) => invites::list(call),
        (Route::Invites, Post) => invites::create(call),
        (Route::Invite, Get) => invites::read(call),
        (Route::Invite, Delete) => invites::revoke(call),
        (Route::InviteLink, Get) => invites::link(call),
        (Route::InviteResend, Post) => invites::resend(call),
        (Route::Audit, Get) => audit::list(call),
        (Route::Audit, Post) => services::note(call),
        (Route::Inbox, Get) => Ok(wait(answers::inbox(call))),
        (Route::Preview, Post) => answers::preview(call),
        (Route::Accept, Post) => answers::accept(call),
        (Route::Decline, Post) => answers::decline(call),
        (Route::Check, Post) => Ok(wait(check::check(call))),
        (Route::Policy, Get) => Ok(Next::Reply(public::policy(call))),
        (Route::PolicyById, Get) => public::policy_by_id(call).map(Next::Reply),
        (Route::Keys, Get) => Ok(Next::Reply(public::keys(call))),
        (Route::Link, Get) => Ok(link::open(call)),
        // The route table offers no other method, and health answers before anything is read.
        (_, Get | Put | Post | Patch | Delete) => Err(Code::NotFound.into()),
    }
}
