//! Handlers for invites.

use hallpass_core::account::read::{self, Preview, ViewerRelation};
use hallpass_core::account::{
    Caller, Command, Done, Grant, Invite as StoredInvite, ProjectStatus, Store as _,
};
use hallpass_core::{InviteId, Policy, Refusal, RoleAssignment, required};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::{
    AcceptInvite, AcceptedInvite, CreateInvite, DeclineInvite, InvitePreview, InviteWithGeneration,
    ListInvites, PreviewInvite, ReadInvite, ReadInviteLink, ResendInvite, RevokeInvite,
    UpdateInvite,
};
use hallpass_protocol::problem::AccountName;
use hallpass_protocol::shape::{Invite, InviteOffer, OfferedProject, Page};

use super::operation::Operation;
use crate::error::InternalError;
use crate::objects::cursor::{self, Position};
use crate::objects::server::OperationResult;

/// The title of a list of permissions, where a role would have its own.
const CUSTOM_TITLE: &str = "Custom";

/// Lists invites, newest first.
///
/// Takes a status and a page; returns the invites. Safe to retry.
pub(super) fn list_invites(
    operation: &Operation<'_>,
    call: ListInvites,
) -> OperationResult<Page<Invite>> {
    let view = operation.require(required::MEMBERS_INVITE)?;
    let start = cursor::start(&call.page, Position::newest()).map_err(ObjectError::Refused)?;
    let store = &operation.store;
    let found = store.list_invites(call.status, &start, cursor::read_limit(&call.page))?;
    let ids: Vec<InviteId> = found.iter().map(|invite| invite.id).collect();
    let mut deliveries = store.deliveries_of(&ids)?;
    let invites = found
        .into_iter()
        .map(|invite| Invite {
            delivery: deliveries.remove(&invite.id),
            ..Invite::new(invite, &view.account.name, store.now)
        })
        .collect();
    Ok(cursor::page(invites, &call.page, |invite: &Invite| {
        Position {
            number: invite.created_at.milliseconds(),
            id: invite.id.to_string(),
        }
    }))
}

/// Creates an invite.
///
/// Takes the invitee's address, if any, the role, the lifetime and a note; returns the invite. Safe to retry with an
/// idempotency key; without one, a repeat for the same address is `already_invited`.
pub(super) fn create_invite(
    operation: &mut Operation<'_>,
    call: &CreateInvite,
) -> OperationResult<InviteWithGeneration> {
    let done = operation.execute(call.account, &invite_command(call))?;
    created(operation, &done)
}

/// The command of a call.
pub(super) fn invite_command(call: &CreateInvite) -> Command {
    Command::Invite {
        address: call.address.clone(),
        mailbox: call.mailbox,
        assignment: call.assignment.clone(),
        expires_in: call.expires_in,
        membership_expires_in: call.membership_expires_in,
        projects: call.projects.clone(),
        max_uses: call.max_uses,
        domains: call.domains.clone(),
        note: call.note.clone(),
        mail: call.mail.clone(),
    }
}

/// The invite that a command has created.
pub(super) fn created(
    operation: &Operation<'_>,
    done: &Done,
) -> OperationResult<InviteWithGeneration> {
    let Done::Invite { invite } = done else {
        return Err(InternalError::new("an invite was created without an id").into());
    };
    let invite = find_invite(operation, invite)?;
    Ok(with_generation(operation, invite)?)
}

/// Reads an invite.
///
/// Takes its id; returns it. Safe to retry.
pub(super) fn read_invite(operation: &Operation<'_>, call: ReadInvite) -> OperationResult<Invite> {
    operation.require(required::MEMBERS_INVITE)?;
    let invite = find_invite(operation, &call.invite)?;
    Ok(operation.show_invite_and_delivery(invite)?)
}

/// Reads an invite in order to copy its link.
///
/// Takes its id; returns the invite, if the caller may grant its role. Safe to retry.
pub(super) fn read_invite_link(
    operation: &Operation<'_>,
    call: ReadInviteLink,
) -> OperationResult<InviteWithGeneration> {
    let context = operation.context(operation.open_account()?.id)?;
    let invite = read::link(&operation.store, &context, &call.invite)?
        .map_err(|refusal| operation.refuse(refusal))?;
    Ok(with_generation(operation, invite)?)
}

/// Edits a pending invite.
///
/// Takes its id and what changes; returns it. Safe to retry with an idempotency key; without one, a repeat sets the same
/// again, and moves an expiry that is counted from now.
pub(super) fn update_invite(
    operation: &mut Operation<'_>,
    call: &UpdateInvite,
) -> OperationResult<Invite> {
    let command = Command::UpdateInvite {
        invite: call.invite,
        update: call.update.clone(),
    };
    operation.execute(call.account, &command)?;
    let invite = find_invite(operation, &call.invite)?;
    Ok(operation.show_invite_and_delivery(invite)?)
}

/// Resends an invite.
///
/// Takes its id, whether to rotate its link, and a new lifetime; returns the invite. Safe to retry with an idempotency
/// key; without one, a repeat rotates the link again, or is refused within the cool-down.
pub(super) fn resend_invite(
    operation: &mut Operation<'_>,
    call: &ResendInvite,
) -> OperationResult<InviteWithGeneration> {
    let command = Command::Resend {
        invite: call.invite,
        link: call.link,
        expires_in: call.expires_in,
        mail: call.mail.clone(),
    };
    operation.execute(call.account, &command)?;
    let invite = find_invite(operation, &call.invite)?;
    Ok(with_generation(operation, invite)?)
}

