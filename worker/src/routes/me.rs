//! The caller and their accounts.

use futures_util::future::join;
use hallpass_core::account::{Command, Kind};
use hallpass_core::link::mailbox_name;
use hallpass_core::{AccountId, Code, UserId};
use hallpass_protocol::object::Object;
use hallpass_protocol::object::account::{Ask, Reply as Said};
use hallpass_protocol::object::document::Document;
use hallpass_protocol::object::index::{MailboxAsk, MailboxReply, UserAsk, UserReply};
use hallpass_protocol::request;
use hallpass_protocol::shape::{AccountRow, Me, MeUser};

use crate::context::{RequestContext, unexpected};
use crate::http::{ApiError, ApiResponse};
use crate::random;

/// `GET /v1/me`.
pub(super) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (index, inbox) = join(index(context), inbox_count(context)).await;
    let (own, rows) = index?;
    let own = own.ok_or(Code::NoAccount)?;
    let known = rows.iter().any(|row| row.id == own);
    let asked = if known {
        None
    } else {
        Some(asked(context, own).await?)
    };
    reply(context, own, asked, rows, inbox?)
}

/// `PUT /v1/me`: reserve, open, refresh. Each step is safe to repeat, so the next call finishes an interrupted one.
pub(super) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let identity = context.identity()?;
    let account = reserved(context, &identity.user).await?;
    let command = Command::Open {
        kind: Kind::Personal,
        name: identity.name.clone(),
        on_behalf: None,
    };
    context.run_unkeyed(account, command).await?;
    let attended = context.run_unkeyed(account, Command::Attend).await?;
    let Said::Standing { account: seen, .. } = attended else {
        return Err(unexpected());
    };
    let (index, inbox) = join(index(context), inbox_count(context)).await;
    let (_, rows) = index?;
    reply(context, account, Some(seen), rows, inbox?)
}

/// The id that is kept for this user's own account.
pub(super) async fn reserved(
    context: &RequestContext<'_>,
    user: &UserId,
) -> Result<AccountId, ApiError> {
    let fresh = AccountId::from_bytes(random::bytes()?);
    let reserve = UserAsk::ReserveOwn { fresh };
    match context.ask(Object::User, user.as_str(), &reserve).await? {
        UserReply::Reserved { account } => Ok(account),
        UserReply::IdempotencyMismatch
        | UserReply::Full
        | UserReply::Taken
        | UserReply::Spent { .. }
        | UserReply::Accounts { .. } => Err(unexpected()),
    }
}

async fn index(
    context: &RequestContext<'_>,
) -> Result<(Option<AccountId>, Vec<AccountRow>), ApiError> {
    let user = context.identity()?.user.as_str();
    match context.ask(Object::User, user, &UserAsk::List).await? {
        UserReply::Accounts { own, rows } => Ok((own, rows)),
        UserReply::Reserved { .. }
        | UserReply::Spent { .. }
        | UserReply::IdempotencyMismatch
        | UserReply::Full
        | UserReply::Taken => Err(unexpected()),
    }
}

/// An inbox belongs to its address: whoever has not verified it sees it empty.
async fn inbox_count(context: &RequestContext<'_>) -> Result<u32, ApiError> {
    let Some(address) = &context.identity()?.verified else {
        return Ok(0);
    };
    let mailbox = mailbox_name(&context.state.pepper, address).to_string();
    match context
        .ask(Object::Mailbox, &mailbox, &MailboxAsk::Count)
        .await?
    {
        MailboxReply::Count { count } => Ok(count),
        MailboxReply::Taken | MailboxReply::Invites { .. } | MailboxReply::BadCursor => {
            Err(unexpected())
        }
    }
}

/// The own account from the account itself, while its row is on its way.
async fn asked(context: &RequestContext<'_>, own: AccountId) -> Result<Document, ApiError> {
    match context.ask_account(own, &Ask::Read).await {
        Ok(Said::Document(account)) => Ok(account),
        Ok(_) => Err(unexpected()),
        // Reserved and never opened.
        Err(ApiError::DeniedToNonMember(_)) => Err(Code::NoAccount.into()),
        Err(error) => Err(error),
    }
}

/// `asked` is the own account, where it is known better than by its row.
fn reply(
    context: &RequestContext<'_>,
    own: AccountId,
    asked: Option<Document>,
    rows: Vec<AccountRow>,
    inbox_count: u32,
) -> Result<ApiResponse, ApiError> {
    let identity = context.identity()?;
    let config = &context.state.config;
    let mut asked = asked.map(Document::embedded);
    let mut accounts = Vec::with_capacity(rows.len());
    for row in rows {
        let is_own = row.id == own;
        let seen = row.seen_by(
            Some(&identity.user),
            &config.policy,
            config.spend_limit_default,
        );
        let document = Document::of(&seen).embedded();
        if is_own && asked.is_none() {
            asked = Some(document.clone());
        }
        accounts.push((is_own, document));
    }
    let own = asked.ok_or(Code::NoAccount)?;
    match accounts.iter_mut().find(|(is_own, _)| *is_own) {
        Some((_, known)) => *known = own.clone(),
        None => accounts.insert(0, (true, own.clone())),
    }
    Ok(ApiResponse::ok(&Me {
        own,
        user: MeUser {
            id: identity.user.clone(),
            email: identity.email.clone(),
            email_verified: identity.verified.is_some(),
            name: identity.name.clone(),
            image: identity.image.clone(),
        },
        accounts: accounts.into_iter().map(|(_, document)| document).collect(),
        inbox_count,
    }))
}
