//! The list of members: its order, its filters and its counts.

use hallpass_core::account::Member;
use hallpass_core::search::MemberQuery;
use hallpass_core::{Day, UserId};
use hallpass_protocol::object::account::MemberSort;
use hallpass_protocol::shape::MemberCounts;
use worker::SqlStorageValue;

use super::account::AccountStore;
use super::member_search::{MIN_MEMBERS, has_unindexed_members};
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

impl MemberFilter<'_> {
    /// Whether every member is in the list.
    const fn is_empty(&self) -> bool {
        self.query.is_empty() && self.role_names.is_none() && self.last_seen_by.is_none()
    }
}

/// How the members of a page are found.
enum Plan {
    /// All that follow, in the order of the list. Each is read where its row is, so it is slow when few fit.
    Order,
    /// Those that follow up to this position.
    OrderUntil(MemberPosition),
    /// All members, in the order in which they are stored, then sorted. It takes the same time whether few or many fit.
    Table,
    /// Those whom this expression finds in the search index.
    Matches(String),
}

/// How many members are read in the order of the list before all are read as they are stored.
const READ_IN_ORDER: u32 = MIN_MEMBERS;

impl Plan {
    /// The statement that lists members after the position `(?1, ?2)` whom the filter may find. SQLite evaluates conditions in
    /// the order in which they are written: the text comes first because few members have it.
    fn statement(&self, sort: MemberSort) -> String {
        let key = sort_key(sort);
        // A plus keeps SQLite from reading in the order of the key's index.
        let (order, and) = match self {
            Self::Order => (format!("{key}, user"), String::new()),
            Self::OrderUntil(_) => (
                format!("{key}, user"),
                format!("AND ({key}, user) <= (?10, ?11) "),
            ),
            Self::Table => (format!("+{key}, +user"), String::new()),
            Self::Matches(_) => (
                format!("+{key}, +user"),
                "AND user IN (SELECT user FROM member_search WHERE member_search MATCH ?10) "
                    .into(),
            ),
        };
        // Members who are not in the index may be of an earlier release: if their name or domain is not ASCII, they need a
        // closer look. The other plans are for accounts all of whose members are in it.
        let or_unindexed = match self {
            Self::Order => {
                "OR (search_id IS NULL \
                 AND (folded_name GLOB '*[^ -~]*' OR (?4 = 1 AND instr(address, 'xn--') > 0)))"
            }
            Self::OrderUntil(_) | Self::Table | Self::Matches(_) => "",
        };
        format!(
            "{}WHERE (?3 = '' OR instr(folded_name, ?3) > 0 \
             OR (?4 = 1 AND instr(coalesce(folded_address, address), ?3) > 0) {or_unindexed}) \
             AND ({order}) > (?1, ?2) {and}\
             AND (?6 IS NULL OR CASE WHEN user = ?7 THEN ?8 = 1 ELSE role IN (SELECT value FROM json_each(?6)) END) \
             AND (?9 IS NULL OR coalesce(last_seen_on, -1) <= ?9) \
             ORDER BY {order} LIMIT ?5",
            select_members!("")
        )
    }
}

impl AccountStore<'_> {
    /// Members after a position, in the order that the position is of, each with its own.
    pub(crate) fn list_members(
        &self,
        filter: &MemberFilter<'_>,
        after: MemberPosition,
        limit: u32,
    ) -> Result<Vec<(Member, MemberPosition)>, InternalError> {
        if filter.is_empty() || !self.is_indexed()? {
            return self.list_by(&Plan::Order, filter, after, limit);
        }
        let matches = self.few_matches(filter.query, filter.search_addresses)?;
        if let Some(expression) = matches {
            return self.list_by(&Plan::Matches(expression), filter, after, limit);
        }
        let Some(end) = self.nth_position_after(&after, READ_IN_ORDER)? else {
            return self.list_by(&Plan::Order, filter, after, limit);
        };
        let found = self.list_by(&Plan::OrderUntil(end), filter, after.clone(), limit)?;
        if found.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            return Ok(found);
        }
        self.list_by(&Plan::Table, filter, after, limit)
    }

    /// Whether all members are in the search index. Others may need a closer look, for which a plan that reads many members
    /// again and again is too slow.
    fn is_indexed(&self) -> Result<bool, InternalError> {
        Ok(self.db.has_search_index() && !has_unindexed_members(self.db)?)
    }

    fn list_by(
        &self,
        plan: &Plan,
        filter: &MemberFilter<'_>,
        after: MemberPosition,
        limit: u32,
    ) -> Result<Vec<(Member, MemberPosition)>, InternalError> {
        let max = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let mut after = after;
        loop {
            let candidates = self.member_candidates(plan, filter, &after, limit)?;
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
        plan: &Plan,
        filter: &MemberFilter<'_>,
        after: &MemberPosition,
        limit: u32,
    ) -> Result<Vec<MemberRow>, InternalError> {
        let mut params = position_params(after);
        params.extend(params![
            filter.query.as_str(),
            u32::from(filter.search_addresses),
            limit,
            filter.role_names,
            filter.owner.as_str(),
            u32::from(filter.owner_has_role),
            filter.last_seen_by.map(Day::number),
        ]);
        match plan {
            Plan::Order | Plan::Table => {}
            Plan::OrderUntil(end) => params.extend(position_params(end)),
            Plan::Matches(expression) => params.push(expression.into_sql()),
        }
        self.db.rows(&plan.statement(after.sort()), params)
    }

    /// The position of the nth member after a position; `None` when fewer follow.
    fn nth_position_after(
        &self,
        after: &MemberPosition,
        n: u32,
    ) -> Result<Option<MemberPosition>, InternalError> {
        let key = sort_key(after.sort());
        let statement = format!(
            "{}WHERE ({key}, user) > (?, ?) ORDER BY {key}, user LIMIT 1 OFFSET ?",
            select_members!("")
        );
        let mut params = position_params(after);
        params.extend(params![n.saturating_sub(1)]);
        let row: Option<MemberRow> = self.db.row(&statement, params)?;
        Ok(row.map(|row| row.position(after.sort())))
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

/// What the members of a list are sorted by, before their ids.
const fn sort_key(sort: MemberSort) -> &'static str {
    match sort {
        MemberSort::Joined => "joined_at",
        MemberSort::Name => "folded_name",
        MemberSort::LastSeen => "coalesce(last_seen_on, -1)",
    }
}

/// The key and the id of a position.
fn position_params(position: &MemberPosition) -> Vec<SqlStorageValue> {
    match position {
        MemberPosition::Joined(at) | MemberPosition::LastSeen(at) => params![at.number, &at.id],
        MemberPosition::Name(at) => params![&at.name, &at.id],
    }
}
