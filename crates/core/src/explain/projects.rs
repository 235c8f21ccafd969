//! Explanations about projects, from what a client knows of them.

use alloc::vec::Vec;

use super::explanation::{Explanation, Reason};
use super::in_project::explain_in_project;
use super::no_project::{UnseenProject, explain_no_project};
use super::question::Question;
use crate::permission::PermissionSet;
use crate::{Policy, RoleAssignment, required};

/// What a client knows of the user's projects in the account.
#[derive(Clone, Debug)]
pub struct KnownProjects {
    /// How many projects that are in use the user is in.
    pub count: usize,
    /// The project that the question is about.
    pub named: Option<NamedProject>,
}

/// The project that a question is about.
#[derive(Clone, Debug)]
pub enum NamedProject {
    /// The user is in it.
    Known {
        /// What was granted to them there.
        grant: Option<RoleAssignment>,
        /// What they hold there, through their role in the account too.
        held: PermissionSet,
    },
    /// The user is not in it, or it does not exist.
    Unknown,
}

/// Explains what a member does not see or may not do because of projects. `None` when that is for other reasons.
pub(super) fn explain_projects(
    policy: &Policy,
    question: &Question<'_>,
    in_account: PermissionSet,
    projects: &KnownProjects,
    denied: bool,
) -> Option<Explanation> {
    match &projects.named {
        Some(NamedProject::Unknown) => {
            let unseen = UnseenProject::InQuestion;
            Some(explain_no_project(policy, question, unseen))
        }
        Some(NamedProject::Known { grant, held }) => {
            let role = grant.as_ref().map(RoleAssignment::role_name);
            explain_in_project(policy, question, *held, role).or_else(|| nothing_there(question))
        }
        None if denied || projects.count > 0 || !is_about_projects(policy, question) => None,
        None if sees_all_projects(policy, in_account) => {
            let unseen = UnseenProject::NoneExists;
            (question.count == Some(0)).then(|| explain_no_project(policy, question, unseen))
        }
        None => {
            let unseen = UnseenProject::NoneShared;
            Some(explain_no_project(policy, question, unseen))
        }
    }
}

/// Whether the user looks for something that is in projects.
fn is_about_projects(policy: &Policy, question: &Question<'_>) -> bool {
    let scope = policy.project_scope();
    match question.permissions {
        [] => question.count == Some(0),
        names => names.iter().all(|name| policy.holds(scope, name)),
    }
}

/// Whether a member sees every project of the account: they may create some, or hold something in each.
fn sees_all_projects(policy: &Policy, held: PermissionSet) -> bool {
    policy.holds(held, required::PROJECTS_CREATE)
        || !held.intersection(policy.project_scope()).is_empty()
}

fn nothing_there(question: &Question<'_>) -> Option<Explanation> {
    let nothing = "You can see this, but there's nothing here yet.";
    (question.count == Some(0))
        .then(|| Explanation::new(question, Reason::NothingYet, Vec::new(), nothing))
}

#[cfg(all(test, feature = "policy-toml", feature = "unicode"))]
mod tests;
