//! Responds to requests of the previous release, see [`hallpass_protocol::object::legacy`].

use hallpass_core::AccountId;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::{
    AcceptInvite, CheckMember, ConvertAccount, ConvertResponse, CreateInvite, DeclineInvite,
    EnrolMember, ExportEvents, FindPerson, InviteWithGeneration, IssueClaims, ListEvents,
    ListInvites, ListMembers, MemberSort, OpenAccount, PreviewInvite, ReadAccount, ReadEpochs,
    ReadInvite, ReadInviteLink, RecordEvent, RemoveMember, ResendInvite, RevertAccount,
    RevertResponse, RevokeInvite, UpdateAccount, UpdateInvite, UpdateMember,
};
use hallpass_protocol::object::legacy::{AccountAnswer, AccountCall, AccountReply, LegacyRequest};
use hallpass_protocol::object::{ObjectRequest, ObjectResponse};
use hallpass_protocol::shape::{Invite, Planned};
use serde::Serialize;

use super::operation::Operation;
use super::runner::Runner;

use super::{accounts, audit, checks, invites, members};
use crate::error::InternalError;
use crate::json;
use crate::objects::server::OperationResult;

/// Reads a request of the previous release, and responds in its format.
pub(super) fn respond(runner: &Runner, body: &str) -> Result<String, InternalError> {
    let legacy: LegacyRequest<AccountCall> = json::from_str(body)?;
    let request = ObjectRequest {
        now: legacy.now,
        random: legacy.random,
        principal: legacy.caller,
        idempotency_key: legacy.idempotency,
        call: (),
    };
    let response = if let AccountCall::Run { account, command } = &legacy.ask {
        runner.run_command(&request, |operation| {
            command_reply(operation, *account, command.clone())
        })?
    } else {
        runner.run_query(&request, |operation| query_reply(operation, legacy.ask))?
    };
    let ObjectResponse { result, own_row } = response;
    json::to_string(&AccountAnswer {
        reply: result.unwrap_or_else(Into::into),
        own_row: own_row.map(Into::into),
    })
}

fn command_reply(
    operation: &mut Operation<'_>,
    account: AccountId,
    command: Command,
) -> OperationResult<AccountReply> {
    match command {
        Command::Open {
            kind,
            name,
            on_behalf,
        } => document(&accounts::open_account(
            operation,
            &OpenAccount {
                account,
                kind,
                name,
                on_behalf,
            },
        )?),
        Command::Update {
            name,
            spend_limit_cents_per_hour,
        } => document(&accounts::update_account(
            operation,
            &UpdateAccount {
                account,
                name,
                spend_limit_cents_per_hour,
            },
        )?),
        Command::Convert { name, run } => {
            let call = ConvertAccount { account, name, run };
            match accounts::convert_account(operation, &call)? {
                ConvertResponse::Converted(account) => document(&account),
                ConvertResponse::Planned(plan) => document(&Planned { plan }),
            }
        }
        Command::Revert { confirm_name, run } => {
            let call = RevertAccount {
                account,
                confirm_name,
                run,
            };
            match accounts::revert_account(operation, &call)? {
                RevertResponse::Reverted(account) => document(&account),
                RevertResponse::Planned(plan) => document(&Planned { plan }),
            }
        }
        Command::Attend => {
            let issued = members::issue_claims(
                operation,
                &IssueClaims {
                    account,
                    project: None,
                },
            )?;
            Ok(AccountReply::Standing {
                account: json::to_string(&issued.account)?,
                claims: issued.claims,
            })
        }
        Command::Enrol {
            person,
            assignment,
            projects,
            expires_at,
        } => document(&members::enrol_member(
            operation,
            &EnrolMember {
                account,
                person,
                assignment,
                projects,
                expires_at,
            },
        )?),
        Command::Note {
            action,
            resource_type,
            resource_id,
            details,
        } => document(&audit::record_event(
            operation,
            &RecordEvent {
                account,
                action,
                resource_type,
                resource_id,
                details,
            },
        )?),
        Command::UpdateMember { user, update } => document(&members::update_member(
            operation,
            &UpdateMember {
                account,
                user,
                update,
            },
        )?),
        Command::Remove { user } => {
            members::remove_member(operation, &RemoveMember { account, user })?;
            Ok(AccountReply::Done)
        }
        Command::Invite {
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
        } => {
            let call = CreateInvite {
                account,
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
            };
            with_generation(invites::create_invite(operation, &call)?)
        }
        Command::UpdateInvite { invite, update } => {
            let call = UpdateInvite {
                account,
                invite,
                update,
            };
            decided(invites::update_invite(operation, &call)?)
        }
        Command::Resend {
            invite,
            link,
            expires_in,
            mail,
        } => {
            let call = ResendInvite {
                account,
                invite,
                link,
                expires_in,
                mail,
            };
            with_generation(invites::resend_invite(operation, &call)?)
        }
        Command::Revoke { invite } => {
            let call = RevokeInvite { account, invite };
            decided(invites::revoke_invite(operation, &call)?)
        }
        Command::Accept { invite, proof } => {
            let accepted = invites::accept_invite(operation, &AcceptInvite { invite, proof })?;
            Ok(AccountReply::Accepted {
                account: json::to_string(&accepted.account)?,
                membership: json::to_string(&accepted.membership)?,
                claims: accepted.claims,
            })
        }
        Command::OpenReview | Command::DecideReview { .. } | Command::CloseReview { .. } => {
            Err(InternalError::new("the previous release has no access reviews").into())
        }
        Command::CreateProject { .. }
        | Command::UpdateProject { .. }
        | Command::PutGrant { .. }
        | Command::RemoveGrant { .. }
        | Command::Transfer { .. }
        | Command::AcceptTransfer
        | Command::DeclineTransfer
        | Command::WithdrawTransfer => {
            Err(InternalError::new("the previous release has no such command").into())
        }
        Command::Decline { invite, proof } => decided(invites::decline_invite(
            operation,
            &DeclineInvite { invite, proof },
        )?),
    }
}

