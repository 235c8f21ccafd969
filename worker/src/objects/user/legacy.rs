//! Responds to requests of the previous release, see [`hallpass_protocol::object::legacy`].

use hallpass_core::Refusal;
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::legacy::{LegacyRequest, UserCall, UserReply};

use super::index::UserIndex;
use super::storage::ReservedBy;
use crate::error::InternalError;
use crate::json;
use crate::objects::server::{OperationResult, refusal_as_response};

/// Reads a request of the previous release, and responds in its format.
pub(super) fn respond(index: &UserIndex, body: &str) -> Result<String, InternalError> {
    let request: LegacyRequest<UserCall> = json::from_str(body)?;
    let reply = match refusal_as_response(reply(index, request))? {
        Ok(reply) => reply,
        Err(ObjectError::Refused(Refusal::IdempotencyMismatch)) => UserReply::IdempotencyMismatch,
        Err(_) => UserReply::Full,
    };
    json::to_string(&reply)
}

fn reply(index: &UserIndex, request: LegacyRequest<UserCall>) -> OperationResult<UserReply> {
    Ok(match request.ask {
        UserCall::ReserveOwn { fresh } => UserReply::Reserved {
            account: index.reserve_own_account(fresh)?,
        },
        UserCall::Reserve { fresh } => {
            let key = request.idempotency.as_ref();
            let reserved_by = ReservedBy::principal(request.caller.as_ref());
            UserReply::Reserved {
                account: index.reserve_account(request.now, fresh, key, reserved_by)?,
            }
        }
        UserCall::Put { message } => {
            let put = message.into_account_row();
            let put = put.ok_or_else(|| InternalError::new("a row of another object"))?;
            index.put_account_row(request.now, &put)?;
            UserReply::Taken
        }
        UserCall::Own => UserReply::Accounts {
            own: index.find_own_account()?,
            rows: Vec::new(),
        },
        UserCall::List => {
            let list = index.list_accounts()?;
            UserReply::Accounts {
                own: list.own,
                rows: list.rows,
            }
        }
        UserCall::Spend { budget } => UserReply::Spent {
            wait: index.spend_budget(request.now, budget)?,
        },
    })
}
