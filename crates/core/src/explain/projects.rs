//! Explanations about projects, from what a client knows of them.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Cause, Colleague, Explanation, Question, Reason, helpers, plain};
use crate::permission::PermissionSet;
use crate::policy::Scope;
use crate::{Policy, RoleAssignment, UserRef, limits, required};

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
            let what = "You have no access to this project, or it does not exist.";
            Some(no_access(policy, question, what))
        }
        Some(NamedProject::Known { grant, held }) => {
            project_lacks(policy, question, grant.as_ref(), *held)
        }
        None if denied || projects.count > 0 || !is_about_projects(policy, question) => None,
        None if sees_all_projects(policy, in_account) => {
            (question.count == Some(0)).then(|| no_projects(policy, question, in_account))
        }
        None => Some(no_access(
            policy,
            question,
            "No project is shared with you yet.",
        )),
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

fn no_projects(policy: &Policy, question: &Question<'_>, held: PermissionSet) -> Explanation {
    let creators: Vec<_> = helpers(policy, question)
        .filter(|(_, held)| policy.holds(*held, required::PROJECTS_CREATE))
        .map(|(colleague, _)| colleague)
        .take(limits::ASK_WHO)
        .collect();
    let remedy = match creators.first() {
        _ if policy.holds(held, required::PROJECTS_CREATE) => "Create one.".to_string(),
        Some(first) => alloc::format!("Ask {} to create one.", first.user.name),
        None => "Ask somebody who creates projects to create one.".to_string(),
    };
    let help = alloc::format!("There is nothing here yet: the team has no project. {remedy}");
    nothing_yet(question, Cause::NoProjects, &creators, &help)
}

fn no_access(policy: &Policy, question: &Question<'_>, what: &str) -> Explanation {
    let helpers: Vec<_> = project_managers(policy, question)
        .map(|(colleague, _)| colleague)
        .take(limits::ASK_WHO)
        .collect();
    let whom = helpers
        .first()
        .map_or("somebody who manages members", |first| {
            first.user.name.as_str()
        });
    let help = alloc::format!("{what} Ask {whom} for access.");
    nothing_yet(question, Cause::NoProjectAccess, &helpers, &help)
}

fn nothing_yet(
    question: &Question<'_>,
    cause: Cause,
    ask_who: &[&Colleague],
    what_to_do: &str,
) -> Explanation {
    Explanation {
        cause: Some(cause),
        ask_who: Some(people(ask_who)),
        ..plain(question, Reason::NothingYet, Vec::new(), what_to_do)
    }
}

/// Explains what a member lacks in a project that they are in.
fn project_lacks(
    policy: &Policy,
    question: &Question<'_>,
    grant: Option<&RoleAssignment>,
    held: PermissionSet,
) -> Option<Explanation> {
    let lacking = question
        .permissions
        .iter()
        .filter(|name| !policy.holds(held, name));
    let missing: Vec<String> = lacking.map(ToString::to_string).collect();
    if missing.is_empty() {
        let nothing = "You may see this; there is nothing here yet.";
        return (question.count == Some(0))
            .then(|| plain(question, Reason::NothingYet, Vec::new(), nothing));
    }
    let would: Vec<_> = policy
        .roles()
        .iter()
        .filter(|role| role.scope == Scope::Project)
        .filter(|role| {
            let mut names = question.permissions.iter();
            names.all(|name| policy.holds(role.permissions, name))
        })
        .collect();
    let helpers: Vec<_> = project_managers(policy, question)
        .filter(|(_, held)| {
            let mut roles = would.iter();
            roles.any(|role| role.permissions.is_subset_of(*held))
        })
        .map(|(colleague, _)| colleague)
        .take(limits::ASK_WHO)
        .collect();
    let titles: Vec<_> = would.iter().map(|role| role.title.as_str()).collect();
    let what_to_do = if titles.is_empty() {
        "No role in a project allows this.".to_string()
    } else {
        let whom = helpers
            .first()
            .map_or("somebody who manages the project", |first| {
                first.user.name.as_str()
            });
        alloc::format!(
            "You may not do this in this project. Ask {whom} for the role {} there.",
            titles.join(" or ")
        )
    };
    Some(Explanation {
        role: grant.map(RoleAssignment::role_name),
        roles_that_would: Some(would.iter().map(|role| role.name.clone()).collect()),
        ask_who: Some(people(&helpers)),
        ..plain(question, Reason::RoleLacks, missing, &what_to_do)
    })
}

/// The colleagues who may give access to projects, whichever it is: they manage members, or every project.
fn project_managers<'a>(
    policy: &'a Policy,
    question: &'a Question<'_>,
) -> impl Iterator<Item = (&'a Colleague, PermissionSet)> {
    helpers(policy, question).filter(|(_, held)| {
        policy.holds(*held, required::MEMBERS_MANAGE)
            || policy.holds(*held, required::PROJECT_MANAGE)
    })
}

fn people(colleagues: &[&Colleague]) -> Vec<UserRef> {
    colleagues.iter().map(|each| each.user.clone()).collect()
}

#[cfg(all(test, feature = "policy-toml", feature = "unicode"))]
mod tests;
