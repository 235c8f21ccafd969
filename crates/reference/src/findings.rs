//! The findings of the proof, for `cargo xtask prove`.

use serde_json::{Value, json};

use crate::model::Fault;
use crate::runs::Tally;

/// The kinds of denial that must occur, by command.
const DENIALS: &[(&str, &[&str])] = &[
    ("open", &["conflict"]),
    (
        "update",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "spend_limit",
        ],
    ),
    (
        "convert",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "already_a_team",
        ],
    ),
    (
        "convert?dryRun",
        &["not_found", "forbidden", "suspended", "already_a_team"],
    ),
    (
        "revert",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "not_a_team",
            "name_mismatch",
        ],
    ),
    (
        "revert?dryRun",
        &["not_found", "forbidden", "suspended", "not_a_team"],
    ),
    (
        "token",
        &["not_found", "forbidden", "suspended", "past_end"],
    ),
    (
        "token for a project",
        &["not_found", "suspended", "past_end", "project_archived"],
    ),
    (
        "change member",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "invalid_request",
            "owner_protected",
            "role_exceeds_grantor",
            "rate_limited",
        ],
    ),
    (
        "remove",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "owner_protected",
            "rate_limited",
        ],
    ),
    (
        "invite",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "not_a_team",
            "invalid_request",
            "project_archived",
            "role_exceeds_grantor",
            "already_member",
            "already_invited",
            "member_limit",
        ],
    ),
    (
        "invite by link",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "not_a_team",
            "invalid_request",
            "project_archived",
            "role_exceeds_grantor",
        ],
    ),
    (
        "edit invite",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "invite_closed",
            "invalid_request",
            "project_archived",
            "role_exceeds_grantor",
        ],
    ),
    (
        "resend",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "invite_closed",
            "role_exceeds_grantor",
            "rate_limited",
        ],
    ),
    (
        "copy link",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "invite_closed",
            "role_exceeds_grantor",
        ],
    ),
    (
        "revoke",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "invite_closed",
        ],
    ),
    ("open link", &["closed"]),
    (
        "accept by token",
        &[
            "invite_closed",
            "email_unverified",
            "wrong_account",
            "token_expired",
            "already_member",
            "conflict",
            "role_exceeds_grantor",
            "member_limit",
        ],
    ),
    (
        "accept by id",
        &[
            "invite_closed",
            "email_unverified",
            "already_member",
            "role_exceeds_grantor",
            "member_limit",
        ],
    ),
    (
        "decline by token",
        &[
            "invite_closed",
            "email_unverified",
            "wrong_account",
            "token_expired",
            "already_member",
        ],
    ),
    ("decline by id", &["invite_closed", "email_unverified"]),
    (
        "create project",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "conflict",
            "project_limit",
        ],
    ),
    (
        "change project",
        &["not_found", "forbidden", "suspended", "past_end"],
    ),
    (
        "put grant",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "invalid_request",
            "project_archived",
            "role_exceeds_grantor",
            "project_limit",
        ],
    ),
    (
        "open review",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "not_a_team",
            "conflict",
        ],
    ),
    (
        "decide in review",
        &["not_found", "forbidden", "suspended", "conflict"],
    ),
    (
        "enrol",
        &[
            "not_found",
            "forbidden",
            "not_a_team",
            "invalid_request",
            "role_exceeds_grantor",
            "owner_protected",
            "project_archived",
            "project_limit",
            "member_limit",
        ],
    ),
    ("close review", &["not_found", "forbidden", "conflict"]),
    (
        "offer ownership",
        &[
            "not_found",
            "forbidden",
            "suspended",
            "past_end",
            "not_a_team",
            "name_mismatch",
            "conflict",
            "invalid_request",
        ],
    ),
    (
        "accept ownership",
        &["not_found", "forbidden", "suspended", "past_end"],
    ),
    (
        "decline ownership",
        &["not_found", "forbidden", "suspended", "past_end"],
    ),
    (
        "withdraw ownership",
        &["not_found", "forbidden", "suspended", "past_end"],
    ),
    (
        "remove grant",
        &["not_found", "forbidden", "suspended", "past_end"],
    ),
];

/// Writes the findings to `out`, and how often each kind of response occurred to standard error.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write(
    all: &Tally,
    controls: &[(Fault, Tally)],
    wanted: u64,
    seed: &str,
    out: Option<&str>,
) -> Result<(), String> {
    for example in &all.examples {
        eprintln!("{example}");
    }
    let outcomes = all.outcomes.iter();
    let outcomes: Vec<String> = outcomes
        .map(|((command, outcome), count)| format!("{command}: {outcome} {count}"))
        .collect();
    eprintln!("  {}", outcomes.join(", "));
    let findings = json!({
        "figures": [
            {"name": "differences", "value": all.differences, "unit": "histories", "exactly": 0},
            {"name": "commands compared", "value": all.steps, "at_least": wanted},
            {"name": "histories of accounts", "value": all.histories},
            {"name": "kinds of denial that occurred", "value": occurred(all), "at_least": kinds()},
            {"name": "commands that succeeded", "value": succeeded(all)},
        ],
        "controls": controls.iter().map(control).collect::<Vec<_>>(),
        "notes": notes(all),
        "seed": seed,
    });
    match out {
        Some(path) => {
            std::fs::write(path, findings.to_string()).map_err(|error| format!("{path}: {error}"))
        }
        None => {
            eprintln!("{findings:#}");
            Ok(())
        }
    }
}

fn control((fault, tally): &(Fault, Tally)) -> Value {
    json!({
        "fault": format!("the model, {}", fault.text()),
        "figures": [
            {"name": "differences", "value": tally.differences},
            {"name": "commands compared", "value": tally.steps},
        ],
    })
}

fn kinds() -> usize {
    DENIALS.iter().map(|(_, codes)| codes.len()).sum()
}

fn occurred(all: &Tally) -> usize {
    let every = DENIALS
        .iter()
        .flat_map(|(command, codes)| codes.iter().map(move |code| (*command, *code)));
    every.filter(|kind| all.outcomes.contains_key(kind)).count()
}

fn succeeded(all: &Tally) -> u64 {
    let successes = all
        .outcomes
        .iter()
        .filter(|((_, outcome), _)| *outcome == "ok");
    successes.map(|(_, count)| count).sum()
}

fn notes(all: &Tally) -> Vec<String> {
    let missed = DENIALS.iter().flat_map(|(command, codes)| {
        let missed = codes
            .iter()
            .filter(move |code| !all.outcomes.contains_key(&(*command, **code)));
        missed.map(move |code| format!("never occurred: {command}: {code}"))
    });
    all.examples.iter().cloned().chain(missed).collect()
}
