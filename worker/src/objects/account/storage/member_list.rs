//! The list of members: its order, its filters and its counts.

use hallpass_core::account::Member;
use hallpass_core::search::MemberQuery;
use hallpass_core::{Day, UserId};
use hallpass_protocol::shape::MemberCounts;
use worker::SqlStorageValue;

use super::account::AccountStore;
use super::members::{MemberRow, select_members};
use crate::error::InternalError;
use crate::objects::cursor::{MemberPosition, NEVER};
use crate::objects::storage::{IntoSql, params};

/// Which members to list.
pub(crate) struct MemberFilter<'a> {
    /// All names that the role has or had, as a JSON list; `None` for all roles.
    pub(crate) role_names: Option<&'a str>,
    /// The owner, whose stored role does not count.
    pub(crate) owner: &'a UserId,
    /// Whether the owner has the role.
    pub(crate) owner_has_role: bool,
    /// A part of the name, or of the address.
    pub(crate) query: &'a MemberQuery,
    /// Whether addresses are searched.
    pub(crate) search_addresses: bool,
    /// Only those who were last seen on this day or before, or never.
    pub(crate) last_seen_by: Option<Day>,
}

/// The statement that lists members in an order: those after the position `(?1, ?2)` whom the filter may find. Names that
/// are not folded to ASCII, and domains that are not ASCII, need a closer look.
macro_rules! list_members_by {
    ($key:literal) => {
        select_members!(concat!(
            "WHERE (", $key, ", user) > (?1, ?2) \
             AND (?3 = '' OR instr(folded_name, ?3) > 0 OR folded_name GLOB '*[^ -~]*' \
             OR (?4 = 1 AND address IS NOT NULL AND (instr(address, ?3) > 0 OR instr(address, 'xn--') > 0))) \
             AND (?6 IS NULL OR CASE WHEN user = ?7 THEN ?8 = 1 ELSE role IN (SELECT value FROM json_each(?6)) END) \
             AND (?9 IS NULL OR coalesce(last_seen_on, -1) <= ?9) \
             ORDER BY ", $key, ", user LIMIT ?5"
        ))
    };
}

impl AccountStore<'_> {
    /// Members after a position, in the order that the position is of, each with its own.
    pub(crate) fn list_members(
        &self,
        filter: &MemberFilter<'_>,
        after: MemberPosition,
        limit: u32,
    ) -> Result<Vec<(Member, MemberPosition)>, InternalError> {
        let max = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let mut after = after;
        loop {
            let candidates = self.member_candidates(filter, &after, limit)?;
            let is_last = candidates.len() < max;
            for row in candidates {
                after = row.position(after.sort());
                let member: Member = row.try_into()?;
                let address = member.address.as_ref().filter(|_| filter.search_addresses);
                if filter.query.finds(&member.name, address) {
                    found.push((member, after.clone()));
                }
                if found.len() == max {
                    return Ok(found);
                }
            }
            if is_last {
                return Ok(found);
            }
        }
    }

    /// The next `limit` members after a position whom the filter may find.
    fn member_candidates(
        &self,
        filter: &MemberFilter<'_>,
        after: &MemberPosition,
        limit: u32,
    ) -> Result<Vec<MemberRow>, InternalError> {
        let (statement, key, id): (_, SqlStorageValue, _) = match after {
            MemberPosition::Joined(at) => {
                (list_members_by!("joined_at"), at.number.into_sql(), &at.id)
            }
            MemberPosition::Name(at) => (
                list_members_by!("folded_name"),
                (&at.name).into_sql(),
                &at.id,
            ),
            MemberPosition::LastSeen(at) => (
                list_members_by!("coalesce(last_seen_on, -1)"),
                at.number.into_sql(),
                &at.id,
            ),
        };
        let mut params = vec![key];
        params.extend(params![
            id,
            filter.query.as_str(),
            u32::from(filter.search_addresses),
            limit,
            filter.role_names,
            filter.owner.as_str(),
            u32::from(filter.owner_has_role),
            filter.last_seen_by.map(Day::number),
        ]);
        self.db.rows(statement, params)
    }

    /// How many members there are, and how many of them are suspended, past their end, and not seen since a day.
    pub(crate) fn member_counts(
        &self,
        total: u32,
        last_seen_by: Option<Day>,
    ) -> Result<MemberCounts, InternalError> {
        let count = |statement, params| self.db.count(statement, params);
        let inactive = last_seen_by.map(|day| {
            count(
                "SELECT count(*) AS count FROM members WHERE coalesce(last_seen_on, -1) BETWEEN ? AND ?",
                params![NEVER, day.number()],
            )
        });
        Ok(MemberCounts {
            total,
            inactive: inactive.transpose()?,
            suspended: count(
                "SELECT count(*) AS count FROM members WHERE suspended = 1",
                params![],
            )?,
            ended: count(
                "SELECT count(*) AS count FROM members WHERE expires_at IS NOT NULL AND expires_at <= ?",
                params![self.now],
            )?,
        })
    }
}
