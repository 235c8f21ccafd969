//! Sends the mails of invites.
//!
//! A mail is made from the invite's state when it is sent, and not sent at all when the invite is closed by then. It is sent
//! at least once: when the instance is lost between a transport's response and the commit, the next attempt sends the same
//! mail under the same id, by which transports and mail programs recognize it.

use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture, join_all};
use hallpass_core::Timestamp;
use hallpass_core::account::{Invite, Presence, Status, Store as _, record_mail};
use hallpass_core::mail::{Attempt, DeliveryFailure, Mail, MailAdmission};
use hallpass_protocol::object::mailbox::AdmitMail;
use worker::Env;

use super::mail_contents::{MailLinks, outgoing};
use super::queues::Queue;
use super::storage::mails::{due_mails, waiting_mails};
use super::storage::{AccountStore, QueueTimes};
use crate::error::InternalError;
use crate::log::Report;
use crate::mail::{Outgoing, SendError, Sent};
use crate::objects::client::ObjectClient;
use crate::objects::storage::Database;
use crate::state::AppState;
use crate::{clock, deadline, log, random};

/// Mails per run: an alarm that has more to do sets itself again.
const MAILS_PER_RUN: u32 = 50;
/// Mails at the same time.
const CONCURRENT_MAILS: u32 = 5;
/// After this many seconds a run counts as lost.
const RUN_TIMEOUT_SECONDS: i64 = 300;

/// An account's mails that wait to be sent.
pub(super) struct MailQueue {
    db: Rc<Database>,
    env: Env,
}

impl Queue for MailQueue {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn next_due(
        &self,
        _now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        Ok(times.mails())
    }

    fn run(&self, now: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>> {
        self.send_due(now).boxed_local()
    }

    fn run_timeout_seconds(&self) -> i64 {
        RUN_TIMEOUT_SECONDS
    }
}

/// What one attempt led to.
struct Outcome {
    attempt: Attempt,
    /// The transport's own id of a mail that it accepted.
    transport_id: Option<String>,
}

impl From<Attempt> for Outcome {
    fn from(attempt: Attempt) -> Self {
        Self {
            attempt,
            transport_id: None,
        }
    }
}

impl From<Result<Sent, SendError>> for Outcome {
    fn from(result: Result<Sent, SendError>) -> Self {
        match result {
            Ok(sent) => Self {
                attempt: Attempt::Sent,
                transport_id: sent.provider_id,
            },
            Err(SendError::Rejected(reason)) => Attempt::Failed(reason).into(),
            Err(SendError::Deferred(reason)) => {
                log::failed("mail", reason);
                Attempt::Deferred.into()
            }
        }
    }
}

impl MailQueue {
    pub(super) const fn new(db: Rc<Database>, env: Env) -> Self {
        Self { db, env }
    }

    async fn send_due(&self, now: Timestamp) -> Result<(), InternalError> {
        let state =
            AppState::load(&self.env).map_err(|error| InternalError::new(error.to_string()))?;
        let mut left = MAILS_PER_RUN;
        let mut attempts = Vec::new();
        while left > 0 {
            let mails = due_mails(&self.db, now, left.min(CONCURRENT_MAILS))?;
            if mails.is_empty() {
                break;
            }
            left = left.saturating_sub(u32::try_from(mails.len()).unwrap_or(u32::MAX));
            let results = join_all(mails.into_iter().map(|mail| self.deliver(&state, mail))).await;
            for result in results {
                attempts.extend(result?);
            }
        }
        self.report(&attempts)
    }

    /// Logs what a run did.
    fn report(&self, attempts: &[Attempt]) -> Result<(), InternalError> {
        let (false, Presence::Open(account)) =
            (attempts.is_empty(), self.store(clock::now()).presence()?)
        else {
            return Ok(());
        };
        let count = |is_counted: fn(&Attempt) -> bool| {
            let counted = attempts.iter().filter(|attempt| is_counted(attempt));
            u32::try_from(counted.count()).unwrap_or(u32::MAX)
        };
        log::reported(&Report::Mail {
            account: &account.id.to_string(),
            sent: count(|attempt| matches!(attempt, Attempt::Sent)),
            deferred: count(|attempt| matches!(attempt, Attempt::Deferred)),
            failed: count(|attempt| matches!(attempt, Attempt::Failed(_))),
            waiting: waiting_mails(&self.db)?,
        });
        Ok(())
    }

