//! What erasing a user means for an account that has anything about them.
//!
//! Events are never changed: they hold ids, and the user's id stays as a pseudonym. Names are stored beside the chain.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::command_context::{CommandContext, CommandResult};
use super::execute::split;
use super::system_event::SystemEvents;
use super::transfer::TransferEnd;
use super::{Announcement, Change, Context, Invite, Kind, Member, Presence, State, Status, Store};
use crate::audit::{Action, Actor, Details, Outcome, Resource, ResourceType};
use crate::erasure::Erasure;
use crate::link::{MailboxName, mailbox_name};
use crate::{Name, Refusal, Timestamp, UserId};

/// Who is erased.
#[derive(Clone, Copy, Debug)]
pub struct ErasedUser<'a> {
    /// Their id.
    pub user: &'a UserId,
    /// The mailboxes of their addresses.
    pub mailboxes: &'a [MailboxName],
    /// When.
    pub erasure: Erasure,
}

/// What became of a user in an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Erased {
    /// Nothing about them is left but their id.
    Gone {
        /// The mailbox of the address that their personal account knew.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mailbox: Option<MailboxName>,
    },
    /// They have become the owner of the team. Their name and address are gone; they leave when another member becomes the
    /// owner.
    OwnsTeam,
}

/// Erases a user from an account: their membership ends, or the account is closed if it is their personal one; the invites
/// to them, and their name in what they did, go. The caller is the user, or the service that erases them. A repeat changes
/// nothing.
///
/// # Errors
/// An error of storage, after which the caller must roll the transaction back. No rule refuses it to a caller who may erase
/// the user at all.
pub fn erase_user<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    erased: ErasedUser<'_>,
) -> Result<Result<Erased, Refusal>, S::Error> {
    let (account, is_closed) = match store.presence()? {
        Presence::Unknown => return Ok(Ok(Erased::Gone { mailbox: None })),
        Presence::Open(account) => (account, false),
        Presence::Closed(account) => (account, true),
    };
    let mut erasing = CommandContext::appending(store, context, account, 0)?;
    let outcome = if is_closed {
        erasing.erase_from_closed(erased)
    } else {
        erasing.erase(erased)
    };
    let outcome = match split(outcome)? {
        Ok(outcome) => outcome,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let changes = if is_closed || erasing.is_closing() {
        erasing.into_closing_changes()
    } else {
        erasing.into_changes()
    };
    store.apply(changes)?;
    Ok(Ok(outcome))
}

/// Erases the invites to a mailbox whose holder was erased, and the name of who answered them without being a member. A repeat
/// changes nothing.
///
/// # Errors
/// An error of storage, after which the caller must roll the transaction back.
pub fn erase_invites<S: Store>(
    store: &mut S,
    mailbox: &MailboxName,
    erasure: Erasure,
    now: Timestamp,
    random: &[u8; 32],
) -> Result<(), S::Error> {
    let Some((mut account, put)) = store.presence()?.into_stored() else {
        return Ok(());
    };
    let invites = store.invites_to(&[*mailbox], None)?;
    let mut events = SystemEvents::new(&mut account, store.last_event_at()?, now, random);
    let mut changes = Vec::new();
    for invite in covered(invites, erasure) {
        if invite.status(now) == Status::Pending {
            let resource = Resource::new(ResourceType::Invite, &invite.id);
            changes.push(events.append(Action::InviteRevoke, resource, Details::new()));
        }
        if let State::Accepted(user) | State::Declined(user) = invite.state
            && store.member(&user)?.is_none()
        {
            changes.push(Change::ForgetName(user));
        }
        changes.push(Change::DropInvite(invite.id));
    }
    if changes.is_empty() {
        return Ok(());
    }
    account.sequence = account.sequence.saturating_add(1);
    changes.push(put(account));
    store.apply(changes)
}

fn covered(invites: Vec<Invite>, erasure: Erasure) -> Vec<Invite> {
    let is_covered = |invite: &Invite| erasure.covers_invite(invite.created_at);
    invites.into_iter().filter(is_covered).collect()
}

impl<S: Store> CommandContext<'_, S> {
    fn erase(&mut self, erased: ErasedUser<'_>) -> CommandResult<Erased, S> {
        let user = erased.user;
        let member = self.load(|store| store.member(user))?;
        let is_owner = self.account.owner == *user;
        let mailbox = member.as_ref().and_then(|member| self.mailbox_of(member));
        let mut outcome = Erased::Gone { mailbox: None };
        let mut is_known = self.load(|store| store.is_named(user))?;
        match member {
            Some(member) if is_owner && self.has_other_members() => {
                outcome = Erased::OwnsTeam;
                is_known |= self.forget_details(member);
            }
            Some(_) if is_owner => {
                self.erase_own_account(user);
                return Ok(Erased::Gone { mailbox });
            }
            Some(member) => {
                self.end_membership(&member, TransferEnd::Left)?;
                is_known = true;
            }
            None => {}
        }
        let mut mailboxes = erased.mailboxes.to_vec();
        mailboxes.extend(mailbox);
        is_known |= self.drop_invites_to(&mailboxes, erased)?;
        self.forget_name_if(is_known, user);
        Ok(outcome)
    }

    /// A closed account has no members and no pending invites.
    fn erase_from_closed(&mut self, erased: ErasedUser<'_>) -> CommandResult<Erased, S> {
        let user = erased.user;
        let mut is_known = self.load(|store| store.is_named(user))?;
        if self.account.owner == *user && self.account.name != Name::former_member() {
            self.forget_account_name();
            is_known = true;
        }
        is_known |= self.drop_invites_to(erased.mailboxes, erased)?;
        self.forget_name_if(is_known, user);
        Ok(Erased::Gone { mailbox: None })
    }

    /// Forgets the name, with an event. Nothing happens in an account that has nothing about the user, or not any more.
    fn forget_name_if(&mut self, is_known: bool, user: &UserId) {
        if is_known {
            self.changes.push(Change::ForgetName(user.clone()));
            let resource = Resource::new(ResourceType::Member, user);
            self.audit(Action::MemberErase, resource, Details::new());
        }
    }

    /// Closes a personal account, or a team without another member, and deletes everything in it but its audit log.
    fn erase_own_account(&mut self, user: &UserId) {
        self.announce(Announcement::EveryPending);
        self.bump_epoch();
        self.account.floor_epoch = self.account.epoch;
        self.remove_member(user);
        self.changes.push(Change::EraseAccount);
        self.account.member_count = 0;
        self.account.transfer = None;
        self.forget_account_name();
        let resource = self.account_resource();
        self.audit(Action::AccountErase, resource, Details::new());
    }

    /// Whether it is a team with other members, who would lose it.
    fn has_other_members(&self) -> bool {
        self.account.kind == Kind::Team && self.account.member_count > 1
    }

    fn forget_account_name(&mut self) {
        self.account.name = Name::former_member();
        self.account.personal_name = None;
        self.account.external_id = None;
    }

    fn is_closing(&self) -> bool {
        self.changes.contains(&Change::EraseAccount)
    }

    /// Replaces a member's name, address and picture. Returns whether there was anything to replace.
    fn forget_details(&mut self, member: Member) -> bool {
        let name = Name::former_member();
        let is_forgotten =
            member.name == name && member.address.is_none() && member.image.is_none();
        if !is_forgotten {
            self.put_member(Member {
                name,
                address: None,
                image: None,
                ..member
            });
            // Their lists show the owner's name.
            self.announce(Announcement::EveryMember);
        }
        !is_forgotten
    }

    fn mailbox_of(&self, member: &Member) -> Option<MailboxName> {
        let address = member.address.as_ref()?;
        Some(mailbox_name(self.context.pepper, address))
    }

    /// Deletes the invites to the user's mailboxes, and those to an address that they accepted or declined. Pending ones are
    /// revoked first, by the system. Returns whether there were any.
    fn drop_invites_to(
        &mut self,
        mailboxes: &[MailboxName],
        erased: ErasedUser<'_>,
    ) -> CommandResult<bool, S> {
        let invites = self.load(|store| store.invites_to(mailboxes, Some(erased.user)))?;
        let invites = covered(invites, erased.erasure);
        for invite in &invites {
            if invite.status(self.context.now) == Status::Pending && !self.revokes(&invite.id) {
                self.append_event(
                    Actor::System,
                    Action::InviteRevoke.into(),
                    Resource::new(ResourceType::Invite, &invite.id),
                    Outcome::Done,
                    Details::new(),
                );
            }
            self.changes.push(Change::DropInvite(invite.id));
        }
        Ok(!invites.is_empty())
    }
}
