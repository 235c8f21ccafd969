//! Hostile input for everything that reads untrusted bytes.
//!
//! Mutated tokens and invite codes are generated from a seed, the same ones natively and in WebAssembly, and no verifier may
//! accept one. [`parser`] calls every parser in one way, for the comparison of hosts ([`fold`]) and for libFuzzer.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::panic,
    reason = "a test tool stops at anything unexpected"
)]

mod code;
mod draw;
pub mod fold;
mod input;
mod lax;
pub mod parser;
mod text;
mod token;
pub mod vectors;

#[cfg(feature = "libfuzzer")]
pub use libfuzzer_sys;

use hallpass_core::base64url;
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::wasm_bindgen;

/// The seed of the tests.
pub const SEED: u32 = 20_250_101;
/// The number of inputs that the digests cover.
pub const DIGESTED: u32 = 10_000;
/// The digests of the first tokens and codes of [`SEED`]: native code and WebAssembly must both generate these.
pub const DIGESTS: [&str; 2] = [
    "H4okbttrpjiPZBS6RaS92De6HpSWQZjf2oJdmqE5wvY",
    "WwlP-fUpaGkmUuvpLL_CDIDsZ95JMkB0DRr0vL4G5Ak",
];

/// The results of a range of inputs.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// Inputs that were tried.
    pub tried: u32,
    /// Inputs that a verifier accepted. There must be none.
    pub accepted: u32,
    /// Inputs that a verifier with lenient decoding accepted.
    pub by_spelling: u32,
    /// Inputs that a verifier without signature or tag accepted.
    pub by_content: u32,
    /// Unmutated originals that the verifier accepted. It must accept all.
    pub originals: u32,
}

/// The verifiers under test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// The verifiers of tokens.
    Tokens,
    /// The verifier of invite codes.
    Codes,
}

/// Tries inputs from `from` on. Every sixteenth block of sixteen inputs also goes to the lax verifiers.
#[must_use]
pub fn tally(target: Target, seed: u32, from: u32, count: u32) -> Tally {
    let numbers = from..from.saturating_add(count);
    match target {
        Target::Tokens => {
            let tokens = token::Tokens::new();
            let originals = (0..tokens.originals()).map(|at| tokens.original(at));
            count_results(
                originals.filter(|token| tokens.accepts(token)).count(),
                numbers.map(|index| (index, tokens.mutated(seed, index))),
                |token| tokens.accepts(token),
                lax::accepts_unsigned,
            )
        }
        Target::Codes => {
            let codes = code::Codes::new();
            let originals = (0..codes.originals()).map(|at| codes.original(at));
            count_results(
                originals.filter(|code| codes.accepts(code)).count(),
                numbers.map(|index| (index, codes.mutated(seed, index))),
                |code| codes.accepts(code),
                lax::accepts_untagged,
            )
        }
    }
}

fn count_results(
    originals: usize,
    inputs: impl Iterator<Item = (u32, String)>,
    accepts: impl Fn(&str) -> bool,
    by_content: impl Fn(&str) -> bool,
) -> Tally {
    let mut tally = Tally {
        originals: u32::try_from(originals).unwrap_or_default(),
        ..Tally::default()
    };
    for (index, input) in inputs {
        tally.tried += 1;
        tally.accepted += u32::from(accepts(&input));
        if (index / 16) % 16 == 0 {
            tally.by_spelling += u32::from(accepts(&lax::canonical(&input)));
            tally.by_content += u32::from(by_content(&input));
        }
    }
    tally
}

/// The number of valid originals of a target.
#[must_use]
pub fn originals(target: Target) -> u32 {
    let count = match target {
        Target::Tokens => token::Tokens::new().originals(),
        Target::Codes => code::Codes::new().originals(),
    };
    u32::try_from(count).unwrap_or_default()
}

/// The digest of the first [`DIGESTED`] inputs.
#[must_use]
pub fn digest(target: Target, seed: u32) -> String {
    let mut digest = Sha256::new();
    let (tokens, codes) = (token::Tokens::new(), code::Codes::new());
    for index in 0..DIGESTED {
        let input = match target {
            Target::Tokens => tokens.mutated(seed, index),
            Target::Codes => codes.mutated(seed, index),
        };
        digest.update(input.as_bytes());
        digest.update([0]);
    }
    base64url::encode(&digest.finalize())
}

const fn target(name: &str) -> Target {
    if matches!(name.as_bytes(), b"codes") {
        Target::Codes
    } else {
        Target::Tokens
    }
}

/// For Node: [`tally`] as `[tried, accepted, bySpelling, byContent, originals]`.
#[wasm_bindgen(js_name = tally)]
#[must_use]
pub fn tally_in_node(name: &str, seed: u32, from: u32, count: u32) -> Vec<u32> {
    let tally = tally(target(name), seed, from, count);
    [
        tally.tried,
        tally.accepted,
        tally.by_spelling,
        tally.by_content,
        tally.originals,
    ]
    .into()
}

/// For Node: whether the first inputs equal those of native code.
#[wasm_bindgen(js_name = drawsTheSame)]
#[must_use]
pub fn draws_the_same() -> bool {
    [Target::Tokens, Target::Codes].map(|target| digest(target, SEED)) == DIGESTS
}

/// For Node: the originals of the tokens, then mutated ones from `from` on, as a JSON array.
#[wasm_bindgen(js_name = someTokens)]
#[must_use]
pub fn some_tokens(seed: u32, from: u32, count: u32) -> String {
    let tokens = token::Tokens::new();
    let originals = (0..tokens.originals()).map(|at| tokens.original(at));
    let mutated = (from..from.saturating_add(count)).map(|index| tokens.mutated(seed, index));
    serde_json::json!(originals.chain(mutated).collect::<Vec<_>>()).to_string()
}

/// For Node: the parameters of verification, `{issuer, audience, now, jwks}`.
#[wasm_bindgen]
#[must_use]
pub fn context() -> String {
    token::Tokens::new().context()
}

/// For Node: the seed of the tests.
#[wasm_bindgen]
#[must_use]
pub fn seed() -> u32 {
    SEED
}

/// For libFuzzer: the result of a parser. A violated property panics, which counts as a finding.
#[cfg(feature = "libfuzzer")]
#[must_use]
pub fn answer(parser: parser::Parser, input: &[u8]) -> parser::Answer {
    thread_local! {
        static READERS: parser::Readers = parser::Readers::new(parser::Fault::None);
    }
    READERS.with(|readers| readers.answer(parser, input))
}

/// A target of libFuzzer: one parser.
#[cfg(feature = "libfuzzer")]
#[macro_export]
macro_rules! target {
    ($parser:ident) => {
        $crate::libfuzzer_sys::fuzz_target!(|input: &[u8]| {
            let _ = $crate::answer($crate::parser::Parser::$parser, input);
        });
    };
}
