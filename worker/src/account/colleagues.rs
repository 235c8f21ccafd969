//! Whom to ask.

use hallpass_core::account::{Account, Store as _};
use hallpass_core::explain::Colleague;
use hallpass_core::{Policy, UserId, UserRef, limits, required};

use crate::error::InternalError;
use crate::object::params;

use super::lists::role_names;
use super::store::Sql;
use super::{rows, sql};

/// Members who might help, the owner first: those whose role lets them change others' roles.
pub(super) fn colleagues(
    store: &Sql<'_>,
    account: &Account,
    policy: &Policy,
) -> Result<Vec<Colleague>, InternalError> {
    let mut found: Vec<_> = store.member(&account.owner)?.into_iter().collect();
    for role in policy.roles() {
        if !policy.holds(role.permissions, required::MEMBERS_MANAGE) {
            continue;
        }
        let most = u32::try_from(limits::ASK_WHO)
            .unwrap_or(u32::MAX)
            .saturating_add(2);
        let names = role_names(policy, &role.name)?;
        for mut row in store
            .db
            .rows(sql::MEMBERS_WITH_ROLES, &params![names, most])?
        {
            found.push(rows::member(&mut row)?);
        }
    }
    let is_first =
        |at: usize, user: &UserId| found.iter().position(|other| other.user == *user) == Some(at);
    Ok(found
        .iter()
        .enumerate()
        .filter(|(at, member)| is_first(*at, &member.user))
        .map(|(_, member)| Colleague {
            user: UserRef {
                user: member.user.clone(),
                name: member.name.clone(),
            },
            role: member.role.clone(),
            owns: member.user == account.owner,
        })
        .collect())
}
