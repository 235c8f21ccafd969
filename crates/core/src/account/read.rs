//! Queries: who may see what. Nothing here writes.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::accept::joined_at;
use super::caller::Person;
use super::command::Context;
use super::command_context::{CommandContext, CommandResult};
use super::execute::split;
use super::join::INVITES_REVOKED;
use super::project_grants::PROJECTS_SKIPPED;
use super::{Account, Invite, Member, Presence, Status, Store};
use crate::audit::{Detail, Details};
use crate::freshness::{ArchivedProject, Changed, Epochs};
use crate::permission::PermissionSet;
use crate::{
    ClosedReason, InviteId, MembershipStatus, Policy, ProjectId, Refusal, Timestamp, UserId,
    limits, required,
};

/// An account as a caller with access to it sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The account.
    pub account: Account,
    /// The caller as a member; `None` for a service.
    pub member: Option<Member>,
    /// The caller's permissions under today's policy.
    pub permissions: PermissionSet,
}

impl View {
    /// Whether the caller sees a member's address: their own, and every member's with the permissions of
    /// [`sees_addresses`].
    #[must_use]
    pub fn sees_address_of(&self, user: &UserId, policy: &Policy) -> bool {
        let viewer = self.member.as_ref().map(|viewer| &viewer.user);
        viewer == Some(user) || sees_addresses(policy, self.permissions)
    }
}

/// Whether these permissions show other members' addresses: those to invite or manage members do.
#[must_use]
pub fn sees_addresses(policy: &Policy, permissions: PermissionSet) -> bool {
    policy.holds(permissions, required::MEMBERS_INVITE)
        || policy.holds(permissions, required::MEMBERS_MANAGE)
}

/// The account as the caller sees it, if they hold `permission`. For a stranger it is not found.
///
/// # Errors
/// An error of storage.
pub fn permitted<S: Store>(
    store: &S,
    context: &Context<'_>,
    permission: &str,
) -> Result<Result<View, Refusal>, S::Error> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(Err(Refusal::NotFound));
    };
    let query = CommandContext::new(store, context, account);
    let access = split(query.require_permission(permission))?;
    Ok(access.map(|access| View {
        account: query.account,
        member: access.member,
        permissions: access.permissions,
    }))
}

/// What a rule decides in an open account. Any other account is not found.
pub(super) fn query<S: Store, T>(
    store: &S,
    context: &Context<'_>,
    decide: impl FnOnce(&CommandContext<'_, S>) -> CommandResult<T, S>,
) -> Result<Result<T, Refusal>, S::Error> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(Err(Refusal::NotFound));
    };
    split(decide(&CommandContext::new(store, context, account)))
}

/// The invite whose link the caller may copy: it is pending, and they may grant its role.
///
/// # Errors
/// An error of storage.
pub fn link<S: Store>(
    store: &S,
    context: &Context<'_>,
    invite: &InviteId,
) -> Result<Result<Invite, Refusal>, S::Error> {
    query(store, context, |query| query.invite_with_link(invite))
}

/// A pending invite to an address, to read its mail. Where no mails are sent, none has one.
///
/// # Errors
/// An error of storage.
pub fn mailed_invite<S: Store>(
    store: &S,
    context: &Context<'_>,
    invite: &InviteId,
) -> Result<Result<Invite, Refusal>, S::Error> {
    query(store, context, |query| query.mailed_invite(invite))
}

/// What the viewer of an invite's link is to the invite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ViewerRelation {
    /// The invite is for them.
    Invitee,
    /// Their verified address is another one.
    Other,
    /// They are already a member.
    Member,
}

impl ViewerRelation {
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

/// An invite as the holder of a valid link sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Preview {
    /// It can be accepted.
    Open {
        /// The account that it leads into.
        account: Box<Account>,
        /// The invite.
        invite: Box<Invite>,
        /// What the viewer is to the invite; `None` when they are signed out or have no verified address.
        you: Option<ViewerRelation>,
    },
    /// It cannot be used: it is unknown, was decided or has expired, or the link was rotated.
    Closed {
        /// Why, for the verified invitee only.
        why: Option<ClosedReason>,
        /// The account, if the viewer joined it with this invite and is still a member.
        joined: Option<Box<Account>>,
    },
}

