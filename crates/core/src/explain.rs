//! Explains why a user may not do something, and what would help.
//!
//! The browser and the edge use the same function, so that a disabled button and a 403 give the same explanation.

pub mod advice;
mod explanation;
mod in_project;
mod no_project;
mod projects;
mod question;

use alloc::string::String;
use alloc::vec::Vec;

use crate::policy::Scope;
use crate::{Policy, RoleAssignment};

pub use explanation::{Cause, Explanation, Reason};
pub use no_project::{UnseenProject, explain_no_project};
pub use projects::{KnownProjects, NamedProject};
pub use question::{Colleague, Question, Situation};

use in_project::explain_in_project;
use question::ask;

/// Explains why it is not allowed. `None` when it is.
#[must_use]
pub fn explain(policy: &Policy, question: &Question<'_>) -> Option<Explanation> {
    explain_limit(question).or_else(|| explain_membership(policy, question))
}

/// Explains limits that only the edge knows: of spending, and of services.
fn explain_limit(question: &Question<'_>) -> Option<Explanation> {
    match question.situation {
        Situation::OverBudget => {
            let help = "The account's spend limit does not cover this. Stop something, or ask for a higher limit.";
            Some(Explanation::new(
                question,
                Reason::SpendLimit,
                Vec::new(),
                help,
            ))
        }
        Situation::Service => {
            let help = "This service doesn't have the permission. The operator gives it, in `subjects` of `IDENTITY_PROVIDERS`.";
            Some(Explanation::new(
                question,
                Reason::RoleLacks,
                question.required(),
                help,
            ))
        }
        Situation::AboveCeiling { ceiling } => {
            let (dollars, cents) = (ceiling / 100, ceiling % 100);
            let help = alloc::format!(
                "Members can set a limit of {dollars}.{cents:02} US dollars an hour at most. Contact support to raise it further."
            );
            Some(Explanation::new(
                question,
                Reason::SpendLimit,
                Vec::new(),
                &help,
            ))
        }
        Situation::SignedOut
        | Situation::Stranger
        | Situation::Elsewhere
        | Situation::Former
        | Situation::TokenExpired
        | Situation::Suspended
        | Situation::PastEnd
        | Situation::InProject { .. }
        | Situation::Member { .. } => None,
    }
}

/// Explains the user's membership, which a client knows too.
fn explain_membership(policy: &Policy, question: &Question<'_>) -> Option<Explanation> {
    let (reason, help) = match question.situation {
        Situation::SignedOut => (Reason::NotSignedIn, "Sign in to continue."),
        Situation::Stranger => (
            Reason::NotAMember,
            "You're not in this team. If you were invited, open the invite and join.",
        ),
        Situation::Elsewhere => (
            Reason::NotSwitched,
            "You're in this team, but this tab is using another account. Switch to the team.",
        ),
        Situation::Former => (
            Reason::Ended,
            "Your membership in this team has ended. Ask its owner for a new invite.",
        ),
        Situation::TokenExpired => (
            Reason::Expired,
            "Your access couldn't be renewed. Check your connection and try again.",
        ),
        Situation::Suspended | Situation::PastEnd => {
            return Some(holds_nothing(policy, question));
        }
        Situation::InProject { held } => {
            return explain_in_project(policy, question, policy.set_named(held), None);
        }
        Situation::Member { assignment, owns } => {
            return explain_member(policy, question, &assignment.effective(policy, *owns));
        }
        Situation::OverBudget | Situation::Service | Situation::AboveCeiling { .. } => return None,
    };
    Some(Explanation::new(
        question,
        reason,
        question.required(),
        help,
    ))
}

fn explain_member(
    policy: &Policy,
    question: &Question<'_>,
    assignment: &RoleAssignment,
) -> Option<Explanation> {
    let held = assignment.permissions_under(policy);
    let missing = question.missing_in(policy, held);
    if !missing.is_empty() {
        return Some(role_lacks(policy, question, assignment, missing));
    }
    let nothing = "You can see this, but there's nothing here yet.";
    (question.count == Some(0)).then(|| Explanation {
        role: Some(assignment.role_name()),
        ..Explanation::new(question, Reason::NothingYet, Vec::new(), nothing)
    })
}

/// Explains that a member holds nothing for now, and that those who manage members can change it.
fn holds_nothing(policy: &Policy, question: &Question<'_>) -> Explanation {
    let (reason, state, remedy) = if *question.situation == Situation::Suspended {
        (Reason::Suspended, "is suspended", "restore")
    } else {
        (Reason::PastEnd, "has ended", "extend")
    };
    let ask_who = ask(question.managers(policy));
    let whom = match ask_who.first() {
        Some(first) => first.name.as_str(),
        None => "someone who manages members",
    };
    let help = alloc::format!("Your membership in this team {state}. Ask {whom} to {remedy} it.");
    Explanation {
        ask_who: Some(ask_who),
        ..Explanation::new(question, reason, question.required(), &help)
    }
}

fn role_lacks(
    policy: &Policy,
    question: &Question<'_>,
    assignment: &RoleAssignment,
    missing: Vec<String>,
) -> Explanation {
    let would: Vec<_> = policy
        .roles()
        .iter()
        .filter(|role| {
            role.scope == Scope::Account && question.is_allowed_by(policy, role.permissions)
        })
        .collect();
    let ask_who = ask(question.managers(policy).filter(|(_, held)| {
        let mut roles = would.iter();
        roles.any(|role| role.permissions.is_subset_of(*held))
    }));
    let role = assignment.role_name();
    let title = match assignment {
        RoleAssignment::Role(name) => policy
            .role(name)
            .map_or(name.as_str(), |role| role.title.as_str()),
        RoleAssignment::Custom(_) => "a list of permissions",
    };
    let yours = match assignment {
        RoleAssignment::Role(_) => alloc::format!("Your role {title} doesn't"),
        RoleAssignment::Custom(_) => "Your permissions don't".into(),
    };
    let titles: Vec<_> = would.iter().map(|role| role.title.as_str()).collect();
    let what_to_do = match (titles.is_empty(), ask_who.first()) {
        (true, _) => alloc::format!("No role of this team allows this; yours is {title}."),
        (false, Some(first)) => alloc::format!(
            "{yours} allow this. Ask {} for the role {}.",
            first.name,
            titles.join(" or ")
        ),
        (false, None) => alloc::format!(
            "{yours} allow this. Ask someone who manages members for the role {}.",
            titles.join(" or ")
        ),
    };
    Explanation {
        reason: Reason::RoleLacks,
        cause: None,
        missing,
        role: Some(role),
        roles_that_would: Some(would.iter().map(|role| role.name.clone()).collect()),
        ask_who: Some(ask_who),
        what_to_do,
        support_url: question.support_url.map(Into::into),
    }
}

#[cfg(all(test, feature = "policy-toml", feature = "unicode"))]
mod tests;
