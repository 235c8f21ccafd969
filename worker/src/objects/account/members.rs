//! Handlers for members.

use hallpass_core::account::read::sees_addresses;
use hallpass_core::account::read_projects::{self, ProjectView};
use hallpass_core::account::{Command, Member as StoredMember, Person, Store as _};
use hallpass_core::search::MemberQuery;
use hallpass_core::{Day, FieldCode, ProjectId, Refusal, UserId, required};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::{
    EnrolMember, FindPerson, IssueClaims, IssuedClaims, ListMembers, RemoveMember, UpdateMember,
};
use hallpass_protocol::shape::{Member, MemberPage, Page, Project};

use super::explain::role_names;
use super::operation::Operation;
use super::storage::MemberFilter;
use crate::error::InternalError;
use crate::objects::cursor::{self, MemberPosition};
use crate::objects::server::OperationResult;

/// Lists members.
///
/// Takes an order, a filter and a page; returns the members as the caller sees them, with counts of the whole account.
/// Safe to retry.
pub(super) fn list_members(
    operation: &Operation<'_>,
    call: ListMembers,
) -> OperationResult<MemberPage> {
    let view = operation.require(required::TEAM_ACCESS)?;
    let policy = &operation.config.policy;
    let start = member_start(&call).map_err(ObjectError::Refused)?;
    let names = call.role.as_ref().map(|role| role_names(policy, role));
    let names = names.transpose()?;
    let query = MemberQuery::new(call.query.as_deref().unwrap_or_default());
    let last_seen_by = call.inactive_for_days.map(|days| {
        let today = operation.store.now.day().number();
        Day::from_number(today.saturating_sub(days.into()))
    });
    let filter = MemberFilter {
        role_names: names.as_deref(),
        owner: &view.account.owner,
        owner_has_role: call
            .role
            .as_ref()
            .is_some_and(|role| policy.effective_role(role, false) == policy.owner_role()),
        query: &query,
        search_addresses: sees_addresses(policy, view.permissions),
        last_seen_by,
    };
    let store = &operation.store;
    let found = store.list_members(&filter, start, cursor::read_limit(&call.page))?;
    let Page { items, next } = cursor::page(found, &call.page, |(_, position)| position.clone());
    let shown: Result<Vec<Member>, InternalError> = items
        .into_iter()
        .map(|(member, _)| operation.show_member(member, &view))
        .collect();
    Ok(MemberPage {
        items: shown?,
        next,
        counts: store.member_counts(view.account.member_count, last_seen_by)?,
    })
}

/// Where a page of members begins. A cursor of another order is refused.
fn member_start(call: &ListMembers) -> Result<MemberPosition, Refusal> {
    let start = cursor::start(&call.page, MemberPosition::first(call.sort))?;
    if start.sort() == call.sort {
        Ok(start)
    } else {
        Err(Refusal::field("cursor", FieldCode::Invalid))
    }
}

/// Makes a user a member. For services.
///
/// Takes the user, the role or list, grants in projects and an end; returns the member. Safe to retry: a member who has all
/// of it stays as they are.
pub(super) fn enrol_member(
    operation: &mut Operation<'_>,
    call: &EnrolMember,
) -> OperationResult<Member> {
    let command = Command::Enrol {
        person: call.person.clone(),
        assignment: call.assignment.clone(),
        projects: call.projects.clone(),
        expires_at: call.expires_at,
    };
    operation.execute(call.account, &command)?;
    operation.deliver_account_row(&call.person.user)?;
    show_member(operation, &call.person.user)
}

/// Changes a member's role or list, the end of their membership, and whether they are suspended.
///
/// Takes the member and what changes; returns the member. Safe to retry: it sets the same again.
pub(super) fn update_member(
    operation: &mut Operation<'_>,
    call: &UpdateMember,
) -> OperationResult<Member> {
    let command = Command::UpdateMember {
        user: call.user.clone(),
        update: call.update.clone(),
    };
    operation.execute(call.account, &command)?;
    show_member(operation, &call.user)
}

/// Removes a member, or lets them leave.
///
/// Takes the member; returns nothing. Safe to retry with an idempotency key; without one, a repeat is `not_found`.
pub(super) fn remove_member(
    operation: &mut Operation<'_>,
    call: &RemoveMember,
) -> OperationResult<()> {
    let command = Command::Remove {
        user: call.user.clone(),
    };
    operation.execute(call.account, &command)?;
    if operation.user() == Some(&call.user) {
        operation.deliver_account_row(&call.user)?;
    }
    Ok(())
}

/// Looks up what this account, a user's own, knows about them.
///
/// Takes the user; returns them, or nothing when they are not a member. Safe to retry.
pub(super) fn find_person(
    operation: &Operation<'_>,
    call: FindPerson,
) -> OperationResult<Option<Person>> {
    if operation.store.account()?.is_none() {
        return Ok(None);
    }
    let member = operation.store.member(&call.user)?;
    Ok(member.map(StoredMember::person))
}

/// Issues the claims of a membership token.
///
/// Takes a project, if the token is to be for one; returns the claims, and account and project as the caller sees them.
/// Safe to retry: it only records that the caller was seen today.
pub(super) fn issue_claims(
    operation: &mut Operation<'_>,
    call: &IssueClaims,
) -> OperationResult<IssuedClaims> {
    operation.execute(call.account, &Command::Attend)?;
    let view = operation.view()?;
    let in_project = call
        .project
        .map(|project| enter_project(operation, &project));
    let in_project = in_project.transpose()?;
    let policy = &operation.config.policy;
    Ok(IssuedClaims {
        claims: operation.claims(&view, in_project.as_ref())?,
        account: operation.show_account(&view)?,
        project: in_project.map(|view| Project::new(call.account, view, policy)),
    })
}

/// The project, if the caller may get a membership token for it.
fn enter_project(operation: &Operation<'_>, project: &ProjectId) -> OperationResult<ProjectView> {
    let context = operation.context(operation.open_account()?.id)?;
    let view = read_projects::enter_project(&operation.store, &context, project)?;
    view.map_err(|refusal| operation.refuse_project(refusal))
}

/// A member after a command about them. When the command is a repeat, they may be gone by now.
fn show_member(operation: &Operation<'_>, user: &UserId) -> OperationResult<Member> {
    let view = operation.view()?;
    let member = operation.store.member(user)?;
    let member = member.ok_or_else(|| operation.refuse(Refusal::NotFound))?;
    Ok(operation.show_member(member, &view)?)
}
