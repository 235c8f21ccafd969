//! What is to be explained: what the user wants to do, their situation, and who might help.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::permission::{PermissionName, PermissionSet};
use crate::{Policy, RoleAssignment, UserId, UserRef, limits, required};

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

impl<'a> Question<'a> {
    /// All required permissions.
    pub(super) fn required(&self) -> Vec<String> {
        let names = self.permissions.iter();
        names.map(ToString::to_string).collect()
    }

    /// The required permissions that are not in this set, in the order of the question.
    pub(super) fn missing_in(&self, policy: &Policy, held: PermissionSet) -> Vec<String> {
        let names = self.permissions.iter();
        let missing = names.filter(|name| !policy.holds(held, name));
        missing.map(ToString::to_string).collect()
    }

    /// Whether this set has all of the required permissions.
    pub(super) fn is_allowed_by(&self, policy: &Policy, held: PermissionSet) -> bool {
        let mut names = self.permissions.iter();
        names.all(|name| policy.holds(held, name))
    }

    /// The colleagues other than the user who hold one of these permissions in the account, and all that each holds there.
    pub(super) fn helpers_with(
        &'a self,
        policy: &'a Policy,
        any_of: &'a [&str],
    ) -> impl Iterator<Item = (&'a Colleague, PermissionSet)> {
        let others = self.colleagues.iter();
        others
            .filter(|colleague| self.user != Some(&colleague.user.user))
            .map(|colleague| {
                let assignment = colleague.assignment.effective(policy, colleague.owns);
                (colleague, assignment.permissions_under(policy))
            })
            .filter(|(_, held)| any_of.iter().any(|name| policy.holds(*held, name)))
    }

    /// The colleagues who manage members, and what each holds.
    pub(super) fn managers(
        &'a self,
        policy: &'a Policy,
    ) -> impl Iterator<Item = (&'a Colleague, PermissionSet)> {
        self.helpers_with(policy, &[required::MEMBERS_MANAGE])
    }
}

/// The first of these colleagues, as many as an explanation names.
pub(super) fn ask<'a>(
    colleagues: impl Iterator<Item = (&'a Colleague, PermissionSet)>,
) -> Vec<UserRef> {
    let people = colleagues.map(|(colleague, _)| colleague.user.clone());
    people.take(limits::ASK_WHO).collect()
}
