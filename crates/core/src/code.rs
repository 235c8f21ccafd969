//! The closed list of error codes.

use core::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $text:literal,)*) => {
        /// A stable error code from a closed list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Parses a code.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == word)
            }
        }
    };
}

codes! {
    /// The request is malformed. `errors` lists the fields.
    InvalidRequest "invalid_request",
    /// The request has no identity token.
    NotSignedIn "not_signed_in",
    /// A token is forged, malformed or for another audience.
    TokenInvalid "token_invalid",
    /// A token has expired.
    TokenExpired "token_expired",
    /// The user was erased after the identity token was issued.
    UserErased "user_erased",
    /// A token is older than a change of its member or of its project, or belongs to a policy that is no longer known.
    StaleEpoch "stale_epoch",
    /// The member lacks the permission.
    Forbidden "forbidden",
    /// The invite is for another address.
    WrongAccount "wrong_account",
    /// The caller's address is not verified.
    EmailUnverified "email_unverified",
    /// The role carries permissions that its grantor does not hold.
    RoleExceedsGrantor "role_exceeds_grantor",
    /// The budget does not cover it.
    SpendLimit "spend_limit",
    /// The owner cannot be removed, demoted or suspended.
    OwnerProtected "owner_protected",
    /// The member is suspended.
    Suspended "suspended",
    /// The membership has ended.
    PastEnd "past_end",
    /// It does not exist, or the caller may not know of it.
    NotFound "not_found",
    /// The user has no account yet.
    NoAccount "no_account",
    /// A pending invite to this address exists.
    AlreadyInvited "already_invited",
    /// The user is already a member.
    AlreadyMember "already_member",
    /// The account is already a team.
    AlreadyATeam "already_a_team",
    /// The account is personal, and the operation needs a team.
    NotATeam "not_a_team",
    /// The account has reached its limit of members or pending invites.
    MemberLimit "member_limit",
    /// The account has reached its limit of projects, or a member theirs of grants.
    ProjectLimit "project_limit",
    /// The project is archived.
    ProjectArchived "project_archived",
    /// The current state does not allow it.
    Conflict "conflict",
    /// Permission bits were read under another policy.
    PolicyMismatch "policy_mismatch",
    /// The invite cannot be used.
    InviteClosed "invite_closed",
    /// The audit event was removed, since it is older than the operator keeps them.
    AuditCut "audit_cut",
    /// The idempotency key was used for another request.
    IdempotencyMismatch "idempotency_mismatch",
    /// The confirmed name is not the account's name.
    NameMismatch "name_mismatch",
    /// The token is for another account than the one in the path.
    AccountMismatch "account_mismatch",
    /// The token is not for the project that the request is about.
    ProjectMismatch "project_mismatch",
    /// Too many requests in too short a time.
    RateLimited "rate_limited",
    /// A part of the service is unavailable. Whether the operation took place is unknown.
    Unavailable "unavailable",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_parses_back() {
        for code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(*code));
        }
        assert_eq!(Code::parse("no_such_code"), None);
    }
}
