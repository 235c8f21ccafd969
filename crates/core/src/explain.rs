//! Explains why a user may not do something, and what would help.
//!
//! The browser and the edge use the same function, so that a disabled button and a 403 give the same explanation.

pub mod advice;
mod in_project;
mod projects;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::permission::{PermissionName, PermissionSet, RoleName};
use crate::policy::Scope;
use crate::{Policy, RoleAssignment, UserId, UserRef, limits, required};

pub use projects::{KnownProjects, NamedProject};

/// Why it is not allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody is signed in.
    NotSignedIn,
    /// The user is not a member of the account.
    NotAMember,
    /// The user is a member, but this tab shows another account.
    NotSwitched,
    /// The role lacks the permission.
    RoleLacks,
    /// The membership ended: the user was removed, or left.
    Ended,
    /// The user is suspended.
    Suspended,
    /// The membership is past its end.
    PastEnd,
    /// The token has expired.
    Expired,
    /// The budget does not cover it.
    SpendLimit,
    /// It is allowed, but there is nothing to see yet.
    NothingYet,
}

impl Reason {
    /// The reason in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::NotAMember => "not_a_member",
            Self::NotSwitched => "not_switched",
            Self::RoleLacks => "role_lacks",
            Self::Ended => "ended",
            Self::Suspended => "suspended",
            Self::PastEnd => "past_end",
            Self::Expired => "expired",
            Self::SpendLimit => "spend_limit",
            Self::NothingYet => "nothing_yet",
        }
    }
}

/// The situation of the user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Situation {
    /// Signed out.
    SignedOut,
    /// Signed in, but not a member.
    Stranger,
    /// A member whose tab shows another account.
    Elsewhere,
    /// A former member.
    Former,
    /// A member whose token expired and could not be renewed.
    TokenExpired,
    /// A member.
    Member {
        /// Their assigned role or list of permissions.
        #[serde(flatten)]
        assignment: RoleAssignment,
        /// Whether they own the account.
        #[serde(default)]
        owns: bool,
    },
    /// A member, in one project of the account.
    InProject {
        /// All that they may do there.
        held: Vec<PermissionName>,
    },
    /// A member who is suspended.
    Suspended,
    /// A member whose membership is past its end.
    PastEnd,
    /// A member whose account has not enough budget left.
    OverBudget,
    /// A service without the permission.
    Service,
    /// A member who requests a spend limit above the one that members may set.
    AboveCeiling {
        /// The highest that members may set, in US cents per hour.
        ceiling: u64,
    },
}

/// A member who might help.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    /// The member.
    #[serde(flatten)]
    pub user: UserRef,
    /// Their assigned role or list of permissions.
    #[serde(flatten)]
    pub assignment: RoleAssignment,
    /// Whether they own the account.
    #[serde(default)]
    pub owns: bool,
}

/// Why a member sees no project.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The account has no active project.
    NoProjects,
    /// It has some, and the member holds nothing in them. The same for a project that does not exist.
    NoProjectAccess,
}

/// Why it is not allowed, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Why it is not allowed.
    pub reason: Reason,
    /// Why there is nothing to see, where that is known more closely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The missing permissions, in the order of the question.
    pub missing: Vec<String>,
    /// The user's role; `custom` for a list of permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// The roles that have all of the permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles_that_would: Option<Vec<RoleName>>,
    /// Up to five members who can give one of those roles. For members only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_who: Option<Vec<UserRef>>,
    /// One sentence in English for the user.
    pub what_to_do: String,
    /// The URL of the support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
}

/// What the user wants to do.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The required permissions, all of them. Everybody lacks an unknown one.
    pub permissions: &'a [&'a str],
    /// The situation of the user.
    pub situation: &'a Situation,
    /// The user, who is never told to ask themselves.
    pub user: Option<&'a UserId>,
    /// Members who might help, without those who are suspended or past their end.
    pub colleagues: &'a [Colleague],
    /// How many items there are to see, if that is known.
    pub count: Option<u64>,
    /// The URL of the support.
    pub support_url: Option<&'a str>,
}

/// Explains why it is not allowed. `None` when it is.
#[must_use]
pub fn explain(policy: &Policy, question: &Question<'_>) -> Option<Explanation> {
    explain_limit(question).or_else(|| explain_membership(policy, question))
}

