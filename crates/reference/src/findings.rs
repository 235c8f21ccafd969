//! What the proof writes down for `cargo xtask prove`.

use serde_json::{Value, json};

use crate::model::Fault;
use crate::runs::Tally;

/// Every way in which a rule says no that has to have occurred, by what was asked.
const REFUSALS: &[(&str, &[&str])] = &[
    ("open", &["conflict"]),
    ("update", &["not_found", "forbidden", "spend_limit"]),
    ("convert", &["not_found", "forbidden", "already_a_team"]),
    (
        "convert?dryRun",
        &["not_found", "forbidden", "already_a_team"],
    ),
    (
        "revert",
        &["not_found", "forbidden", "not_a_team", "name_mismatch"],
    ),
    ("revert?dryRun", &["not_found", "forbidden", "not_a_team"]),
    ("token", &["not_found", "forbidden"]),
    (
        "role",
        &[
            "not_found",
            "forbidden",
            "invalid_request",
            "owner_protected",
            "role_exceeds_grantor",
            "rate_limited",
        ],
    ),
    (
        "remove",
        &["not_found", "forbidden", "owner_protected", "rate_limited"],
    ),
    (
        "invite",
        &[
            "not_found",
            "forbidden",
            "not_a_team",
            "invalid_request",
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
            "not_a_team",
            "invalid_request",
            "role_exceeds_grantor",
        ],
    ),
    (
        "resend",
        &[
            "not_found",
            "forbidden",
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
            "invite_closed",
            "role_exceeds_grantor",
        ],
    ),
    ("revoke", &["not_found", "forbidden", "invite_closed"]),
    ("open link", &["closed"]),
    (
        "accept by token",
        &[
            "invite_closed",
            "email_unverified",
            "wrong_account",
            "token_expired",
            "already_member",
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
];

/// Writes the findings where they are asked for, and a table of what occurred to standard error.
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
    for story in &all.first {
        eprintln!("{story}");
    }
    let answers = all.answers.iter();
    let answers: Vec<String> = answers
        .map(|((ask, word), count)| format!("{ask}: {word} {count}"))
        .collect();
    eprintln!("  {}", answers.join(", "));
    let findings = json!({
        "figures": [
            {"name": "disagreements", "value": all.disagreements, "unit": "lives", "exactly": 0},
            {"name": "steps compared", "value": all.steps, "unit": "commands", "at_least": wanted},
            {"name": "lives of accounts", "value": all.lives},
            {"name": "kinds of refusal that occurred", "value": occurred(all), "at_least": kinds()},
            {"name": "steps that were done", "value": done(all), "unit": "commands"},
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
        "broken": format!("the model, {}", fault.text()),
        "figures": [
            {"name": "disagreements", "value": tally.disagreements},
            {"name": "steps compared", "value": tally.steps},
        ],
    })
}

fn kinds() -> usize {
    REFUSALS.iter().map(|(_, codes)| codes.len()).sum()
}

fn occurred(all: &Tally) -> usize {
    let every = REFUSALS
        .iter()
        .flat_map(|(ask, codes)| codes.iter().map(move |code| (*ask, *code)));
    every.filter(|kind| all.answers.contains_key(kind)).count()
}

fn done(all: &Tally) -> u64 {
    let done = all.answers.iter().filter(|((_, word), _)| *word == "ok");
    done.map(|(_, count)| count).sum()
}

fn notes(all: &Tally) -> Vec<String> {
    let missed = REFUSALS.iter().flat_map(|(ask, codes)| {
        let missed = codes
            .iter()
            .filter(move |code| !all.answers.contains_key(&(*ask, **code)));
        missed.map(move |code| format!("never occurred: {ask}: {code}"))
    });
    all.first.iter().cloned().chain(missed).collect()
}
