//! Why a rule refuses a command.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{AccountName, Code, InviteId, MaskedAddress, Power};

/// Why an invite is closed. Only the verified invitee sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClosedReason {
    /// It was accepted.
    Used,
    /// The invitee declined it.
    Declined,
    /// The team revoked it.
    Revoked,
    /// It expired.
    Expired,
}

/// What is wrong with a field of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// It is missing.
    Required,
    /// It has too many characters or items, or its number is too large.
    TooLong,
    /// It is not a valid value.
    Invalid,
    /// It does not exist, or is not a field of this request.
    Unknown,
}

/// A field of a request, by its JSON name, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's JSON name.
    pub field: String,
    /// What is wrong.
    pub code: FieldCode,
    /// The same in the user's words, for the problem's `detail`.
    #[serde(skip)]
    pub reason: Option<String>,
}

impl FieldError {
    /// A field without a further reason.
    #[must_use]
    pub fn new(field: &str, code: FieldCode) -> Self {
        Self {
            field: field.into(),
            code,
            reason: None,
        }
    }
}

/// The refusal of a command by a rule. A failure of storage or of another part is never one of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Refusal {
    /// A field's value does not fit the state, such as a role that does not exist.
    InvalidRequest {
        /// Each field and what is wrong with it.
        errors: Vec<FieldError>,
    },
    /// The member lacks a permission.
    Forbidden {
        /// The missing permissions. Empty when no permission would be enough.
        missing: Vec<crate::PermissionName>,
    },
    /// The service lacks a power, which no permission replaces.
    PowerRequired {
        /// The missing power.
        power: Power,
    },
    /// The user was erased.
    UserErased,
    /// The user cannot be erased while they are the owner of teams.
    OwnsTeams {
        /// The teams.
        teams: Vec<AccountName>,
    },
    /// The invite is for another address.
    WrongAccount {
        /// The address that it is for, masked.
        hint: MaskedAddress,
    },
    /// The caller's address is not verified.
    EmailUnverified,
    /// The role has permissions that its grantor does not hold.
    RoleExceedsGrantor,
    /// The spend limit exceeds what the operator allows.
    SpendLimit,
    /// The owner cannot be removed, demoted or suspended.
    OwnerProtected,
    /// The caller is suspended.
    Suspended,
    /// The caller's membership has ended.
    PastEnd,
    /// It does not exist, or the caller may not know of it.
    NotFound,
    /// A pending invite to this address exists.
    AlreadyInvited {
        /// That invite.
        invite_id: InviteId,
    },
    /// The user is already a member.
    AlreadyMember,
    /// The account is already a team.
    AlreadyATeam,
    /// The account is personal, and the command needs a team.
    NotATeam,
    /// The account has reached its limit of members or pending invites.
    MemberLimit,
    /// The account has reached its limit of projects, or a member theirs of grants.
    ProjectLimit,
    /// The project is archived.
    ProjectArchived,
    /// The current state does not allow it.
    Conflict,
    /// The invite cannot be used.
    InviteClosed {
        /// Why, for the verified invitee only.
        why: Option<ClosedReason>,
    },
    /// The invite token has expired, but the invite has not.
    TokenExpired,
    /// The idempotency key was used for another request.
    IdempotencyMismatch,
    /// The confirmed name is not the account's name.
    NameMismatch,
    /// The audit event was removed, since it is older than the operator keeps them.
    AuditCut {
        /// The number of the last event that was removed.
        cut: u64,
    },
    /// Too many commands in too short a time.
    RateLimited {
        /// Seconds until the command may be tried again.
        retry_after: u32,
    },
}

impl Refusal {
    /// The refusal when no permission would be enough.
    pub const FORBIDDEN: Self = Self::Forbidden {
        missing: Vec::new(),
    };

    /// The error code.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::InvalidRequest { .. } => Code::InvalidRequest,
            Self::Forbidden { .. } | Self::PowerRequired { .. } => Code::Forbidden,
            Self::UserErased => Code::UserErased,
            Self::WrongAccount { .. } => Code::WrongAccount,
            Self::EmailUnverified => Code::EmailUnverified,
            Self::RoleExceedsGrantor => Code::RoleExceedsGrantor,
            Self::SpendLimit => Code::SpendLimit,
            Self::OwnerProtected => Code::OwnerProtected,
            Self::Suspended => Code::Suspended,
            Self::PastEnd => Code::PastEnd,
            Self::NotFound => Code::NotFound,
            Self::AlreadyInvited { .. } => Code::AlreadyInvited,
            Self::AlreadyMember => Code::AlreadyMember,
            Self::AlreadyATeam => Code::AlreadyATeam,
            Self::NotATeam => Code::NotATeam,
            Self::MemberLimit => Code::MemberLimit,
            Self::ProjectLimit => Code::ProjectLimit,
            Self::ProjectArchived => Code::ProjectArchived,
            Self::Conflict | Self::OwnsTeams { .. } => Code::Conflict,
            Self::InviteClosed { .. } => Code::InviteClosed,
            Self::TokenExpired => Code::TokenExpired,
            Self::IdempotencyMismatch => Code::IdempotencyMismatch,
            Self::NameMismatch => Code::NameMismatch,
            Self::AuditCut { .. } => Code::AuditCut,
            Self::RateLimited { .. } => Code::RateLimited,
        }
    }

    /// The refusal of a field.
    #[must_use]
    pub fn field(field: &str, code: FieldCode) -> Self {
        Self::InvalidRequest {
            errors: alloc::vec![FieldError::new(field, code)],
        }
    }
}
