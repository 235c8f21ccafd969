//! Opens another personal account for former owners whose personal account this one was.
//!
//! The Worker does it before it responds to the request that made another member the owner. What it could not do stays in
//! this queue, which a crash between the objects does not lose.

use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture};
use hallpass_core::{AccountId, Timestamp};
use worker::Env;

use super::queues::Queue;
use super::storage::former_owners::{self as table, FormerOwner};
use super::storage::{AccountStore, QueueTimes};
use crate::error::InternalError;
use crate::objects::client::{CallError, ObjectClient};
use crate::objects::own_account::replace_own_account;
use crate::objects::retry::retry_seconds;
use crate::objects::storage::Database;
use crate::{deadline, log};

/// After this many seconds a run counts as lost: the runtime has given up the request that it belonged to.
const RUN_TIMEOUT_SECONDS: i64 = 60;

/// An account's former owners who have no other personal account yet.
pub(super) struct FormerOwners {
    db: Rc<Database>,
    env: Env,
}

impl Queue for FormerOwners {
    fn name(&self) -> &'static str {
        "former-owners"
    }

    fn next_due(
        &self,
        _now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        Ok(times.former_owners())
    }

    fn run(&self, now: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>> {
        self.open_accounts(now).boxed_local()
    }

    fn run_timeout_seconds(&self) -> i64 {
        RUN_TIMEOUT_SECONDS
    }
}

impl FormerOwners {
    pub(super) const fn new(db: Rc<Database>, env: Env) -> Self {
        Self { db, env }
    }

    async fn open_accounts(&self, now: Timestamp) -> Result<(), InternalError> {
        let store = AccountStore::new(&self.db, now, None);
        let Some(account) = store.account()? else {
            return Ok(());
        };
        for former_owner in table::due(&self.db, now)? {
            self.open_account(now, account.id, &former_owner).await?;
        }
        Ok(())
    }

    async fn open_account(
        &self,
        now: Timestamp,
        former: AccountId,
        FormerOwner { person, attempts }: &FormerOwner,
    ) -> Result<(), InternalError> {
        let client = ObjectClient::new(&self.env, now).with_timeout(deadline::DELIVERY);
        match replace_own_account(&client, former, person).await {
            // Their own account is another one by now. If that has another owner too, it has them in its own queue.
            Ok(()) | Err(CallError::Refused(_)) => table::delete(&self.db, &person.user),
            Err(CallError::Unavailable(error)) => {
                log::failed("former-owners", error);
                let due = now.plus_seconds(retry_seconds(*attempts));
                table::postpone(&self.db, &person.user, due)
            }
        }
    }
}
