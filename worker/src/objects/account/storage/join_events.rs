//! The events with which users became members.

use hallpass_core::UserId;
use hallpass_core::audit::{Action, Details};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::json;
use crate::objects::storage::params;

impl AccountStore<'_> {
    /// The details of the event with which a user last became a member.
    pub(super) fn details_of_last_join(
        &self,
        user: &UserId,
    ) -> Result<Option<Details>, InternalError> {
        let join = Action::MemberJoin.as_str();
        let appended = self.appended_events.borrow();
        let last = appended.iter().rev().find(|event| {
            event.draft.action.as_str() == join && event.draft.resource.id == user.as_str()
        });
        if let Some(event) = last {
            return Ok(Some(event.draft.details.clone()));
        }
        self.stored_details_of_join(user)
    }

    fn stored_details_of_join(&self, user: &UserId) -> Result<Option<Details>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            details: String,
        }
        // Members who joined before their rows had the number of the event are looked up in the log.
        let joined_seq = self
            .member_by_id(user)?
            .map_or(0, |member| member.joined_seq);
        let row: Option<Row> = if joined_seq > 0 {
            self.db.row(
                "SELECT details FROM events WHERE seq = ?",
                params![joined_seq],
            )?
        } else {
            self.db.row(
                "SELECT details FROM events WHERE outcome = 'done' AND seq = (SELECT max(seq) FROM events \
                 INDEXED BY events_facts WHERE resource_id = ?1 AND action = ?2)",
                params![user.as_str(), Action::MemberJoin.as_str()],
            )?
        };
        row.map(|row| json::from_str(&row.details)).transpose()
    }
}
