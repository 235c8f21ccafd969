//! One request on its way through: who asks, with what, and how objects are asked on their behalf.

use hallpass_core::account::Command;
use hallpass_core::wire::{Read, Write};
use hallpass_core::{AccountId, Code, FieldCode, InviteId, Refusal, Timestamp};
use hallpass_protocol::object::account::{Answer, Ask, Reply as Said};
use hallpass_protocol::object::{Envelope, Key, Object, Random};
use worker::Env;

use crate::edge::Edge;
use crate::fault::Fault;
use crate::http::{Incoming, No, Reply};
use crate::identity::{Identity, Who};
use crate::object::ask;
use crate::{account, deadline, random};

/// One request, read and with its caller known.
pub(crate) struct Call<'a> {
    /// Bindings.
    pub(crate) env: &'a Env,
    /// Settings and policy.
    pub(crate) edge: &'a Edge,
    /// The request.
    pub(crate) incoming: &'a Incoming,
    /// The moment.
    pub(crate) now: Timestamp,
    /// What stood for the path's parameters.
    pub(crate) parameters: Vec<String>,
    /// Who asks.
    pub(crate) who: Option<Who>,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The idempotency key.
    pub(crate) key: Option<Key>,
}

impl Call<'_> {
    /// The user who asks.
    ///
    /// # Errors
    /// `not_signed_in` when nobody does, `forbidden` when it is a service.
    pub(crate) const fn identity(&self) -> Result<&Identity, No> {
        match &self.who {
            Some(Who::User(identity)) => Ok(identity),
            Some(Who::Service(_)) => Err(No::Code(Code::Forbidden)),
            None => Err(No::Code(Code::NotSignedIn)),
        }
    }

    fn parameter(&self, at: usize) -> &str {
        self.parameters.get(at).map_or("", String::as_str)
    }

    /// The path's last parameter, as text.
    pub(crate) fn named(&self) -> &str {
        self.parameters.last().map_or("", String::as_str)
    }

    /// The account that the path names.
    ///
    /// # Errors
    /// `not_found` for what cannot be an account's id, as for an account that is unknown.
    pub(crate) fn account(&self) -> Result<AccountId, No> {
        self.parameter(0)
            .parse()
            .map_err(|_| No::Refused(Refusal::NotFound))
    }

    /// The invite that the path names.
    ///
    /// # Errors
    /// `not_found` for what cannot be an invite's id, as for an invite that is unknown.
    pub(crate) fn invite(&self) -> Result<InviteId, No> {
        self.parameter(1)
            .parse()
            .map_err(|_| No::Refused(Refusal::NotFound))
    }

    /// A question as it goes to an object.
    ///
    /// # Errors
    /// When no random bytes are to be had.
    pub(crate) fn envelope<A>(&self, ask: A) -> Result<Envelope<A>, Fault> {
        Ok(Envelope {
            now: self.now,
            random: Random(random::bytes()?),
            caller: self.who.as_ref().map(Who::caller),
            idempotency: self.key.clone(),
            ask,
        })
    }

    /// Asks an index object.
    ///
    /// # Errors
    /// `unavailable` when it does not answer.
    pub(crate) async fn ask<A: Write, R: Read>(
        &self,
        object: Object,
        name: &str,
        question: A,
    ) -> Result<R, No> {
        let envelope = self.envelope(question)?;
        Ok(ask(self.env, object, name, &envelope, deadline::OBJECT).await?)
    }

    /// Asks an account, and passes on its own no as this request's.
    ///
    /// # Errors
    /// The account's no, or `unavailable` when it does not answer.
    pub(crate) async fn ask_account(&self, account: AccountId, question: Ask) -> Result<Said, No> {
        let envelope = self.envelope(question)?;
        self.send(account, &envelope).await
    }

    /// Has an account run a command under no idempotency key: the request's own is for another object.
    ///
    /// # Errors
    /// As for [`Call::ask_account`].
    pub(crate) async fn run_unkeyed(
        &self,
        account: AccountId,
        command: Command,
    ) -> Result<Said, No> {
        let mut envelope = self.envelope(Ask::Run { account, command })?;
        envelope.idempotency = None;
        self.send(account, &envelope).await
    }

    async fn send(&self, account: AccountId, envelope: &Envelope<Ask>) -> Result<Said, No> {
        let name = account.to_string();
        let answer: Answer =
            ask(self.env, Object::Account, &name, envelope, deadline::OBJECT).await?;
        if let Some(row) = &answer.own_row {
            // The outbox has it as well: this only makes the caller see it at once, most times.
            account::deliver(self.env, row, self.now, deadline::OWN_ROW).await;
        }
        if let Said::Refused {
            refusal,
            explanation,
            member,
        } = answer.reply
        {
            return Err(if member {
                No::RefusedToMember(refusal, explanation)
            } else {
                No::Refused(refusal)
            });
        }
        if let Said::BadCursor = answer.reply {
            return Err(Refusal::field("cursor", FieldCode::Invalid).into());
        }
        Ok(answer.reply)
    }
}

/// The reply that shows a document whole.
///
/// # Errors
/// `unavailable` when there is none.
pub(crate) fn shown(status: u16, said: Said) -> Result<Reply, No> {
    if let Said::Document(document) = said {
        Ok(Reply::document(status, &document))
    } else {
        Err(unexpected())
    }
}

/// The fault of an answer to another question than the one that was asked.
pub(crate) fn unexpected() -> No {
    No::Unavailable(Fault::new("an object answered something else"))
}
