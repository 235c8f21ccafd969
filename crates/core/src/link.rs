//! Invite codes, and the names of mailboxes: what is keyed with the pepper.

use core::fmt;

use crate::base64url;

/// The name of the object that holds an address's pending invites: 43 base64url characters.
///
/// It tells nothing of the address to anyone without the pepper.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxName([u8; 32]);

impl fmt::Display for MailboxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(&self.0))
    }
}

impl core::str::FromStr for MailboxName {
    type Err = crate::id::IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        base64url::decode_array(text).map(Self).map_err(|_| crate::id::IdError)
    }
}

crate::id::as_text!(MailboxName);

#[cfg(feature = "sign")]
pub use keyed::{BadCode, InviteCode, Pepper, PepperError};

#[cfg(feature = "sign")]
mod keyed;
