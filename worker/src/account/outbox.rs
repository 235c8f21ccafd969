//! The outbox: index rows elsewhere that are out of date.
//!
//! A message is the state of its row at the moment of sending, with the account's sequence as its version, so it
//! does not matter how often or in which order messages arrive. An entry goes when a version at least as new as
//! its own was taken.

use std::rc::Rc;

use core::cell::Cell;

use futures_util::future::join_all;
use hallpass_core::account::{Presence, Store as _, read};
use hallpass_core::{Timestamp, UserId};
use hallpass_protocol::object::document::{Document, Listed};
use hallpass_protocol::object::index::{MailboxAsk, Message, Row, UserAsk};
use hallpass_protocol::object::{Envelope, Object, Random};
use hallpass_protocol::shape;
use serde::Serialize;
use worker::Env;

use crate::error::InternalError;
use crate::object::{Database, Later, ask, params};
use crate::{clock, deadline, json, log};

use super::answer::user_message;
use super::sql;
use super::store::Sql;

/// Deliveries of one run: an alarm that has more to do re-arms itself.
const RUN: u32 = 200;
/// Deliveries on their way at once.
const AT_ONCE: u32 = 20;
/// When a command that enqueued something is looked after again, in seconds.
const FIRST_LOOK_SECONDS: i64 = 2;
/// The longest time between two attempts, in seconds.
const LONGEST_WAIT_SECONDS: i64 = 60;
/// A run that has not ended by then never will: its request was given up by the runtime.
const RUN_SECONDS: i64 = 60;

/// An account's outbox, and whether it is being emptied.
pub(super) struct Outbox {
    db: Rc<Database>,
    env: Env,
    running_until: Cell<Timestamp>,
    armed_for: Cell<Timestamp>,
}

/// An entry of the outbox.
struct Entry {
    kind: String,
    destination: String,
    subject: String,
    attempts: i64,
}

const NEVER: Timestamp = Timestamp::from_milliseconds(0);

impl Outbox {
    pub(super) const fn new(db: Rc<Database>, env: Env) -> Self {
        Self {
            db,
            env,
            running_until: Cell::new(NEVER),
            armed_for: Cell::new(NEVER),
        }
    }

    /// Whether anything waits to be sent.
    pub(super) fn is_empty(&self) -> Result<bool, InternalError> {
        Ok(self
            .db
            .row(sql::NEXT_DUE, &[])?
            .map_or(Ok(None), |mut row| row.optional_integer())?
            .is_none()
            && self.db.row(sql::BROADCASTING, &[])?.is_none())
    }

    /// Sets the alarm that looks after what a command enqueued: part of the command's transaction.
    /// Says for when, which the caller tells [`Outbox::armed`] once the transaction is through.
    pub(super) fn arm(&self, now: Timestamp) -> Result<Option<Timestamp>, InternalError> {
        let armed = self.armed_for.get();
        if armed > now && armed <= now.plus_seconds(LONGEST_WAIT_SECONDS) {
            return Ok(None);
        }
        let at = now.plus_seconds(FIRST_LOOK_SECONDS);
        self.db.set_alarm(at)?;
        Ok(Some(at))
    }