/// Explains limits that only the edge knows: of spending, and of services.
fn explain_limit(question: &Question<'_>) -> Option<Explanation> {
    match question.situation {
        Situation::OverBudget => {
            let help = "The account's spend limit does not cover this. Stop something, or have the limit raised.";
            Some(plain(question, Reason::SpendLimit, Vec::new(), help))
        }
        Situation::Service => {
            let help = "This service was not given the permission. The operator gives it, in `subjects` of `IDENTITY_PROVIDERS`.";
            Some(plain(question, Reason::RoleLacks, all(question), help))
        }
        Situation::AboveCeiling { ceiling } => {
            let (dollars, cents) = (ceiling / 100, ceiling % 100);
            let help = alloc::format!(
                "Members may set a limit of {dollars}.{cents:02} US dollars an hour at most. Contact support to have it raised further."
            );
            Some(plain(question, Reason::SpendLimit, Vec::new(), &help))
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
        Situation::SignedOut => (Reason::NotSignedIn, "Sign in."),
        Situation::Stranger => (
            Reason::NotAMember,
            "You are not a member of this team. If you were invited, open the invite and press Join team.",
        ),
        Situation::Elsewhere => (
            Reason::NotSwitched,
            "You are a member, but this tab shows another account. Switch to the team.",
        ),
        Situation::Former => (
            Reason::Ended,
            "Your membership of this team has ended. Ask its owner for a new invite.",
        ),
        Situation::TokenExpired => (
            Reason::Expired,
            "Your access could not be renewed. Check your connection and try again.",
        ),
        Situation::Suspended | Situation::PastEnd => {
            return Some(holds_nothing(policy, question));
        }
        Situation::InProject { held } => return lacks_in_project(policy, question, held),
        Situation::Member { assignment, owns } => {
            return explain_member(policy, question, &assignment.effective(policy, *owns));
        }
        Situation::OverBudget | Situation::Service | Situation::AboveCeiling { .. } => return None,
    };
    Some(plain(question, reason, all(question), help))
}

fn explain_member(
    policy: &Policy,
    question: &Question<'_>,
    assignment: &RoleAssignment,
) -> Option<Explanation> {
    let held = assignment.permissions_under(policy);
    let missing = question
        .permissions
        .iter()
        .filter(|name| !policy.holds(held, name));
    let missing: Vec<String> = missing.map(ToString::to_string).collect();
    if !missing.is_empty() {
        return Some(role_lacks(policy, question, assignment, missing));
    }
    let nothing = "You may see this; there is nothing here yet.";
    (question.count == Some(0)).then(|| Explanation {
        role: Some(assignment.role_name()),
        ..plain(question, Reason::NothingYet, Vec::new(), nothing)
    })
}

fn all(question: &Question<'_>) -> Vec<String> {
    let names = question.permissions.iter();
    names.map(ToString::to_string).collect()
}

fn plain(
    question: &Question<'_>,
    reason: Reason,
    missing: Vec<String>,
    what_to_do: &str,
) -> Explanation {
    Explanation {
        reason,
        cause: None,
        missing,
        role: None,
        roles_that_would: None,
        ask_who: None,
        what_to_do: what_to_do.into(),
        support_url: question.support_url.map(Into::into),
    }
}

/// Explains that a member holds nothing for now, and who can change that: whoever manages members.
fn holds_nothing(policy: &Policy, question: &Question<'_>) -> Explanation {
    let (reason, state, remedy) = if *question.situation == Situation::Suspended {
        (Reason::Suspended, "is suspended", "restore")
    } else {
        (Reason::PastEnd, "has ended", "extend")
    };
    let ask_who: Vec<_> = managers(policy, question).take(limits::ASK_WHO).collect();
    let whom = match ask_who.first() {
        Some((first, _)) => first.user.name.as_str(),
        None => "somebody who manages members",
    };
    let help = alloc::format!("Your membership of this team {state}. Ask {whom} to {remedy} it.");
    Explanation {
        ask_who: Some(
            ask_who
                .into_iter()
                .map(|(colleague, _)| colleague.user.clone())
                .collect(),
        ),
        ..plain(question, reason, all(question), &help)
    }
}

/// Explains to a member why they see no project, and who can change that: whoever creates projects, or manages members or
/// every project.
#[must_use]
pub fn explain_no_project(policy: &Policy, question: &Question<'_>, cause: Cause) -> Explanation {
    let (able, state, remedy) = match cause {
        Cause::NoProjects => (
            &[required::PROJECTS_CREATE][..],
            "There is no project yet.",
            "create one",
        ),
        Cause::NoProjectAccess => (
            &[required::MEMBERS_MANAGE, required::PROJECT_MANAGE][..],
            "You have no access to a project here.",
            "add you to it",
        ),
    };
    let holds = |assignment: &RoleAssignment, owns| {
        let held = assignment.effective(policy, owns).permissions_under(policy);
        able.iter().any(|permission| policy.holds(held, permission))
    };
    let role = if let Situation::Member { assignment, owns } = question.situation {
        Some((assignment, *owns))
    } else {
        None
    };
    let can_create = cause == Cause::NoProjects
        && role.is_some_and(|(assignment, owns)| holds(assignment, owns));
    let ask_who: Vec<UserRef> = question
        .colleagues
        .iter()
        .filter(|colleague| question.user != Some(&colleague.user.user))
        .filter(|colleague| holds(&colleague.assignment, colleague.owns))
        .take(limits::ASK_WHO)
        .map(|colleague| colleague.user.clone())
        .collect();
    let help = match ask_who.first() {
        _ if can_create => "There is no project yet. Create the first one.".into(),
        Some(first) => alloc::format!("{state} Ask {} to {remedy}.", first.name),
        None => alloc::format!("{state} Ask the owner to {remedy}."),
    };
    Explanation {
        cause: Some(cause),
        role: role.map(|(assignment, owns)| assignment.effective(policy, owns).role_name()),
        ask_who: (!can_create).then_some(ask_who),
        ..plain(question, Reason::NothingYet, Vec::new(), &help)
    }
}

/// The colleagues who manage members, and what each holds.
fn managers<'a>(
    policy: &'a Policy,
    question: &'a Question<'_>,
) -> impl Iterator<Item = (&'a Colleague, PermissionSet)> {
    helpers(policy, question).filter(|(_, held)| policy.holds(*held, required::MEMBERS_MANAGE))
}

