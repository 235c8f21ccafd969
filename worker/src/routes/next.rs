//! What a route does next. Most ask an account one thing and make their answer of what it says: they say so in plain
//! functions, and one future does the waiting for all of them. A future of their own costs three times their code.

use core::future::Future;
use core::pin::Pin;

use hallpass_core::AccountId;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::{Ask, Reply as Said};

use crate::call::{Call, shown, unexpected};
use crate::http::{No, Reply};

/// What a route does next.
pub(super) enum Next<'c> {
    /// It has its answer.
    Reply(Reply),
    /// It asks an account, and makes its answer of what that says.
    Ask(AccountId, Box<Ask>, Box<dyn Then + 'c>),
    /// It waits for more than that.
    Wait(Pin<Box<dyn Future<Output = Result<Reply, No>> + 'c>>),
}

/// How an answer is made of what an account says.
pub(super) trait Then: FnOnce(&Call<'_>, Said) -> Result<Reply, No> {}

impl<F: FnOnce(&Call<'_>, Said) -> Result<Reply, No>> Then for F {}

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
pub(super) fn wait<'c>(future: impl Future<Output = Result<Reply, No>> + 'c) -> Next<'c> {
    Next::Wait(Box::pin(future))
}

/// The document, whole.
pub(super) fn document(_: &Call<'_>, said: Said) -> Result<Reply, No> {
    shown(200, said)
}

/// Nothing, where nothing is to be said.
pub(super) fn nothing(_: &Call<'_>, said: Said) -> Result<Reply, No> {
    if let Said::Done = said {
        Ok(Reply::Nothing)
    } else {
        Err(unexpected())
    }
}

impl Next<'_> {
    /// Does it.
    pub(super) async fn reply(self, call: &Call<'_>) -> Result<Reply, No> {
        match self {
            Self::Reply(reply) => Ok(reply),
            Self::Ask(account, question, then) => {
                let said = call.ask_account(account, &question).await?;
                then(call, said)
            }
            Self::Wait(future) => future.await,
        }
    }
}
