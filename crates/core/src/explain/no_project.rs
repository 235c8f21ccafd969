//! Why a member sees no project, or not the one in question, and whom to ask.

use alloc::string::String;
use alloc::vec::Vec;

use super::explanation::{Cause, Explanation, Reason};
use super::question::{Question, Situation, ask};
use crate::{Policy, required};

/// What a member does not see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnseenProject {
    /// Any project: the account has no active one.
    NoneExists,
    /// Any project: the account has some, and the member holds nothing in them.
    NoneShared,
    /// The project in question, which might not exist.
    InQuestion,
}

impl UnseenProject {
    /// A colleague who can help holds one of these permissions in the account.
    ///
    /// They do not depend on the project, so that the answer for one that does not exist is the same.
    #[must_use]
    pub const fn helpers_hold(self) -> &'static [&'static str] {
        match self {
            Self::NoneExists => &[required::PROJECTS_CREATE],
            Self::NoneShared | Self::InQuestion => {
                &[required::MEMBERS_MANAGE, required::PROJECT_MANAGE]
            }
        }
    }

    const fn cause(self) -> Cause {
        match self {
            Self::NoneExists => Cause::NoProjects,
            Self::NoneShared | Self::InQuestion => Cause::NoProjectAccess,
        }
    }

    /// What the user sees, the remedy, and whom to ask for it when no colleague is known.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NoneExists => (
                "There are no projects yet.",
                "to create one",
                "someone who creates projects",
            ),
            Self::NoneShared => (
                "No projects are shared with you yet.",
                "for access",
                "someone who manages members",
            ),
            Self::InQuestion => (
                "You don't have access to this project, or it doesn't exist.",
                "for access",
                "someone who manages members",
            ),
        }
    }
}

/// Explains to a member why they see no project, and who can change that.
#[must_use]
pub fn explain_no_project(
    policy: &Policy,
    question: &Question<'_>,
    unseen: UnseenProject,
) -> Explanation {
    let assignment = if let Situation::Member { assignment, owns } = question.situation {
        Some(assignment.effective(policy, *owns))
    } else {
        None
    };
    let creates = assignment.as_ref().is_some_and(|assignment| {
        policy.holds(
            assignment.permissions_under(policy),
            required::PROJECTS_CREATE,
        )
    });
    let (state, remedy, someone) = unseen.words();
    let (ask_who, remedy): (_, String) = if creates && unseen == UnseenProject::NoneExists {
        (None, "Create the first one.".into())
    } else {
        let people = ask(question.helpers_with(policy, unseen.helpers_hold()));
        let whom = people.first().map_or(someone, |first| first.name.as_str());
        let remedy = alloc::format!("Ask {whom} {remedy}.");
        (Some(people), remedy)
    };
    let what_to_do = alloc::format!("{state} {remedy}");
    Explanation {
        cause: Some(unseen.cause()),
        role: assignment.map(|assignment| assignment.role_name()),
        ask_who,
        ..Explanation::new(question, Reason::NothingYet, Vec::new(), &what_to_do)
    }
}

#[cfg(all(test, feature = "policy-toml", feature = "unicode"))]
mod tests;
