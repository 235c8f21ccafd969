//! Questions: who may see what. Nothing here writes.

use alloc::boxed::Box;

use super::command::{Context, Person};
use super::work::{Stop, Work};
use super::{Account, Invite, Member, Presence, State, Status, Store};
use crate::freshness::{Changed, Epochs};
use crate::permission::PermissionSet;
use crate::{InviteId, MaskedAddress, Policy, Refusal, Timestamp, UserId, Why, limits, required};

/// A member who may look, and what they hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The account.
    pub account: Account,
    /// The member; none for a service.
    pub member: Option<Member>,
    /// What they may do today.
    pub permissions: PermissionSet,
}

/// Whether holders of this set see other members' addresses: those who invite or manage members do.
#[must_use]
pub fn sees_addresses(policy: &Policy, permissions: PermissionSet) -> bool {
    policy.holds(permissions, required::MEMBERS_INVITE)
        || policy.holds(permissions, required::MEMBERS_MANAGE)
}

/// The caller's view of the account, if they hold `permission`. To a stranger it does not exist.
///
/// # Errors
/// A fault of storage.
pub fn permitted<S: Store>(
    store: &S,
    context: &Context<'_>,
    permission: &str,
) -> Result<Result<View, Refusal>, S::Fault> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(Err(Refusal::NotFound));
    };
    let work = Work::new(store, context, account);
    match work.require(permission) {
        Ok(standing) => Ok(Ok(View {
            account: work.account,
            member: standing.member,
            permissions: standing.permissions,
        })),
        Err(Stop::Refused(refusal)) => Ok(Err(*refusal)),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

/// The invite whose link the caller may copy again: it is pending, and its role within what they hold.
///
/// # Errors
/// A fault of storage.
pub fn link<S: Store>(
    store: &S,
    context: &Context<'_>,
    invite: &InviteId,
) -> Result<Result<Invite, Refusal>, S::Fault> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(Err(Refusal::NotFound));
    };
    let work = Work::new(store, context, account);
    match work.may_copy_link(invite) {
        Ok(invite) => Ok(Ok(invite)),
        Err(Stop::Refused(refusal)) => Ok(Err(*refusal)),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

/// Who opens an invite's link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum You {
    /// The one whom it is for.
    Invitee,
    /// Somebody else, with another verified address.
    Other,
    /// A member already.
    Member,
}

impl You {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitee => "invitee",
            Self::Other => "other",
            Self::Member => "member",
        }
    }
}

/// An invite as the holder of a good link sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Preview {
    /// It can be accepted.
    Open {
        /// The account that it leads into.
        account: Box<Account>,
        /// The invite.
        invite: Box<Invite>,
        /// Who looks, where that is known.
        you: Option<You>,
    },
    /// It cannot be used: unknown, of an older link, or decided.
    Closed {
        /// Why, for the verified invitee alone.
        why: Option<Why>,
        /// The account, if the one who looks came into it by this invite and is a member still.
        joined: Option<Box<Account>>,
    },
}

/// What the holder of a good link or invite token of this generation sees, signed in or not.
///
/// # Errors
/// A fault of storage.
pub fn preview<S: Store>(
    store: &S,
    now: Timestamp,
    viewer: Option<&Person>,
    id: &InviteId,
    generation: u32,
) -> Result<Preview, S::Fault> {
    const CLOSED: Preview = Preview::Closed {
        why: None,
        joined: None,
    };
    let Presence::Open(account) = store.presence()? else {
        return Ok(CLOSED);
    };
    let Some(invite) = store
        .invite(id)?
        .filter(|invite| invite.generation == generation)
    else {
        return Ok(CLOSED);
    };
    let member = match viewer {
        Some(viewer) => store.member(&viewer.user)?.is_some(),
        None => false,
    };
    let you = viewer.and_then(|viewer| relation(viewer, member, &invite));
    let Some(why) = invite.status(now).why() else {
        return Ok(Preview::Open {
            account: Box::new(account),
            invite: Box::new(invite),
            you,
        });
    };
    let used_by_viewer =
        viewer.is_some_and(|viewer| invite.state == State::Accepted(viewer.user.clone()));
    let addressed =
        invite.address.is_some() && viewer.is_some_and(|viewer| viewer.address == invite.address);
    Ok(Preview::Closed {
        why: Some(why).filter(|_| addressed || used_by_viewer),
        joined: (used_by_viewer && member).then(|| Box::new(account)),
    })
}

fn relation(viewer: &Person, member: bool, invite: &Invite) -> Option<You> {
    if member {
        return Some(You::Member);
    }
    let verified = viewer.address.as_ref()?;
    Some(match &invite.address {
        Some(address) if address != verified => You::Other,
        Some(_) | None => You::Invitee,
    })
}

/// The address of an invite as its link's holder may see it.
#[must_use]
pub fn hint(invite: &Invite) -> Option<MaskedAddress> {
    invite.address.as_ref().map(crate::Address::masked)
}

/// Whether an inbox still shows this invite.
#[must_use]
pub fn is_in_inbox(invite: &Invite, now: Timestamp) -> bool {
    invite.status(now) == Status::Pending
}

/// The epochs that membership tokens are judged by; none where there is no open account. For one user they say how
/// that one stands, whenever it changed; else they name everybody whose standing changed lately.
///
/// # Errors
/// A fault of storage.
pub fn epochs<S: Store>(
    store: &S,
    now: Timestamp,
    user: Option<&UserId>,
) -> Result<Option<Epochs>, S::Fault> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(None);
    };
    let changed = match user {
        None => store.changed(now.plus_seconds(-limits::CHANGED_SECONDS))?,
        Some(user) => {
            let member = store.member(user)?;
            Some(alloc::vec![Changed {
                user: user.clone(),
                epoch: member.map(|member| member.changed_epoch),
            }])
        }
    };
    Ok(Some(Epochs {
        epoch: account.epoch,
        floor: account.floor_epoch,
        changed,
        spend_limit: account.spend_limit_cents_per_hour,
    }))
}
