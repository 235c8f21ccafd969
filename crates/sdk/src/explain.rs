//! Explaining why something is denied.

use hallpass_core::explain::advice::{Advice, AdviceRequest, ListedMember, Row, advise};
use hallpass_core::explain::{
    Cause, Colleague, Explanation as CoreExplanation, KnownProjects, NamedProject, Reason,
};
use hallpass_core::{
    Kind, MembershipStatus, Name, PermissionName, Policy, RoleAssignment, RoleName, Timestamp,
    UserId, UserRef as CoreUserRef,
};
use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::SdkError;

/// What is to be explained, and what the client knows.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ExplainInput {
    /// As in `client.explain` or `client.diagnose`.
    query: ExplainQuery,
    /// The query is denied, as in `client.explain`. Otherwise something does not show, as in `client.diagnose`.
    denied: bool,
    /// The account that is shown.
    #[serde(default)]
    here: Option<String>,
    /// The access in this account has expired and could not be renewed.
    #[serde(default)]
    ended: bool,
    /// The user was a member of this account until recently.
    #[serde(default)]
    lost: bool,
    state: ExplainState,
    /// The invite in question.
    #[serde(default)]
    invite: Option<ExplainInvite>,
    /// The user's projects in the account in question. Absent if they are not known.
    #[serde(default)]
    #[tsify(type = "readonly ExplainProject[] | undefined")]
    projects: Option<Vec<ExplainProject>>,
    /// The edge's time, in RFC 3339. Ends of memberships are compared with it.
    #[tsify(type = "string")]
    now: Timestamp,
    /// The JSON of `GET /v1/policy`.
    policy: String,
    /// The pages of members that were read.
    #[serde(default)]
    #[tsify(type = "readonly MembersPage[]")]
    pages: Vec<MembersPage>,
}

/// A query of `client.explain` or `client.diagnose`.
#[derive(Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct ExplainQuery {
    permission: Option<String>,
    #[tsify(type = "readonly string[] | undefined")]
    any_of: Option<Vec<String>>,
    #[tsify(type = "readonly string[] | undefined")]
    all_of: Option<Vec<String>>,
    #[tsify(type = "string | undefined")]
    role: Option<RoleName>,
    account: Option<String>,
    project: Option<String>,
    #[tsify(type = "string | undefined")]
    member: Option<UserId>,
    /// How many things there are to see.
    count: Option<f64>,
}

/// The part of `client.state` that an explanation needs.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ExplainState {
    status: String,
    #[serde(default)]
    user: Option<ExplainUser>,
    #[tsify(type = "readonly ExplainAccount[]")]
    accounts: Vec<ExplainAccount>,
    inbox_count: u64,
}

/// The signed-in user.
#[derive(Deserialize, Tsify)]
pub struct ExplainUser {
    #[tsify(type = "string")]
    id: UserId,
}

/// An account of the user's.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ExplainAccount {
    id: String,
    #[tsify(type = "string")]
    role: RoleName,
    /// What the user holds there.
    #[serde(default)]
    #[tsify(type = "readonly string[]", optional)]
    permissions: Vec<PermissionName>,
    #[serde(default)]
    #[tsify(optional)]
    suspended: bool,
    /// When the membership ends.
    #[serde(default)]
    #[tsify(type = "string", optional)]
    expires_at: Option<Timestamp>,
    #[tsify(type = "'personal' | 'team'")]
    kind: Kind,
    #[serde(default)]
    owner: Option<UserRef>,
}

/// A project of the user's.
#[derive(Deserialize, Tsify)]
pub struct ExplainProject {
    id: String,
    #[tsify(type = "'active' | 'archived'")]
    status: String,
    /// The role that was granted to the user there.
    #[serde(default)]
    #[tsify(type = "string", optional)]
    role: Option<RoleName>,
    /// What the user holds there.
    #[tsify(type = "readonly string[]")]
    permissions: Vec<PermissionName>,
}

/// An invite's state.
#[derive(Deserialize, Tsify)]
pub struct ExplainInvite {
    status: String,
}

/// A page of members.
#[derive(Deserialize, Tsify)]
pub struct MembersPage {
    #[tsify(type = "readonly MemberRow[]")]
    items: Vec<MemberRow>,
    /// The cursor of the next page. Absent on the last one.
    #[serde(default)]
    next: Option<String>,
}

/// A member.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct MemberRow {
    #[tsify(type = "string")]
    user: UserId,
    #[tsify(type = "string")]
    name: Name,
    #[tsify(type = "string")]
    role: RoleName,
    /// Their list of permissions, in place of a role.
    #[serde(default)]
    #[tsify(type = "readonly string[]", optional)]
    permissions: Option<Vec<PermissionName>>,
    #[serde(default)]
    #[tsify(optional)]
    suspended: bool,
    /// When their membership ends.
    #[serde(default)]
    #[tsify(type = "string", optional)]
    expires_at: Option<Timestamp>,
}

/// A user by id and name.
#[derive(Serialize, Deserialize, Tsify)]
pub struct UserRef {
    #[tsify(type = "string")]
    user: UserId,
    #[tsify(type = "string")]
    name: Name,
}

/// The result of `explain`.
#[derive(Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ExplainResult {
    /// Call again with one more page of the account's members.
    ReadOn,
    /// The explanation.
    Explained {
        /// Absent when nothing is in the way.
        #[tsify(optional)]
        #[serde(skip_serializing_if = "Option::is_none")]
        explanation: Option<Explanation>,
    },
}

