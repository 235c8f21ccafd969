//! `UserObject`: one user's index of accounts, and the ids that are reserved for accounts that are being opened.
//!
//! Its rows are copies and may lag behind; no permission is ever read from them. An instance that is named by a counter
//! of a rate limit has no database.

mod erase;
mod index;
mod legacy;
mod storage;

use core::panic::AssertUnwindSafe;
use std::rc::Rc;

use hallpass_protocol::object::user::{
    EraseUser, FindErasure, FindOwnAccount, ListAccounts, ListFormerAccounts, PutAccountRow,
    ReplaceOwnAccount, ReserveAccount, ReserveOwnAccount, SpendBudget,
};
use hallpass_protocol::object::{ObjectCall, ObjectRequest};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use self::index::UserIndex;
use self::storage::ReservedBy;
use super::server;
use super::storage::Database;
use crate::error::InternalError;

/// One user's index.
#[durable_object(alarm)]
pub struct UserObject {
    state: AssertUnwindSafe<State>,
    env: Env,
    index: AssertUnwindSafe<Rc<UserIndex>>,
}

impl DurableObject for UserObject {
    fn new(state: State, env: Env) -> Self {
        let index = UserIndex::new(Database::new(&state));
        Self {
            state: AssertUnwindSafe(state),
            env,
            index: AssertUnwindSafe(Rc::new(index)),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let call = server::Call::read(request).await?;
        let outcome = self.dispatch(&call);
        if [EraseUser::OPERATION, PutAccountRow::OPERATION].contains(&call.operation.as_str()) {
            self.continue_erasure().await;
        }
        server::respond("user", outcome)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.index.on_alarm();
        self.index.continue_erasure(&self.env).await;
        Response::empty()
    }
}

impl UserObject {
    /// Continues an erasure, if there is one, and waits for it for a while.
    async fn continue_erasure(&self) {
        if !self.index.erasures.has_tasks() {
            return;
        }
        let (index, env) = (Rc::clone(&self.index), self.env.clone());
        let run = async move { index.continue_erasure(&env).await };
        server::run_after_response(&self.state, run).await;
    }

    fn dispatch(&self, call: &server::Call) -> Result<String, InternalError> {
        let index = &self.index;
        match call.operation.as_str() {
            ReserveOwnAccount::OPERATION => {
                call.answer(|request: ObjectRequest<ReserveOwnAccount>| {
                    index.reserve_own_account(request.call.fresh)
                })
            }
            ReplaceOwnAccount::OPERATION => {
                call.answer(|request: ObjectRequest<ReplaceOwnAccount>| {
                    index.replace_own_account(request.call.former, request.call.fresh)
                })
            }
            ReserveAccount::OPERATION => call.answer(|request: ObjectRequest<ReserveAccount>| {
                let key = request.idempotency_key.as_ref();
                let reserved_by = ReservedBy::principal(request.principal.as_ref());
                index.reserve_account(request.now, request.call.fresh, key, reserved_by)
            }),
            PutAccountRow::OPERATION => call.answer(|request: ObjectRequest<PutAccountRow>| {
                index.put_account_row(request.now, &request.call)
            }),
            EraseUser::OPERATION => {
                call.answer(|request: ObjectRequest<EraseUser>| index.erase_user(&request))
            }
            FindErasure::OPERATION => {
                call.answer(|_: ObjectRequest<FindErasure>| index.find_erasure())
            }
            ListFormerAccounts::OPERATION => {
                call.answer(|_: ObjectRequest<ListFormerAccounts>| index.list_former_accounts())
            }
            FindOwnAccount::OPERATION => {
                call.answer(|_: ObjectRequest<FindOwnAccount>| index.find_own_account())
            }
            ListAccounts::OPERATION => {
                call.answer(|_: ObjectRequest<ListAccounts>| index.list_accounts())
            }
            SpendBudget::OPERATION => call.answer(|request: ObjectRequest<SpendBudget>| {
                index.spend_budget(request.now, request.call.budget)
            }),
            server::RESUME => index.resume(),
            "" => legacy::respond(index, &call.body),
            _ => Err(call.unknown_operation()),
        }
    }
}