/// What the holder of a valid link or invite token of this generation sees, signed in or not.
///
/// # Errors
/// An error of storage.
pub fn preview<S: Store>(
    store: &S,
    now: Timestamp,
    viewer: Option<&Person>,
    id: &InviteId,
    generation: u32,
) -> Result<Preview, S::Error> {
    const CLOSED: Preview = Preview::Closed {
        why: None,
        joined: None,
    };
    let Presence::Open(account) = store.presence()? else {
        return Ok(CLOSED);
    };
    let Some(invite) = store.invite(id)? else {
        return Ok(CLOSED);
    };
    let used_by_viewer = match viewer {
        Some(viewer) => joined_at(store, &invite, &viewer.user)?.is_some(),
        None => false,
    };
    if invite.generation != generation && !(invite.is_link() && used_by_viewer) {
        return Ok(CLOSED);
    }
    let member = match viewer {
        Some(viewer) => store.member(&viewer.user)?.is_some(),
        None => false,
    };
    if used_by_viewer {
        return Ok(Preview::Closed {
            why: Some(ClosedReason::Used),
            joined: member.then(|| Box::new(account)),
        });
    }
    let you = viewer.and_then(|viewer| relation(viewer, member, &invite));
    let Some(why) = invite.status(now).why() else {
        return Ok(Preview::Open {
            account: Box::new(account),
            invite: Box::new(invite),
            you,
        });
    };
    let addressed =
        !invite.is_link() && viewer.is_some_and(|viewer| viewer.address == invite.address);
    Ok(Preview::Closed {
        why: Some(why).filter(|_| addressed),
        joined: None,
    })
}

fn relation(viewer: &Person, member: bool, invite: &Invite) -> Option<ViewerRelation> {
    if member {
        return Some(ViewerRelation::Member);
    }
    let verified = viewer.address.as_ref()?;
    Some(if invite.is_for(verified) {
        ViewerRelation::Invitee
    } else {
        ViewerRelation::Other
    })
}

/// Whether an inbox still shows this invite.
#[must_use]
pub fn is_in_inbox(invite: &Invite, now: Timestamp) -> bool {
    invite.status(now) == Status::Pending
}

/// What happened because a user became a member.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JoinEffects {
    /// Their other invites, which were revoked.
    pub revoked_invites: Vec<InviteId>,
    /// The archived projects in which their invite granted nothing.
    pub skipped_projects: Vec<ProjectId>,
}

/// What happened because this user became a member, as the audit log has it.
///
/// # Errors
/// An error of storage.
pub fn effects_of_joining<S: Store>(store: &S, user: &UserId) -> Result<JoinEffects, S::Error> {
    let details = store.last_join(user)?.unwrap_or_default();
    Ok(JoinEffects {
        revoked_invites: ids_in(&details, INVITES_REVOKED),
        skipped_projects: ids_in(&details, PROJECTS_SKIPPED),
    })
}

/// The ids in a list among an event's details.
fn ids_in<T: core::str::FromStr>(details: &Details, name: &str) -> Vec<T> {
    match details.get(name) {
        Some(Detail::List(ids)) => ids.iter().filter_map(|id| id.parse().ok()).collect(),
        Some(Detail::Number(_) | Detail::Text(_)) | None => Vec::new(),
    }
}

/// The epochs that membership tokens are checked against; `None` when the account is not open.
///
/// With `user`, they contain that user's epoch, whenever it changed. Without, they contain every member who changed
/// recently.
///
/// # Errors
/// An error of storage.
pub fn epochs<S: Store>(
    store: &S,
    now: Timestamp,
    user: Option<&UserId>,
) -> Result<Option<Epochs>, S::Error> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(None);
    };
    let since = now.plus_seconds(-limits::CHANGED_SECONDS);
    let changed = match user {
        None => store.changed(since, now)?,
        Some(user) => {
            let member = store.member(user)?;
            Some(alloc::vec![changed(user.clone(), member.as_ref(), now)])
        }
    };
    Ok(Some(Epochs {
        epoch: account.epoch,
        floor: account.floor_epoch,
        changed,
        projects: archived_since(store, since)?,
        spend_limit: account.spend_limit_cents_per_hour,
    }))
}

/// The last change of a user whose row is `member`. A member who holds nothing now counts as removed, so their tokens are stale.
#[must_use]
pub fn changed(user: UserId, member: Option<&Member>, now: Timestamp) -> Changed {
    let active = member.filter(|member| member.status(now) == MembershipStatus::Active);
    Changed {
        user,
        epoch: active.map(|member| member.changed_epoch),
    }
}

fn archived_since<S: Store>(store: &S, since: Timestamp) -> Result<Vec<ArchivedProject>, S::Error> {
    let projects = store.archived_since(since)?.into_iter();
    let archived = projects.filter_map(|project| {
        Some(ArchivedProject {
            project: project.id,
            epoch: project.last_archived?.epoch,
        })
    });
    Ok(archived.collect())
}
