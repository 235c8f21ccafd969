//! Permissions, permission sets and role names.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base64url::{self, NotCanonical};
use crate::id::as_text;

/// The role name of a list of permissions. No policy has a role of this name.
const CUSTOM: &str = "custom";

/// A set of permissions of one policy, by bit (0–127).
///
/// Roles have no ranks: whether a member may grant something is decided by [`PermissionSet::is_subset_of`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PermissionSet(u128);

impl PermissionSet {
    /// No permission.
    pub const EMPTY: Self = Self(0);

    /// This set with the permission at `bit`. A bit beyond 127 is ignored.
    #[must_use]
    pub const fn with(self, bit: u8) -> Self {
        match 1_u128.checked_shl(bit as u32) {
            Some(mask) => Self(self.0 | mask),
            None => self,
        }
    }

    /// Whether the set has the permission at `bit`. No set has a bit beyond 127.
    #[must_use]
    pub const fn contains(self, bit: u8) -> bool {
        match 1_u128.checked_shl(bit as u32) {
            Some(mask) => self.0 & mask != 0,
            None => false,
        }
    }

    /// Whether `other` has all permissions of this set.
    #[must_use]
    pub const fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The permissions of this set that `other` does not have.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The permissions of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The permissions of both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bytes of the set: bit `i` is bit `i mod 8` of byte `i / 8`, without trailing zero bytes.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.0.to_le_bytes().to_vec();
        while bytes.last() == Some(&0) {
            bytes.pop();
        }
        bytes
    }

    /// The text of the `perm` claim: base64url of [`PermissionSet::to_bytes`].
    #[must_use]
    pub fn to_claim(self) -> String {
        base64url::encode(&self.to_bytes())
    }

    /// Reads a `perm` claim.
    ///
    /// # Errors
    /// [`NotCanonical`] when the text is not canonical base64url, is longer than 16 bytes or ends in a zero byte. Each set
    /// has exactly one form.
    pub fn from_claim(text: &str) -> Result<Self, NotCanonical> {
        let bytes = base64url::decode(text)?;
        if bytes.len() > 16 || bytes.last() == Some(&0) {
            return Err(NotCanonical);
        }
        let mut all = [0; 16];
        for (to, from) in all.iter_mut().zip(bytes) {
            *to = from;
        }
        Ok(Self(u128::from_le_bytes(all)))
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#b}", self.0)
    }
}

/// Text that is not the name of a permission or role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameError;

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a valid name of a permission or role")
    }
}

/// Whether a text is `[a-z][a-z0-9_-]*` with at most 32 characters.
fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= 32
        && bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

/// The name of a permission: `resource:action`, each `[a-z][a-z0-9_-]*` with at most 32 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermissionName(String);

impl PermissionName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the colon.
    #[must_use]
    pub fn resource(&self) -> &str {
        self.0.split_once(':').map_or("", |(resource, _)| resource)
    }
}

impl fmt::Display for PermissionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PermissionName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        match text.split_once(':') {
            Some((resource, action)) if is_word(resource) && is_word(action) => {
                Ok(Self(text.into()))
            }
            _ => Err(NameError),
        }
    }
}

as_text!(PermissionName);

/// The name of a role: `[a-z][a-z0-9_-]*` with at most 32 characters. The role need not exist in any policy.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleName(String);

impl RoleName {
    /// `custom`: the name in place of a role for a list of permissions.
    pub(crate) fn custom() -> Self {
        Self(CUSTOM.into())
    }

    /// Whether this is `custom`, the name in place of a role for a list of permissions.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.0 == CUSTOM
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RoleName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if is_word(text) {
            Ok(Self(text.into()))
        } else {
            Err(NameError)
        }
    }
}

as_text!(RoleName);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_set_has_a_bit_beyond_127() {
        let all = PermissionSet(u128::MAX);
        assert!(all.contains(127));
        assert!(!all.contains(128));
        assert_eq!(PermissionSet::EMPTY.with(200), PermissionSet::EMPTY);
    }

    #[test]
    fn adding_a_bit_twice_changes_nothing() {
        let set = PermissionSet::EMPTY.with(3);
        assert_eq!(set.with(3), set);
        assert!(set.contains(3) && !set.contains(2));
        assert_eq!(set.to_bytes(), [8]);
        assert!(PermissionSet::EMPTY.to_bytes().is_empty());
    }

    #[test]
    fn a_claim_that_is_too_long_or_ends_in_a_zero_byte_is_refused() {
        let longest = base64url::encode(&[1; 16]);
        assert!(PermissionSet::from_claim(&longest).is_ok());
        for bytes in [&[1; 17][..], &[1, 0], &[0]] {
            let claim = base64url::encode(bytes);
            let read = PermissionSet::from_claim(&claim);
            assert_eq!(read, Err(NotCanonical), "{bytes:?}");
        }
    }

    #[test]
    fn permission_names_have_two_parts() {
        assert!("team:access".parse::<PermissionName>().is_ok());
        let good: PermissionName = "a_b-1:c-d_2".parse().unwrap();
        assert_eq!((good.resource(), good.as_str()), ("a_b-1", "a_b-1:c-d_2"));
        let long = "w".repeat(32);
        for (name, is_good) in [(long.clone(), true), (long + "w", false)] {
            assert_eq!(name.parse::<RoleName>().is_ok(), is_good, "{name}");
            let both = alloc::format!("{name}:{name}");
            assert_eq!(both.parse::<PermissionName>().is_ok(), is_good, "{both}");
        }
        for bad in [
            "team",
            "team:",
            ":access",
            "Team:access",
            "a:b:c",
            "a b:c",
            "",
            "1a:b",
        ] {
            assert_eq!(bad.parse::<PermissionName>(), Err(NameError), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_set_survives_its_claim(bits in any::<u128>()) {
            let set = PermissionSet(bits);
            prop_assert_eq!(PermissionSet::from_claim(&set.to_claim()), Ok(set));
        }

        #[test]
        fn subsets_are_those_by_bit(a in any::<u128>(), b in any::<u128>()) {
            let (a, b) = (PermissionSet(a), PermissionSet(b));
            let by_bit = (0..128).all(|bit| !a.contains(bit) || b.contains(bit));
            prop_assert_eq!(a.is_subset_of(b), by_bit);
            prop_assert_eq!(a.without(b).is_empty(), by_bit);
            for bit in 0..128 {
                prop_assert_eq!(a.union(b).contains(bit), a.contains(bit) || b.contains(bit));
                prop_assert_eq!(a.intersection(b).contains(bit), a.contains(bit) && b.contains(bit));
            }
        }
    }
}
