//! Explanations from what a client knows, and whether it must load more to get one.
//!
//! A client passes what it has loaded. The user's situation is concluded here.

use alloc::vec::Vec;

use super::explain_membership;
use super::explanation::{Explanation, Reason};
use super::projects::{KnownProjects, explain_projects};
use super::question::{Colleague, Question, Situation};
use crate::permission::RoleName;
use crate::{MembershipStatus, Policy, RoleAssignment, UserId, UserRef};

/// The maximum number of pages of members to search for one member.
const PAGES: usize = 25;

/// The question, and what the client knows about the user.
#[derive(Debug)]
pub struct AdviceRequest<'a> {
    /// Whether it is denied. If not, the user sees nothing and wonders why.
    pub denied: bool,
    /// The required permissions.
    pub permissions: Vec<&'a str>,
    /// The required role, if there are no required permissions.
    pub role: Option<RoleName>,
    /// How many items there are to see, if that is known.
    pub count: Option<u64>,
    /// The member that the question is about, if it is not the user.
    pub member: Option<UserId>,
    /// The status of the invite that the question is about.
    pub invite: Option<&'a str>,
    /// Whether the question names an account. If not, it is about the one that the tab shows.
    pub named: bool,
    /// Whether the tab shows another account than the named one.
    pub away: bool,
    /// Whether the user is signed out.
    pub signed_out: bool,
    /// The user.
    pub user: Option<UserId>,
    /// The account, if the user is a member of it.
    pub row: Option<Row>,
    /// Whether the user is a former member.
    pub lost: bool,
    /// Whether the token expired and could not be renewed.
    pub ended: bool,
    /// Whether there are invites in the inbox.
    pub invited: bool,
    /// Whether the user is a member of other accounts.
    pub elsewhere: bool,
    /// The members of the account that were loaded.
    pub members: Vec<ListedMember>,
    /// The number of pages that were loaded.
    pub pages: usize,
    /// Whether there are more pages.
    pub more: bool,
    /// The user's projects in the account, if they are known.
    pub projects: Option<KnownProjects>,
}

/// A member who was loaded.
#[derive(Clone, Debug)]
pub struct ListedMember {
    /// Who it is, and what they are assigned.
    pub colleague: Colleague,
    /// Whether they hold it now.
    pub status: MembershipStatus,
}

/// An account as its member sees it.
#[derive(Debug)]
pub struct Row {
    /// Their role or list of permissions.
    pub assignment: RoleAssignment,
    /// Whether they hold it now.
    pub status: MembershipStatus,
    /// Whether it is a personal account.
    pub personal: bool,
    /// Its owner, if known.
    pub owner: Option<UserRef>,
}

/// The result.
#[derive(PartialEq, Eq, Debug)]
pub enum Advice {
    /// The explanation; `None` if it is allowed.
    Explained(Option<Explanation>),
    /// One more page of the account's members is needed.
    LoadMembers,
}

/// Explains why it is not allowed, or asks for more members.
#[must_use]
pub fn advise<'a>(policy: &'a Policy, mut request: AdviceRequest<'a>) -> Advice {
    let situation = match (request.invite, &request.member) {
        (Some("pending" | "declined"), _) => Situation::Stranger,
        (Some("revoked" | "expired"), _) => Situation::Former,
        (Some(_), _) => return Advice::Explained(None),
        (None, Some(member)) => match request.find(member) {
            Some(found) => found,
            None if request.pages == 0 || (request.more && request.pages < PAGES) => {
                return Advice::LoadMembers;
            }
            None => Situation::Stranger,
        },
        (None, None) => request.situation(),
    };
    let active = request.members.iter();
    let active = active.filter(|member| member.status == MembershipStatus::Active);
    let mut colleagues: Vec<Colleague> = active.map(|member| member.colleague.clone()).collect();
    if let Some(Row {
        owner: Some(owner), ..
    }) = request.row
    {
        // The owner comes first: they can help even in a team whose member list is too long to search.
        let all = &mut colleagues;
        let listed = all.iter().position(|each| each.user.user == owner.user);
        let at = listed.unwrap_or(all.len());
        if listed.is_none() {
            all.push(Colleague {
                user: owner,
                assignment: policy.owner_role().clone().into(),
                owns: true,
            });
        }
        all.swap(0, at);
        if let Some(first) = all.first_mut() {
            first.owns = true;
        }
    }
    if let (true, Some(role)) = (request.permissions.is_empty(), &request.role) {
        let set = policy.set_of(role);
        for permission in policy.permissions() {
            if set.contains(permission.bit) {
                request.permissions.push(permission.name.as_str());
            }
        }
    }
    let question = Question {
        permissions: &request.permissions,
        situation: &situation,
        user: request.member.as_ref().or(request.user.as_ref()),
        colleagues: &colleagues,
        count: request.count,
        support_url: None,
    };
    let explanation = match (&situation, &request.projects, &request.member) {
        (Situation::Member { assignment, owns }, Some(projects), None) if policy.has_projects() => {
            let assignment = assignment.effective(policy, *owns);
            let held = assignment.permissions_under(policy);
            let in_projects = explain_projects(policy, &question, held, projects, request.denied);
            // What is held in a named project is held there, whatever the account's role gives.
            match (in_projects, &projects.named) {
                (None, None) => explain_membership(policy, &question),
                (found, _) => found,
            }
        }
        _ => explain_membership(policy, &question),
    };
    match explanation {
        Some(explanation)
            if (explanation.cause.is_some() || explanation.reason == Reason::RoleLacks)
                && request.pages == 0 =>
        {
            Advice::LoadMembers
        }
        explanation => Advice::Explained(explanation),
    }
}

impl AdviceRequest<'_> {
    fn situation(&self) -> Situation {
        let Some(row) = &self.row else {
            return match (self.signed_out, self.lost) {
                (true, _) => Situation::SignedOut,
                (false, true) => Situation::Former,
                (false, false) => Situation::Stranger,
            };
        };
        // An empty personal account: the invite was not accepted yet, or the tab was not switched.
        let nothing_here = !self.denied && !self.named && self.count == Some(0) && row.personal;
        if nothing_here && self.invited {
            Situation::Stranger
        } else if (nothing_here && self.elsewhere) || (!self.denied && self.named && self.away) {
            Situation::Elsewhere
        } else if self.ended && row.status == MembershipStatus::Active {
            Situation::TokenExpired
        } else {
            row.held(&row.assignment, row.status, self.user.as_ref())
        }
    }

    fn find(&self, member: &UserId) -> Option<Situation> {
        let row = self.row.as_ref()?;
        let mut all = self.members.iter();
        let found = all.find(|each| each.colleague.user.user == *member)?;
        Some(row.held(&found.colleague.assignment, found.status, Some(member)))
    }
}

impl Row {
    /// The situation of a member with this assignment.
    fn held(
        &self,
        assignment: &RoleAssignment,
        status: MembershipStatus,
        user: Option<&UserId>,
    ) -> Situation {
        let owner = self.owner.as_ref().map(|owner| &owner.user);
        match status {
            MembershipStatus::Active => Situation::Member {
                assignment: assignment.clone(),
                owns: user.is_some() && owner == user,
            },
            MembershipStatus::Suspended => Situation::Suspended,
            MembershipStatus::PastEnd => Situation::PastEnd,
        }
    }
}

#[cfg(all(test, feature = "policy-toml", feature = "unicode"))]
mod tests;
