//! The outcome of a command.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::{EventId, InviteId, Name, ProjectId, ReviewId, Timestamp, UserId};

/// The record of a used idempotency key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// The key.
    pub key: String,
    /// The fingerprint of its request.
    pub fingerprint: String,
    /// When it was used.
    pub at: Timestamp,
    /// The outcome of the command.
    pub done: Done,
}

/// The outcome of a command, as ids. The response is always made from the current state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Done {
    /// The account was opened or changed.
    Account,
    /// The account was closed.
    Closed,
    /// The caller is a member, and was recorded as seen.
    Attended,
    /// The member was added or changed.
    Member {
        /// The member.
        user: UserId,
    },
    /// The member was removed.
    Removed {
        /// The user.
        user: UserId,
    },
    /// The event was appended.
    Noted {
        /// The event.
        event: EventId,
    },
    /// The project was created or changed.
    Project {
        /// The project.
        project: ProjectId,
    },
    /// The grant was set or removed.
    Grant {
        /// The project.
        project: ProjectId,
        /// The member.
        user: UserId,
    },
    /// The invite was created or changed.
    Invite {
        /// The invite.
        invite: InviteId,
    },
    /// The invite was accepted.
    Accepted {
        /// The invite.
        invite: InviteId,
    },
    /// The review was opened, changed or closed.
    Review {
        /// The review.
        review: ReviewId,
    },
    /// The plan of a dry run.
    Planned(Plan),
}

/// What a convert or revert would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// How many members would be removed.
    pub members_removed: u32,
    /// How many pending invites would be revoked.
    pub invites_revoked: u32,
    /// How many access reviews would be deleted.
    #[serde(default)]
    pub reviews_removed: u32,
    /// How many projects would be removed, with every grant in them.
    #[serde(default)]
    pub projects_removed: u32,
    /// How many open offers of ownership would end: none or one.
    #[serde(default)]
    pub transfers_ended: u32,
    /// The account's kind afterwards; `None` when it would be closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Kind>,
    /// The account's name afterwards, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}
