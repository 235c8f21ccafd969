//! Tests in WebAssembly: the vectors of the native tests, and tests of the boundary.
//!
//! They run in Node; with the variable `WASM_BINDGEN_USE_BROWSER`, in a browser.

mod boundary;
mod log;
#[path = "../../core/tests/vectors/run.rs"]
mod vectors;

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn tokens_are_verified_and_refused_as_written() {
    let (valid, refused) = vectors::check_tokens();
    assert!(
        valid >= 15 && refused >= 300,
        "{valid} valid, {refused} refused"
    );
}

#[wasm_bindgen_test]
fn jwk_sets_are_read_and_refused_as_written() {
    let (valid, refused) = vectors::check_jwks();
    assert!(
        valid >= 4 && refused >= 60,
        "{valid} valid, {refused} refused"
    );
}

#[wasm_bindgen_test]
fn wycheproof_verdicts_are_as_labelled() {
    let (valid, refused) = vectors::check_wycheproof();
    assert!(
        valid >= 80 && refused >= 60,
        "{valid} valid, {refused} refused"
    );
}
