//! One account: its members, its invites, and every rule about them.
//!
//! [`execute()`] runs a command against a [`Store`], and [`read`] has the queries. Both get the time, the caller and the
//! policy as arguments.

mod accept;
mod adopt;
mod caller;
mod command;
mod command_context;
mod create_project;
mod decline;
mod dispatch;
mod done;
mod enrol;
mod erase;
mod execute;
mod expired_invites;
mod grant;
mod invite;
mod invite_update;
mod invited_grants;
mod join;
mod lifecycle;
mod link_limits;
mod mail;
mod member_update;
#[cfg(any(test, feature = "dangerous-memory"))]
pub mod memory;
mod note;
mod project;
mod project_access;
mod project_assignment;
mod project_grants;
mod put_grant;
pub mod read;
pub mod read_projects;
mod remove;
mod remove_grant;
mod resend;
mod restore;
mod review;
mod revoke;
mod state;
mod store;
mod system_event;
#[cfg(test)]
mod tests;
mod transfer;
mod update;
mod update_invite;
mod update_member;
mod update_project;

pub use crate::{Kind, MembershipStatus, UserRef};
pub use caller::{Caller, Person, Service};
pub use command::{Command, Context, Idempotency, Link, OnBehalf, Proof, Run};
pub use done::{Done, Plan, Recorded};
pub use erase::{Erased, ErasedUser, erase_invites, erase_user};
pub use execute::{check_inviter, execute, execute_row};
pub use expired_invites::{expired_long_ago, removable_at, remove_expired_invites};
pub use invite_update::InviteUpdate;
pub use mail::record_mail;
pub use member_update::{FieldChange, MemberUpdate};
pub use project::{Archiving, Grant, Project, ProjectStatus, permissions_in_project};
pub use restore::resume_restored;
pub use review::{Decision, Review, ReviewCounts, ReviewEntry, ReviewOutcome};
pub use state::{
    Account, Invite, Member, Presence, Redemption, State, Status, Transfer, TransferState,
};
pub use store::{Announcement, Change, Store};
pub use transfer::OpenTransfer;
