//! Lists of an account: members and invites. Who may see them was asked before.

use hallpass_core::account::Status;
use hallpass_core::account::read::{View, sees_addresses};
use hallpass_core::{Name, Policy, RoleName};
use hallpass_protocol::object::account::{Paging, Reply};
use hallpass_protocol::object::document::Document;
use hallpass_protocol::shape::{Invite, Member};

use crate::error::InternalError;
use crate::json;
use crate::object::cursor::{self, Position};
use crate::object::params;

use super::store::Sql;
use super::{rows, sql};

/// What is looked for among members.
pub(super) struct MemberQuery<'a> {
    pub(super) role: Option<&'a RoleName>,
    pub(super) words: &'a str,
}

impl Sql<'_> {
    /// Members in the order in which they joined.
    pub(super) fn members_page(
        &self,
        view: &View,
        policy: &Policy,
        query: &MemberQuery<'_>,
        paging: &Paging,
    ) -> Result<Reply, InternalError> {
        let first = Position {
            number: i64::MIN,
            id: String::new(),
        };
        let Ok(after) = cursor::after(paging, first) else {
            return Ok(Reply::BadCursor);
        };
        let words = rows::folded(query.words);
        let addresses = u32::from(sees_addresses(policy, view.permissions));
        let role = query
            .role
            .map(|role| role_names(policy, role))
            .transpose()?;
        let owner_has_it = query
            .role
            .is_some_and(|role| policy.effective_role(role, false) == policy.owner_role());
        let found = self.db.rows(
            sql::MEMBERS,
            &params![
                after.number,
                after.id,
                words,
                addresses,
                room(paging),
                role,
                view.account.owner.as_str(),
                u32::from(owner_has_it),
            ],
        )?;
        let members: Result<Vec<_>, InternalError> = found
            .into_iter()
            .map(|mut row| rows::member(&mut row))
            .map(|member| Ok(Member::seen_by(member?, view, policy)))
            .collect();
        let position = |member: &Member| Position {
            number: member.joined_at.milliseconds(),
            id: member.user.to_string(),
        };
        Ok(Reply::Document(Document::of(&cursor::page(
            members?, paging, position,
        ))))
    }

    /// Invites, newest first.
    pub(super) fn invites_page(
        &self,
        account_name: &Name,
        status: Option<Status>,
        paging: &Paging,
    ) -> Result<Reply, InternalError> {
        let first = Position {
            number: i64::MAX,
            id: String::new(),
        };
        let Ok(Position { number, id }) = cursor::after(paging, first) else {
            return Ok(Reply::BadCursor);
        };
        let limit = room(paging);
        let of_state = |state: &str| {
            self.db
                .rows(sql::INVITES_OF_STATE, &params![number, &id, limit, state])
        };
        let found = match status {
            None => self.db.rows(sql::INVITES, &params![number, &id, limit])?,
            Some(Status::Pending) => self
                .db
                .rows(sql::INVITES_PENDING, &params![number, &id, limit, self.now])?,
            Some(Status::Expired) => self
                .db
                .rows(sql::INVITES_EXPIRED, &params![number, &id, limit, self.now])?,
            Some(Status::Accepted) => of_state("accepted")?,
            Some(Status::Declined) => of_state("declined")?,
            Some(Status::Revoked) => of_state("revoked")?,
        };
        let invites: Result<Vec<_>, InternalError> = found
            .into_iter()
            .map(|mut row| Ok(Invite::new(rows::invite(&mut row)?, account_name, self.now)))
            .collect();
        let position = |invite: &Invite| Position {
            number: invite.created_at.milliseconds(),
            id: invite.id.to_string(),
        };
        Ok(Reply::Document(Document::of(&cursor::page(
            invites?, paging, position,
        ))))
    }
}

/// Every name under which members may hold a role today, as a JSON list: its own, and those that it had before.
pub(super) fn role_names(policy: &Policy, role: &RoleName) -> Result<String, InternalError> {
    let names = policy.role(role).map_or_else(
        || vec![role],
        |role| core::iter::once(&role.name).chain(&role.was).collect(),
    );
    Ok(json::written(&names))
}

/// One more than a page may have: see [`cursor::page`].
pub(super) fn room(paging: &Paging) -> u32 {
    u32::try_from(cursor::limit(paging).saturating_add(1)).unwrap_or(u32::MAX)
}
