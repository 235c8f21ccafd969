//! Functions of the pepper. Only compiled with the feature `sign`, so never for a browser.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{AccountId, InviteId, base64url, limits};

/// The length of a code in bytes: account, invite, generation and tag.
const CODE_BYTES: usize = 51;
/// The length of a code in characters of base64url.
pub const CODE_CHARACTERS: usize = 68;
/// The length of a stop code in bytes: mailbox, tag and a zero byte.
const STOP_CODE_BYTES: usize = 49;
/// The length of a code's tag in bytes: the first half of an HMAC-SHA-256.
const TAG_BYTES: usize = 16;
/// The minimum length of a pepper in bytes: that of the hash.
const PEPPER_BYTES: usize = 32;

/// The secret `HALLPASS_PEPPER`. It can never be rotated: every link and every mailbox name depends on it.
///
/// It is wiped on drop. `Debug` does not print it, and it cannot be compared or read.
#[derive(Clone)]
pub struct Pepper(Hmac<Sha256>);

/// A pepper that is not canonical base64url of at least 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PepperError;

impl fmt::Display for PepperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the pepper is not base64url of 32 bytes or more")
    }
}

impl core::error::Error for PepperError {}

impl Pepper {
    /// Reads the setting `HALLPASS_PEPPER`.
    ///
    /// # Errors
    /// [`PepperError`] when it is not canonical base64url, or shorter than 32 bytes.
    pub fn from_base64url(text: &str) -> Result<Self, PepperError> {
        let bytes = base64url::decode(text)
            .map(Zeroizing::<Vec<u8>>::new)
            .map_err(|_| PepperError)?;
        if bytes.len() < PEPPER_BYTES {
            return Err(PepperError);
        }
        Hmac::new_from_slice(&bytes)
            .map(Self)
            .map_err(|_| PepperError)
    }

    /// HMAC-SHA-256 of a purpose and its parts. No purpose is a prefix of another.
    fn keyed(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper")
    }
}

/// The mailbox of an address.
#[cfg(feature = "unicode")]
#[must_use]
pub fn mailbox_name(pepper: &Pepper, address: &crate::Address) -> super::MailboxName {
    super::MailboxName(
        pepper
            .keyed("mailbox", &[address.as_str().as_bytes()])
            .finalize()
            .into_bytes()
            .into(),
    )
}

/// The account with this id of the platform's own. The same id always gives the same account.
#[must_use]
pub fn external_account(pepper: &Pepper, external_id: &str) -> AccountId {
    let whole = pepper
        .keyed("external", &[external_id.as_bytes()])
        .finalize()
        .into_bytes();
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(whole) {
        *to = from;
    }
    AccountId::from_bytes(id)
}

/// Text that is not an invite code made with this pepper. The reason is never revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidCode;

impl fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an invite code")
    }
}

impl core::error::Error for InvalidCode {}

/// The content of an invite link: the invite, and the generation of its link.
///
/// Only the holder of the pepper can make one. It is made again from the invite's row each time that the link is copied,
/// so links are not stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InviteCode {
    invite: InviteId,
    generation: u32,
}

impl InviteCode {
    /// The code of an invite's link; `None` for a generation that does not fit in three bytes.
    #[must_use]
    pub const fn new(invite: InviteId, generation: u32) -> Option<Self> {
        if generation > limits::GENERATIONS {
            None
        } else {
            Some(Self { invite, generation })
        }
    }

    /// The code of the first generation from this one on that ends in a letter or digit: programs that make text into links
    /// take a `-` or `_` at the end for punctuation. `None` when no generation is left.
    #[must_use]
    pub fn with_plain_end(invite: InviteId, generation: u32, pepper: &Pepper) -> Option<Self> {
        (generation..=limits::GENERATIONS)
            .map(|generation| Self { invite, generation })
            .find(|code| {
                code.seal(pepper)
                    .ends_with(|c: char| c.is_ascii_alphanumeric())
            })
    }

    /// The invite.
    #[must_use]
    pub const fn invite(&self) -> InviteId {
        self.invite
    }

    /// The generation of the link: 0, incremented by each rotation.
    #[must_use]
    pub const fn generation(&self) -> u32 {
        self.generation
    }

    /// The code as text: 68 base64url characters, of which the last 16 bytes are the tag.
    #[must_use]
    pub fn seal(&self, pepper: &Pepper) -> String {
        let tag = self.mac(pepper).finalize().into_bytes();
        let mut bytes = Vec::with_capacity(CODE_BYTES);
        bytes.extend_from_slice(self.invite.account().as_bytes());
        bytes.extend_from_slice(self.invite.random());
        bytes.extend_from_slice(&self.generation_bytes());
        bytes.extend(tag.into_iter().take(TAG_BYTES));
        base64url::encode(&bytes)
    }

