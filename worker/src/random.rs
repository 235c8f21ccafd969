//! The Worker's only source of randomness. All other code takes random bytes as an argument.

use crate::error::InternalError;

/// `N` bytes from the platform's secure source.
///
/// # Errors
/// When the platform provides none.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the file that draws random bytes"
)]
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], InternalError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| InternalError::new("no source of randomness"))?;
    Ok(bytes)
}
