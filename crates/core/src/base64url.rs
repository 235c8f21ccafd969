//! Base64url without padding (RFC 4648 §5), in its canonical form only.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

/// Text that is not canonical base64url: an invalid character, padding, an impossible length, or unused bits in the last
/// character that are not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCanonical;

impl fmt::Display for NotCanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not canonical base64url")
    }
}

impl core::error::Error for NotCanonical {}

/// Encodes `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes `text`, in a time that depends on its length only, so that it may be a secret.
///
/// # Errors
/// [`NotCanonical`] when [`encode`] would not return the same text.
pub fn decode(text: &str) -> Result<Vec<u8>, NotCanonical> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| NotCanonical)
}

/// Decodes exactly `N` bytes, without an allocation.
///
/// # Errors
/// [`NotCanonical`] as for [`decode`], and for any other number of bytes.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], NotCanonical> {
    let mut bytes = [0; N];
    let length = Base64UrlUnpadded::decode(text, &mut bytes)
        .map_err(|_| NotCanonical)?
        .len();
    if length == N {
        Ok(bytes)
    } else {
        Err(NotCanonical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decoded_text_encodes_to_itself() {
        // All 1-, 2- and 3-character texts over the alphabet and its neighbours.
        let symbols: Vec<char> = "ABCDEFghijklmnopqrstuvwxyzQRSTUVWXYZ0123456789-_=+/ \n."
            .chars()
            .collect();
        let mut read = 0;
        for a in &symbols {
            for b in &symbols {
                for text in [
                    String::from_iter([a, b]),
                    String::from_iter([a, b, a]),
                    String::from(*a),
                ] {
                    if let Ok(bytes) = decode(&text) {
                        assert_eq!(encode(&bytes), text);
                        read += 1;
                    }
                }
            }
        }
        assert!(read > 100, "the loop must meet canonical texts too");
    }

    #[test]
    fn other_spellings_are_refused() {
        assert_eq!(decode("AA"), Ok([0].to_vec()));
        for bad in [
            "AB", "AA=", "AA==", "A", "AAAAA", "A+", "A/", "AA ", "AA\n", "ÄA",
        ] {
            assert_eq!(decode(bad), Err(NotCanonical), "{bad:?}");
        }
        assert_eq!(decode_array::<1>("AA"), Ok([0]));
        assert_eq!(decode_array::<2>("AA"), Err(NotCanonical));
        assert_eq!(decode_array::<0>("AA"), Err(NotCanonical));
    }

    proptest! {
        #[test]
        fn bytes_survive(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }
    }
}
