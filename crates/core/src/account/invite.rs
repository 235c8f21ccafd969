//! Creating an invite.

use super::caller::Person;
use super::command::Command;
use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::done::Done;
use super::grant::insert_assignment;
use super::link_limits::{check_only_for_links, checked_domains, checked_max_uses, insert_limits};
use super::project_grants::insert_projects;
use super::{Invite, Kind, State, Store, UserRef};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::link::InviteCode;
use crate::{Address, FieldCode, InviteId, Refusal, Timestamp, limits, required};

impl<'a, S: Store> CommandContext<'a, S> {
    pub(super) fn invite(&mut self, command: &Command) -> CommandResult<Done, S> {
        let Command::Invite {
            address,
            mailbox,
            assignment,
            expires_in,
            membership_expires_in,
            projects,
            max_uses,
            domains,
            note,
            mail,
        } = command
        else {
            return Err(Refusal::Conflict.into());
        };
        let (caller, access) = self.require_inviter()?;
        let assigned = self.assigned(assignment)?;
        let expires_at = self.expiry_after(*expires_in)?;
        if let Some(seconds) = membership_expires_in {
            check_lifetime("membershipExpiresIn", *seconds)?;
        }
        if address.is_some() {
            check_only_for_links(max_uses.is_some(), !domains.is_empty())?;
        }
        let max_uses = checked_max_uses(max_uses.unwrap_or(1), 0)?;
        let domains = checked_domains(domains)?;
        if address.is_none() && !self.policy().fits_link_invite(assigned.permissions) {
            return Err(Refusal::Forbidden {
                missing: alloc::vec![],
            }
            .into());
        }
        self.check_may_grant(&access, assigned.permissions)?;
        let projects = self.invited_grants(&access, projects, address.as_ref())?;
        let is_mailed = self.is_mailed(mail, address.as_ref())?;
        if let Some(address) = address {
            self.check_not_invited(address)?;
        }
        if self.load(|store| store.pending_count(self.context.now))? >= limits::PENDING_INVITES {
            return Err(Refusal::MemberLimit.into());
        }
        self.check_budget(Action::InviteCreate, self.context.budgets.invites)?;
        let id = self.new_invite_id();
        let invite = Invite {
            id,
            address: address.clone(),
            mailbox: mailbox.filter(|_| address.is_some()),
            assignment: assigned.assignment.clone(),
            membership_expires_in: *membership_expires_in,
            projects,
            max_uses,
            uses: 0,
            domains,
            state: State::Pending,
            inviter: UserRef {
                user: caller.user.clone(),
                name: caller.name.clone(),
            },
            created_at: self.context.now,
            expires_at,
            decided_at: None,
            resent_at: None,
            note: note.clone(),
            generation: self.link_generation(id, 0)?,
        };
        let mut details = Details::new();
        insert_assignment(&mut details, "role", "permissions", &assigned.assignment);
        let kind = if address.is_some() {
            "targeted"
        } else {
            "link"
        };
        details.insert("kind".into(), Detail::Text(kind.into()));
        insert_projects(&mut details, &invite.projects);
        insert_limits(&mut details, &invite);
        self.put_invite(invite);
        if is_mailed {
            self.queue_mail(id, mail.locale.clone())?;
        }
        self.audit(
            Action::InviteCreate,
            Resource::new(ResourceType::Invite, &id),
            details,
        );
        Ok(Done::Invite { invite: id })
    }

    /// The caller, who must be a member who may invite, in a team. The grantor must be a member when the invite is accepted,
    /// too, and a service cannot be one.
    pub(super) fn require_inviter(&self) -> CommandResult<(&'a Person, CallerAccess), S> {
        let caller = self.require_user()?;
        let access = self.require_permission(required::MEMBERS_INVITE)?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        Ok((caller, access))
    }

    /// Refuses an address that is a member's or has a pending invite.
    fn check_not_invited(&self, address: &Address) -> CommandResult<(), S> {
        if self.load(|store| store.member_at(address))?.is_some() {
            return Err(Refusal::AlreadyMember.into());
        }
        let pending = self.load(|store| store.pending_to(address, self.context.now))?;
        match pending.first() {
            Some(invite) => Err(Refusal::AlreadyInvited {
                invite_id: invite.id,
            }
            .into()),
            None => Ok(()),
        }
    }

    /// The expiry of an invite that lives for this many seconds.
    pub(super) fn expiry_after(
        &self,
        expires_in: Option<u64>,
    ) -> Result<Option<Timestamp>, Refusal> {
        expires_in
            .map(|seconds| {
                let seconds = check_lifetime("expiresIn", seconds)?;
                Ok(self.context.now.plus_seconds(seconds))
            })
            .transpose()
    }

    /// The first generation from this one on whose link does not end in punctuation.
    pub(super) fn link_generation(&self, id: InviteId, first: u32) -> Result<u32, Refusal> {
        InviteCode::with_plain_end(id, first, self.context.pepper)
            .map(|code| code.generation())
            .ok_or(Refusal::Conflict)
    }

    /// An id from the first half of the command's random bytes; the second half names its events.
    fn new_invite_id(&self) -> InviteId {
        InviteId::new(self.account.id, self.first_random_half())
    }
}

/// The seconds of a lifetime, if they are allowed: from a second to a year.
pub(super) fn check_lifetime(field: &str, seconds: u64) -> Result<i64, Refusal> {
    let allowed = (1..=limits::EXPIRES_IN_SECONDS).contains(&seconds);
    match i64::try_from(seconds) {
        Ok(seconds) if allowed => Ok(seconds),
        Ok(_) | Err(_) => Err(Refusal::field(field, FieldCode::Invalid)),
    }
}
