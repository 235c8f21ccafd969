//! Invite codes, mailbox names and external account ids: everything that is keyed with the pepper.

#[cfg(feature = "sign")]
mod keyed;

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base64url;
use crate::id::{IdError, as_text};

#[cfg(all(feature = "sign", feature = "unicode"))]
pub use keyed::mailbox_name;
#[cfg(feature = "sign")]
pub use keyed::{InvalidCode, InviteCode, Pepper, PepperError, external_account};

/// The name of the object with an address's pending invites: 43 base64url characters.
///
/// Without the pepper it reveals nothing about the address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxName([u8; 32]);

impl fmt::Display for MailboxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(&self.0))
    }
}

impl FromStr for MailboxName {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        base64url::decode_array(text).map(Self).map_err(|_| IdError)
    }
}

as_text!(MailboxName);
