//! Sends an account's events to a webhook: in order, one request at a time, and each until the receiver has confirmed it.
//!
//! Each webhook is a separate queue, so that a receiver that is slow or down delays no other. Its place in the log is a
//! cursor, which core moves; what is sent is read from the log, so a change that was rolled back is never sent. The cursor is
//! stored once for several events: after a crash the receiver gets some of them again, with the same ids.

use core::cell::Cell;
use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture};
use hallpass_core::webhook::{Cursor, Event, Failure, Health, Pace, Webhook};
use hallpass_core::{AccountId, Timestamp};

use super::queues::Queue;
use super::storage::{AccountStore, QueueTimes, store_webhook_cursor, webhook_progress};
use crate::error::InternalError;
use crate::http::{OutboundError, OutboundPost};
use crate::log::Report;
use crate::objects::storage::Database;
use crate::{clock, deadline, json, log};

/// Events that are read at a time, and after which the cursor is stored.
const EVENTS_PER_READ: u32 = 20;
/// Reads per run: an alarm continues where a run ends.
const READS_PER_RUN: u32 = 25;
/// Requests per run. All webhooks and the outbox together stay below the thousand that Cloudflare counts per event.
const REQUESTS_PER_RUN: u32 = 80;
/// When a run sends no further event, in seconds. Its last request may take as long as any.
const RUN_SECONDS: i64 = 15;
/// When a run is repeated that failed for a reason inside, in seconds.
const FAULT_SECONDS: i64 = 60;
/// After this many seconds a run counts as lost: the runtime has given up the request that it belonged to.
const RUN_TIMEOUT_SECONDS: i64 = 60;
/// Events that the webhook does not get, after which its cursor is stored though nothing was sent.
const SKIPPED_EVENTS: u64 = 100;

/// The events of an account for one webhook.
pub(super) struct WebhookQueue {
    db: Rc<Database>,
    webhook: Rc<Webhook>,
    pace: Pace,
    /// The last event that a run has found the webhook not to get. The cursor is stored later.
    skipped: Cell<u64>,
    /// Until when nothing is sent, after a failure inside.
    waits_until: Cell<Timestamp>,
}

impl WebhookQueue {
    pub(super) const fn new(db: Rc<Database>, webhook: Rc<Webhook>, pace: Pace) -> Self {
        Self {
            db,
            webhook,
            pace,
            skipped: Cell::new(0),
            waits_until: Cell::new(Timestamp::from_milliseconds(0)),
        }
    }
}

impl Queue for WebhookQueue {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn next_due(
        &self,
        now: Timestamp,
        _times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        let Some(progress) = webhook_progress(&self.db, &self.webhook)? else {
            return Ok(None);
        };
        let mut cursor = progress.cursor;
        cursor.seq = cursor.seq.max(self.skipped.get());
        let setting = self.webhook.fingerprint();
        let due = cursor.due(progress.head, setting, now, self.pace);
        Ok(due.map(|due| due.max(self.waits_until.get())))
    }

    fn run(&self, _: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>> {
        async {
            let outcome = self.deliver_due().await;
            if outcome.is_err() {
                self.waits_until
                    .set(clock::now().plus_seconds(FAULT_SECONDS));
            }
            outcome
        }
        .boxed_local()
    }

    fn run_timeout_seconds(&self) -> i64 {
        RUN_TIMEOUT_SECONDS
    }
}

impl WebhookQueue {
    /// Sends events until there are no more, the receiver fails, or the run has done its share.
    async fn deliver_due(&self) -> Result<(), InternalError> {
        let Some(progress) = webhook_progress(&self.db, &self.webhook)? else {
            return Ok(());
        };
        let mut cursor = progress.cursor;
        let mut stored_seq = cursor.seq;
        cursor.seq = cursor.seq.max(self.skipped.get());
        cursor.use_setting(self.webhook.fingerprint());
        let mut run = Run {
            ends: clock::now().plus_seconds(RUN_SECONDS),
            requests_left: REQUESTS_PER_RUN,
            has_failed: false,
            account: None,
        };
        for _ in 0..READS_PER_RUN {
            let events = self.events_after(cursor.seq)?;
            if events.is_empty() || run.is_over() {
                break;
            }
            let sent = self.deliver(&events, &mut cursor, &mut run).await?;
            let has_skipped_many = cursor.seq.saturating_sub(stored_seq) >= SKIPPED_EVENTS;
            if sent != Sent::Nothing || has_skipped_many {
                store_webhook_cursor(&self.db, &self.webhook, &cursor)?;
                stored_seq = cursor.seq;
            }
            self.skipped.set(cursor.seq);
            if sent == Sent::AndFailed {
                break;
            }
        }
        self.report(&run, &cursor, progress.head);
        Ok(())
    }

