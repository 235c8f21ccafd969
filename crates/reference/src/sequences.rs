//! Account histories as JSON lines, each step with its expected result, to replay them against the built Worker.

use std::io::Write;

use serde_json::{Value, json};

use crate::core_fixture::NAMES;
use crate::model::Fault;
use crate::model::ask::{Ask, By, No, Reply, Step, Why};
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
    let common = json!({"policies": policies, "names": NAMES, "users": USERS, "ceiling": CEILING});
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
            "ask": command_json(&step),
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

fn by(by: By) -> Value {
    match by {
        By::Token(token) => json!({"token": token}),
        By::Id(invite) => json!({"invite": invite}),
    }
}

fn command_json(step: &Step) -> Value {
    match &step.ask {
        Ask::Open { team } => json!({"open": {"team": team}}),
        Ask::Refresh => json!({"open": {"team": false}}),
        Ask::Update { name, limit } => json!({"update": {"name": name, "limit": limit}}),
        Ask::Convert { name, dry } => json!({"convert": {"name": name, "dry": dry}}),
        Ask::Revert { typed, dry } => json!({"revert": {"name": typed, "dry": dry}}),
        Ask::Token => json!({"token": {}}),
        Ask::ChangeRole { user, role } => json!({"role": {"user": user, "role": role}}),
        Ask::Remove { user } => json!({"remove": {"user": user}}),
        Ask::Invite { to, role, life } => {
            json!({"invite": {"to": to, "role": role, "expiresIn": life}})
        }
        Ask::Resend {
            invite,
            rotate,
            life,
        } => {
            json!({"resend": {"invite": invite, "rotate": rotate, "expiresIn": life}})
        }
        Ask::CopyLink { invite } => json!({"copy": {"invite": invite}}),
        Ask::Revoke { invite } => json!({"revoke": {"invite": invite}}),
        Ask::OpenLink { invite, generation } => {
            json!({"link": {"invite": invite, "generation": generation}})
        }
        Ask::Accept { by: with } => json!({"accept": by(*with)}),
        Ask::Decline { by: with } => json!({"decline": by(*with)}),
        Ask::Deploy { .. } | Ask::Strand { .. } => Value::Null,
    }
}

fn reply_json(reply: &Reply) -> Value {
    match reply {
        Reply::Account => json!({"ok": "account"}),
        Reply::Closed => json!({"ok": "closed"}),
        Reply::Plan { members, invites } => {
            json!({"ok": "plan", "members": members, "invites": invites})
        }
        Reply::Token { epoch } => json!({"ok": "token", "epoch": epoch}),
        Reply::Member(user) => json!({"ok": "member", "user": user}),
        Reply::Removed(user) => json!({"ok": "removed", "user": user}),
        Reply::Invite(invite) => json!({"ok": "invite", "invite": invite}),
        Reply::Opened { generation, ends } => {
            json!({"ok": "opened", "generation": generation, "ends": ends})
        }
        Reply::LinkClosed => json!({"ok": "link closed"}),
        Reply::Accepted(invite) => json!({"ok": "accepted", "invite": invite}),
        Reply::Nothing => json!({"ok": "nothing"}),
        Reply::No(no) => denial(no),
    }
}

fn denial(no: &No) -> Value {
    json!({"no": no.code, "why": no.why.map(word), "invite": no.invite})
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
    let members = world.members.iter().map(|(user, member)| {
        json!({
            "user": user,
            "role": world.role_shown(*user),
            "invitedBy": member.invited_by,
            "joined": member.joined,
            "address": member.address,
        })
    });
    let invites = world.invites.iter().map(|invite| {
        let status = match (invite.decided, world.closed_why(invite)) {
            (_, None) => "pending",
            (Some((Decision::Accepted(_), _)), _) => "accepted",
            (_, Some(why)) => word(why),
        };
        json!({
            "status": status,
            "to": invite.to,
            "role": invite.role,
            "inviter": invite.grantor,
            "created": invite.created,
            "ends": invite.ends,
            "decided": invite.decided.map(|(_, at)| at),
        })
    });
    json!({
        "kind": if account.team { "team" } else { "personal" },
        "name": account.name,
        "epoch": account.epoch,
        "limit": account.limit,
        "members": members.collect::<Vec<_>>(),
        "invites": invites.collect::<Vec<_>>(),
    })
}

fn event(event: &Event) -> Value {
    json!({"at": event.at, "actor": event.actor, "action": event.action, "refused": event.refused})
}
