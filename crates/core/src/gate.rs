//! The gate: which requests may go on to the platform's own origin, and with what.
//!
//! A path is normalised once, before anything is decided by it, so that the gate and the origin cannot read it in two
//! ways. What no rule names is not let through.

mod path;
mod rules;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::freshness::Freshness;
use crate::{AccountId, PermissionName};

pub use path::{Path, PathError};

/// The rules, in the order in which they are tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gate(Vec<Rule>);

/// What a request of this method and path asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// The method; none for every one.
    method: Option<String>,
    segments: Vec<Segment>,
    /// All of these must be held.
    pub require: Vec<PermissionName>,
    /// How sure it must be that the token still counts.
    pub freshness: Freshness,
}

/// A part of a rule's path.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Segment {
    /// This very word, in capitals or not: an origin may not tell them apart.
    Word(String),
    /// The account that the token must be of.
    Account,
    /// Any one part.
    Any,
    /// Whatever follows, and it is the last.
    Rest,
}

/// A rule for a request, and the account that its path names, if it names one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Each account that the path names, as it stands there.
    accounts: Vec<&'a str>,
}

impl Passage<'_> {
    /// Whether a token of this account is one for the path.
    #[must_use]
    pub fn is_of(&self, account: &AccountId) -> bool {
        self.accounts
            .iter()
            .all(|named| named.parse() == Ok(*account))
    }
}

/// A setting that makes no gate; its number counts from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateError {
    /// No strict JSON list of objects, or an empty one.
    Syntax,
    /// A rule with a field that is missing, unknown or of another type.
    Rule(usize),
    /// A rule whose path is none, or is one of Hallpass's own.
    Path(usize),
    /// A rule that requires a permission that the policy lacks.
    Permission(usize),
    /// A rule that an earlier one leaves nothing to.
    Shadowed(usize),
}

impl fmt::Display for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, wrong) = match self {
            Self::Syntax => return f.write_str("is no list of rules"),
            Self::Rule(at) => (at, "is not `{method, path, require, freshness?}`"),
            Self::Path(at) => (at, "has a path that cannot be gated"),
            Self::Permission(at) => (at, "requires what the policy does not know"),
            Self::Shadowed(at) => (at, "comes behind one that takes all that it would"),
        };
        write!(f, "has a rule, number {at}, that {wrong}")
    }
}

impl core::error::Error for GateError {}

impl Gate {
    /// Whether the gate stands before this path: it begins like a rule's.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        let first = path.segments().next().unwrap_or_default();
        self.0.iter().any(|rule| match rule.segments.first() {
            Some(Segment::Word(word)) => word.eq_ignore_ascii_case(first),
            Some(Segment::Account | Segment::Any | Segment::Rest) => true,
            None => false,
        })
    }

    /// The first rule for this method and path. `HEAD` goes where `GET` does.
    #[must_use]
    pub fn find<'a>(&'a self, method: &str, path: &'a Path) -> Option<Passage<'a>> {
        self.0.iter().find_map(|rule| {
            if !rule.takes(method) {
                return None;
            }
            let accounts = rule.matched(path)?;
            Some(Passage { rule, accounts })
        })
    }

    /// The methods that rules take at this path, for whoever asks beforehand.
    #[must_use]
    pub fn methods(&self, path: &Path) -> Vec<&str> {
        let at_path = self.0.iter().filter(|rule| rule.matched(path).is_some());
        at_path
            .map(|rule| rule.method.as_deref().unwrap_or("*"))
            .collect()
    }
}

impl Rule {
    fn takes(&self, method: &str) -> bool {
        self.method
            .as_deref()
            .is_none_or(|own| own == method || (own == "GET" && method == "HEAD"))
    }

    /// The accounts that a path of this rule names; `None` when it is another's.
    fn matched<'a>(&self, path: &'a Path) -> Option<Vec<&'a str>> {
        let mut accounts = Vec::new();
        let mut parts = path.segments();
        for segment in &self.segments {
            if *segment == Segment::Rest {
                return Some(accounts);
            }
            let part = parts.next()?;
            match segment {
                Segment::Word(word) if !word.eq_ignore_ascii_case(part) => return None,
                Segment::Account => accounts.push(part),
                Segment::Word(_) | Segment::Any | Segment::Rest => {}
            }
        }
        parts.next().is_none().then_some(accounts)
    }
}

#[cfg(all(test, feature = "policy-toml"))]
mod tests;