    /// Logs what a run did, if it sent anything. `head` is the number of the account's events.
    fn report(&self, run: &Run, cursor: &Cursor, head: u64) {
        let Some(account) = run.account else {
            return;
        };
        let failed = u32::from(run.has_failed);
        let requests = REQUESTS_PER_RUN.saturating_sub(run.requests_left);
        log::reported(&Report::Webhook {
            webhook: self.webhook.id.as_str(),
            account: &account.to_string(),
            delivered: requests.saturating_sub(failed),
            failed,
            behind: head.saturating_sub(cursor.seq),
            paused: run.has_failed && matches!(cursor.health, Health::Paused { .. }),
        });
    }

    fn events_after(&self, seq: u64) -> Result<Vec<Event>, InternalError> {
        let store = AccountStore::new(&self.db, clock::now(), None);
        let Some(account) = store.account()? else {
            return Ok(Vec::new());
        };
        let events = store.events_after(seq, EVENTS_PER_READ)?.into_iter();
        Ok(events
            .map(|found| Event::new(account.id, found.number, found.event))
            .collect())
    }

    /// Sends those of these events that the webhook gets, and moves the cursor.
    async fn deliver(
        &self,
        events: &[Event],
        cursor: &mut Cursor,
        run: &mut Run,
    ) -> Result<Sent, InternalError> {
        let mut sent = Sent::Nothing;
        for event in events {
            if !self.webhook.filter.selects(&event.kind) {
                cursor.skipped(event.seq);
                continue;
            }
            if run.is_over() {
                break;
            }
            run.requests_left = run.requests_left.saturating_sub(1);
            run.account = Some(event.account);
            if let Some(failure) = self.send(event).await? {
                run.has_failed = true;
                cursor.failed(failure, clock::now(), self.pace);
                self.log_failure(event, failure, cursor);
                return Ok(Sent::AndFailed);
            }
            cursor.confirmed(event.seq);
            sent = Sent::AndConfirmed;
        }
        Ok(sent)
    }

    /// Sends an event. Returns why the receiver did not confirm it, if it did not.
    async fn send(&self, event: &Event) -> Result<Option<Failure>, InternalError> {
        let body = json::to_string(event)?;
        let now = clock::now();
        let post = OutboundPost {
            url: self.webhook.url.as_str(),
            headers: &[
                ("content-type", "application/json"),
                ("user-agent", "hallpass"),
                ("webhook-id", &event.id.to_string()),
                ("webhook-timestamp", &now.seconds().to_string()),
                (
                    "webhook-signature",
                    &self.webhook.signatures(event.id, now, &body),
                ),
            ],
            body: &body,
            timeout: deadline::WEBHOOK,
            reply_bytes: 0,
        };
        Ok(match post.send().await {
            Ok(reply) => Failure::of_status(reply.status),
            Err(OutboundError::TimedOut) => Some(Failure::TimedOut),
            Err(OutboundError::Unreachable(_)) => Some(Failure::Unreachable),
        })
    }

    fn log_failure(&self, event: &Event, failure: Failure, cursor: &Cursor) {
        let Event { account, seq, .. } = event;
        let id = &self.webhook.id;
        match cursor.health {
            Health::Working => {}
            Health::Failing { attempts, next, .. } => log::warned(
                "webhook",
                format_args!(
                    "webhook `{id}` {failure} (event {seq} of {account}, attempt {attempts}); next attempt at {next}"
                ),
            ),
            Health::Paused { since, until, .. } => log::failed(
                "webhook",
                format_args!(
                    "webhook `{id}` {failure} (event {seq} of {account}), fails since {since} and is paused until {until}: \
                     mend the receiver, or change or remove the webhook in WEBHOOKS; it continues with this event"
                ),
            ),
        }
    }
}

/// How much a run may still do.
struct Run {
    ends: Timestamp,
    requests_left: u32,
    has_failed: bool,
    /// The account, once something was sent.
    account: Option<AccountId>,
}

impl Run {
    fn is_over(&self) -> bool {
        self.requests_left == 0 || clock::now() >= self.ends
    }
}

/// What came of sending some events.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// The webhook gets none of them.
    Nothing,
    /// All that were sent were confirmed.
    AndConfirmed,
    /// The last one that was sent was not confirmed.
    AndFailed,
}
