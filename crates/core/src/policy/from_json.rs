//! Reading a policy from JSON.

use alloc::string::String;

use super::check::{PolicyDraft, RoleDraft, check};
use super::error::PolicyError;
use super::model::{Permission, Policy, Scope};
use crate::token::json::{NotStrict, Object, Value};

impl Policy {
    /// Reads the JSON of `GET /v1/policy`, and checks its id.
    ///
    /// # Errors
    /// [`PolicyError`] for the first rule that it breaks, [`PolicyError::IdMismatch`] when the id is not that of the content.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        Self::from_object(Object::parse(text).map_err(not_a_policy)?)
    }

    /// Reads a policy within other JSON.
    ///
    /// # Errors
    /// As for [`Policy::from_json`].
    pub fn from_object(mut json: Object) -> Result<Self, PolicyError> {
        let id = json.take_optional_text("id").map_err(not_a_policy)?;
        let policy = check(draft_from(&mut json).map_err(not_a_policy)?)?;
        if id.as_deref() == Some(policy.id.as_str()) {
            Ok(policy)
        } else {
            Err(PolicyError::IdMismatch)
        }
    }
}

fn not_a_policy(_: NotStrict) -> PolicyError {
    PolicyError::Syntax(String::from("a member is missing or has another type"))
}

fn draft_from(json: &mut Object) -> Result<PolicyDraft, NotStrict> {
    Ok(PolicyDraft {
        audience: json.take_text("audience")?,
        owner_role: json.take_parsed("ownerRole")?,
        project_owner_role: json
            .take_optional_text("projectOwnerRole")?
            .map(|name| name.parse().map_err(|_| NotStrict))
            .transpose()?,
        permissions: json.take_list("permissions", permission_from)?,
        roles: json.take_list("roles", role_from)?,
    })
}

/// The scope of a permission or a role, which is only written where it is `project`.
fn scope_from(json: &mut Object) -> Result<Scope, NotStrict> {
    match json.take_optional_text("scope")?.as_deref() {
        None => Ok(Scope::Account),
        written if written == Scope::Project.written() => Ok(Scope::Project),
        Some(_) => Err(NotStrict),
    }
}

fn permission_from(json: Value) -> Result<Permission, NotStrict> {
    let mut json = json.object()?;
    Ok(Permission {
        name: json.take_parsed("name")?,
        bit: u8::try_from(json.take_integer("bit")?).map_err(|_| NotStrict)?,
        title: json.take_text("title")?,
        description: json.take_optional_text("description")?,
        scope: scope_from(&mut json)?,
        retired: false,
    })
}

fn role_from(json: Value) -> Result<RoleDraft, NotStrict> {
    let mut json = json.object()?;
    Ok(RoleDraft {
        name: json.take_parsed("name")?,
        title: json.take_text("title")?,
        description: json.take_optional_text("description")?,
        scope: scope_from(&mut json)?,
        permissions: json.take_list("permissions", Value::text)?,
        was: json.take_list("was", |name| name.text()?.parse().map_err(|_| NotStrict))?,
    })
}
