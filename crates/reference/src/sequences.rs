//! Account histories as JSON lines, each step with its expected result, to replay them against the built Worker.

mod command;
mod state;
mod value;

use std::io::Write;

use serde_json::{Value, json};

use self::command::command_json;
use self::state::state;
use self::value::word;
use crate::core_fixture::{NAMES, domain_name};
use crate::model::Fault;
use crate::model::command::{Denial, Reply, domain_of};
use crate::model::policy::POLICIES;
use crate::model::world::{CEILING, Event, World};
use crate::random_history::{RandomHistory, Range, USERS};
use crate::toml;

/// Writes what all histories share, and then so many histories. With a fault, only histories in which it is visible.
///
/// # Errors
/// If the reader is gone, or too few histories show the fault.
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
    let mut written = 0;
    for number in numbers.take(count) {
        writeln!(to, "{}", history_json(seed, number, fault)).map_err(|error| error.to_string())?;
        written += 1;
    }
    if written < count {
        let fault = fault.map_or("none", Fault::name);
        return Err(format!(
            "{written} of {count} histories among {MAX_HISTORIES} (fault: {fault})"
        ));
    }
    Ok(())
}

/// The most histories that are searched for a fault. Nearly every fault is visible in one of the first thousand.
const MAX_HISTORIES: u64 = 200_000;

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
        Reply::Erased | Reply::OwnsTeam | Reply::Nothing => json!({"ok": "nothing"}),
        Reply::Denied(denial) => denial_json(denial),
    }
}

fn denial_json(denial: &Denial) -> Value {
    json!({"denied": denial.code, "why": denial.why.map(word), "invite": denial.invite})
}

fn event(event: &Event) -> Value {
    json!({"at": event.at, "actor": event.actor, "action": event.action, "refused": event.refused})
}