/// Revokes an invite.
///
/// Takes its id; returns it. Safe to retry: a revoked invite stays revoked.
pub(super) fn revoke_invite(
    operation: &mut Operation<'_>,
    call: &RevokeInvite,
) -> OperationResult<Invite> {
    let command = Command::Revoke {
        invite: call.invite,
    };
    operation.execute(call.account, &command)?;
    let invite = find_invite(operation, &call.invite)?;
    Ok(operation.show_invite_and_delivery(invite)?)
}

/// Previews an invite for the holder of its link or token.
///
/// Takes its id and generation; returns what it offers. Safe to retry.
pub(super) fn preview_invite(
    operation: &Operation<'_>,
    call: PreviewInvite,
) -> OperationResult<InvitePreview> {
    let viewer = match operation.optional_principal() {
        Some(Caller::User(person)) => Some(person),
        Some(Caller::Service(_)) | None => None,
    };
    let store = &operation.store;
    let policy = &operation.config.policy;
    match read::preview(store, store.now, viewer, &call.invite, call.generation)? {
        Preview::Closed { why, joined } => Err(ObjectError::InviteClosed {
            why,
            joined: joined.map(|account| AccountName {
                id: account.id,
                name: account.name,
            }),
        }
        .into()),
        Preview::Open {
            account,
            invite,
            you,
        } => Ok(InvitePreview {
            offer: InviteOffer {
                role: invite.assignment.role_name(),
                role_title: role_title(policy, &invite.assignment),
                permissions: invite.assignment.permissions().map(<[_]>::to_vec),
                permission_titles: policy
                    .titles_of(invite.assignment.permissions_under(policy))
                    .map(Into::into)
                    .collect(),
                membership_expires_in: invite.membership_expires_in,
                projects: offered_projects(operation, &invite.projects)?,
                hint: invite.hint(),
                domains: invite.domains,
                note: invite.note.filter(|_| you == Some(ViewerRelation::Invitee)),
                account: AccountName {
                    id: account.id,
                    name: account.name,
                },
                expires_at: invite.expires_at,
                you: you.map(|you| you.as_str().into()),
            },
            inviter: invite.inviter.name,
            policy: policy.id().clone(),
        }),
    }
}

/// Accepts an invite.
///
/// Takes its id and where the caller has it from; returns the account, the membership and the claims of a membership
/// token, and the caller's other invites, which are revoked. Safe to retry: the invite's row or redemption remembers who
/// accepted it, and a repeat by the same user returns the same membership.
pub(super) fn accept_invite(
    operation: &mut Operation<'_>,
    call: &AcceptInvite,
) -> OperationResult<AcceptedInvite> {
    let command = Command::Accept {
        invite: call.invite,
        proof: call.proof.clone(),
    };
    operation.execute(call.invite.account(), &command)?;
    let view = operation.view()?;
    let Some(member) = view.member.clone() else {
        return Err(InternalError::new("an invite was accepted without a member").into());
    };
    let effects = read::effects_of_joining(&operation.store, &member.user)?;
    for id in effects.revoked_invites.iter().chain([&call.invite]) {
        operation.deliver_invite_row(id)?;
    }
    Ok(AcceptedInvite {
        account: operation.show_changed_account(&view)?,
        membership: operation.show_member(member, &view)?,
        claims: operation.claims(&view, None)?,
        revoked_invites: effects.revoked_invites,
        skipped_projects: effects.skipped_projects,
    })
}

/// Declines an invite.
///
/// Takes its id and where the caller has it from; returns it as an invitee sees it. Safe to retry: a declined invite stays
/// declined, and a link for several users stays open.
pub(super) fn decline_invite(
    operation: &mut Operation<'_>,
    call: &DeclineInvite,
) -> OperationResult<Invite> {
    let command = Command::Decline {
        invite: call.invite,
        proof: call.proof.clone(),
    };
    operation.execute(call.invite.account(), &command)?;
    let invite = find_invite(operation, &call.invite)?;
    Ok(operation.show_invite(invite)?.seen_by_invitee())
}

fn find_invite(operation: &Operation<'_>, id: &InviteId) -> OperationResult<StoredInvite> {
    let invite = operation.store.invite(id)?;
    invite.ok_or_else(|| operation.refuse(Refusal::NotFound))
}

fn with_generation(
    operation: &Operation<'_>,
    invite: StoredInvite,
) -> Result<InviteWithGeneration, InternalError> {
    Ok(InviteWithGeneration {
        generation: invite.generation,
        invite: operation.show_invite_and_delivery(invite)?,
    })
}

/// The title of a role, for people. A list has none of its own.
fn role_title(policy: &Policy, assignment: &RoleAssignment) -> String {
    match assignment {
        RoleAssignment::Role(name) => policy
            .role(name)
            .map_or_else(|| name.to_string(), |role| role.title.clone()),
        RoleAssignment::Custom(_) => CUSTOM_TITLE.into(),
    }
}

/// What an invite grants in projects that are active now.
fn offered_projects(
    operation: &Operation<'_>,
    grants: &[Grant],
) -> Result<Vec<OfferedProject>, InternalError> {
    let policy = &operation.config.policy;
    let mut offered = Vec::with_capacity(grants.len());
    for grant in grants {
        let project = operation.store.project(&grant.project)?;
        let Some(project) = project.filter(|project| project.status == ProjectStatus::Active)
        else {
            continue;
        };
        let grant = grant.clone().under(policy);
        let permissions = grant.permissions_under(policy);
        offered.push(OfferedProject {
            project: project.id,
            name: project.name,
            role: grant.assignment.role_name(),
            role_title: role_title(policy, &grant.assignment),
            permission_titles: policy
                .permissions()
                .filter(|permission| permissions.contains(permission.bit))
                .map(|permission| permission.title.clone())
                .collect(),
        });
    }
    Ok(offered)
}
