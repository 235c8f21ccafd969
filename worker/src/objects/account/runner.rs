//! Runs an account's operations, and then its queues.

use core::cell::Cell;
use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture, Shared};
use hallpass_core::Timestamp;
use hallpass_core::webhook::Pace;
use hallpass_protocol::object::{ObjectRequest, ObjectResponse};
use worker::{Env, State};

use super::former_owners::FormerOwners;
use super::index_rows::IndexRow;
use super::mail_queue::MailQueue;
use super::operation::Operation;
use super::outbox::Outbox;
use super::queues::{Queue, Queues, WaitForSettings};
use super::retention::Retention;
use super::search_index::SearchIndex;
use super::storage::{AccountStore, QueueTimes};
use super::webhook_queue::WebhookQueue;
use crate::deadline;
use crate::error::InternalError;
use crate::objects::server::{OperationResult, refusal_as_response};
use crate::objects::storage::Database;
use crate::state::AppState;

/// What an account runs its operations with.
pub(super) struct Runner {
    state: State,
    env: Env,
    db: Rc<Database>,
    outbox: Rc<Outbox>,
    queues: Rc<Queues>,
    /// The deliveries that the response to the command that ran last waits for.
    first_deliveries: Cell<Option<Shared<LocalBoxFuture<'static, ()>>>>,
    /// Whether each webhook of the setting is known to have a cursor.
    follows_webhooks: Cell<bool>,
}

impl Runner {
    pub(super) fn new(state: State, env: Env) -> Self {
        let db = Rc::new(Database::new(&state));
        let outbox = Rc::new(Outbox::new(Rc::clone(&db), env.clone()));
        let queues = Queues::new(Rc::clone(&db), queues(&env, &db, &outbox));
        Self {
            state,
            env,
            db,
            outbox,
            queues: Rc::new(queues),
            first_deliveries: Cell::new(None),
            follows_webhooks: Cell::new(false),
        }
    }

    /// Runs the queues that are due.
    pub(super) async fn on_alarm(&self) {
        Rc::clone(&self.queues).on_alarm(&self.state).await;
    }

    /// Continues after a restore from a backup.
    pub(super) fn resume(&self) -> Result<String, InternalError> {
        self.queues.resume()?;
        Ok(String::new())
    }

    /// Runs a query, which writes nothing.
    pub(super) fn run_query<R>(
        &self,
        request: &ObjectRequest<()>,
        query: impl FnOnce(&Operation<'_>) -> OperationResult<R>,
    ) -> Result<ObjectResponse<R>, InternalError> {
        let state = self.app_state()?;
        let operation = Operation::new(&self.db, &state, request);
        Ok(ObjectResponse {
            result: refusal_as_response(query(&operation))?,
            own_row: None,
        })
    }

    /// Runs a command in one transaction, and starts to deliver what it enqueued. A refusal commits: it may have
    /// written an audit event. An internal error rolls everything back.
    ///
    /// The response names the caller's own row of their list of accounts, which a Worker of an earlier release delivers. The
    /// object delivers it itself, see [`Runner::own_rows_delivered`].
    pub(super) fn run_command<R>(
        &self,
        request: &ObjectRequest<()>,
        command: impl Fn(&mut Operation<'_>) -> OperationResult<R>,
    ) -> Result<ObjectResponse<R>, InternalError> {
        let state = self.app_state()?;
        let (result, own_rows, scheduled, follows_webhooks) = self.db.transaction(|| {
            let mut operation = Operation::new(&self.db, &state, request);
            let result = refusal_as_response(command(&mut operation))?;
            let follows_webhooks = self.follow_webhooks(&operation.store, &state)?;
            let scheduled = self.queues.schedule(request.now)?;
            Ok((result, operation.own_rows, scheduled, follows_webhooks))
        })?;
        self.follows_webhooks.set(follows_webhooks);
        let own_row = own_rows.iter().find_map(IndexRow::account).cloned();
        let times = scheduled.map(|scheduled| self.queues.committed(&scheduled));
        self.deliver(own_rows, times, request.now);
        Ok(ObjectResponse { result, own_row })
    }

    /// Waits until the caller's own rows are delivered that the command has changed which ran last, for a while at most. What
    /// is not delivered by then is delivered after the response.
    pub(super) async fn own_rows_delivered(&self) {
        if let Some(deliveries) = self.first_deliveries.take() {
            deadline::within(deadline::OWN_ROW, deliveries).await;
        }
    }

    /// Gives new webhooks a cursor, and forgets removed ones, with the first events that this instance appends. Returns
    /// whether that has been done.
    fn follow_webhooks(
        &self,
        store: &AccountStore<'_>,
        state: &AppState,
    ) -> Result<bool, InternalError> {
        if self.follows_webhooks.get() || !store.has_appended_events() {
            return Ok(self.follows_webhooks.get());
        }
        store.follow_webhooks(state.webhooks.iter().map(Rc::as_ref))?;
        Ok(true)
    }

    /// Starts to deliver the caller's own rows, for which the response waits, and then runs the queues that are due.
    fn deliver(&self, own_rows: Vec<IndexRow>, times: Option<QueueTimes>, now: Timestamp) {
        let queues = Rc::clone(&self.queues);
        let run = async move {
            if let Some(times) = times {
                queues.run(now, &times).await;
            }
        };
        if own_rows.is_empty() {
            self.state.wait_until(run);
            return;
        }
        let outbox = Rc::clone(&self.outbox);
        let deliveries = async move { outbox.deliver_first(own_rows, now).await };
        let deliveries = deliveries.boxed_local().shared();
        self.first_deliveries.set(Some(deliveries.clone()));
        self.state.wait_until(deliveries.then(|()| run));
    }

    fn app_state(&self) -> Result<Rc<AppState>, InternalError> {
        AppState::load(&self.env).map_err(|error| InternalError::new(error.to_string()))
    }
}

/// The queues of an account: its outbox, its mails, its former owners, its search index, what leaves with time, and one for
/// each webhook. Without valid settings no command runs, but the alarm continues, so that events of earlier commands are sent
/// when the settings are right.
fn queues(env: &Env, db: &Rc<Database>, outbox: &Rc<Outbox>) -> Vec<Box<dyn Queue>> {
    let outbox = Rc::clone(outbox);
    let mails = MailQueue::new(Rc::clone(db), env.clone());
    let former_owners = FormerOwners::new(Rc::clone(db), env.clone());
    let search_index = SearchIndex::new(Rc::clone(db));
    let mut queues: Vec<Box<dyn Queue>> = vec![
        Box::new(outbox),
        Box::new(mails),
        Box::new(former_owners),
        Box::new(search_index),
    ];
    let Ok(state) = AppState::load(env) else {
        queues.push(Box::new(WaitForSettings));
        return queues;
    };
    queues.push(Box::new(Retention::new(Rc::clone(db), &state)));
    let pace = Pace::divided_by(state.config.retry_divisor);
    for webhook in &state.webhooks {
        let queue = WebhookQueue::new(Rc::clone(db), Rc::clone(webhook), pace);
        queues.push(Box::new(queue));
    }
    queues
}
