//! The visible state of an account, in the terms of the API.

use serde_json::{Value, json};

use super::value::{assignment_json, domains_json, grants_json, offer_json, word};
use crate::model::command::{Decision as ReviewDecision, Grant};
use crate::model::world::{Decision, World};

/// The state as the owner reads it.
pub(super) fn state(world: &World) -> Value {
    let Some(account) = world.account.as_ref().filter(|_| !world.closed) else {
        return json!({"closed": true});
    };
    json!({
        "kind": if account.team { "team" } else { "personal" },
        "name": account.name,
        "owner": account.owner,
        "transfer": world.open_transfer().map(|transfer| {
            json!({"to": transfer.to, "at": transfer.at, "ends": world.transfer_ends(&transfer)})
        }),
        "epoch": account.epoch,
        "limit": account.limit,
        "members": members_json(world),
        "invites": invites_json(world),
        "projects": projects_json(world),
        "reviews": reviews_json(world),
    })
}

fn members_json(world: &World) -> Value {
    let members = world.members.iter().map(|(user, member)| {
        let grants = world.granted_projects(*user).into_iter();
        let grants: Vec<Grant> = grants
            .filter_map(|project| {
                let assignment = *world.grants.get(&(project, *user))?;
                Some(Grant {
                    project,
                    assignment,
                })
            })
            .collect();
        json!({
            "user": user,
            "assignment": world.assignment_shown(*user).map(assignment_json),
            "grants": grants_json(&grants),
            "suspended": member.suspended,
            "ends": member.ends,
            "invitedBy": member.invited_by,
            "joined": member.joined,
            "address": member.address,
        })
    });
    members.collect()
}

fn invites_json(world: &World) -> Value {
    let invites = world.invites.iter().map(|invite| {
        let status = match (invite.decided, world.closed_why(invite)) {
            (_, None) => "pending",
            (Some((Decision::Accepted(_), _)), _) => "accepted",
            (_, Some(why)) => word(why),
        };
        json!({
            "status": status,
            "to": invite.to,
            "offer": offer_json(&invite.offer),
            "inviter": invite.grantor,
            "created": invite.created,
            "ends": invite.ends,
            "decided": invite.decided.map(|(_, at)| at),
            "maxUses": invite.to.is_none().then_some(invite.most),
            "uses": invite.to.is_none().then_some(invite.used.len()),
            "domains": domains_json(&invite.domains),
        })
    });
    invites.collect()
}

fn projects_json(world: &World) -> Value {
    let projects = world.projects.iter().enumerate();
    let open = projects.filter(|(_, project)| !project.gone);
    let open = open.map(|(number, project)| {
        json!({
            "project": number,
            "name": project.name,
            "external": project.external,
            "status": if project.archived { "archived" } else { "active" },
            "created": project.created,
        })
    });
    open.collect()
}

fn reviews_json(world: &World) -> Value {
    let reviews = world.reviews.iter().enumerate();
    let present = reviews.filter(|(_, review)| !review.gone);
    let present = present.map(|(number, review)| {
        json!({
            "review": number,
            "status": if review.closed { "closed" } else { "open" },
            "total": review.total,
            "kept": review.count(ReviewDecision::Keep),
            "changed": review.count(ReviewDecision::Changed),
            "removed": review.count(ReviewDecision::Removed),
            "gone": review.left(),
        })
    });
    present.collect()
}
