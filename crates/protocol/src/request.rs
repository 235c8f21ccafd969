//! Request bodies. They have no unknown fields, and are read field by field, so that an error lists every invalid field.

mod assignment;
mod check;
mod fields;
mod invite;
mod project;
mod review;
mod service;
mod transfer;

pub use check::{Check, CheckCaller, check};
use fields::{Fields, opaque, time};
use hallpass_core::account::{FieldChange, Grant, MemberUpdate, Run};
use hallpass_core::{
    AccountId, Address, FieldCode, Name, ProjectId, RoleAssignment, Timestamp, UserId, limits,
};

pub use fields::BadRequest;
pub use invite::{
    BulkInvite, InviteReference, NewInvite, PreviewReference, Resend, bulk_invites,
    invite_reference, invite_update, new_invite, preview, resend,
};
pub use project::{NewProject, ProjectUpdate, new_project, project_status, project_update};
pub use review::{ReviewDecision, review_decision};
pub use service::{HostEvent, KnownUser, NewTeam, host_event, known_user, new_team};
pub use transfer::{TransferRequest, transfer};

/// Reads `{name}` of a new team, or of a personal account that becomes one.
///
/// # Errors
/// Each invalid field.
pub fn name_only(body: &[u8]) -> Result<Name, BadRequest> {
    let mut fields = Fields::of(body)?;
    let name = fields.required("name", Name::parse);
    fields.finish()?;
    name.ok_or_else(Vec::new)
}

/// Reads `{name}` of a convert. A dry run needs none.
///
/// # Errors
/// Each invalid field.
pub fn convert(body: &[u8], run: Run) -> Result<Option<Name>, BadRequest> {
    match run {
        Run::Real => name_only(body).map(Some),
        Run::Dry => {
            let mut fields = Fields::of_optional(body)?;
            let name = fields.optional("name", Name::parse);
            fields.finish()?;
            Ok(name)
        }
    }
}

/// Reads `{confirmName}` of a revert. A dry run needs none.
///
/// # Errors
/// Each invalid field.
pub fn revert(body: &[u8], run: Run) -> Result<Option<String>, BadRequest> {
    let mut fields = match run {
        Run::Real => Fields::of(body)?,
        Run::Dry => Fields::of_optional(body)?,
    };
    let typed = match run {
        Run::Real => fields.required("confirmName", opaque),
        Run::Dry => fields.optional("confirmName", opaque),
    };
    fields.finish()?;
    Ok(typed)
}

/// Changes of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The new name.
    pub name: Option<Name>,
    /// The new spend limit, in US cents per hour.
    pub spend_limit_cents_per_hour: Option<u64>,
}

/// Reads the changes of an account.
///
/// # Errors
/// Each invalid field.
pub fn update(body: &[u8]) -> Result<Update, BadRequest> {
    let mut fields = Fields::of(body)?;
    let update = Update {
        name: fields.optional("name", Name::parse),
        spend_limit_cents_per_hour: fields.whole_number("spendLimitCentsPerHour"),
    };
    fields.finish()?;
    Ok(update)
}

/// Reads `{role, permissions?}` of a grant.
///
/// # Errors
/// Each invalid field.
pub fn assignment(body: &[u8]) -> Result<RoleAssignment, BadRequest> {
    let mut fields = Fields::of(body)?;
    let assignment = fields.required_assignment();
    fields.finish()?;
    assignment.ok_or_else(Vec::new)
}

/// What a service makes of a user in a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The role or list of permissions.
    pub assignment: RoleAssignment,
    /// What they are granted in projects.
    pub projects: Vec<Grant>,
    /// When the membership ends.
    pub expires_at: FieldChange<Timestamp>,
}

/// Reads what a service makes of a user in a team.
///
/// # Errors
/// Each invalid field.
pub fn enrolment(body: &[u8]) -> Result<Enrolment, BadRequest> {
    let mut fields = Fields::of(body)?;
    let assignment = fields.required_assignment();
    let projects = fields.grants("projects");
    let expires_at = fields.change("expiresAt", time);
    fields.finish()?;
    Ok(Enrolment {
        assignment: assignment.ok_or_else(Vec::new)?,
        projects: projects.unwrap_or_default(),
        expires_at,
    })
}

/// Reads what changes about a member: at least one field.
///
/// # Errors
/// Each invalid field.
pub fn member_update(body: &[u8]) -> Result<MemberUpdate, BadRequest> {
    let mut fields = Fields::of(body)?;
    fields.require_one_of(&["role", "permissions", "expiresAt", "suspended"]);
    let update = MemberUpdate {
        assignment: fields.optional_assignment(),
        expires_at: fields.change("expiresAt", time),
        suspended: fields.boolean("suspended"),
    };
    fields.finish()?;
    Ok(update)
}

/// Reads `{accounts}` of a request for tokens: at most 50. Malformed ids are ignored, like unknown ones.
///
/// # Errors
/// Each invalid field.
pub fn accounts(body: &[u8]) -> Result<Vec<AccountId>, BadRequest> {
    let mut fields = Fields::of(body)?;
    let ids = fields.texts("accounts", limits::NAMED_PER_CALL);
    fields.finish()?;
    Ok(ids
        .unwrap_or_default()
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect())
}

/// A local sign-in, for development and tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The address.
    pub email: Address,
    /// The name.
    pub name: Name,
    /// Whether the address counts as verified.
    pub email_verified: bool,
}

/// Reads a local sign-in.
///
/// # Errors
/// Each invalid field.
pub fn sign_in(body: &[u8]) -> Result<SignIn, BadRequest> {
    let mut fields = Fields::of(body)?;
    let email = fields.required("email", Address::parse);
    let name = fields.required("name", Name::parse);
    let email_verified = fields.boolean("emailVerified").unwrap_or(true);
    fields.finish()?;
    match (email, name) {
        (Some(email), Some(name)) => Ok(SignIn {
            email,
            name,
            email_verified,
        }),
        _ => Err(Vec::new()),
    }
}

/// Reads an empty body, or `{}`.
///
/// # Errors
/// Each field.
pub fn empty(body: &[u8]) -> Result<(), BadRequest> {
    Fields::of_optional(body)?.finish()
}

/// Reads the body of a request for a membership token: empty, or `{project?}`.
///
/// # Errors
/// Each field.
pub fn token_project(body: &[u8]) -> Result<Option<ProjectId>, BadRequest> {
    let mut fields = Fields::of_optional(body)?;
    let project = fields.optional("project", |text| {
        text.parse().map_err(|_| FieldCode::Invalid)
    });
    fields.finish()?;
    Ok(project)
}

/// The user in a path; `None` for a malformed id.
#[must_use]
pub fn user(text: &str) -> Option<UserId> {
    text.parse().ok()
}
