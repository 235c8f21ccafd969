//! The edge's public keys.

use std::cell::RefCell;
use std::rc::Rc;

use hallpass_core::Code;
use hallpass_core::key::VerifyingKeys;

use crate::SdkError;

/// A server verifies thousands of tokens with one key set; during a rotation there are two.
const CACHED_SETS: usize = 4;

thread_local! {
    static CACHE: RefCell<Vec<(String, Rc<VerifyingKeys>)>> = const { RefCell::new(Vec::new()) };
}

/// Parses a JWK set, once for each text.
///
/// # Errors
/// `unavailable` for a set that cannot be used.
pub(crate) fn parse(jwks: &str) -> Result<Rc<VerifyingKeys>, SdkError> {
    CACHE.with_borrow_mut(|cache| {
        if let Some((_, keys)) = cache.iter().find(|(text, _)| text == jwks) {
            return Ok(Rc::clone(keys));
        }
        let keys = VerifyingKeys::from_jwks(jwks);
        let keys = Rc::new(keys.map_err(|error| SdkError::new(Code::Unavailable, error))?);
        if cache.len() == CACHED_SETS {
            cache.remove(0);
        }
        cache.push((jwks.into(), Rc::clone(&keys)));
        Ok(keys)
    })
}
