//! What a member lacks in a project, the roles that would help, and whom to ask.

use alloc::vec::Vec;

use super::explanation::{Explanation, Reason};
use super::question::{Question, ask};
use crate::permission::{PermissionSet, RoleName};
use crate::policy::{Role, Scope};
use crate::{Policy, required};

/// Explains what a member who holds this in a project lacks there, and who can give it. `None` when they lack nothing.
///
/// `role` is the name of what was granted to them there, if that is known.
pub(super) fn explain_in_project(
    policy: &Policy,
    question: &Question<'_>,
    held: PermissionSet,
    role: Option<RoleName>,
) -> Option<Explanation> {
    let missing = question.missing_in(policy, held.intersection(policy.project_scope()));
    if missing.is_empty() {
        return None;
    }
    // A role in the project gives the least; where none does, one in the account might.
    let granted = roles_that_would(policy, question, Scope::Project);
    let (would, granters): (_, &[&str]) = if granted.is_empty() {
        let roles = roles_that_would(policy, question, Scope::Account);
        (roles, &[required::MEMBERS_MANAGE])
    } else {
        (
            granted,
            &[required::MEMBERS_MANAGE, required::PROJECT_MANAGE],
        )
    };
    let helpers = question.helpers_with(policy, granters).filter(|(_, held)| {
        let mut roles = would.iter();
        roles.any(|role| role.permissions.is_subset_of(*held))
    });
    let ask_who = ask(helpers);
    let titles: Vec<_> = would.iter().map(|role| role.title.as_str()).collect();
    let what_to_do = if titles.is_empty() {
        "No role allows this in a project.".into()
    } else {
        let whom = ask_who
            .first()
            .map_or("someone who manages the project or its members", |first| {
                first.name.as_str()
            });
        let titles = titles.join(" or ");
        alloc::format!("You can't do this in this project. Ask {whom} for the role {titles}.")
    };
    Some(Explanation {
        role,
        roles_that_would: Some(would.iter().map(|role| role.name.clone()).collect()),
        ask_who: Some(ask_who),
        ..Explanation::new(question, Reason::RoleLacks, missing, &what_to_do)
    })
}

/// The roles of this scope that allow all of the question in a project.
fn roles_that_would<'a>(
    policy: &'a Policy,
    question: &Question<'_>,
    scope: Scope,
) -> Vec<&'a Role> {
    let roles = policy.roles().iter().filter(|role| role.scope == scope);
    let would = roles.filter(|role| {
        let in_project = role.permissions.intersection(policy.project_scope());
        question.is_allowed_by(policy, in_project)
    });
    would.collect()
}
