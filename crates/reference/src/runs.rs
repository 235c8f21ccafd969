//! Runs histories through the model and through core, and compares them after every step.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compare;
use crate::core_account::CoreAccount;
use crate::core_fixture::Fixture;
use crate::core_reply;
use crate::model::command::{Reply, Step};
use crate::model::{Fault, World};
use crate::random_history::{RandomHistory, Range};

/// The results of some histories.
#[derive(Default)]
pub(crate) struct Tally {
    /// Histories that were run.
    pub(crate) histories: u64,
    /// Steps that were compared.
    pub(crate) steps: u64,
    /// Histories that ended in a difference.
    pub(crate) differences: u64,
    /// The first few of them.
    pub(crate) examples: Vec<String>,
    /// How often each command had each outcome.
    pub(crate) outcomes: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    /// Adds the results of other histories.
    pub(crate) fn add(&mut self, other: Self) {
        self.histories += other.histories;
        self.steps += other.steps;
        self.differences += other.differences;
        self.examples.extend(other.examples);
        self.examples.truncate(5);
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
    }
}

/// Runs histories until so many steps were compared or, with a fault, until it was noticed.
///
/// # Errors
/// If a step refers to something that core does not have.
pub(crate) fn run_histories(
    fixture: &Rc<Fixture>,
    seed: u64,
    numbers: impl Iterator<Item = u64>,
    steps: u64,
    fault: Option<Fault>,
) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for number in numbers {
        if tally.steps >= steps || (fault.is_some() && tally.differences > 0) {
            break;
        }
        run_history(fixture, seed, number, fault, &mut tally)?;
        tally.histories += 1;
    }
    Ok(tally)
}

fn run_history(
    fixture: &Rc<Fixture>,
    seed: u64,
    number: u64,
    fault: Option<Fault>,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut history = RandomHistory::new(seed, number, Range::Whole);
    let mut world = World::new(history.policy, fault);
    let mut core_account = CoreAccount::new(Rc::clone(fixture), history.policy);
    let mut past = Vec::new();
    while let Some(step) = history.next(&world) {
        if past.len() == 2 {
            pad(&history, &mut world, &mut core_account);
        }
        let logged = world.log.len();
        let model = world.step(&step);
        let core_reply = core_account.step(&step)?;
        let core = core_reply::reply(&core_account, &core_reply);
        *tally
            .outcomes
            .entry((step.command.name(), outcome(&core)))
            .or_default() += 1;
        tally.steps += 1;
        past.push(step);
        let difference = if model == core {
            compare::difference(&world, &core_account, logged)
        } else {
            Some(format!("the model returns {model:?}, core {core:?}"))
        };
        if let Some(difference) = difference {
            tally.differences += 1;
            if tally.examples.len() < 3 {
                tally.examples.push(describe(number, &past, &difference));
            }
            break;
        }
    }
    Ok(())
}

/// Adds members, invites and projects that are only counted, on both sides, so that limits are reached without that many rows.
fn pad(history: &RandomHistory, world: &mut World, core_account: &mut CoreAccount) {
    if !world.closed && core_account.pad(history) {
        world.uncounted = history.uncounted;
        world.unlisted = history.unlisted;
        world.unlisted_projects = history.unlisted_projects;
        world.unlisted_grants = history.unlisted_grants;
    }
}

/// The outcome of a command: `ok` or the code of the error.
pub(crate) const fn outcome(reply: &Reply) -> &'static str {
    match reply {
        Reply::Denied(denial) => denial.code,
        Reply::LinkClosed => "closed",
        Reply::OwnsTeam => "owns a team",
        Reply::Account
        | Reply::Closed
        | Reply::Plan { .. }
        | Reply::Token { .. }
        | Reply::Member(_)
        | Reply::Removed(_)
        | Reply::Invite(_)
        | Reply::Opened { .. }
        | Reply::Accepted { .. }
        | Reply::Project(_)
        | Reply::Grant { .. }
        | Reply::Review(_)
        | Reply::Erased
        | Reply::Nothing => "ok",
    }
}

fn describe(number: u64, past: &[Step], difference: &str) -> String {
    let mut text = format!("history {number}, step {}: {difference}\n", past.len());
    for step in past {
        text.push_str(&format!(
            "  +{} s, user {} ({:?}): {:?}\n",
            step.after, step.who, step.address, step.command
        ));
    }
    text
}
