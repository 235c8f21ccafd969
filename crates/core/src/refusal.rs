//! Refusals: what a rule says when it says no.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{Code, InviteId, MaskedAddress};

/// Why an invite is closed; told to the verified invitee alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// It was accepted.
    Used,
    /// The invitee declined it.
    Declined,
    /// The team took it back.
    Revoked,
    /// Its time ran out.
    Expired,
}

/// What is wrong with a field of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// It is missing.
    Required,
    /// It has too many characters or items, or too large a number.
    TooLong,
    /// It is no value of this kind.
    Invalid,
    /// It names nothing that exists.
    Unknown,
}

/// A field of a request, by its JSON name, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's JSON name.
    pub field: alloc::string::String,
    /// What is wrong.
    pub code: FieldCode,
}

/// A rule's no. A fault of the machinery is never one of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Refusal {
    /// A field's value does not fit the state: it names a role that does not exist, say.
    InvalidRequest {
        /// Each field and what is wrong with it.
        errors: Vec<FieldError>,
    },
    /// The member lacks a permission.
    Forbidden {
        /// The permissions that are missing, by name; empty where no permission would do.
        missing: Vec<crate::PermissionName>,
    },
    /// The invite is for another address.
    WrongAccount {
        /// The address that it is for, masked.
        hint: MaskedAddress,
    },
    /// The caller's address is not verified.
    EmailUnverified,
    /// The role carries more than the one who grants it holds.
    RoleExceedsGrantor,
    /// The limit asked for is above what the operator allows.
    SpendLimit,
    /// The owner stays, with the owner's role.
    OwnerProtected,
    /// No such thing, or none that the caller may know of.
    NotFound,
    /// A pending invite to this address exists.
    AlreadyInvited {
        /// That invite.
        invite_id: InviteId,
    },
    /// A member already.
    AlreadyMember,
    /// A team already.
    AlreadyATeam,
    /// A personal account, where a team is needed.
    NotATeam,
    /// The account holds as many members or pending invites as it may.
    MemberLimit,
    /// The state does not allow it.
    Conflict,
    /// The invite cannot be used.
    InviteClosed {
        /// Why, for the verified invitee alone.
        why: Option<Why>,
    },
    /// The invite token is past its end; the invite itself is not.
    TokenExpired,
    /// The same idempotency key came with another request.
    IdempotencyMismatch,
    /// The typed name is not the account's.
    NameMismatch,
    /// Too many in too short a time.
    RateLimited {
        /// Seconds until it may work.
        retry_after: u32,
    },
}

impl Refusal {
    /// The no to somebody for whom no permission would do.
    pub const FORBIDDEN: Self = Self::Forbidden {
        missing: Vec::new(),
    };

    /// The refusal's code.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::InvalidRequest { .. } => Code::InvalidRequest,
            Self::Forbidden { .. } => Code::Forbidden,
            Self::WrongAccount { .. } => Code::WrongAccount,
            Self::EmailUnverified => Code::EmailUnverified,
            Self::RoleExceedsGrantor => Code::RoleExceedsGrantor,
            Self::SpendLimit => Code::SpendLimit,
            Self::OwnerProtected => Code::OwnerProtected,
            Self::NotFound => Code::NotFound,
            Self::AlreadyInvited { .. } => Code::AlreadyInvited,
            Self::AlreadyMember => Code::AlreadyMember,
            Self::AlreadyATeam => Code::AlreadyATeam,
            Self::NotATeam => Code::NotATeam,
            Self::MemberLimit => Code::MemberLimit,
            Self::Conflict => Code::Conflict,
            Self::InviteClosed { .. } => Code::InviteClosed,
            Self::TokenExpired => Code::TokenExpired,
            Self::IdempotencyMismatch => Code::IdempotencyMismatch,
            Self::NameMismatch => Code::NameMismatch,
            Self::RateLimited { .. } => Code::RateLimited,
        }
    }

    /// The refusal of one field.
    #[must_use]
    pub fn field(field: &str, code: FieldCode) -> Self {
        Self::InvalidRequest {
            errors: alloc::vec![FieldError {
                field: field.into(),
                code
            }],
        }
    }
}
