//! Many lives, on both sides, step by step.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compare;
use crate::core_account::{CoreAccount, Fixture};
use crate::model::ask::{Reply, Step};
use crate::model::{Fault, World};
use crate::walk::{Life, Range};

/// What came of some lives.
#[derive(Default)]
pub(crate) struct Tally {
    /// Lives lived.
    pub(crate) lives: u64,
    /// Steps taken and compared.
    pub(crate) steps: u64,
    /// Lives that ended in a disagreement.
    pub(crate) disagreements: u64,
    /// The first few of them.
    pub(crate) first: Vec<String>,
    /// What was asked and how it was answered, and how often.
    pub(crate) answers: BTreeMap<(&'static str, &'static str), u64>,
}

impl Tally {
    /// Both together.
    pub(crate) fn join(&mut self, other: Self) {
        self.lives += other.lives;
        self.steps += other.steps;
        self.disagreements += other.disagreements;
        self.first.extend(other.first);
        self.first.truncate(5);
        for (answer, count) in other.answers {
            *self.answers.entry(answer).or_default() += count;
        }
    }
}

/// Lives one after another, until so many steps were taken or, with a fault, until it was noticed.
///
/// # Errors
/// A walk that names what is not there.
pub(crate) fn lives(
    fixture: &Rc<Fixture>,
    seed: u64,
    numbers: impl Iterator<Item = u64>,
    steps: u64,
    fault: Option<Fault>,
) -> Result<Tally, String> {
    let mut tally = Tally::default();
    for number in numbers {
        if tally.steps >= steps || (fault.is_some() && tally.disagreements > 0) {
            break;
        }
        life(fixture, seed, number, fault, &mut tally)?;
        tally.lives += 1;
    }
    Ok(tally)
}

fn life(
    fixture: &Rc<Fixture>,
    seed: u64,
    number: u64,
    fault: Option<Fault>,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut life = Life::new(seed, number, Range::Whole);
    let mut world = World::new(life.policy, fault);
    let mut core_account = CoreAccount::new(Rc::clone(fixture), life.policy);
    let mut past = Vec::new();
    while let Some(step) = life.next(&world) {
        if past.len() == 2 {
            pad(&life, &mut world, &mut core_account);
        }
        let logged = world.log.len();
        let model = world.step(&step);
        let core_reply = core_account.step(&step)?;
        let core = compare::reply(&core_account, &core_reply);
        *tally
            .answers
            .entry((step.ask.name(), word(&core)))
            .or_default() += 1;
        tally.steps += 1;
        past.push(step);
        let wrong = if model == core {
            compare::difference(&world, &core_account, logged)
        } else {
            Some(format!("the model says {model:?}, core {core:?}"))
        };
        if let Some(wrong) = wrong {
            tally.disagreements += 1;
            if tally.first.len() < 3 {
                tally.first.push(story(number, &past, &wrong));
            }
            break;
        }
    }
    Ok(())
}

/// Members and invites that are only counted, on both sides: limits are met without playing a hundred thousand joins.
fn pad(life: &Life, world: &mut World, core_account: &mut CoreAccount) {
    if !world.closed && core_account.pad(life.uncounted, life.unlisted) {
        world.uncounted = life.uncounted;
        world.unlisted = life.unlisted;
    }
}

/// How it was answered, in a word.
pub(crate) const fn word(reply: &Reply) -> &'static str {
    match reply {
        Reply::No(no) => no.code,
        Reply::LinkClosed => "closed",
        Reply::Account
        | Reply::Closed
        | Reply::Plan { .. }
        | Reply::Token { .. }
        | Reply::Member(_)
        | Reply::Removed(_)
        | Reply::Invite(_)
        | Reply::Opened { .. }
        | Reply::Accepted(_)
        | Reply::Nothing => "ok",
    }
}

fn story(number: u64, past: &[Step], wrong: &str) -> String {
    let mut text = format!("life {number}, step {}: {wrong}\n", past.len());
    for step in past {
        text.push_str(&format!(
            "  +{} s, user {} ({:?}): {:?}\n",
            step.after, step.who, step.address, step.ask
        ));
    }
    text
}
