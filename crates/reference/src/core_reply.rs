//! Replies of core in the model's terms.

use hallpass_core::account::{Done, Erased};
use hallpass_core::{ClosedReason as CoreWhy, InviteId, ProjectId, Refusal};

use crate::core_account::{CoreAccount, CoreReply};
use crate::model::command::{Denial, Reply, Why};

/// A reply of core in the model's terms.
pub(crate) fn reply(core_account: &CoreAccount, core_reply: &CoreReply) -> Reply {
    match core_reply {
        CoreReply::Outcome(Ok(done)) => done_reply(core_account, done),
        CoreReply::Link(Ok(invite)) => Reply::Invite(number(core_account, invite)),
        CoreReply::Outcome(Err(refusal))
        | CoreReply::Link(Err(refusal))
        | CoreReply::Erased(Err(refusal)) => Reply::Denied(denial(core_account, refusal)),
        CoreReply::Accepted(invite, skipped) => Reply::Accepted {
            invite: number(core_account, invite),
            skipped: skipped
                .iter()
                .map(|project| project_number(core_account, project))
                .collect(),
        },
        CoreReply::Opened { link, ends } => Reply::Opened {
            link: *link,
            ends: *ends,
        },
        CoreReply::Closed => Reply::LinkClosed,
        CoreReply::Erased(Ok(Erased::Gone { .. })) => Reply::Erased,
        CoreReply::Erased(Ok(Erased::OwnsTeam)) => Reply::OwnsTeam,
        CoreReply::Nothing => Reply::Nothing,
    }
}

fn done_reply(core_account: &CoreAccount, done: &Done) -> Reply {
    match done {
        Done::Account => Reply::Account,
        Done::Closed => Reply::Closed,
        Done::Attended => Reply::Token {
            epoch: core_account
                .store
                .memory
                .account()
                .map_or(0, |account| account.epoch),
        },
        Done::Member { user } => Reply::Member(core_account.fixture.number(user)),
        Done::Removed { user } => Reply::Removed(core_account.fixture.number(user)),
        Done::Invite { invite } => Reply::Invite(number(core_account, invite)),
        Done::Accepted { invite } => Reply::Accepted {
            invite: number(core_account, invite),
            skipped: Vec::new(),
        },
        Done::Planned(plan) => Reply::Plan {
            members: plan.members_removed,
            invites: plan.invites_revoked,
            projects: plan.projects_removed,
            reviews: plan.reviews_removed,
            transfers: plan.transfers_ended,
        },
        Done::Project { project } => Reply::Project(project_number(core_account, project)),
        Done::Grant { project, user } => Reply::Grant {
            project: project_number(core_account, project),
            user: core_account.fixture.number(user),
        },
        Done::Review { review } => {
            let mut reviews = core_account.reviews.iter();
            Reply::Review(
                reviews
                    .position(|known| known == review)
                    .unwrap_or(usize::MAX),
            )
        }
        Done::Noted { .. } => Reply::Nothing,
    }
}

fn number(core_account: &CoreAccount, invite: &InviteId) -> usize {
    let at = core_account
        .invites
        .iter()
        .position(|known| known == invite);
    at.unwrap_or(usize::MAX)
}

pub(crate) fn project_number(core_account: &CoreAccount, project: &ProjectId) -> usize {
    let at = core_account
        .projects
        .iter()
        .position(|known| known == project);
    at.unwrap_or(usize::MAX)
}

fn denial(core_account: &CoreAccount, refusal: &Refusal) -> Denial {
    let code = refusal.code().as_str();
    if let Refusal::InviteClosed { why } = refusal {
        return Denial::closed(why.map(|why| match why {
            CoreWhy::Used => Why::Used,
            CoreWhy::Declined => Why::Declined,
            CoreWhy::Revoked => Why::Revoked,
            CoreWhy::Expired => Why::Expired,
        }));
    }
    let Refusal::AlreadyInvited { invite_id } = refusal else {
        return Denial::code(code);
    };
    Denial {
        invite: Some(number(core_account, invite_id)),
        ..Denial::code(code)
    }
}
