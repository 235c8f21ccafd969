//! Which events a webhook gets.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::audit::{Action, Word};

/// The events of a webhook: all of them, or those that match one of its patterns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EventFilter {
    /// Every event.
    All,
    /// Events that one of these selects.
    Only(Vec<EventPattern>),
}

/// One type of event, or a family of types.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EventPattern {
    /// The events of this type.
    Type(String),
    /// The events whose type begins with these words and a dot.
    Family(String),
}

/// Why a text is no pattern of events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PatternError {
    /// It matches everything, as does no filter at all.
    Everything,
    /// It is neither a word nor words with `.*` behind them.
    Malformed,
    /// It is in a family of Hallpass's own, which has no such action.
    Unknown,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Everything => "matches every event; leave `events` out instead",
            Self::Malformed => {
                "is neither an action such as \"member.join\" nor a family such as \"member.*\""
            }
            Self::Unknown => "is not an action of Hallpass, nor a family of them",
        })
    }
}

impl core::error::Error for PatternError {}

impl EventFilter {
    /// Whether the webhook gets events of this type.
    #[must_use]
    pub fn selects(&self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(patterns) => patterns.iter().any(|pattern| pattern.selects(kind)),
        }
    }
}

impl EventPattern {
    /// Reads `member.join` or `member.*`.
    ///
    /// # Errors
    /// [`PatternError`] for anything else, and for a name in a reserved family that Hallpass does not use.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text == "*" {
            return Err(PatternError::Everything);
        }
        let family = text.strip_suffix(".*");
        let word: Word = family
            .unwrap_or(text)
            .parse()
            .map_err(|_| PatternError::Malformed)?;
        let pattern = match family {
            Some(family) => Self::Family(family.to_string()),
            None => Self::Type(text.to_string()),
        };
        if word.is_reserved() && !own_types().any(|kind| pattern.selects(&kind)) {
            return Err(PatternError::Unknown);
        }
        Ok(pattern)
    }

    fn selects(&self, kind: &str) -> bool {
        match self {
            Self::Type(wanted) => wanted == kind,
            Self::Family(family) => kind
                .strip_prefix(family.as_str())
                .is_some_and(|rest| rest.starts_with('.')),
        }
    }
}

/// The types of Hallpass's own events.
fn own_types() -> impl Iterator<Item = String> {
    let actions = Action::ALL.iter().map(|action| action.as_str());
    actions.flat_map(|action| [action.to_string(), alloc::format!("{action}.refused")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(patterns: &[&str]) -> EventFilter {
        let patterns = patterns.iter().map(|text| EventPattern::parse(text));
        EventFilter::Only(patterns.collect::<Result<_, _>>().unwrap())
    }

    #[test]
    fn without_a_filter_every_event_is_selected() {
        for kind in ["member.join", "member.join.refused", "pod.create", "x"] {
            assert!(EventFilter::All.selects(kind), "{kind}");
        }
    }

    #[test]
    fn patterns_select_types_and_families() {
        for (patterns, kind, selected) in [
            (&["member.join"][..], "member.join", true),
            (&["member.join"], "member.leave", false),
            (&["member.join"], "member.join.refused", false),
            (&["member.join.refused"], "member.join.refused", true),
            (&["member.join.refused"], "member.join", false),
            (&["member.*"], "member.join", true),
            (&["member.*"], "member.join.refused", true),
            (&["member.*"], "membership.note", false),
            (&["member.*"], "member", false),
            (&["member.join.*"], "member.join.refused", true),
            (&["member.join.*"], "member.join", false),
            (&["hallpass.*"], "hallpass.project.create", true),
            (&["hallpass.project.*"], "hallpass.project.create", true),
            (&["hallpass.project.*"], "hallpass.review.open", false),
            (&["pod.create"], "pod.create", true),
            (&["pod.*"], "pod.create", true),
            (&["pod.*"], "invite.create", false),
            (&["pod.*", "invite.create"], "invite.create", true),
        ] {
            assert_eq!(
                filter(patterns).selects(kind),
                selected,
                "{patterns:?} {kind}"
            );
        }
    }

    #[test]
    fn every_own_action_and_its_families_are_patterns() {
        for action in Action::ALL {
            let action = action.as_str();
            let (family, _) = action.rsplit_once('.').unwrap();
            assert!(filter(&[action]).selects(action));
            assert!(filter(&[&alloc::format!("{family}.*")]).selects(action));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, error) in [
            ("*", PatternError::Everything),
            ("", PatternError::Malformed),
            (".*", PatternError::Malformed),
            ("member*", PatternError::Malformed),
            ("*.join", PatternError::Malformed),
            ("member.*.x", PatternError::Malformed),
            ("Member.join", PatternError::Malformed),
            ("member.joined", PatternError::Unknown),
            ("member", PatternError::Unknown),
            ("hallpass.keys.*", PatternError::Unknown),
            ("account.create.refused.x", PatternError::Unknown),
        ] {
            assert_eq!(EventPattern::parse(text), Err(error), "{text:?}");
        }
    }
}
