//! Opening an account, converting it to a team, reverting it.

use alloc::vec::Vec;

use super::caller::{Caller, Person};
use super::command::{Context, OnBehalf, Run};
use super::command_context::{CommandContext, CommandResult};
use super::done::{Done, Plan};
use super::{Account, Announcement, Change, Kind, Member, Store};
use crate::audit::{Action, Detail, Details, chain};
use crate::{FieldCode, Name, Refusal, RoleAssignment};

/// The future owner, and the platform's own id for the account.
pub(super) type Opening<'a> = (&'a Person, Option<&'a str>);

/// Who an account is opened for: a user opens their own, a service opens one for a user.
pub(super) fn opening<'a>(
    context: &Context<'a>,
    kind: Kind,
    on_behalf: Option<&'a OnBehalf>,
) -> Result<Opening<'a>, Refusal> {
    match (context.caller, on_behalf) {
        (Caller::User(person), None) => Ok((person, None)),
        (Caller::Service(service), Some(on_behalf)) => {
            service.require_opening(context.policy, kind)?;
            Ok((&on_behalf.owner, on_behalf.external_id.as_deref()))
        }
        (Caller::User(_), Some(_)) | (Caller::Service(_), None) => Err(Refusal::FORBIDDEN),
    }
}

impl<'a, S: Store> CommandContext<'a, S> {
    /// The changes that open an account with this owner.
    pub(super) fn open(
        store: &'a S,
        context: &'a Context<'a>,
        kind: Kind,
        name: &Name,
        (owner, external_id): Opening<'_>,
    ) -> Vec<Change> {
        let account = Account {
            id: context.account,
            kind,
            name: name.clone(),
            owner: owner.user.clone(),
            personal_name: matches!(kind, Kind::Personal).then(|| name.clone()),
            epoch: 1,
            floor_epoch: 1,
            sequence: 0,
            policy: context.policy.id().clone(),
            member_count: 1,
            created_at: context.now,
            spend_limit_cents_per_hour: None,
            external_id: external_id.map(Into::into),
            transfer: None,
            audit: chain::start(context.account),
        };
        let role = context.policy.owner_role().clone();
        let owner = Member::new(owner.clone(), RoleAssignment::Role(role), context.now);
        let mut opening = Self::new(store, context, account);
        opening.put_member(owner);
        let resource = opening.account_resource();
        opening.audit(Action::AccountCreate, resource, Details::new());
        opening.into_changes()
    }

    /// Opening an open account does nothing for its owner, and is a conflict for anybody else.
    ///
    /// The owner's name and address that a service brings are stored, as those of an identity token are.
    pub(super) fn open_again(
        &mut self,
        kind: Kind,
        on_behalf: Option<&OnBehalf>,
    ) -> CommandResult<Done, S> {
        let (owner, external_id) = opening(self.context, kind, on_behalf)?;
        if self.account.owner != owner.user || self.account.external_id.as_deref() != external_id {
            return Err(Refusal::Conflict.into());
        }
        if on_behalf.is_some()
            && let Some(member) = self.load(|store| store.member(&owner.user))?
        {
            self.refresh(member, owner, None)?;
        }
        Ok(Done::Account)
    }

    /// Makes a personal account a team with the same id.
    pub(super) fn convert(&mut self, name: Option<&Name>, run: Run) -> CommandResult<Done, S> {
        self.require_owner()?;
        if self.account.kind == Kind::Team {
            return Err(Refusal::AlreadyATeam.into());
        }
        if run == Run::Dry {
            return Ok(Done::Planned(Plan {
                members_removed: 0,
                invites_revoked: 0,
                reviews_removed: 0,
                projects_removed: 0,
                transfers_ended: 0,
                becomes: Some(Kind::Team),
                name: name.cloned(),
            }));
        }
        let name = name.ok_or_else(|| Refusal::field("name", FieldCode::Required))?;
        self.account.personal_name = Some(self.account.name.clone());
        self.account.name = name.clone();
        self.account.kind = Kind::Team;
        self.invalidate_tokens();
        let resource = self.account_resource();
        self.audit(Action::AccountConvert, resource, Details::new());
        self.announce(Announcement::EveryMember);
        Ok(Done::Account)
    }

    /// Makes a team a personal account again, or closes it if it never was one. The audit log stays.
    pub(super) fn revert(
        &mut self,
        confirm_name: Option<&str>,
        run: Run,
    ) -> CommandResult<Done, S> {
        let owner = self.require_owner()?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        let members_removed = self.account.member_count.saturating_sub(1);
        let invites_revoked = self.load(|store| store.pending_count(self.context.now))?;
        let reviews_removed = self.load(S::review_count)?;
        let projects_removed = self.load(Store::project_count)?;
        let personal_name = self.account.personal_name.clone();
        if run == Run::Dry {
            return Ok(Done::Planned(Plan {
                members_removed,
                invites_revoked,
                reviews_removed,
                projects_removed,
                transfers_ended: self.open_transfer()?.is_some().into(),
                becomes: personal_name.as_ref().map(|_| Kind::Personal),
                name: personal_name,
            }));
        }
        let typed =
            confirm_name.ok_or_else(|| Refusal::field("confirmName", FieldCode::Required))?;
        if !self.account.name.is_typed_as(typed) {
            return Err(Refusal::NameMismatch.into());
        }
        let ended_transfer = self.end_transfer_by_revert()?;
        self.announce(Announcement::EveryMember);
        self.announce(Announcement::EveryPending);
        self.changes.push(Change::RevokePending(self.context.now));
        self.changes.push(Change::DropReviews);
        self.changes
            .push(Change::DropMembersExcept(owner.user.clone()));
        self.changes.push(Change::DropProjects);
        self.account.member_count = 1;
        self.invalidate_tokens();
        let mut details = Details::new();
        details.insert(
            "membersRemoved".into(),
            Detail::Number(members_removed.into()),
        );
        details.insert(
            "invitesRevoked".into(),
            Detail::Number(invites_revoked.into()),
        );
        if reviews_removed > 0 {
            details.insert(
                "reviewsRemoved".into(),
                Detail::Number(reviews_removed.into()),
            );
        }
        if projects_removed > 0 {
            details.insert(
                "projectsRemoved".into(),
                Detail::Number(projects_removed.into()),
            );
        }
        if ended_transfer {
            details.insert("transfersEnded".into(), Detail::Number(1));
        }
        let resource = self.account_resource();
        self.audit(Action::AccountRevert, resource, details);
        let Some(name) = personal_name else {
            self.remove_member(&owner.user);
            return Ok(Done::Closed);
        };
        self.account.name = name;
        self.account.kind = Kind::Personal;
        Ok(Done::Account)
    }

    /// Starts a new epoch, and makes every token of an earlier one stale.
    const fn invalidate_tokens(&mut self) {
        self.bump_epoch();
        self.account.floor_epoch = self.account.epoch;
    }
}
