//! A rule's no, with what would help.

use hallpass_core::account::{Presence, Store as _};
use hallpass_core::explain::{Colleague, Explanation, Question, Situation, explain};
use hallpass_core::{PermissionName, Refusal};
use hallpass_protocol::object::account::Reply;

use crate::error::InternalError;

use super::answer::Asked;
use super::colleagues::colleagues;
use super::store::Sql;

impl Asked<'_> {
    /// The no for the caller. Members and services learn why; to a stranger it says nothing.
    pub(super) fn refused(
        &self,
        store: &Sql<'_>,
        refusal: Refusal,
    ) -> Result<Reply, InternalError> {
        let caller = self.context.caller.user();
        let member = match (store.presence()?, caller) {
            (Presence::Open(account), Some(user)) => {
                store.member(user)?.map(|member| (account, member))
            }
            (Presence::Open(_) | Presence::Unknown | Presence::Closed(_), _) => None,
        };
        let explanation = match (&refusal, &member) {
            (Refusal::Forbidden { missing }, Some((account, member))) => {
                let situation = Situation::Member {
                    role: member.role.clone(),
                    owns: member.user == account.owner,
                };
                let colleagues = colleagues(store, account, self.context.policy)?;
                self.explained(&situation, missing, &colleagues)
            }
            (Refusal::Forbidden { missing }, None) if caller.is_none() => {
                self.explained(&Situation::Service, missing, &[])
            }
            (Refusal::SpendLimit, Some(_)) => {
                let ceiling = self.context.spend_limit_ceiling;
                self.explained(&Situation::AboveCeiling { ceiling }, &[], &[])
            }
            _ => None,
        };
        Ok(Reply::Refused {
            refusal,
            explanation,
            member: member.is_some() || caller.is_none(),
        })
    }

    fn explained(
        &self,
        situation: &Situation,
        missing: &[PermissionName],
        colleagues: &[Colleague],
    ) -> Option<Box<Explanation>> {
        let permissions: Vec<&str> = missing.iter().map(PermissionName::as_str).collect();
        let question = Question {
            permissions: &permissions,
            situation,
            user: self.context.caller.user(),
            colleagues,
            count: None,
            support_url: self.config.support_url.as_deref(),
        };
        explain(self.context.policy, &question).map(Box::new)
    }
}
