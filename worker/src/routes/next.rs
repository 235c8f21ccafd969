//! What a route does next. Most ask an account one thing and make their answer of what it says: they say so in plain
//! functions, and one future does the waiting for all of them. A future of their own costs three times their code.

use core::future::Future;
use core::pin::Pin;

use hallpass_core::AccountId;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::{Ask, Reply as Said};

use crate::context::{RequestContext, shown, unexpected};
use crate::http::{ApiError, ApiResponse};

/// What a route does next.
pub(super) enum Next<'c> {
    /// It has its answer.
    Response(ApiResponse),
    /// It asks an account, and makes its answer of what that says.
    Ask(AccountId, Box<Ask>, Box<dyn Then + 'c>),
    /// It waits for more than that.
    Wait(Pin<Box<dyn Future<Output = Result<ApiResponse, ApiError>> + 'c>>),
}

/// How an answer is made of what an account says.
pub(super) trait Then:
    FnOnce(&RequestContext<'_>, Said) -> Result<ApiResponse, ApiError>
{
}

impl<F: FnOnce(&RequestContext<'_>, Said) -> Result<ApiResponse, ApiError>> Then for F {}

/// A question to an account.
#[inline(never)]
pub(super) fn ask<'c>(account: AccountId, question: Ask, then: Box<dyn Then + 'c>) -> Next<'c> {
    Next::Ask(account, Box::new(question), then)
}

/// A command to an account.
#[inline(never)]
pub(super) fn run<'c>(account: AccountId, command: Command, then: Box<dyn Then + 'c>) -> Next<'c> {
    ask(account, Ask::Run { account, command }, then)
}

/// Something that waits for more than one answer.
pub(super) fn wait<'c>(
    future: impl Future<Output = Result<ApiResponse, ApiError>> + 'c,
) -> Next<'c> {
    Next::Wait(Box::pin(future))
}

/// The document, whole.
pub(super) fn document(_: &RequestContext<'_>, said: Said) -> Result<ApiResponse, ApiError> {
    shown(200, said)
}

/// Nothing, where nothing is to be said.
pub(super) fn nothing(_: &RequestContext<'_>, said: Said) -> Result<ApiResponse, ApiError> {
    if let Said::Done = said {
        Ok(ApiResponse::no_content())
    } else {
        Err(unexpected())
    }
}

impl Next<'_> {
    /// Does it.
    pub(super) async fn reply(self, context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
        match self {
            Self::Response(reply) => Ok(reply),
            Self::Ask(account, question, then) => {
                let said = context.ask_account(account, &question).await?;
                then(context, said)
            }
            Self::Wait(future) => future.await,
        }
    }
}