    /// Sends a mail and stores what became of it; `None` when its invite was closed meanwhile.
    async fn deliver(
        &self,
        state: &AppState,
        mail: Mail,
    ) -> Result<Option<Attempt>, InternalError> {
        let Some(invite) = self.open_invite(&mail)? else {
            self.store(clock::now()).delete_mail(mail.id)?;
            return Ok(None);
        };
        let outcome = match self.admission(&invite, &mail).await? {
            Some(MailAdmission::Admitted) => self.attempt(state, &mail).await?,
            Some(MailAdmission::Refused(reason)) => Some(Attempt::Failed(reason).into()),
            None => Some(Attempt::Deferred.into()),
        };
        match &outcome {
            Some(outcome) => self.record(state, &mail, outcome)?,
            None => self.store(clock::now()).delete_mail(mail.id)?,
        }
        Ok(outcome.map(|outcome| outcome.attempt))
    }

    fn store(&self, now: Timestamp) -> AccountStore<'_> {
        AccountStore::new(&self.db, now, None)
    }

    /// The invite of a mail, if it can still be accepted.
    fn open_invite(&self, mail: &Mail) -> Result<Option<Invite>, InternalError> {
        let now = clock::now();
        let invite = self.store(now).invite(&mail.id.invite)?;
        Ok(invite.filter(|invite| invite.status(now) == Status::Pending))
    }

    /// Whether the mailbox admits the mail; `None` when it does not respond.
    async fn admission(
        &self,
        invite: &Invite,
        mail: &Mail,
    ) -> Result<Option<MailAdmission>, InternalError> {
        let mailbox = invite.mailbox;
        let mailbox = mailbox.ok_or_else(|| InternalError::new("a mail without a mailbox"))?;
        let client = ObjectClient::new(&self.env, clock::now()).with_timeout(deadline::DELIVERY);
        let mail = mail.id;
        Ok(match client.call(AdmitMail { mailbox, mail }).await {
            Ok(admission) => Some(admission),
            Err(error) => {
                log::failed("mail", format_args!("{error:?}"));
                None
            }
        })
    }

    /// Sends a mail; `None` when its invite was closed meanwhile.
    async fn attempt(
        &self,
        state: &AppState,
        mail: &Mail,
    ) -> Result<Option<Outcome>, InternalError> {
        let Some(mailer) = &state.mailer else {
            // `EMAIL` was removed since the mail was queued.
            let reason = DeliveryFailure::TransportRejected;
            return Ok(Some(Attempt::Failed(reason).into()));
        };
        let Some(outgoing) = self.outgoing(state, mail)? else {
            return Ok(None);
        };
        Ok(Some(mailer.send(&self.env, &outgoing).await.into()))
    }

    /// What a mail says, as its invite is now; `None` when the invite is closed.
    fn outgoing(&self, state: &AppState, mail: &Mail) -> Result<Option<Outgoing>, InternalError> {
        let Presence::Open(account) = self.store(clock::now()).presence()? else {
            return Ok(None);
        };
        let Some(invite) = self.open_invite(mail)? else {
            return Ok(None);
        };
        let Some(links) = MailLinks::of(state, &invite)? else {
            return Ok(None);
        };
        let policy = &state.config.policy;
        Ok(outgoing(&account, invite, mail, links, policy))
    }

    /// Stores what an attempt led to.
    fn record(
        &self,
        state: &AppState,
        mail: &Mail,
        outcome: &Outcome,
    ) -> Result<(), InternalError> {
        let random = random::bytes()?;
        let now = clock::now();
        let divisor = state.config.retry_divisor;
        self.db.transaction(|| {
            let mut store = self.store(now);
            // A report, or another instance, may have decided about it.
            let Some(mail) = store.mail(mail.id)? else {
                return Ok(());
            };
            if let Some(transport_id) = &outcome.transport_id {
                store.set_transport_id(mail.id, transport_id)?;
            }
            let after = mail.clone().after_attempt(outcome.attempt, now, divisor);
            if after == mail {
                return Ok(());
            }
            record_mail(&mut store, after, now, &random)
        })
    }
}
