use futures_util::future::try_join;
use hallpass_core::identity::Identity;
use hallpass_core::link::mailbox_name;
use hallpass_core::{AccountId, Code};
use hallpass_protocol::object::mailbox::CountPendingInvites;
use hallpass_protocol::object::user::{AccountList, ListAccounts};
use hallpass_protocol::shape::{Account, AccountRow, Me, MeUser};

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// What the caller's index and inbox hold.
pub(super) struct Overview {
    pub(super) list: AccountList,
    pub(super) inbox_count: u32,
}

impl Overview {
    /// Reads both at the same time.
    ///
    /// # Errors
    /// `unavailable` when one of the objects does not respond.
    pub(super) async fn load(context: &RequestContext<'_>) -> Result<Self, ApiError> {
        let user = context.identity()?.user.clone();
        let list = context.call(ListAccounts { user });
        let (list, inbox_count) = try_join(list, inbox_count(context)).await?;
        Ok(Self { list, inbox_count })
    }
}

/// The number of pending invites to the caller's verified address. Without one, the inbox is empty.
async fn inbox_count(context: &RequestContext<'_>) -> Result<u32, ApiError> {
    let Ok(address) = &context.identity()?.verified else {
        return Ok(0);
    };
    let mailbox = mailbox_name(&context.state.pepper, address);
    context.call(CountPendingInvites { mailbox }).await
}

/// The response of `/v1/me`. `own` is the own account, where something newer than its row is known.
///
/// # Errors
/// `no_account` when the own account has neither a row nor anything newer.
pub(super) fn respond(
    context: &RequestContext<'_>,
    own_id: AccountId,
    own: Option<Account>,
    rows: Vec<AccountRow>,
    inbox_count: u32,
) -> Result<ApiResponse, ApiError> {
    let identity = context.identity()?;
    let config = &context.state.config;
    let mut accounts: Vec<Account> = rows
        .into_iter()
        .map(|row| {
            row.seen_by(
                Some(&identity.user),
                &config.policy,
                context.now,
                config.spend_limit_default,
            )
        })
        .collect();
    let own = match (own, accounts.iter_mut().find(|row| row.id == own_id)) {
        (Some(own), Some(row)) => {
            *row = own.clone();
            own
        }
        (None, Some(row)) => row.clone(),
        (Some(own), None) => {
            accounts.insert(0, own.clone());
            own
        }
        (None, None) => return Err(Code::NoAccount.into()),
    };
    ApiResponse::ok(&Me {
        user: user_of(identity),
        own,
        accounts,
        inbox_count,
    })
}

/// The caller, as the identity token has them.
pub(super) fn user_of(identity: &Identity) -> MeUser {
    MeUser {
        id: identity.user.clone(),
        email: identity.email.clone(),
        email_verified: identity.verified.is_ok(),
        name: identity.name.clone(),
        image: identity.image.clone(),
    }
}