    /// The alarm was set for this moment, and its transaction is through.
    pub(super) fn armed(&self, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.armed_for.set(at);
        }
    }

    /// Sends what is due. Never fails: what could not be delivered stays, and is due again later.
    pub(super) async fn run(&self, now: Timestamp) {
        if now < self.running_until.get() {
            return;
        }
        self.running_until.set(now.plus_seconds(RUN_SECONDS));
        if let Err(fault) = self.send_due(now).await {
            log::failed("outbox", fault);
        }
        self.running_until.set(NEVER);
    }

    /// Sends what is due, and sets the next alarm if anything is left. Never fails, or the runtime would
    /// give the alarm up after a few attempts.
    pub(super) async fn ring(&self) {
        self.armed_for.set(NEVER);
        let now = clock::now();
        self.run(now).await;
        let next = match self.next_look() {
            Ok(next) => next,
            Err(fault) => {
                log::failed("outbox", fault);
                Some(clock::now().plus_seconds(LONGEST_WAIT_SECONDS))
            }
        };
        if let Some(at) = next {
            match self.db.set_alarm(at) {
                Ok(()) => self.armed_for.set(at),
                Err(fault) => log::failed("outbox", fault),
            }
        }
    }

    fn next_look(&self) -> Result<Option<Timestamp>, InternalError> {
        let now = clock::now();
        let soon = now.plus_seconds(1);
        if self.db.row(sql::BROADCASTING, &[])?.is_some() {
            return Ok(Some(soon));
        }
        let due = self.db.row(sql::NEXT_DUE, &[])?;
        let due = due.map_or(Ok(None), |mut row| row.optional_moment())?;
        Ok(due.map(|due| due.clamp(soon, now.plus_seconds(LONGEST_WAIT_SECONDS))))
    }

    async fn send_due(&self, now: Timestamp) -> Result<(), InternalError> {
        let mut left = RUN;
        while left > 0 {
            let mut sent = self.send_entries(now, left.min(AT_ONCE)).await?;
            if sent == 0 {
                sent = self.send_broadcast(now, left.min(AT_ONCE)).await?;
            }
            if sent == 0 {
                return Ok(());
            }
            left = left.saturating_sub(sent);
        }
        Ok(())
    }

    async fn send_entries(&self, now: Timestamp, most: u32) -> Result<u32, InternalError> {
        let rows = self.db.rows(sql::DUE, &params![now, most])?;
        let entries: Result<Vec<Entry>, InternalError> = rows
            .into_iter()
            .map(|mut row| {
                Ok(Entry {
                    kind: row.text()?,
                    destination: row.text()?,
                    subject: row.text()?,
                    attempts: row.integer()?,
                })
            })
            .collect();
        let entries = entries?;
        let store = Sql::at(&self.db, now);
        let messages: Result<Vec<_>, InternalError> =
            entries.iter().map(|entry| message(&store, entry)).collect();
        let messages = messages?;
        let deliveries = messages
            .iter()
            .map(|message| self.deliver(message.as_ref(), now));
        let taken = join_all(deliveries).await;
        for ((entry, message), taken) in entries.iter().zip(&messages).zip(taken) {
            // An entry whose row cannot exist any more has no message, and is dropped.
            let version = message
                .as_ref()
                .map_or(i64::MAX.unsigned_abs(), |message| message.version);
            let (kind, destination, subject) = (&entry.kind, &entry.destination, &entry.subject);
            if taken {
                self.db.run(
                    sql::DELIVERED,
                    &params![kind, destination, subject, version],
                )?;
            } else {
                let due = now.plus_seconds(wait_seconds(entry.attempts));
                self.db.run(
                    sql::NOT_DELIVERED,
                    &params![due, kind, destination, subject, version],
                )?;
            }
        }
        Ok(u32::try_from(entries.len()).unwrap_or(u32::MAX))
    }

    /// Goes on with the broadcast to all members. Whoever cannot be reached becomes an entry of their own.
    async fn send_broadcast(&self, now: Timestamp, most: u32) -> Result<u32, InternalError> {
        let Some(mut row) = self.db.row(sql::BROADCASTING, &[])? else {
            return Ok(0);
        };
        let (version, cursor) = (row.integer()?, row.text()?);
        let rows = self.db.rows(sql::MEMBERS_AFTER, &params![cursor, most])?;
        let users: Result<Vec<UserId>, InternalError> =
            rows.into_iter().map(|mut row| row.parsed()).collect();
        let users = users?;
        let Some(last) = users.last() else {
            self.db.run(sql::BROADCAST_DONE, &params![version])?;
            return Ok(0);
        };
        let store = Sql::at(&self.db, now);
        let messages: Result<Vec<_>, InternalError> = users
            .iter()
            .map(|user| user_message(&store, user))
            .collect();
        let messages = messages?;
        let deliveries = messages
            .iter()
            .map(|message| self.deliver(message.as_ref(), now));
        let taken = join_all(deliveries).await;
        for ((user, message), taken) in users.iter().zip(&messages).zip(taken) {
            if let (
                false,
                Some(Message {
                    version,
                    row: Row::User { account, .. },
                }),
            ) = (taken, message)
            {
                self.db.run(
                    sql::ENQUEUE,
                    &params!["user", user.as_str(), account.to_string(), *version],
                )?;
                let due = now.plus_seconds(wait_seconds(0));
                self.db.run(
                    sql::NOT_DELIVERED,
                    &params![due, "user", user.as_str(), account.to_string(), *version],
                )?;
            }
        }
        self.db
            .run(sql::BROADCAST_ON, &params![last.as_str(), version])?;
        Ok(u32::try_from(users.len()).unwrap_or(u32::MAX))
    }

    /// Whether the message was taken, or there is none to send.
    fn deliver(&self, message: Option<&Message>, now: Timestamp) -> Later<'_, bool> {
        match message {
            Some(message) => deliver(&self.env, message, now, deadline::DELIVERY),
            None => Box::pin(core::future::ready(true)),
        }
    }
}

