//! Request bodies that only services send.

use hallpass_core::audit::{Details, Word};
use hallpass_core::{Address, FieldCode, Name, UserId, limits};

use super::fields::Fields;
use super::{BadRequest, opaque, user};

/// A team that a service opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTeam {
    /// Its name.
    pub name: Name,
    /// Its owner.
    pub owner: UserId,
    /// The platform's own id for it.
    pub external_id: Option<String>,
}

/// Reads a team that a service opens.
///
/// # Errors
/// Each invalid field.
pub fn new_team(body: &[u8]) -> Result<NewTeam, BadRequest> {
    let mut fields = Fields::of(body)?;
    let name = fields.required("name", Name::parse);
    let owner = fields.required("owner", |text| user(text).ok_or(FieldCode::Invalid));
    let external_id = fields.optional("externalId", host_id);
    fields.finish()?;
    match (name, owner) {
        (Some(name), Some(owner)) => Ok(NewTeam {
            name,
            owner,
            external_id,
        }),
        _ => Err(Vec::new()),
    }
}

/// A user that a service imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownUser {
    /// The name of the provider that they sign in with.
    pub provider: String,
    /// Their subject at the provider.
    pub subject: String,
    /// Their address.
    pub email: Address,
    /// Whether the address is verified.
    pub email_verified: bool,
    /// Their name.
    pub name: Name,
}

/// Reads a user that a service imports.
///
/// # Errors
/// Each invalid field.
pub fn known_user(body: &[u8]) -> Result<KnownUser, BadRequest> {
    let mut fields = Fields::of(body)?;
    let provider = fields.required("provider", opaque);
    let subject = fields.required("subject", |text| match text.len() {
        0 => Err(FieldCode::Required),
        1..=limits::SUBJECT_BYTES => Ok(text.to_owned()),
        _ => Err(FieldCode::TooLong),
    });
    let email = fields.required("email", Address::parse);
    let email_verified = fields.boolean("emailVerified");
    let name = fields.required("name", Name::parse);
    if !fields.has("emailVerified") {
        fields.wrong("emailVerified", FieldCode::Required);
    }
    fields.finish()?;
    match (provider, subject, email, email_verified, name) {
        (Some(provider), Some(subject), Some(email), Some(email_verified), Some(name)) => {
            Ok(KnownUser {
                provider,
                subject,
                email,
                email_verified,
                name,
            })
        }
        _ => Err(Vec::new()),
    }
}

/// An event of the host platform, for an account's audit log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostEvent {
    /// What was done.
    pub action: Word,
    /// The type of the resource.
    pub resource_type: Word,
    /// The id of the resource.
    pub resource_id: String,
    /// Further details.
    pub details: Details,
}

/// Reads an event of the host platform.
///
/// # Errors
/// Each invalid field.
pub fn host_event(body: &[u8]) -> Result<HostEvent, BadRequest> {
    let word = |text: &str| text.parse::<Word>().map_err(|_| FieldCode::Invalid);
    let mut fields = Fields::of(body)?;
    let action = fields.required("action", word);
    let resource_type = fields.required("resourceType", word);
    let resource_id = fields.required("resourceId", host_id);
    let details = fields.details("details");
    fields.finish()?;
    match (action, resource_type, resource_id) {
        (Some(action), Some(resource_type), Some(resource_id)) => Ok(HostEvent {
            action,
            resource_type,
            resource_id,
            details: details.unwrap_or_default(),
        }),
        _ => Err(Vec::new()),
    }
}

/// Reads an id of the host.
pub(super) fn host_id(text: &str) -> Result<String, FieldCode> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(FieldCode::Invalid);
    }
    if text.len() > limits::HOST_ID_CHARACTERS {
        return Err(FieldCode::TooLong);
    }
    Ok(text.into())
}
