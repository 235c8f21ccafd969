//! The rows of this account in other objects, as they are now.

use hallpass_core::account::{Account, Member, Store as _, read};
use hallpass_core::link::MailboxName;
use hallpass_core::{InviteId, Name, UserId};
use hallpass_protocol::object::mailbox::PutInviteRow;
use hallpass_protocol::object::user::PutAccountRow;
use hallpass_protocol::shape::{AccountRow, Invite};

use super::storage::AccountStore;
use super::storage::outbox::DeliveryKind;
use crate::error::InternalError;

/// A row of another object, as it is delivered.
pub(super) enum IndexRow {
    Account(PutAccountRow),
    Invite(PutInviteRow),
}

/// Which row of which object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct IndexKey {
    pub(super) kind: DeliveryKind,
    /// The user's id, or the mailbox's name.
    pub(super) destination: String,
    /// The account's id, or the invite's.
    pub(super) subject: String,
}

impl IndexRow {
    pub(super) const fn version(&self) -> u64 {
        match self {
            Self::Account(put) => put.version,
            Self::Invite(put) => put.version,
        }
    }

    /// The row, if it is one of a list of accounts.
    pub(super) const fn account(&self) -> Option<&PutAccountRow> {
        match self {
            Self::Account(put) => Some(put),
            Self::Invite(_) => None,
        }
    }

    pub(super) fn key(&self) -> IndexKey {
        match self {
            Self::Account(put) => IndexKey {
                kind: DeliveryKind::User,
                destination: put.user.to_string(),
                subject: put.account.to_string(),
            },
            Self::Invite(put) => IndexKey {
                kind: DeliveryKind::Mailbox,
                destination: put.mailbox.to_string(),
                subject: put.invite.to_string(),
            },
        }
    }
}

/// A user's row of this account; `None` when there never was an account.
pub(super) fn account_row(
    store: &AccountStore<'_>,
    user: &UserId,
) -> Result<Option<PutAccountRow>, InternalError> {
    let Some(account) = store.account()? else {
        return Ok(None);
    };
    let row = match store.member(user)? {
        Some(member) if member.user == account.owner => {
            Some(member_row(store, &account, &member, &member.name)?)
        }
        Some(member) => {
            let owner = store
                .member(&account.owner)?
                .ok_or_else(|| InternalError::new("an account without its owner"))?;
            Some(member_row(store, &account, &member, &owner.name)?)
        }
        None => None,
    };
    Ok(Some(PutAccountRow {
        user: user.clone(),
        account: account.id,
        version: account.sequence,
        row,
    }))
}

/// The row of an account for one of its members, with the offer of its ownership if they see it.
pub(super) fn member_row(
    store: &AccountStore<'_>,
    account: &Account,
    member: &Member,
    owner_name: &Name,
) -> Result<AccountRow, InternalError> {
    let mut row = AccountRow::new(account, member, owner_name);
    if account.shows_transfer_to(&member.user) {
        let offer = account.open_transfer(store.now, |user| store.member(user))?;
        row.transfer = offer.map(|offer| Box::new(offer.into()));
    }
    Ok(row)
}

/// A mailbox's row of an invite; `None` when there never was an account.
pub(super) fn invite_row(
    store: &AccountStore<'_>,
    mailbox: MailboxName,
    id: InviteId,
) -> Result<Option<PutInviteRow>, InternalError> {
    let Some(account) = store.account()? else {
        return Ok(None);
    };
    let stored = store.invite(&id)?;
    let address = stored.as_ref().and_then(|invite| invite.address.as_ref());
    let has_joined = match address {
        Some(address) => store.member_at(address)?.is_some(),
        None => false,
    };
    let invite = stored.filter(|invite| read::is_in_inbox(invite, store.now));
    Ok(Some(PutInviteRow {
        mailbox,
        invite: id,
        version: account.sequence,
        row: invite.map(|invite| Invite::new(invite, &account.name, store.now)),
        has_joined,
    }))
}