/// The colleagues other than the user, and what each holds.
fn helpers<'a>(
    policy: &'a Policy,
    question: &'a Question<'_>,
) -> impl Iterator<Item = (&'a Colleague, PermissionSet)> {
    let others = question.colleagues.iter();
    others
        .filter(|colleague| question.user != Some(&colleague.user.user))
        .map(|colleague| {
            let assignment = colleague.assignment.effective(policy, colleague.owns);
            (colleague, assignment.permissions_under(policy))
        })
}

/// Explains what a member who holds these in a project lacks there, and who can give it.
fn lacks_in_project(
    policy: &Policy,
    question: &Question<'_>,
    held: &[PermissionName],
) -> Option<Explanation> {
    let lack = in_project::lack(policy, question.permissions, held)?;
    let ask_who: Vec<_> = managers(policy, question)
        .filter(|(_, held)| lack.is_granted_by(*held))
        .map(|(colleague, _)| colleague.user.clone())
        .take(limits::ASK_WHO)
        .collect();
    let what_to_do = lack.what_to_do(ask_who.first().map(|first| first.name.as_str()));
    Some(Explanation {
        roles_that_would: Some(lack.roles.iter().map(|role| role.name.clone()).collect()),
        ask_who: Some(ask_who),
        ..plain(question, Reason::RoleLacks, lack.missing, &what_to_do)
    })
}

fn role_lacks(
    policy: &Policy,
    question: &Question<'_>,
    assignment: &RoleAssignment,
    missing: Vec<String>,
) -> Explanation {
    let carries_all = |set: PermissionSet| {
        question
            .permissions
            .iter()
            .all(|name| policy.holds(set, name))
    };
    let would: Vec<_> = policy
        .roles()
        .iter()
        .filter(|role| role.scope == Scope::Account && carries_all(role.permissions))
        .collect();
    let ask_who: Vec<_> = managers(policy, question)
        .filter(|(_, held)| {
            would
                .iter()
                .any(|role| role.permissions.is_subset_of(*held))
        })
        .map(|(colleague, _)| colleague)
        .take(limits::ASK_WHO)
        .collect();
    let role = assignment.role_name();
    let title = match assignment {
        RoleAssignment::Role(name) => policy
            .role(name)
            .map_or(name.as_str(), |role| role.title.as_str()),
        RoleAssignment::Custom(_) => "a list of permissions",
    };
    let yours = match assignment {
        RoleAssignment::Role(_) => alloc::format!("Your role {title} does"),
        RoleAssignment::Custom(_) => "Your permissions do".into(),
    };
    let titles: Vec<_> = would.iter().map(|role| role.title.as_str()).collect();
    let what_to_do = match (titles.is_empty(), ask_who.first()) {
        (true, _) => alloc::format!("No role of this team allows this; yours is {title}."),
        (false, Some(first)) => alloc::format!(
            "{yours} not allow this. Ask {} for the role {}.",
            first.user.name,
            titles.join(" or ")
        ),
        (false, None) => alloc::format!(
            "{yours} not allow this. Ask somebody who manages members for the role {}.",
            titles.join(" or ")
        ),
    };
    Explanation {
        reason: Reason::RoleLacks,
        cause: None,
        missing,
        role: Some(role),
        roles_that_would: Some(would.iter().map(|role| role.name.clone()).collect()),
        ask_who: Some(
            ask_who
                .into_iter()
                .map(|colleague| colleague.user.clone())
                .collect(),
        ),
        what_to_do,
        support_url: question.support_url.map(Into::into),
    }
}

#[cfg(all(test, feature = "policy-toml", feature = "unicode"))]
mod tests;
