//! Refusals, and what would help.

use hallpass_core::account::{Account, Member, Presence, Store as _};
use hallpass_core::explain::{
    Colleague, Explanation, Question, Situation, UnseenProject, explain, explain_no_project,
};
use hallpass_core::{
    MembershipStatus, PermissionName, PermissionSet, Policy, Refusal, RoleName, Timestamp, UserRef,
    limits, required,
};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::CheckMember;

use super::operation::Operation;
use super::storage::AccountStore;
use crate::error::InternalError;
use crate::json;
use crate::objects::server::OperationError;

impl Operation<'_> {
    /// The error of a refusal. Members and services learn what would help; others learn nothing.
    pub(super) fn refuse(&self, refusal: Refusal) -> OperationError {
        match self.explained_refusal(refusal) {
            Ok(error) => OperationError::Refused(error),
            Err(error) => OperationError::Internal(error),
        }
    }

    fn explained_refusal(&self, refusal: Refusal) -> Result<ObjectError, InternalError> {
        let Some(user) = self.user() else {
            let explanation = if let Refusal::Forbidden { missing } = &refusal {
                self.explain(&Situation::Service, missing, &[])
            } else {
                None
            };
            return Ok(ObjectError::RefusedToMember {
                refusal,
                explanation,
            });
        };
        let Presence::Open(account) = self.store.presence()? else {
            return Ok(ObjectError::Refused(refusal));
        };
        let Some(member) = self.store.member(user)? else {
            return Ok(ObjectError::Refused(refusal));
        };
        let explanation = if let Refusal::Forbidden { missing } = &refusal {
            let colleagues = colleagues(
                &self.store,
                &account,
                &self.config.policy,
                &[required::MEMBERS_MANAGE],
            )?;
            let situation = situation(&account, &member, self.store.now);
            self.explain(&situation, missing, &colleagues)
        } else if matches!(refusal, Refusal::Suspended | Refusal::PastEnd) {
            let colleagues = colleagues(
                &self.store,
                &account,
                &self.config.policy,
                &[required::MEMBERS_MANAGE],
            )?;
            let situation = situation(&account, &member, self.store.now);
            self.explain(&situation, &[], &colleagues)
        } else if refusal == Refusal::SpendLimit {
            let ceiling = self.config.spend_limit_ceiling;
            self.explain(&Situation::AboveCeiling { ceiling }, &[], &[])
        } else {
            None
        };
        Ok(ObjectError::RefusedToMember {
            refusal,
            explanation,
        })
    }

    fn explain(
        &self,
        situation: &Situation,
        missing: &[PermissionName],
        colleagues: &[Colleague],
    ) -> Option<Box<Explanation>> {
        let permissions: Vec<&str> = missing.iter().map(PermissionName::as_str).collect();
        let question = Question {
            permissions: &permissions,
            situation,
            user: self.user(),
            colleagues,
            count: None,
            support_url: self.config.support_url.as_deref(),
        };
        explain(&self.config.policy, &question).map(Box::new)
    }
}

/// Why a user, who holds this, lacks one of the permissions of a check; `None` when they hold them all.
pub(super) fn explain_check(
    operation: &Operation<'_>,
    account: &Account,
    member: Option<&Member>,
    held: PermissionSet,
    call: &CheckMember,
) -> Result<Option<Explanation>, InternalError> {
    let (store, config) = (&operation.store, operation.config);
    let (situation, colleagues) = match member {
        Some(member) => {
            let in_account = situation(account, member, store.now);
            let is_active = matches!(in_account, Situation::Member { .. });
            let situation = if is_active && call.project.is_some() {
                Situation::InProject {
                    held: config.policy.names_of(held),
                }
            } else {
                in_account
            };
            (
                situation,
                colleagues(store, account, &config.policy, &[required::MEMBERS_MANAGE])?,
            )
        }
        None => (Situation::Stranger, Vec::new()),
    };
    let permissions: Vec<&str> = call.permissions.iter().map(String::as_str).collect();
    let question = Question {
        permissions: &permissions,
        situation: &situation,
        user: Some(&call.user),
        colleagues: &colleagues,
        count: None,
        support_url: config.support_url.as_deref(),
    };
    Ok(explain(&config.policy, &question))
}

