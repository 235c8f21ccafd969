//! Where a value is in a token's claims.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::token::json::{Object, Value};

/// Where a value is in a token's claims: the name of a claim, or the names that lead into nested objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPath(Vec<String>);

impl ClaimPath {
    /// A claim by its name, which may hold dots and slashes.
    #[must_use]
    pub fn name(name: &str) -> Self {
        Self([name.into()].into())
    }

    /// A claim in nested objects, from the outermost name inwards. There must be a name.
    pub(super) const fn nested(names: Vec<String>) -> Self {
        Self(names)
    }

    /// The value there, if there is one.
    #[must_use]
    pub fn find<'a>(&self, claims: &'a Object) -> Option<&'a Value> {
        let (last, outer) = self.0.split_last()?;
        let mut object = claims;
        for name in outer {
            object = object.get(name)?.as_object()?;
        }
        object.get(last)
    }

    /// The string there, if there is one.
    pub(super) fn find_text<'a>(&self, claims: &'a Object) -> Option<&'a str> {
        self.find(claims).and_then(Value::as_text)
    }

    /// The part of the path, if any, by which users can write the value themselves: metadata that a provider lets its
    /// users edit.
    #[must_use]
    pub fn user_writable_part(&self) -> Option<&str> {
        let part = self.0.iter().find(|name| is_user_writable(name));
        part.map(String::as_str)
    }
}

impl fmt::Display for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" › ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// What providers call the metadata that users write, without case and punctuation: Supabase and Auth0 `user_metadata`
/// (and Supabase's column `raw_user_meta_data`), Clerk `unsafe_metadata`, Logto `custom_data`.
const USER_WRITABLE: [&str; 6] = [
    "usermetadata",
    "usermeta",
    "rawusermetadata",
    "unsafemetadata",
    "customdata",
    "userdata",
];

/// Whether a name is that of user-writable metadata, or a namespaced claim's with such a part:
/// `https://example.com/user_metadata`, `user.unsafe_metadata.email`. A Cognito attribute `custom:…` is writable by users
/// unless the app client says otherwise.
fn is_user_writable(name: &str) -> bool {
    if name.starts_with("custom:") {
        return true;
    }
    let parts = name.split(['/', '.', ':', '#', '|']);
    parts
        .map(|part| {
            part.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect::<String>()
        })
        .any(|part| USER_WRITABLE.contains(&part.as_str()))
}
