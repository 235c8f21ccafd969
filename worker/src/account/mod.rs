//! AccountObject: one account, and the only writer of its facts.
//!
//! A command is one transaction: what it decided on, its audit event and its outbox entries are written together
//! or not at all. Between reading and writing nothing is waited for.

mod answer;
mod colleagues;
mod lists;
mod log;
mod outbox;
mod preview;
mod refused;
mod rows;
mod sql;
mod standing;
mod store;

use core::panic::AssertUnwindSafe;
use std::rc::Rc;

use hallpass_core::account::read::epochs;
use hallpass_core::account::{Caller, Context, Idempotency, Presence, Store as _};
use hallpass_core::{AccountId, Refusal, Timestamp};
use hallpass_protocol::object::Envelope;
use hallpass_protocol::object::account::{Answer, Ask, Reply};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::config::Config;
use crate::error::InternalError;
use crate::json;
use crate::object::{Database, asked, said};
use crate::state::AppState;
use crate::unicode::Runtime;

use answer::{Asked, plain};
use outbox::Outbox;
use preview::preview;
use standing::stands;
use store::Sql;

pub(crate) use outbox::deliver;

/// One account.
#[durable_object(alarm)]
pub struct AccountObject {
    state: State,
    env: Env,
    db: AssertUnwindSafe<Rc<Database>>,
    outbox: AssertUnwindSafe<Rc<Outbox>>,
}

impl DurableObject for AccountObject {
    fn new(state: State, env: Env) -> Self {
        let db = Rc::new(Database::new(&state));
        let outbox = Rc::new(Outbox::new(Rc::clone(&db), env.clone()));
        Self {
            state,
            env,
            db: AssertUnwindSafe(db),
            outbox: AssertUnwindSafe(outbox),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let text = asked(request).await?;
        said("account", self.answer(&text))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.outbox.ring().await;
        Response::empty()
    }
}

impl AccountObject {
    fn answer(&self, text: &str) -> Result<Answer, InternalError> {
        let envelope: Envelope<Ask> = json::read(text)?;
        let state =
            AppState::load(&self.env).map_err(|error| InternalError::new(error.to_string()))?;
        let mut store = Sql {
            db: &self.db,
            now: envelope.now,
            caller: envelope.caller.as_ref(),
        };
        let Some(caller) = &envelope.caller else {
            return self.to_nobody(&store, &state.config, &envelope.ask);
        };
        let asked = |account| Asked {
            context: context(account, caller, &envelope, &state.config),
            config: &state.config,
        };
        match &envelope.ask {
            Ask::Run { account, command } => {
                let asked = asked(*account);
                let (answer, alarm) = self.db.transaction(|| {
                    let answer = asked.run(&mut store, command)?;
                    #[cfg(feature = "dangerous-local-identity")]
                    crate::panic_trigger::panic_if_asked(text);
                    Ok((answer, self.look_after(envelope.now)?))
                })?;
                self.outbox.armed(alarm);
                self.send_soon(envelope.now)?;
                Ok(answer)
            }
            Ask::Read
            | Ask::Person { .. }
            | Ask::Members { .. }
            | Ask::Invites { .. }
            | Ask::Invite { .. }
            | Ask::Link { .. }
            | Ask::Audit { .. }
            | Ask::Export { .. }
            | Ask::Epochs { .. }
            | Ask::Stands { .. }
            | Ask::Preview { .. } => match (store.presence()?, &envelope.ask) {
                (Presence::Open(account), ask) => asked(account.id).read(&store, ask).map(plain),
                (Presence::Unknown | Presence::Closed(_), Ask::Preview { .. }) => {
                    self.to_nobody(&store, &state.config, &envelope.ask)
                }
                (Presence::Unknown | Presence::Closed(_), _) => Ok(plain(Reply::Refused {
                    refusal: Refusal::NotFound,
                    explanation: None,
                    member: false,
                })),
            },
        }
    }

    /// What is asked on nobody's behalf: what the holder of a good link sees, and what the Worker itself wants to know.
    #[expect(
        clippy::unused_self,
        reason = "reads better beside what is answered to somebody"
    )]
    fn to_nobody(
        &self,
        store: &Sql<'_>,
        config: &Config,
        ask: &Ask,
    ) -> Result<Answer, InternalError> {
        match ask {
            Ask::Preview { invite, generation } => {
                preview(store, config, None, invite, *generation).map(plain)
            }
            Ask::Run { .. }
            | Ask::Read
            | Ask::Person { .. }
            | Ask::Members { .. }
            | Ask::Invites { .. }
            | Ask::Invite { .. }
            | Ask::Link { .. }
            | Ask::Audit { .. }
            | Ask::Export { .. } => Err(InternalError::new("nobody asks for this")),
            Ask::Epochs { user } => {
                epochs(store, store.now, user.as_ref()).map(|epochs| plain(Reply::Epochs(epochs)))
            }
            Ask::Stands { user, permissions } => {
                stands(store, config, user, permissions).map(plain)
            }
        }
    }

    /// Sets the alarm, if the command left anything to send.
    fn look_after(&self, now: Timestamp) -> Result<Option<Timestamp>, InternalError> {
        if self.db.has_tables(sql::FIRST_TABLE)? && !self.outbox.is_empty()? {
            return self.outbox.arm(now);
        }
        Ok(None)
    }

    /// Begins to send what waits, without keeping the answer back.
    fn send_soon(&self, now: Timestamp) -> Result<(), InternalError> {
        if self.db.has_tables(sql::FIRST_TABLE)? && !self.outbox.is_empty()? {
            let outbox = Rc::clone(&self.outbox);
            self.state.wait_until(async move { outbox.run(now).await });
        }
        Ok(())
    }
}

fn context<'a>(
    account: AccountId,
    caller: &'a Caller,
    envelope: &'a Envelope<Ask>,
    config: &'a Config,
) -> Context<'a> {
    Context {
        account,
        now: envelope.now,
        caller,
        random: &envelope.random.0,
        policy: &config.policy,
        unicode: &Runtime,
        spend_limit_ceiling: config.spend_limit_ceiling,
        budgets: config.rate_limits.team,
        idempotency: envelope.idempotency.as_ref().map(|key| Idempotency {
            key: &key.key,
            fingerprint: &key.fingerprint,
        }),
    }
}