impl Operation<'_> {
    /// Why the caller sees no project, and whom to ask; `None` for a service, which the operator helps.
    pub(super) fn explain_no_project(
        &self,
        unseen: UnseenProject,
    ) -> Result<Option<Explanation>, InternalError> {
        let policy = &self.config.policy;
        let (Some(user), Presence::Open(account)) = (self.user(), self.store.presence()?) else {
            return Ok(None);
        };
        let Some(member) = self.store.member(user)?.filter(|_| policy.has_projects()) else {
            return Ok(None);
        };
        let colleagues = colleagues(&self.store, &account, policy, unseen.helpers_hold())?;
        let question = Question {
            permissions: &[],
            situation: &situation(&account, &member, self.store.now),
            user: Some(user),
            colleagues: &colleagues,
            count: Some(0),
            support_url: self.config.support_url.as_deref(),
        };
        Ok(Some(explain_no_project(policy, &question, unseen)))
    }

    /// The error of a refusal about a project. A member whom it does not exist for learns whom to ask.
    pub(super) fn refuse_project(&self, refusal: Refusal) -> OperationError {
        if refusal != Refusal::NotFound {
            return self.refuse(refusal);
        }
        match self.explain_no_project(UnseenProject::InQuestion) {
            Ok(Some(explanation)) => OperationError::Refused(ObjectError::RefusedToMember {
                refusal,
                explanation: Some(Box::new(explanation)),
            }),
            Ok(None) => self.refuse(refusal),
            Err(error) => OperationError::Internal(error),
        }
    }
}

fn situation(account: &Account, member: &Member, now: Timestamp) -> Situation {
    match member.status(now) {
        MembershipStatus::Active => Situation::Member {
            assignment: member.assignment.clone(),
            owns: member.user == account.owner,
        },
        MembershipStatus::Suspended => Situation::Suspended,
        MembershipStatus::PastEnd => Situation::PastEnd,
    }
}

/// Members who might help, the owner first: those whose role or list has one of these permissions.
fn colleagues(
    store: &AccountStore<'_>,
    account: &Account,
    policy: &Policy,
    able: &[&str],
) -> Result<Vec<Colleague>, InternalError> {
    // The owner and the caller may be among them, and are not counted.
    let limit = u32::try_from(limits::ASK_WHO)
        .unwrap_or(u32::MAX)
        .saturating_add(2);
    let mut members: Vec<Member> = store.member(&account.owner)?.into_iter().collect();
    let mut add = |found: Vec<Member>| {
        for member in found {
            if !members.iter().any(|known| known.user == member.user) {
                members.push(member);
            }
        }
    };
    for role in policy.roles() {
        if able
            .iter()
            .any(|permission| policy.holds(role.permissions, permission))
        {
            add(store.members_with_roles(&role_names(policy, &role.name)?, limit)?);
        }
    }
    for permission in able {
        add(store.members_with_listed(permission, limit)?);
    }
    let colleague = |member: Member| Colleague {
        owns: member.user == account.owner,
        user: UserRef {
            user: member.user,
            name: member.name,
        },
        assignment: member.assignment,
    };
    members.retain(|member| member.status(store.now) == MembershipStatus::Active);
    Ok(members.into_iter().map(colleague).collect())
}

/// All names under which members may hold a role today, as a JSON list: its own, and those that it had before.
pub(super) fn role_names(policy: &Policy, role: &RoleName) -> Result<String, InternalError> {
    let names: Vec<&RoleName> = policy.role(role).map_or_else(
        || vec![role],
        |role| core::iter::once(&role.name).chain(&role.was).collect(),
    );
    json::to_string(&names)
}
