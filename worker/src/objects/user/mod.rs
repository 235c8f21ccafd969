//! `UserObject`: one user's index of accounts, and the ids that are reserved for accounts that are being opened.
//!
//! Its rows are copies and may lag behind; no permission is ever read from them. An instance that is named by a counter
//! of a rate limit has no database.

mod index;
mod legacy;
mod storage;

use core::panic::AssertUnwindSafe;

use hallpass_protocol::object::user::{
    FindOwnAccount, ListAccounts, PutAccountRow, ReplaceOwnAccount, ReserveAccount,
    ReserveOwnAccount, SpendBudget,
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
    index: AssertUnwindSafe<UserIndex>,
}

impl DurableObject for UserObject {
    fn new(state: State, _env: Env) -> Self {
        Self {
            index: AssertUnwindSafe(UserIndex::new(Database::new(&state))),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let call = server::Call::read(request).await?;
        server::respond("user", self.dispatch(&call))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.index.on_alarm();
        Response::empty()
    }
}

impl UserObject {
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
            FindOwnAccount::OPERATION => {
                call.answer(|_: ObjectRequest<FindOwnAccount>| index.find_own_account())
            }
            ListAccounts::OPERATION => {
                call.answer(|_: ObjectRequest<ListAccounts>| index.list_accounts())
            }
            SpendBudget::OPERATION => call.answer(|request: ObjectRequest<SpendBudget>| {
                index.spend_budget(request.now, request.call.budget)
            }),
            "" => legacy::respond(index, &call.body),
            _ => Err(call.unknown_operation()),
        }
    }
}