fn query_reply(operation: &Operation<'_>, query: AccountCall) -> OperationResult<AccountReply> {
    match query {
        AccountCall::Run { .. } => Err(InternalError::new("a command is not a query").into()),
        AccountCall::Read => {
            let account = operation.open_account()?.id;
            document(&accounts::read_account(operation, ReadAccount { account })?)
        }
        AccountCall::Person { user } => {
            let account = operation.open_account()?.id;
            let person = members::find_person(operation, FindPerson { account, user })?;
            Ok(AccountReply::Person(person.map(Box::new)))
        }
        AccountCall::Members { role, q, page } => {
            let call = ListMembers {
                account: operation.open_account()?.id,
                role,
                query: q,
                sort: MemberSort::Joined,
                inactive_for_days: None,
                page,
            };
            document(&members::list_members(operation, call)?)
        }
        AccountCall::Invites { status, page } => {
            let call = ListInvites {
                account: operation.open_account()?.id,
                status,
                page,
            };
            document(&invites::list_invites(operation, call)?)
        }
        AccountCall::Invite { invite } => {
            let account = invite.account();
            decided(invites::read_invite(
                operation,
                ReadInvite { account, invite },
            )?)
        }
        AccountCall::Link { invite } => {
            let account = invite.account();
            with_generation(invites::read_invite_link(
                operation,
                ReadInviteLink { account, invite },
            )?)
        }
        AccountCall::Audit { filter, page } => {
            let call = ListEvents {
                account: operation.open_account()?.id,
                filter,
                page,
            };
            let page = audit::list_events(operation, call)?;
            Ok(AccountReply::Audit {
                items: json::to_string(&page.items)?,
                next: page.next,
                head: page.head,
            })
        }
        AccountCall::Export {
            filter,
            form,
            after,
            until,
        } => {
            let call = ExportEvents {
                account: operation.open_account()?.id,
                filter,
                format: form,
                after,
                until,
            };
            let part = audit::export_events(operation, call)?;
            Ok(AccountReply::Exported {
                text: part.text,
                after: part.after,
                more: part.more,
                head: part.head,
            })
        }
        AccountCall::Preview { invite, generation } => {
            let call = PreviewInvite { invite, generation };
            let preview = invites::preview_invite(operation, call)?;
            Ok(AccountReply::Preview(Box::new(preview)))
        }
        AccountCall::Epochs { user } => {
            let Some(account) = operation.store.account()? else {
                return Ok(AccountReply::Epochs(None));
            };
            let call = ReadEpochs {
                account: account.id,
                user,
            };
            Ok(AccountReply::Epochs(checks::read_epochs(operation, call)?))
        }
        AccountCall::Stands { user, permissions } => {
            let call = CheckMember {
                account: operation.open_account()?.id,
                user,
                project: None,
                permissions,
            };
            let status = checks::check_member(operation, call)?;
            Ok(AccountReply::Stands(Box::new(status)))
        }
    }
}

/// The previous release forwards these as they are.
fn document(value: &impl Serialize) -> OperationResult<AccountReply> {
    Ok(AccountReply::Document(json::to_string(value)?))
}

fn with_generation(found: InviteWithGeneration) -> OperationResult<AccountReply> {
    Ok(AccountReply::Invite {
        id: found.invite.id,
        generation: found.generation,
        document: json::to_string(&found.invite)?,
    })
}

/// An invite whose link the previous release does not show.
fn decided(invite: Invite) -> OperationResult<AccountReply> {
    with_generation(InviteWithGeneration {
        invite,
        generation: 0,
    })
}
