//! Reading a policy from JSON.

use alloc::string::String;

use super::check::{PolicyError, RoleDraft, check};
use super::model::{Permission, Policy};
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
        let policy = check(
            json.take_text("audience").map_err(not_a_policy)?,
            json.take_parsed("ownerRole").map_err(not_a_policy)?,
            json.take_list("permissions", permission_from)
                .map_err(not_a_policy)?,
            json.take_list("roles", role_from).map_err(not_a_policy)?,
        )?;
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

fn permission_from(json: Value) -> Result<Permission, NotStrict> {
    let mut json = json.object()?;
    Ok(Permission {
        name: json.take_parsed("name")?,
        bit: u8::try_from(json.take_integer("bit")?).map_err(|_| NotStrict)?,
        title: json.take_text("title")?,
        description: json.take_optional_text("description")?,
        retired: false,
    })
}

fn role_from(json: Value) -> Result<RoleDraft, NotStrict> {
    let mut json = json.object()?;
    Ok(RoleDraft {
        name: json.take_parsed("name")?,
        title: json.take_text("title")?,
        description: json.take_optional_text("description")?,
        permissions: json.take_list("permissions", Value::text)?,
        was: json.take_list("was", |name| name.text()?.parse().map_err(|_| NotStrict))?,
    })
}
