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
        Code::InviteClosed => 410,
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
        Code::InvalidRequest => "This is not valid",
        Code::NotSignedIn => "Sign in first",
        Code::TokenInvalid => "This token is not valid",
        Code::TokenExpired => "This has expired",
        Code::UserErased => "This user was erased",
        Code::StaleEpoch => "Your membership has changed",
        Code::Forbidden => "Your role does not allow this",
        Code::WrongAccount => "This invite is for another address",
        Code::EmailUnverified => "Verify your e-mail address first",
        Code::RoleExceedsGrantor => "Your role does not allow to grant this role",
        Code::SpendLimit => "The spend limit does not allow this",
        Code::OwnerProtected => "The owner stays the owner",
        Code::Suspended => "Your membership is suspended",
        Code::PastEnd => "Your membership has ended",
        Code::NotFound => "This does not exist, or you may not see it",
        Code::NoAccount => "There is no account yet",
        Code::AlreadyInvited => "This address is invited already",
        Code::AlreadyMember => "This is a member already",
        Code::AlreadyATeam => "This is a team already",
        Code::NotATeam => "This is not a team",
        Code::MemberLimit => "The team is full",
        Code::ProjectLimit => "There are too many projects",
        Code::ProjectArchived => "This project is archived",
        Code::Conflict => "This has changed",
        Code::PolicyMismatch => "The policy has changed",
        Code::InviteClosed => "This invite is closed",
        Code::IdempotencyMismatch => "This was sent before, with other content",
        Code::NameMismatch => "The name does not match",
        Code::AccountMismatch => "This is of another account",
        Code::ProjectMismatch => "This is of another project",
        Code::RateLimited => "Too many requests",
        Code::Unavailable => "Not available right now",
    }
}

/// What the caller can do about it, in one sentence.
#[must_use]
pub const fn detail(code: Code) -> &'static str {
    match code {
        Code::InvalidRequest => "see `errors` for the fields that are wrong",
        Code::NotSignedIn => "send your provider's identity token as `Authorization: Bearer`",
        Code::TokenInvalid => "get a new token and try again",
        Code::TokenExpired => {
            "get a new token; for an invite, open its link again or use the inbox"
        }
        Code::UserErased => {
            "sign in again to begin as a new user; nothing of the erased one comes back"
        }
        Code::StaleEpoch => "get a new membership token and try again",
        Code::Forbidden => "ask somebody who manages members for a role that allows it",
        Code::WrongAccount => {
            "sign in with the address that the invite was sent to; the invite stays open"
        }
        Code::EmailUnverified => "verify your address with your identity provider, then try again",
        Code::RoleExceedsGrantor => "choose a role whose permissions the one who grants it holds",
        Code::SpendLimit => "contact support to raise the limit",
        Code::OwnerProtected => {
            "the owner cannot be demoted, removed or leave; transfer the ownership first"
        }
        Code::Suspended => "ask somebody who manages members to restore your membership",
        Code::PastEnd => "ask somebody who manages members to extend your membership",
        Code::NotFound => "check the address, or ask to be invited",
        Code::NoAccount => "open your personal account with `PUT /v1/me`",
        Code::AlreadyInvited => "copy the link of the pending invite, or revoke it first",
        Code::AlreadyMember => "switch to the team; nothing was changed",
        Code::AlreadyATeam => "nothing was changed",
        Code::NotATeam => "convert the account to a team first",
        Code::MemberLimit => "remove members or revoke invites first",
        Code::ProjectLimit => {
            "an account has at most 1,000 projects, and a member grants in at most 500 of them"
        }
        Code::ProjectArchived => "restore the project first",
        Code::Conflict => "load the current state and try again",
        Code::PolicyMismatch => "load the policy again",
        Code::InviteClosed => "ask for a new invite",
        Code::IdempotencyMismatch => "use a new key for a new request",
        Code::NameMismatch => "type the team's name exactly as it is shown",
        Code::AccountMismatch => "use a token of the account that the address names",
        Code::ProjectMismatch => {
            "get a token for this project, with `project` in the body of the token request"
        }
        Code::RateLimited => "wait as long as `retryAfter` says",
        Code::Unavailable => {
            "whether it was done is unknown; try again with the same idempotency key"
        }
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
