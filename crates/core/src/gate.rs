//! The gate: which requests are forwarded to the platform's own origin.
//!
//! A path is normalised once, before any decision, and refused unless every origin reads it alike. A request that no rule
//! matches is not forwarded.

pub mod header;
mod path;
mod rules;
mod segment;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::freshness::Freshness;
use crate::{AccountId, PermissionName, ProjectId};

pub use path::{Path, PathError};
use segment::same_word;

/// Methods that no rule matches: an origin's response would contain the gate's own headers, the secret among them.
const ECHOED: [&str; 2] = ["TRACE", "TRACK"];

/// The rules, in the order in which they are tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gate(Vec<Rule>);

/// What a request of this method and path requires.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// The method; `None` for every method.
    method: Option<String>,
    segments: Vec<Pattern>,
    /// The permissions, all of which must be held.
    pub require: Vec<PermissionName>,
    /// How recently the token must have been found current.
    pub freshness: Freshness,
}

/// What a segment of a rule's path matches.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Pattern {
    /// This word, decoded. It matches in any case, since the origin may ignore case.
    Word(String),
    /// The account that the token must be for.
    Account,
    /// The project that the token must be for.
    Project,
    /// Any one segment.
    Any,
    /// Any number of segments, at the end of the path.
    Rest,
}

/// The rule that matches a request, and the accounts and projects that its path names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleMatch<'a> {
    /// The rule.
    pub rule: &'a Rule,
    named: Named<'a>,
}

/// The accounts and projects in a path, unparsed.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct Named<'a> {
    accounts: Vec<&'a str>,
    projects: Vec<&'a str>,
}

impl RuleMatch<'_> {
    /// Whether every account in the path is this one.
    #[must_use]
    pub fn is_for(&self, account: &AccountId) -> bool {
        let mut accounts = self.named.accounts.iter();
        accounts.all(|named| named.parse() == Ok(*account))
    }

    /// Whether every project in the path is this one. A path that names no project is for every project, and for none.
    #[must_use]
    pub fn is_for_project(&self, project: Option<&ProjectId>) -> bool {
        let mut projects = self.named.projects.iter();
        projects.all(|named| project.is_some_and(|project| named.parse() == Ok(*project)))
    }
}

/// Why the setting `GATE` is invalid. Rules are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateError {
    /// It is not a JSON list of objects, or it is empty.
    Syntax,
    /// A rule has a field that is missing, unknown or of another type.
    Rule(usize),
    /// A rule has an invalid path, or one of Hallpass's own.
    Path(usize),
    /// A rule requires a permission that the policy lacks.
    Permission(usize),
    /// A rule for a project requires a permission of account scope, which no project gives.
    Scope(usize),
    /// A rule can never match, because an earlier one matches all of its requests.
    Shadowed(usize),
}

impl fmt::Display for GateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, wrong) = match self {
            Self::Syntax => return f.write_str("is not a list of rules"),
            Self::Rule(at) => (at, "is not `{method, path, require, freshness?}`"),
            Self::Path(at) => (at, "has a path that cannot be gated"),
            Self::Permission(at) => (at, "requires a permission that the policy lacks"),
            Self::Scope(at) => (
                at,
                "has `{project}` in its path and requires a permission that is not of project scope",
            ),
            Self::Shadowed(at) => (
                at,
                "never matches, since an earlier rule matches all of its requests",
            ),
        };
        write!(f, "has a rule, number {at}, that {wrong}")
    }
}

impl core::error::Error for GateError {}

impl Gate {
    /// Whether the gate handles this path: its first segment is that of a rule.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        self.0.iter().any(|rule| match rule.segments.first() {
            Some(Pattern::Word(word)) => path.begins_with(word),
            Some(Pattern::Account | Pattern::Project | Pattern::Any | Pattern::Rest) => true,
            None => false,
        })
    }

    /// The first rule that matches this method and path. `HEAD` matches rules for `GET`.
    #[must_use]
    pub fn find<'a>(&'a self, method: &str, path: &'a Path) -> Option<RuleMatch<'a>> {
        self.0.iter().find_map(|rule| {
            if !rule.matches_method(method) {
                return None;
            }
            let named = rule.match_path(path)?;
            Some(RuleMatch { rule, named })
        })
    }

    /// The methods of the rules at this path, for a CORS preflight.
    #[must_use]
    pub fn methods(&self, path: &Path) -> Vec<&str> {
        let at_path = self.0.iter().filter(|rule| rule.match_path(path).is_some());
        at_path
            .map(|rule| rule.method.as_deref().unwrap_or("*"))
            .collect()
    }
}

impl Rule {
    /// Whether the rule is about one project, so that what the member may do there decides.
    #[must_use]
    pub fn is_for_project(&self) -> bool {
        self.segments.contains(&Pattern::Project)
    }

    fn matches_method(&self, method: &str) -> bool {
        match self.method.as_deref() {
            Some(own) => own == method || (own == "GET" && method == "HEAD"),
            None => !ECHOED.contains(&method),
        }
    }

    /// The accounts and projects in a path that this rule matches; `None` when it does not match.
    fn match_path<'a>(&self, path: &'a Path) -> Option<Named<'a>> {
        let mut named = Named::default();
        let mut parts = path.segments();
        for segment in &self.segments {
            if *segment == Pattern::Rest {
                return Some(named);
            }
            let part = parts.next()?;
            match segment {
                Pattern::Word(word) if !same_word(word, part) => return None,
                Pattern::Account => named.accounts.push(part),
                Pattern::Project => named.projects.push(part),
                Pattern::Word(_) | Pattern::Any | Pattern::Rest => {}
            }
        }
        parts.next().is_none().then_some(named)
    }
}

#[cfg(all(test, feature = "policy-toml"))]
mod tests;