    /// Reads a code and checks its tag in constant time. Needs no storage, so an invalid code costs almost nothing.
    ///
    /// # Errors
    /// [`InvalidCode`] when it is malformed, altered or made with another pepper.
    pub fn verify(text: &str, pepper: &Pepper) -> Result<Self, InvalidCode> {
        let (code, tag) = Self::parse(text)?;
        code.mac(pepper)
            .verify_truncated_left(&tag)
            .map_err(|_| InvalidCode)?;
        Ok(code)
    }

    /// A code with its tag, which is not verified.
    fn parse(text: &str) -> Result<(Self, [u8; TAG_BYTES]), InvalidCode> {
        let bytes: [u8; CODE_BYTES] = base64url::decode_array(text).map_err(|_| InvalidCode)?;
        let (account, rest) = bytes.split_first_chunk().ok_or(InvalidCode)?;
        let (invite, rest) = rest.split_first_chunk().ok_or(InvalidCode)?;
        let ([high, middle, low], tag) = rest.split_first_chunk().ok_or(InvalidCode)?;
        let code = Self {
            invite: InviteId::new(AccountId::from_bytes(*account), *invite),
            generation: u32::from_be_bytes([0, *high, *middle, *low]),
        };
        let tag = tag.try_into().map_err(|_| InvalidCode)?;
        Ok((code, tag))
    }

    /// Whether a text is a code without its last character. The 15 bytes of the tag that are left are checked, so this is no
    /// easier to guess than a code.
    #[must_use]
    pub fn lacks_last_character(text: &str, pepper: &Pepper) -> bool {
        let Ok((code, [tag @ .., _])) = Self::parse(&alloc::format!("{text}A")) else {
            return false;
        };
        code.mac(pepper).verify_truncated_left(&tag).is_ok()
    }

    fn mac(&self, pepper: &Pepper) -> Hmac<Sha256> {
        let account = self.invite.account();
        pepper.keyed(
            "link",
            &[
                account.as_bytes(),
                self.invite.random(),
                &self.generation_bytes(),
            ],
        )
    }

    const fn generation_bytes(&self) -> [u8; 3] {
        let [_, high, middle, low] = self.generation.to_be_bytes();
        [high, middle, low]
    }
}

/// The content of a link that stops mails to an address. It names the mailbox, and so reveals nothing about the address.
///
/// Only the holder of the pepper can make one. The last byte is zero, so that the code ends in letters: programs that make
/// text into links take a `-` or `_` at the end for punctuation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StopCode(super::MailboxName);

impl StopCode {
    /// The code of a mailbox.
    #[must_use]
    pub const fn new(mailbox: super::MailboxName) -> Self {
        Self(mailbox)
    }

    /// The mailbox.
    #[must_use]
    pub const fn mailbox(self) -> super::MailboxName {
        self.0
    }

    /// The code as text: 66 base64url characters.
    #[must_use]
    pub fn seal(self, pepper: &Pepper) -> String {
        let tag = self.mac(pepper).finalize().into_bytes();
        let mut bytes = Vec::with_capacity(STOP_CODE_BYTES);
        bytes.extend_from_slice(&self.0.0);
        bytes.extend(tag.into_iter().take(TAG_BYTES));
        bytes.push(0);
        base64url::encode(&bytes)
    }

    /// Reads a code and checks its tag in constant time. Needs no storage.
    ///
    /// # Errors
    /// [`InvalidCode`] when it is malformed, altered or made with another pepper.
    pub fn verify(text: &str, pepper: &Pepper) -> Result<Self, InvalidCode> {
        let bytes: [u8; STOP_CODE_BYTES] =
            base64url::decode_array(text).map_err(|_| InvalidCode)?;
        let (mailbox, rest) = bytes.split_first_chunk().ok_or(InvalidCode)?;
        let [tag @ .., 0] = rest else {
            return Err(InvalidCode);
        };
        let code = Self(super::MailboxName(*mailbox));
        code.mac(pepper)
            .verify_truncated_left(tag)
            .map_err(|_| InvalidCode)?;
        Ok(code)
    }

    fn mac(self, pepper: &Pepper) -> Hmac<Sha256> {
        pepper.keyed("stop", &[&self.0.0])
    }
}
