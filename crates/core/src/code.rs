//! The closed list of codes with which Hallpass says no.

use core::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $text:literal,)*) => {
        /// Why something was refused: one stable word from a closed list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that goes over the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The code with this word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == word)
            }
        }
    };
}

codes! {
    /// The request cannot be understood; `errors` says which field.
    InvalidRequest "invalid_request",
    /// No identity came with the request.
    NotSignedIn "not_signed_in",
    /// A token that is forged, malformed or for somebody else.
    TokenInvalid "token_invalid",
    /// A token past its end.
    TokenExpired "token_expired",
    /// A token older than a change to its member.
    StaleEpoch "stale_epoch",
    /// The member lacks the permission.
    Forbidden "forbidden",
    /// The invite is for another address.
    WrongAccount "wrong_account",
    /// The caller's address is not verified.
    EmailUnverified "email_unverified",
    /// The role carries more than the one who grants it holds.
    RoleExceedsGrantor "role_exceeds_grantor",
    /// The budget does not cover it.
    SpendLimit "spend_limit",
    /// The owner stays, with the owner's role.
    OwnerProtected "owner_protected",
    /// No such thing, or none that the caller may know of.
    NotFound "not_found",
    /// A user without an account yet.
    NoAccount "no_account",
    /// A pending invite to this address exists.
    AlreadyInvited "already_invited",
    /// A member already.
    AlreadyMember "already_member",
    /// A team already.
    AlreadyATeam "already_a_team",
    /// A personal account, where a team is needed.
    NotATeam "not_a_team",
    /// The account holds as many as it may.
    MemberLimit "member_limit",
    /// The state does not allow it.
    Conflict "conflict",
    /// Bits were read under another policy.
    PolicyMismatch "policy_mismatch",
    /// The invite cannot be used.
    InviteClosed "invite_closed",
    /// The same key came with another request.
    IdempotencyMismatch "idempotency_mismatch",
    /// The typed name is not the account's.
    NameMismatch "name_mismatch",
    /// The token is for another account than the address names.
    AccountMismatch "account_mismatch",
    /// Too many in too short a time.
    RateLimited "rate_limited",
    /// Not now; whether it happened is unknown.
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
    fn each_code_has_a_word_of_its_own() {
        for code in Code::ALL {
            assert_eq!(Code::from_word(code.as_str()), Some(*code));
        }
        assert_eq!(Code::from_word("no_such_code"), None);
    }
}
