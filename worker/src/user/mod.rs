//! UserObject: one user's index of accounts, and the ids that are kept for accounts about to be opened.
//!
//! Its rows are copies of what accounts say, and may lag; no right is ever read from them.

mod sql;

use core::cell::Cell;
use core::panic::AssertUnwindSafe;

use hallpass_core::budget::Spent;
use hallpass_core::{AccountId, Timestamp, limits};
use hallpass_protocol::object::index::{Message, Row, UserAsk, UserReply};
use hallpass_protocol::object::{Envelope, Key};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::error::InternalError;
use crate::json;
use crate::object::{Database, asked, params, said};

/// One user's index.
#[durable_object(fetch)]
pub struct UserObject {
    db: AssertUnwindSafe<Database>,
    /// What was spent of the budget for look-ups.
    spent: AssertUnwindSafe<Cell<Option<Spent>>>,
}

impl DurableObject for UserObject {
    fn new(state: State, _env: Env) -> Self {
        Self {
            db: AssertUnwindSafe(Database::new(&state)),
            spent: AssertUnwindSafe(Cell::new(None)),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let text = asked(request).await?;
        said("user", self.answer(&text))
    }
}

impl UserObject {
    fn answer(&self, text: &str) -> Result<UserReply, InternalError> {
        let envelope: Envelope<UserAsk> = json::read(text)?;
        let now = envelope.now;
        match &envelope.ask {
            UserAsk::Own => Ok(UserReply::Accounts {
                own: if self.db.has_tables(sql::FIRST_TABLE)? {
                    self.own()?
                } else {
                    None
                },
                rows: Vec::new(),
            }),
            UserAsk::List => self.list(),
            UserAsk::Spend { budget } => {
                let mut spent = self.spent.get().unwrap_or_else(|| Spent::nothing(now));
                let wait = spent.one(*budget, now);
                self.spent.set(Some(spent));
                Ok(UserReply::Spent { wait })
            }
            UserAsk::Put { message } => {
                self.db.transaction(|| self.put(now, message))?;
                Ok(UserReply::Taken)
            }
            UserAsk::ReserveOwn { fresh } => self.db.transaction(|| self.reserve_own(*fresh)),
            UserAsk::Reserve { fresh } => {
                let key = envelope.idempotency.as_ref();
                self.db.transaction(|| self.reserve(now, *fresh, key))
            }
        }
    }

    fn create(&self) -> Result<(), InternalError> {
        if self.db.has_tables(sql::FIRST_TABLE)? {
            return Ok(());
        }
        self.db.run(sql::CREATE, &[])
    }

    fn own(&self) -> Result<Option<AccountId>, InternalError> {
        let found = self.db.row(sql::OWN, &[])?;
        found.map(|mut row| row.parsed()).transpose()
    }

    fn reserve_own(&self, fresh: AccountId) -> Result<UserReply, InternalError> {
        self.create()?;
        let account = match self.own()? {
            Some(kept) => kept,
            None => {
                self.db.run(sql::RESERVE_OWN, &params![fresh.to_string()])?;
                fresh
            }
        };
        Ok(UserReply::Reserved { account })
    }

    fn reserve(
        &self,
        now: Timestamp,
        fresh: AccountId,
        key: Option<&Key>,
    ) -> Result<UserReply, InternalError> {
        self.create()?;
        let forgotten = now.plus_seconds(-limits::IDEMPOTENCY_SECONDS);
        if let Some(key) = key
            && let Some(mut row) = self.db.row(sql::RESERVED, &params![&key.key, forgotten])?
        {
            let (account, fingerprint) = (row.parsed()?, row.text()?);
            return Ok(if fingerprint == key.fingerprint {
                UserReply::Reserved { account }
            } else {
                UserReply::IdempotencyMismatch
            });
        }
        self.db.run(sql::SWEEP_RESERVATIONS, &params![forgotten])?;
        let count = self.db.row(sql::COUNT, &[])?;
        let count: usize = count.map_or(Ok(0), |mut row| row.count())?;
        if count >= limits::ACCOUNTS_PER_USER {
            return Ok(UserReply::Full);
        }
        self.db.run(
            sql::RESERVE,
            &params![
                fresh.to_string(),
                key.map(|key| &key.key),
                key.map(|key| &key.fingerprint),
                now
            ],
        )?;
        Ok(UserReply::Reserved { account: fresh })
    }

    /// Takes a row over iff it is newer than what is there; a removal stays as a tombstone.
    fn put(&self, now: Timestamp, message: &Message) -> Result<(), InternalError> {
        let Row::User { account, row, .. } = &message.row else {
            return Err(InternalError::new("a row for another kind of object"));
        };
        self.create()?;
        let account = account.to_string();
        let mut since = now.milliseconds();
        if let Some(mut known) = self.db.row(sql::VERSION, &params![&account])? {
            let (version, known_since, shown): (u64, i64, i64) =
                (known.count()?, known.integer()?, known.integer()?);
            if version >= message.version {
                return Ok(());
            }
            // A membership keeps its place in the list; one that begins anew goes to its end.
            if shown == 1 {
                since = known_since;
            }
        }
        let row = row.as_ref().map(|row| json::written(row));
        self.db
            .run(sql::PUT, &params![account, message.version, since, row])
    }

    fn list(&self) -> Result<UserReply, InternalError> {
        if !self.db.has_tables(sql::FIRST_TABLE)? {
            return Ok(UserReply::Accounts {
                own: None,
                rows: Vec::new(),
            });
        }
        let most = u32::try_from(limits::ACCOUNTS_PER_USER).unwrap_or(u32::MAX);
        let rows: Result<Vec<_>, InternalError> = self
            .db
            .rows(sql::LIST, &params![most])?
            .into_iter()
            .map(|mut row| Ok(json::read(&row.text()?)?))
            .collect();
        Ok(UserReply::Accounts {
            own: self.own()?,
            rows: rows?,
        })
    }
}
