//! Errors over HTTP: problem details (RFC 9457) with a stable `code`.

pub use hallpass_core::AccountName;
use hallpass_core::explain::Explanation;
use hallpass_core::{ClosedReason, Code, FieldError, InviteId, MaskedAddress, Refusal};
use serde::Serialize;

/// The HTTP status of a code.
#[must_use]
pub const fn status(code: Code) -> u16 {
    match code {
        Code::InvalidRequest => 400,
        Code::NotSignedIn
        | Code::TokenInvalid
        | Code::TokenExpired
        | Code::UserErased
        | Code::StaleEpoch => 401,
        Code::Forbidden
        | Code::WrongAccount
        | Code::EmailUnverified
        | Code::RoleExceedsGrantor
        | Code::SpendLimit
        | Code::OwnerProtected
        | Code::Suspended
        | Code::PastEnd => 403,
        Code::NotFound | Code::NoAccount => 404,
        Code::AlreadyInvited
        | Code::AlreadyMember
        | Code::AlreadyATeam
        | Code::NotATeam
        | Code::MemberLimit
        | Code::ProjectLimit
        | Code::ProjectArchived
        | Code::Conflict
        | Code::PolicyMismatch => 409,
        Code::InviteClosed | Code::AuditCut => 410,
        Code::IdempotencyMismatch
        | Code::NameMismatch
        | Code::AccountMismatch
        | Code::ProjectMismatch => 422,
        Code::RateLimited => 429,
        Code::Unavailable => 503,
    }
}

/// What a code means, in a few words that clients show to people.
#[must_use]
pub const fn title(code: Code) -> &'static str {
    match code {
        Code::InvalidRequest => "This isn't valid",
        Code::NotSignedIn => "Sign in to continue",
        Code::TokenInvalid => "Your sign-in couldn't be verified",
        Code::TokenExpired => "This has expired",
        Code::UserErased => "This user was erased",
        Code::StaleEpoch => "Your membership has changed",
        Code::Forbidden => "Your role doesn't allow this",
        Code::WrongAccount => "This invite is for a different email",
        Code::EmailUnverified => "Verify your email first",
        Code::RoleExceedsGrantor => "You can't assign this role",
        Code::SpendLimit => "This would exceed the spend limit",
        Code::OwnerProtected => "The owner can't be changed",
        Code::Suspended => "Your membership is suspended",
        Code::PastEnd => "Your membership has ended",
        Code::NotFound => "This doesn't exist, or you can't see it",
        Code::NoAccount => "You don't have an account yet",
        Code::AlreadyInvited => "This email is already invited",
        Code::AlreadyMember => "Already a member of this team",
        Code::AlreadyATeam => "This is already a team",
        Code::NotATeam => "This isn't a team",
        Code::MemberLimit => "The team is full",
        Code::ProjectLimit => "There are too many projects",
        Code::ProjectArchived => "This project is archived",
        Code::Conflict => "This has changed",
        Code::PolicyMismatch => "The policy has changed",
        Code::InviteClosed => "This invite is closed",
        Code::AuditCut => "These events were removed",
        Code::IdempotencyMismatch => "This was already sent with other content",
        Code::NameMismatch => "The name doesn't match",
        Code::AccountMismatch => "This belongs to another account",
        Code::ProjectMismatch => "This belongs to another project",
        Code::RateLimited => "Too many requests",
        Code::Unavailable => "Not available right now",
    }
}

/// What a person can do about it, in sentences that clients show. What a developer can do is in `docs/guide/errors.md`.
#[must_use]
pub const fn detail(code: Code) -> &'static str {
    match code {
        Code::InvalidRequest => "Check what you entered and try again.",
        Code::NotSignedIn => "Sign in, then try again.",
        Code::TokenInvalid => "Sign in again.",
        Code::TokenExpired => {
            "Sign in again. For an invite, open its link again or use your inbox."
        }
        Code::UserErased => {
            "Sign in again to start as a new user. Nothing of the erased one comes back."
        }
        Code::StaleEpoch | Code::Conflict | Code::PolicyMismatch | Code::IdempotencyMismatch => {
            "Reload the page and try again."
        }
        Code::Forbidden => "Ask someone who manages members for access.",
        Code::WrongAccount => {
            "Sign in with the email that the invite was sent to. It will still be here."
        }
        Code::EmailUnverified => "Once your email is verified, try again.",
        Code::RoleExceedsGrantor => {
            "A role can't have more access than the person who assigns it. Choose another role."
        }
        Code::SpendLimit => "To raise the limit, contact support.",
        Code::OwnerProtected => {
            "The owner can't leave, be removed or get another role. Transfer ownership first."
        }
        Code::Suspended => "Ask someone who manages members to restore it.",
        Code::PastEnd => "Ask someone who manages members to extend it.",
        Code::NotFound => "Check the link, or ask for access.",
        Code::NoAccount => "Open your personal account first.",
        Code::AlreadyInvited => "Copy the link of the pending invite, or revoke it first.",
        Code::AlreadyMember | Code::AlreadyATeam => "Nothing was changed.",
        Code::NotATeam => "Convert the account to a team first.",
        Code::MemberLimit => "Remove members or revoke invites first.",
        Code::ProjectLimit => {
            "An account can have up to 1,000 projects, and a member can have access to up to 500 of them."
        }
        Code::ProjectArchived => "Restore the project first.",
        Code::InviteClosed => "Ask for a new invite.",
        Code::AuditCut => {
            "They are older than this service keeps them. Start from the oldest event that is left."
        }
        Code::NameMismatch => "Type the team's name exactly as it's shown.",
        Code::AccountMismatch => "Switch to that account and try again.",
        Code::ProjectMismatch => "Switch to that project and try again.",
        Code::RateLimited => "Wait a moment, then try again.",
        Code::Unavailable => "Check whether it worked, then try again.",
    }
}

