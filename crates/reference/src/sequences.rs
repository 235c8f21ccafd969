//! Account histories as JSON lines, each step with its expected result, to replay them against the built Worker.

use std::io::Write;

use serde_json::{Value, json};

use crate::core_fixture::{NAMES, domain_name};
use crate::model::Fault;
use crate::model::command::{
    Command, Decision as ReviewDecision, Denial, Domain, Grant, Offer, ProjectCommand, Proof,
    Reply, ReviewCommand, Step, TransferCommand, Why, domain_of,
};
use crate::model::policy::Assignment;
use crate::model::policy::POLICIES;
use crate::model::world::{CEILING, Decision, Event, World};
use crate::random_history::{RandomHistory, Range, USERS};
use crate::toml;

/// Writes what all histories share, and then so many histories. With a fault, only histories in which it is visible.
///
/// # Errors
/// If the reader is gone.
pub(crate) fn write(
    to: &mut impl Write,
    rows: &str,
    seed: u64,
    count: usize,
    fault: Option<Fault>,
) -> Result<(), String> {
    let policies: Vec<String> = POLICIES
        .iter()
        .map(|each| toml::policy(rows, each))
        .collect();
    let common = json!({
        "policies": policies,
        "permissions": toml::permission_names(rows),
        "names": NAMES,
        "users": USERS,
        "domains": (0..USERS).map(|user| domain_name(domain_of(user))).collect::<Vec<_>>(),
        "ceiling": CEILING,
    });
    writeln!(to, "{common}").map_err(|error| error.to_string())?;
    let numbers =
        (0..MAX_HISTORIES).filter(|number| fault.is_none() || is_visible(seed, *number, fault));
    for number in numbers.take(count) {
        writeln!(to, "{}", history_json(seed, number, fault)).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// The most histories that are searched for a fault.
const MAX_HISTORIES: u64 = 1_000_000;

/// Whether a fault is visible in this history: the model without it has another response or state.
fn is_visible(seed: u64, number: u64, fault: Option<Fault>) -> bool {
    let mut history = RandomHistory::new(seed, number, Range::OnePolicy);
    let mut faulty = World::new(history.policy, fault);
    let mut correct = World::new(history.policy, None);
    while let Some(step) = history.next(&faulty) {
        if faulty.step(&step) != correct.step(&step) || state(&faulty) != state(&correct) {
            return true;
        }
    }
    false
}

fn history_json(seed: u64, number: u64, fault: Option<Fault>) -> Value {
    let mut history = RandomHistory::new(seed, number, Range::OnePolicy);
    let mut world = World::new(history.policy, fault);
    let mut steps = Vec::new();
    let mut before = Value::Null;
    while let Some(step) = history.next(&world) {
        let reply = world.step(&step);
        let state = state(&world);
        let changed = state != before;
        steps.push(json!({
            "at": world.now,
            "who": step.who,
            "address": step.address,
            "command": command_json(&step),
            "reply": reply_json(&reply),
            "state": if changed { state.clone() } else { Value::Null },
        }));
        before = state;
    }
    json!({
        "history": number,
        "policy": history.policy,
        "steps": steps,
        "log": world.log.iter().map(event).collect::<Vec<_>>(),
    })
}

fn proof_json(proof: Proof) -> Value {
    match proof {
        Proof::Token(token) => json!({"token": token}),
        Proof::Inbox(invite) => json!({"invite": invite}),
    }
}

fn command_json(step: &Step) -> Value {
    match &step.command {
        Command::Open { team } => json!({"open": {"team": team}}),
        Command::Refresh => json!({"open": {"team": false}}),
        Command::Update { name, limit } => json!({"update": {"name": name, "limit": limit}}),
        Command::Convert { name, dry } => json!({"convert": {"name": name, "dry": dry}}),
        Command::Revert { typed, dry } => json!({"revert": {"name": typed, "dry": dry}}),
        Command::Token { project } => json!({"token": {"project": project}}),
        Command::ChangeMember { user, change } => {
            let mut body = change.assignment.map_or_else(|| json!({}), assignment_json);
            put(&mut body, "end", change.end.map(|end| json!(end)));
            put(&mut body, "suspended", change.suspended.map(|it| json!(it)));
            json!({"member": {"user": user, "change": body}})
        }
        Command::Remove { user } => json!({"remove": {"user": user}}),
        Command::Invite {
            to,
            offer,
            life,
            limits,
        } => {
            let domains = domains_json(&limits.domains);
            json!({"invite": {
                "to": to,
                "offer": offer_json(offer),
                "expiresIn": life,
                "maxUses": limits.most,
                "domains": domains,
            }})
        }
        Command::EditInvite { invite, edit } => {
            let mut body = edit.assignment.map_or_else(|| json!({}), assignment_json);
            let projects = edit.projects.as_ref();
            put(&mut body, "projects", projects.map(|all| grants_json(all)));
            put(&mut body, "expiresIn", edit.life.map(|life| json!(life)));
            put(
                &mut body,
                "membershipExpiresIn",
                edit.membership.map(|it| json!(it)),
            );
            put(&mut body, "maxUses", edit.most.map(|most| json!(most)));
            let domains = edit.domains.as_ref();
            put(&mut body, "domains", domains.map(|all| domains_json(all)));
            json!({"edit": {"invite": invite, "change": body}})
        }
        Command::Resend {
            invite,
            rotate,
            life,
        } => {
            json!({"resend": {"invite": invite, "rotate": rotate, "expiresIn": life}})
        }
        Command::CopyLink { invite } => json!({"copy": {"invite": invite}}),
        Command::Revoke { invite } => json!({"revoke": {"invite": invite}}),
        Command::OpenLink { invite, link } => json!({"link": {"invite": invite, "link": link}}),
        Command::Accept { proof } => json!({"accept": proof_json(*proof)}),
        Command::Decline { proof } => json!({"decline": proof_json(*proof)}),
        Command::Project(command) => project_json(command),
        Command::Review(command) => review_json(command),
        Command::Transfer(command) => transfer_json(*command),
        // Not in a history of a deployed Worker.
        Command::Enrol(_) | Command::Deploy { .. } | Command::Strand { .. } => Value::Null,
    }
}

fn domains_json(domains: &[Domain]) -> Value {
    domains.iter().copied().map(domain_name).collect()
}

fn project_json(command: &ProjectCommand) -> Value {
    match command {
        ProjectCommand::Create { name, external } => {
            json!({"project": {"name": name, "external": external}})
        }
        ProjectCommand::Change {
            project,
            name,
            archived,
        } => json!({"changeProject": {"project": project, "name": name, "archived": archived}}),
        ProjectCommand::PutGrant {
            project,
            user,
            assignment,
        } => {
            let assignment = assignment_json(*assignment);
            json!({"grant": {"project": project, "user": user, "assignment": assignment}})
        }
        ProjectCommand::RemoveGrant { project, user } => {
            json!({"ungrant": {"project": project, "user": user}})
        }
    }
}

fn review_json(command: &ReviewCommand) -> Value {
    match command {
        ReviewCommand::Open => json!({"review": {}}),
        ReviewCommand::Decide {
            review,
            user,
            decision,
        } => {
            let decision = match decision {
                ReviewDecision::Keep => "keep",
                ReviewDecision::Changed => "changed",
                ReviewDecision::Removed => "removed",
            };
            json!({"decide": {"review": review, "user": user, "decision": decision}})
        }
        ReviewCommand::Close { review } => json!({"closeReview": {"review": review}}),
    }
}

fn transfer_json(command: TransferCommand) -> Value {
    match command {
        TransferCommand::Offer { user, typed } => {
            json!({"transfer": {"offer": {"user": user, "name": typed}}})
        }
        TransferCommand::Accept => json!({"transfer": {"decision": "accept"}}),
        TransferCommand::Decline => json!({"transfer": {"decision": "decline"}}),
        TransferCommand::Withdraw => json!({"transfer": {}}),
    }
}

/// Adds a member to an object, if there is a value.
fn put(object: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(fields), Some(value)) = (object.as_object_mut(), value) {
        fields.insert(key.to_owned(), value);
    }
}

/// A role, or `custom` and the bits of its list.
fn assignment_json(assignment: Assignment) -> Value {
    match assignment {
        Assignment::Role(role) => json!({"role": role}),
        Assignment::Custom(bits) => {
            let bits: Vec<u32> = (0..32).filter(|bit| bits >> bit & 1 == 1).collect();
            json!({"role": "custom", "permissions": bits})
        }
    }
}

fn grants_json(grants: &[Grant]) -> Value {
    let grants = grants.iter().map(|grant| {
        let mut json = assignment_json(grant.assignment);
        put(&mut json, "project", Some(json!(grant.project)));
        json
    });
    grants.collect()
}

fn offer_json(offer: &Offer) -> Value {
    let mut json = assignment_json(offer.assignment);
    put(&mut json, "projects", Some(grants_json(&offer.projects)));
    put(
        &mut json,
        "membershipExpiresIn",
        Some(json!(offer.membership)),
    );
    json
}

fn reply_json(reply: &Reply) -> Value {
    match reply {
        Reply::Account => json!({"ok": "account"}),
        Reply::Closed => json!({"ok": "closed"}),
        Reply::Plan {
            members,
            invites,
            projects,
            reviews,
            transfers,
        } => json!({
            "ok": "plan",
            "members": members,
            "invites": invites,
            "projects": projects,
            "reviews": reviews,
            "transfers": transfers,
        }),
        Reply::Token { epoch } => json!({"ok": "token", "epoch": epoch}),
        Reply::Member(user) => json!({"ok": "member", "user": user}),
        Reply::Removed(user) => json!({"ok": "removed", "user": user}),
        Reply::Invite(invite) => json!({"ok": "invite", "invite": invite}),
        Reply::Opened { link, ends } => json!({"ok": "opened", "link": link, "ends": ends}),
        Reply::LinkClosed => json!({"ok": "link closed"}),
        Reply::Accepted { invite, skipped } => {
            json!({"ok": "accepted", "invite": invite, "skipped": skipped})
        }
        Reply::Project(project) => json!({"ok": "project", "project": project}),
        Reply::Grant { project, user } => json!({"ok": "grant", "project": project, "user": user}),
        Reply::Review(review) => json!({"ok": "review", "review": review}),
        Reply::Nothing => json!({"ok": "nothing"}),
        Reply::Denied(denial) => denial_json(denial),
    }
}

fn denial_json(denial: &Denial) -> Value {
    json!({"denied": denial.code, "why": denial.why.map(word), "invite": denial.invite})
}

const fn word(why: Why) -> &'static str {
    match why {
        Why::Used => "used",
        Why::Declined => "declined",
        Why::Revoked => "revoked",
        Why::Expired => "expired",
    }
}

/// The visible state, in the terms of the API.
fn state(world: &World) -> Value {
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

fn event(event: &Event) -> Value {
    json!({"at": event.at, "actor": event.actor, "action": event.action, "refused": event.refused})
}
