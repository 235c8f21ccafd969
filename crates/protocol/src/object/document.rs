//! JSON documents on their way to the caller: whoever passes one on does not read it.

use hallpass_core::{InviteId, Timestamp};
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A JSON document, kept as its text. Between Worker and object it is a text as well, so that nobody reads it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Document(String);

impl Document {
    /// The document of a value.
    #[must_use]
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        // No reply has a map with keys that are not strings, or a `Serialize` of its own that fails.
        Self(serde_json::to_string(value).unwrap_or_default())
    }

    /// The document that was kept as this text.
    #[must_use]
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The document as a part of another one.
    #[must_use]
    pub fn embedded(self) -> Embedded {
        Embedded(self.0)
    }
}

/// A document within another one: JSON in JSON, not a text.
#[derive(Clone, Debug)]
pub struct Embedded(String);

impl Serialize for Embedded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(S::Error::custom)?;
        raw.serialize(serializer)
    }
}

/// The document of an invite, and what must be known to put it among others.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// The document.
    pub document: Document,
    /// When the invite was created.
    pub created_at: Timestamp,
    /// When it ends, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// The document of an invite, and what its link says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Linked {
    /// Which.
    pub id: InviteId,
    /// The generation of its link.
    pub generation: u32,
    /// The document.
    pub document: Document,
}
