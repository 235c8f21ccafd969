//! Every rule of Hallpass, as functions of their arguments: no clock, no randomness, no I/O, no JavaScript.
//!
//! A caller passes the storage ([`account::Store`]), a command ([`account::Command`]) and its surroundings
//! ([`account::Context`]: the time, the caller, random bytes, the policy). [`account::execute()`] decides, and applies the
//! resulting changes to the storage in the same transaction.
#![forbid(unsafe_code)]
#![no_std]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test should stop at an unexpected value"
    )
)]

extern crate alloc;
#[cfg(test)]
extern crate std;

#[cfg(all(feature = "unicode", feature = "sign"))]
pub mod account;
mod account_name;
#[cfg(feature = "unicode")]
mod address;
pub mod audit;
pub mod base64url;
pub mod budget;
pub mod canonical;
pub mod check;
mod code;
pub mod csv;
pub mod delivery;
#[cfg(feature = "unicode")]
mod domain;
#[cfg(feature = "unicode")]
mod email_domain;
pub mod erasure;
pub mod explain;
pub mod freshness;
#[cfg(feature = "unicode")]
pub mod gate;
mod id;
#[cfg(feature = "identity")]
pub mod identity;
pub mod key;
mod kind;
pub mod limits;
pub mod link;
pub mod mail;
mod masked;
mod membership_status;
#[cfg(feature = "identity")]
pub mod outbound;
mod permission;
pub mod policy;
mod power;
pub mod refresh;
mod refusal;
pub mod required;
pub mod retention;
mod role_assignment;
#[cfg(feature = "unicode")]
pub mod search;
mod subject;
mod text;
mod time;
pub mod token;
#[cfg(feature = "unicode")]
mod unicode;
mod user_ref;
pub mod webhook;

pub use account_name::AccountName;
#[cfg(feature = "unicode")]
pub use address::{Address, AddressError};
pub use code::Code;
#[cfg(feature = "unicode")]
pub use email_domain::{Domain, DomainError};
pub use id::{AccountId, EventId, IdError, InviteId, ProjectId, ReviewId, ServiceId, UserId};
pub use kind::Kind;
pub use masked::MaskedAddress;
pub use membership_status::MembershipStatus;
pub use permission::{PermissionName, PermissionSet, RoleName};
pub use policy::{Policy, PolicyId};
pub use power::Power;
pub use refusal::{ClosedReason, FieldCode, FieldError, Refusal};
pub use role_assignment::{RoleAssignment, RoleAssignmentError};
pub use subject::Subject;
pub use text::{FORMER_MEMBER, Name, Note, TextError};
pub use time::{Day, Timestamp};
pub use user_ref::UserRef;

/// Runs the README's example with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
