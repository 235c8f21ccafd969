use hallpass_core::account::{Kind, OnBehalf, Person};
use hallpass_core::{AccountId, Code};
use hallpass_protocol::object::account::OpenAccount;
use hallpass_protocol::object::user::{ReplaceOwnAccount, ReserveOwnAccount};
use hallpass_protocol::shape::Account;

use crate::context::RequestContext;
use crate::http::ApiError;
use crate::random;

/// By whom a user's own account is opened.
#[derive(Clone, Copy)]
pub(super) enum OpenedBy {
    Themself,
    Service,
}

/// Opens a user's own account, or refreshes what it knows about them. Returns it as they see it. Each step is safe to repeat,
/// so the next request completes one that was interrupted.
///
/// # Errors
/// `unavailable` when an object does not respond.
pub(super) async fn open_own_account(
    context: &RequestContext<'_>,
    person: &Person,
    opened_by: OpenedBy,
) -> Result<Account, ApiError> {
    let reserve = ReserveOwnAccount {
        user: person.user.clone(),
        fresh: AccountId::from_bytes(random::bytes()?),
    };
    let reserved = context.call(reserve).await?;
    match open(context, reserved, person, opened_by).await {
        // The user transferred it to another member, and has no other account yet.
        Err(error) if error.code() == Code::Conflict => {
            let replace = ReplaceOwnAccount {
                user: person.user.clone(),
                former: reserved,
                fresh: AccountId::from_bytes(random::bytes()?),
            };
            let account = context.call_without_key(replace).await?;
            open(context, account, person, opened_by).await
        }
        opened => opened,
    }
}

async fn open(
    context: &RequestContext<'_>,
    account: AccountId,
    person: &Person,
    opened_by: OpenedBy,
) -> Result<Account, ApiError> {
    let open = OpenAccount {
        account,
        kind: Kind::Personal,
        name: person.name.clone(),
        on_behalf: match opened_by {
            OpenedBy::Themself => None,
            OpenedBy::Service => Some(OnBehalf {
                owner: person.clone(),
                external_id: None,
            }),
        },
    };
    context.call_without_key(open).await
}