fn request<A: Serialize>(ask: &A, now: Timestamp) -> String {
    json::written(&Envelope {
        now,
        // Taking a row over draws on nothing.
        random: Random([0; 32]),
        caller: None,
        idempotency: None,
        ask,
    })
}

/// Brings a row to the object that it is for. Says whether that took it.
pub(crate) fn deliver<'e>(
    env: &'e Env,
    message: &Message,
    now: Timestamp,
    limit: core::time::Duration,
) -> Later<'e, bool> {
    let message_again = Box::new(message.clone());
    let (object, name, question) = match &message.row {
        Row::User { user, .. } => {
            let ask = UserAsk::Put {
                message: message_again,
            };
            (Object::User, user.to_string(), request(&ask, now))
        }
        Row::Mailbox { mailbox, .. } => {
            let ask = MailboxAsk::Put {
                message: message_again,
            };
            (Object::Mailbox, mailbox.to_string(), request(&ask, now))
        }
    };
    Box::pin(async move {
        match ask(env, object, name, question, limit).await {
            Ok(_) => true,
            Err(unanswered) => {
                log::failed("delivery", unanswered.0);
                false
            }
        }
    })
}

/// The state of the row that an entry is about.
fn message(store: &Sql<'_>, entry: &Entry) -> Result<Option<Message>, InternalError> {
    let malformed = |_| InternalError::new("an entry of the outbox cannot be read");
    if entry.kind == "user" {
        return user_message(store, &entry.destination.parse().map_err(malformed)?);
    }
    let (mailbox, id) = (
        entry.destination.parse().map_err(malformed)?,
        entry.subject.parse().map_err(malformed)?,
    );
    let account = match store.presence()? {
        Presence::Open(account) | Presence::Closed(account) => account,
        Presence::Unknown => return Ok(None),
    };
    let shown = store
        .invite(&id)?
        .filter(|invite| read::is_in_inbox(invite, store.now))
        .map(|invite| listed(shape::Invite::new(invite, &account.name, store.now)));
    Ok(Some(Message {
        version: account.sequence,
        row: Row::Mailbox {
            mailbox,
            invite: id,
            row: shown.transpose()?,
        },
    }))
}

fn listed(invite: shape::Invite) -> Result<Box<Listed>, InternalError> {
    Ok(Box::new(Listed {
        document: Document::of(&invite),
        created_at: invite.created_at,
        expires_at: invite.expires_at,
    }))
}

/// Seconds until the next attempt: 1, 2, 4 … 60.
fn wait_seconds(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.clamp(0, 6)).unwrap_or_default();
    1_i64
        .checked_shl(doublings)
        .map_or(LONGEST_WAIT_SECONDS, |wait| wait.min(LONGEST_WAIT_SECONDS))
}
