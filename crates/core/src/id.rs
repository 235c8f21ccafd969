//! Identifiers. Each kind is a separate type.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::base64url;

/// Text that is not an identifier of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an identifier of the expected kind")
    }
}

/// Implements `Serialize`, `Deserialize` and `Debug` with the text that `Display` writes and `FromStr` reads.
macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}
pub(crate) use as_text;

/// An account: `acc_` and 22 base64url characters of 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId([u8; 16]);

impl AccountId {
    /// An id from 16 random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "acc_{}", base64url::encode(&self.0))
    }
}

impl FromStr for AccountId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let tail = text.strip_prefix("acc_").ok_or(IdError)?;
        base64url::decode_array(tail).map(Self).map_err(|_| IdError)
    }
}

as_text!(AccountId);

/// An invite: `inv_`, the 22 characters of its account and 22 random ones.
///
/// The account part is for routing only. It never grants anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InviteId {
    account: [u8; 16],
    random: [u8; 16],
}

impl InviteId {
    /// The id of an invite of `account`, from 16 random bytes.
    #[must_use]
    pub const fn new(account: AccountId, random: [u8; 16]) -> Self {
        Self {
            account: account.0,
            random,
        }
    }

    /// The account that this claims to be an invite of.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        AccountId(self.account)
    }

    /// The invite's own 16 bytes.
    #[must_use]
    pub const fn random(&self) -> &[u8; 16] {
        &self.random
    }
}

impl fmt::Display for InviteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "inv_{}{}",
            base64url::encode(&self.account),
            base64url::encode(&self.random)
        )
    }
}

impl FromStr for InviteId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let tail = text.strip_prefix("inv_").ok_or(IdError)?;
        let (account, random) = tail.split_at_checked(22).ok_or(IdError)?;
        Ok(Self {
            account: base64url::decode_array(account).map_err(|_| IdError)?,
            random: base64url::decode_array(random).map_err(|_| IdError)?,
        })
    }
}

as_text!(InviteId);

/// An id of a prefix and 22 base64url characters of 16 random bytes.
macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// An id from 16 random bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), base64url::encode(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let tail = text.strip_prefix($prefix).ok_or(IdError)?;
                base64url::decode_array(tail).map(Self).map_err(|_| IdError)
            }
        }

        as_text!($name);
    };
}

random_id! {
    /// A project of an account: `prj_` and 22 base64url characters of 16 random bytes.
    ProjectId "prj_"
}

random_id! {
    /// An access review: `rev_` and 22 base64url characters of 16 random bytes.
    ReviewId "rev_"
}

/// A user: `usr_` and 22 base64url characters of a digest over provider and subject, and over a generation after the first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

impl UserId {
    /// The first user with this `subject` at `provider`. Two providers never share a user.
    #[must_use]
    pub fn derive(provider: &str, subject: &str) -> Self {
        Self::from_digest(&digest(provider, subject))
    }

    pub(crate) fn from_digest(digest: &[u8; 32]) -> Self {
        Self(derived("usr_", digest))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UserId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        is_derived("usr_", text)
            .then(|| Self(text.into()))
            .ok_or(IdError)
    }
}

as_text!(UserId);

/// A service: `svc_` and 22 base64url characters of a digest over provider and subject.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(String);

impl ServiceId {
    /// The service with this `subject` at `provider`.
    #[must_use]
    pub fn derive(provider: &str, subject: &str) -> Self {
        Self(derived("svc_", &digest(provider, subject)))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ServiceId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        is_derived("svc_", text)
            .then(|| Self(text.into()))
            .ok_or(IdError)
    }
}

as_text!(ServiceId);

/// The digest over provider and subject.
pub(crate) fn digest(provider: &str, subject: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(provider.as_bytes());
    hasher.update([0]);
    hasher.update(subject.as_bytes());
    hasher.finalize().into()
}

/// The prefix and 22 base64url characters of a digest.
fn derived(prefix: &str, digest: &[u8; 32]) -> String {
    let mut text = String::from(prefix);
    text.extend(base64url::encode(digest).chars().take(22));
    text
}

fn is_derived(prefix: &str, text: &str) -> bool {
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.strip_prefix(prefix)
        .is_some_and(|tail| tail.len() == 22 && tail.bytes().all(base64url))
}

/// An audit event: `evt_` and 22 base64url characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId([u8; 16]);

impl EventId {
    /// The id of the `index`-th event of a command with these random bytes.
    #[must_use]
    pub fn derive(random: &[u8; 32], index: u32) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"event");
        hasher.update(random);
        hasher.update(index.to_be_bytes());
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(hasher.finalize()) {
            *to = from;
        }
        Self(id)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "evt_{}", base64url::encode(&self.0))
    }
}

impl FromStr for EventId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let tail = text.strip_prefix("evt_").ok_or(IdError)?;
        base64url::decode_array(tail).map(Self).map_err(|_| IdError)
    }
}

as_text!(EventId);

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn ids_survive_their_text() {
        let account = AccountId::from_bytes([7; 16]);
        let invite = InviteId::new(account, [9; 16]);
        assert_eq!(account.to_string().len(), 26);
        assert_eq!(invite.to_string().len(), 48);
        assert_eq!(account.to_string().parse(), Ok(account));
        assert_eq!(invite.to_string().parse(), Ok(invite));
        assert_eq!(invite.account(), account);
    }

    #[test]
    fn projects_and_reviews_have_ids_of_their_own_kind() {
        let project = ProjectId::from_bytes([7; 16]);
        let review = ReviewId::from_bytes([7; 16]);
        assert_eq!(project.to_string(), "prj_BwcHBwcHBwcHBwcHBwcHBw");
        assert_eq!(project.to_string().parse(), Ok(project));
        assert_eq!(review.to_string().parse(), Ok(review));
        assert_eq!(review.to_string().parse::<ProjectId>(), Err(IdError));
        assert_eq!("prj_".parse::<ProjectId>(), Err(IdError));
    }

    #[test]
    fn other_kinds_and_spellings_are_refused() {
        let account = AccountId::from_bytes([0; 16]).to_string();
        assert_eq!(
            account.replace("acc_", "inv_").parse::<AccountId>(),
            Err(IdError)
        );
        let alternate = account[..account.len() - 1].to_string() + "B";
        assert_eq!(alternate.parse::<AccountId>(), Err(IdError));
        assert_eq!("usr_../../x".parse::<UserId>(), Err(IdError));
    }

    #[test]
    fn providers_never_share_a_user() {
        assert_ne!(UserId::derive("a", "b"), UserId::derive("ab", ""));
        assert_ne!(UserId::derive("a", "1"), UserId::derive("b", "1"));
        let user = UserId::derive("local", "dev@example.com");
        assert_eq!(user.as_str().parse(), Ok(user.clone()));
    }
}
