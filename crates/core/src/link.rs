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
pub use keyed::{
    CODE_CHARACTERS, InvalidCode, InviteCode, Pepper, PepperError, StopCode, external_account,
};

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

/// A pasted invite code without the characters around it: quotes, brackets, the full stop of a sentence, in
/// any script. Markdown's italics leave a `_` behind it. Not yet verified.
#[cfg(feature = "sign")]
#[must_use]
pub fn pasted_code(text: &str) -> &str {
    let is_of_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let text = text.trim_matches(|c| !is_of_code(c));
    match text.split_at_checked(CODE_CHARACTERS) {
        Some((code, rest)) if rest.chars().all(|c| matches!(c, '-' | '_')) => code,
        Some(_) | None => text,
    }
}

#[cfg(all(test, feature = "sign"))]
mod tests {
    use super::*;
    use crate::{AccountId, InviteId};
    use alloc::format;
    use alloc::string::String;

    fn pepper(byte: u8) -> Pepper {
        Pepper::from_base64url(&base64url::encode(&[byte; 32])).unwrap()
    }

    fn code() -> String {
        let invite = InviteId::new(AccountId::from_bytes([7; 16]), [9; 16]);
        InviteCode::new(invite, 1).unwrap().seal(&pepper(1))
    }

    #[test]
    fn what_is_pasted_around_a_code_is_left_out() {
        let plain = code();
        for end in ["", "-", "_"] {
            let code = format!("{}{end}", &plain[..CODE_CHARACTERS - end.len()]);
            for (before, after) in [
                ("", ""),
                ("", "."),
                ("", ",\n"),
                ("(", ")"),
                ("<", ">"),
                ("\u{201C}", "\u{201D}"),
                (" ", "  "),
                ("", "/"),
                ("", ";!?"),
                ("\u{300C}", "\u{300D}\u{3002}"),
                ("\u{FF08}", "\u{FF09}\u{FF0C}"),
                ("*", "*"),
                ("", "_"),
                ("", "-_"),
            ] {
                let pasted = format!("{before}{code}{after}");
                assert_eq!(pasted_code(&pasted), code, "{pasted:?}");
            }
        }
        for other in [
            "",
            ".",
            "A",
            &plain[..67],
            &format!("{plain}A"),
            &format!("{plain}-A"),
        ] {
            assert_eq!(pasted_code(other), other.trim_matches('.'), "{other:?}");
        }
    }

    #[test]
    fn a_stop_code_is_of_one_mailbox_and_one_pepper() {
        let (mailbox, other) = (MailboxName([3; 32]), MailboxName([4; 32]));
        let code = StopCode::new(mailbox).seal(&pepper(1));
        assert_eq!((code.len(), code.ends_with("AA")), (66, true));
        assert_eq!(
            StopCode::verify(&code, &pepper(1)),
            Ok(StopCode::new(mailbox))
        );
        assert_eq!(StopCode::verify(&code, &pepper(2)), Err(InvalidCode));
        let others = StopCode::new(other).seal(&pepper(1));
        let swapped = format!("{}{}", &others[..43], &code[43..]);
        assert_eq!(StopCode::verify(&swapped, &pepper(1)), Err(InvalidCode));
        for at in 0..code.len() {
            let letter = if code.as_bytes()[at] == b'B' {
                "C"
            } else {
                "B"
            };
            let mut altered = code.clone();
            altered.replace_range(at..=at, letter);
            assert_eq!(
                StopCode::verify(&altered, &pepper(1)),
                Err(InvalidCode),
                "{at}"
            );
        }
        for text in ["", &code[..65], &format!("{code}A"), &format!("{mailbox}")] {
            assert_eq!(
                StopCode::verify(text, &pepper(1)),
                Err(InvalidCode),
                "{text}"
            );
        }
        // An invite's code is of another purpose, and so is the name of the mailbox itself.
        assert!(StopCode::verify(&self::code(), &pepper(1)).is_err());
    }

    #[test]
    fn a_code_without_its_last_character_is_recognized_by_its_tag() {
        let code = code();
        let cut = &code[..67];
        assert!(InviteCode::lacks_last_character(cut, &pepper(1)));
        assert!(!InviteCode::lacks_last_character(cut, &pepper(2)));
        for at in 0..67 {
            let other = if cut.as_bytes()[at] == b'A' { "B" } else { "A" };
            let mut altered = String::from(cut);
            altered.replace_range(at..=at, other);
            let last_bits = at == 66;
            let found = InviteCode::lacks_last_character(&altered, &pepper(1));
            assert!(!found || last_bits, "{at}");
        }
        for text in [&code[..66], &*code, "", &"A".repeat(67), &format!("{cut}.")] {
            assert!(
                !InviteCode::lacks_last_character(text, &pepper(1)),
                "{text}"
            );
        }
    }
}