/// What is wrong with each field, where it is known more closely than by its code.
fn reasons(errors: &[FieldError]) -> Option<String> {
    let reasons: Vec<String> = errors
        .iter()
        .filter_map(|error| {
            let reason = error.reason.as_ref()?;
            Some(format!("`{}`: {reason}", error.field))
        })
        .collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// A problem document, `application/problem+json`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `about:blank#` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the code means, see [`title`].
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: &'static str,
    /// What to do about it.
    pub detail: String,
    /// The id of the request, as in the header `hallpass-request`.
    pub request_id: String,
    /// Why an invite is closed. Only for its invitee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<ClosedReason>,
    /// The masked address that an invite is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<MaskedAddress>,
    /// The pending invite to the same address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite_id: Option<InviteId>,
    /// Seconds until the request may be tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The number of the last audit event that was removed: the log continues after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<u64>,
    /// Each invalid field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Why it is not allowed, and whom to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// `member`, for a member who joined with the closed invite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub you: Option<&'static str>,
    /// The account that they joined with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountName>,
    /// The teams of the user who cannot be erased, because they are the owner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<AccountName>,
}

impl Problem {
    /// The problem of a code.
    #[must_use]
    pub fn new(code: Code, request_id: &str) -> Self {
        Self {
            kind: format!("about:blank#{code}"),
            title: title(code),
            status: status(code),
            code: code.as_str(),
            detail: detail(code).into(),
            request_id: request_id.into(),
            why: None,
            hint: None,
            invite_id: None,
            retry_after: None,
            cut: None,
            errors: Vec::new(),
            explanation: None,
            you: None,
            account: None,
            teams: Vec::new(),
        }
    }

    /// The problem of a refusal.
    #[must_use]
    pub fn of(refusal: Refusal, request_id: &str) -> Self {
        let mut problem = Self::new(refusal.code(), request_id);
        match refusal {
            Refusal::InvalidRequest { errors } => {
                if let Some(reasons) = reasons(&errors) {
                    problem.detail = reasons;
                }
                problem.errors = errors;
            }
            Refusal::PowerRequired { power } => {
                problem.detail = format!(
                    "the service needs the power `{power}`, which no permission implies: add `\"powers\": [\"{power}\"]` to its provider in `IDENTITY_PROVIDERS`",
                    power = power.as_str()
                );
            }
            Refusal::OwnsTeams { teams } => {
                problem.detail = "an owner of teams cannot be erased: transfer or delete the teams in `teams` first".into();
                problem.teams = teams;
            }
            Refusal::WrongAccount { hint } => problem.hint = Some(hint),
            Refusal::AlreadyInvited { invite_id } => problem.invite_id = Some(invite_id),
            Refusal::InviteClosed { why } => problem.why = why,
            Refusal::AuditCut { cut } => problem.cut = Some(cut),
            Refusal::RateLimited { retry_after } => problem.retry_after = Some(retry_after),
            Refusal::Forbidden { .. }
            | Refusal::EmailUnverified
            | Refusal::RoleExceedsGrantor
            | Refusal::SpendLimit
            | Refusal::OwnerProtected
            | Refusal::Suspended
            | Refusal::PastEnd
            | Refusal::NotFound
            | Refusal::UserErased
            | Refusal::AlreadyMember
            | Refusal::AlreadyATeam
            | Refusal::NotATeam
            | Refusal::MemberLimit
            | Refusal::ProjectLimit
            | Refusal::ProjectArchived
            | Refusal::Conflict
            | Refusal::TokenExpired
            | Refusal::IdempotencyMismatch
            | Refusal::NameMismatch => {}
        }
        problem
    }
}
