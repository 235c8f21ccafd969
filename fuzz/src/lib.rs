//! Hostile input for everything that reads untrusted bytes.
//!
//! Mutated tokens and invite codes are drawn from a seed, the same ones natively and in WebAssembly, and no verifier may accept
//! one. [`parser`] calls every parser in one way, for the comparison of hosts ([`fold`]) and for libFuzzer.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::panic,
    reason = "it attacks; a part of it that meets the unexpected should stop"
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
/// How many of the first inputs the digests are over.
pub const DIGESTED: u32 = 10_000;
/// The digests of the first tokens and codes of [`SEED`]: native code and WebAssembly must both draw these.
pub const DIGESTS: [&str; 2] = [
    "V74ASqepq9qI92ctaSbudifOPBYBAR9bMXyojJO2H0Q",
    "WwlP-fUpaGkmUuvpLL_CDIDsZ95JMkB0DRr0vL4G5Ak",
];

/// What became of a range of inputs.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// How many were tried.
    pub tried: u32,
    /// How many a verifier took. None, or the verifier is broken.
    pub accepted: u32,
    /// How many a reader took that is lenient about spelling.
    pub by_spelling: u32,
    /// How many a reader took that forgets signature or tag.
    pub by_content: u32,
    /// How many of the originals the verifier took: all of them.
    pub originals: u32,
}

/// Which verifiers are tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Those of tokens.
    Tokens,
    /// That of invite codes.
    Codes,
}

/// Tries the inputs from `from` on. Every sixteenth is shown to the lax readers too.
#[must_use]
pub fn tally(target: Target, seed: u32, from: u32, count: u32) -> Tally {
    let numbers = from..from.saturating_add(count);
    match target {
        Target::Tokens => {
            let tokens = token::Tokens::new();
            let originals = (0..tokens.originals()).map(|at| tokens.original(at));
            counted(
                originals.filter(|token| tokens.accepts(token)).count(),
                numbers.map(|index| (index, tokens.mutated(seed, index))),
                |token| tokens.accepts(token),
                lax::accepts_unsigned,
            )
        }
        Target::Codes => {
            let codes = code::Codes::new();
            let originals = (0..codes.originals()).map(|at| codes.original(at));
            counted(
                originals.filter(|code| codes.accepts(code)).count(),
                numbers.map(|index| (index, codes.mutated(seed, index))),
                |code| codes.accepts(code),
                lax::accepts_untagged,
            )
        }
    }
}

fn counted(
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

/// How many valid originals the inputs of a target start from.
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

/// For Node: whether the first inputs are those that native code draws.
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

/// For Node: what the tokens are verified against, `{issuer, audience, now, jwks}`.
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

/// For libFuzzer: what a parser makes of an input. A broken promise panics, which counts as a finding.
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