/// Why something is denied, and what would help.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    #[tsify(
        type = "'not_signed_in' | 'not_a_member' | 'not_switched' | 'role_lacks' | 'ended' | 'suspended' | 'past_end' | 'expired' | 'spend_limit' | 'nothing_yet'"
    )]
    reason: Reason,
    /// With `nothing_yet`: whether the account has no projects, or the user is not in the one in question, or in none.
    #[tsify(type = "'no_projects' | 'no_project_access'", optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Cause>,
    /// The permissions that are missing.
    #[tsify(type = "readonly string[]")]
    missing: Vec<String>,
    #[tsify(type = "string", optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<RoleName>,
    #[tsify(type = "readonly string[]", optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    roles_that_would: Option<Vec<RoleName>>,
    /// At most five people who could help. Only members see them.
    #[tsify(type = "readonly UserRef[]", optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    ask_who: Option<Vec<UserRef>>,
    /// One sentence in English.
    what_to_do: String,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    support_url: Option<String>,
}

/// Explains why a query is denied, in the words of the edge.
///
/// # Errors
/// `invalid_request` for an argument of another shape; `policy_mismatch` for a policy whose id does not belong to
/// its content.
#[wasm_bindgen]
pub fn explain(input: &Ts<ExplainInput>) -> Result<Ts<ExplainResult>, SdkError> {
    let input = input.to_rust()?;
    let policy = Policy::from_json(&input.policy)?;
    Ok(ExplainResult::from(advise(&policy, input.request(&policy))).into_ts()?)
}

impl ExplainInput {
    fn request(&self, policy: &Policy) -> AdviceRequest<'_> {
        let (query, state) = (&self.query, &self.state);
        let account = query.account.as_ref().or(self.here.as_ref());
        let mut rows = state.accounts.iter();
        let all = query.all_of.iter().flatten();
        // Of alternatives, the first.
        let any = query.any_of.iter().flatten().take(1);
        let names = query.permission.iter().chain(all).chain(any);
        let members = self.pages.iter().flat_map(|page| &page.items);
        AdviceRequest {
            denied: self.denied,
            permissions: names.map(String::as_str).collect(),
            role: query.role.clone(),
            count: query.count.and_then(whole_count),
            member: query.member.clone(),
            invite: self.invite.as_ref().map(|invite| invite.status.as_str()),
            named: query.account.is_some(),
            away: query.account != self.here,
            signed_out: state.status == "signed-out",
            user: state.user.as_ref().map(|user| user.id.clone()),
            row: rows
                .find(|row| Some(&row.id) == account)
                .map(|row| row_of(row, self.now)),
            lost: self.lost,
            ended: self.ended,
            invited: state.inbox_count > 0,
            elsewhere: state.accounts.len() > 1,
            members: members
                .map(|member| ListedMember {
                    colleague: Colleague::from(member),
                    status: MembershipStatus::of(member.suspended, member.expires_at, self.now),
                })
                .collect(),
            pages: self.pages.len(),
            more: self.pages.last().is_some_and(|page| page.next.is_some()),
            projects: self.known_projects(policy),
        }
    }

    fn known_projects(&self, policy: &Policy) -> Option<KnownProjects> {
        let projects = self.projects.as_ref()?;
        let in_use = projects.iter().filter(|project| project.status == "active");
        let named = self.query.project.as_ref().map(|id| {
            let known = projects.iter().find(|project| project.id == *id);
            known.map_or(NamedProject::Unknown, |project| project.named(policy))
        });
        Some(KnownProjects {
            count: in_use.count(),
            named,
        })
    }
}

impl ExplainProject {
    fn named(&self, policy: &Policy) -> NamedProject {
        let held = Some(self.permissions.clone());
        let grant = self.role.clone();
        NamedProject::Known {
            grant: grant.map(|role| RoleAssignment::from_stored(role, held)),
            held: policy.set_named(&self.permissions),
        }
    }
}

/// A count of things. Negative numbers and fractions are not one.
fn whole_count(number: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked: it is whole and not negative"
    )]
    (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
}

fn row_of(account: &ExplainAccount, now: Timestamp) -> Row {
    Row {
        assignment: RoleAssignment::from_stored(
            account.role.clone(),
            Some(account.permissions.clone()),
        ),
        status: MembershipStatus::of(account.suspended, account.expires_at, now),
        personal: account.kind == Kind::Personal,
        owner: account.owner.as_ref().map(CoreUserRef::from),
    }
}

impl From<&MemberRow> for Colleague {
    fn from(member: &MemberRow) -> Self {
        Self {
            user: CoreUserRef {
                user: member.user.clone(),
                name: member.name.clone(),
            },
            assignment: RoleAssignment::from_stored(
                member.role.clone(),
                member.permissions.clone(),
            ),
            owns: false,
        }
    }
}

impl From<&UserRef> for CoreUserRef {
    fn from(UserRef { user, name }: &UserRef) -> Self {
        Self {
            user: user.clone(),
            name: name.clone(),
        }
    }
}

impl From<CoreUserRef> for UserRef {
    fn from(CoreUserRef { user, name }: CoreUserRef) -> Self {
        Self { user, name }
    }
}

impl From<Advice> for ExplainResult {
    fn from(advice: Advice) -> Self {
        match advice {
            Advice::LoadMembers => Self::ReadOn,
            Advice::Explained(found) => Self::Explained {
                explanation: found.map(Explanation::from),
            },
        }
    }
}

impl From<CoreExplanation> for Explanation {
    fn from(found: CoreExplanation) -> Self {
        let people = |list: Vec<CoreUserRef>| list.into_iter().map(UserRef::from).collect();
        Self {
            reason: found.reason,
            cause: found.cause,
            missing: found.missing,
            role: found.role,
            roles_that_would: found.roles_that_would,
            ask_who: found.ask_who.map(people),
            what_to_do: found.what_to_do,
            support_url: found.support_url,
        }
    }
}
