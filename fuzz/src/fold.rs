//! Hashes inputs and answers, so that two hosts can be compared by one number per block.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::input::Inputs;
use crate::parser::{Fault, Parser, Readers};

/// The results of a range of inputs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tally {
    /// The digest of every input and its answer, in order.
    pub digest: u64,
    /// The inputs of each parser, in the order of [`Parser::ALL`].
    pub inputs: [u32; Parser::ALL.len()],
    /// The inputs that each parser accepted.
    pub accepted: [u32; Parser::ALL.len()],
}

/// A host: its readers and the inputs of one seed.
#[wasm_bindgen]
pub struct Host {
    readers: Readers,
    inputs: Inputs,
}

/// One input in readable form, and its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Which parser it is for.
    pub parser: &'static str,
    /// The input.
    pub input: Vec<u8>,
    /// The answer.
    pub answer: String,
}

impl Host {
    /// A host without a fault, or with one.
    #[must_use]
    pub fn new(seed: u32, fault: Fault) -> Self {
        let readers = Readers::new(fault);
        let inputs = Inputs::new(seed, &readers);
        Self { readers, inputs }
    }

    /// Folds the inputs from `from` on.
    #[must_use]
    pub fn fold(&self, from: u32, count: u32) -> Tally {
        let mut tally = Tally {
            digest: 0,
            inputs: [0; Parser::ALL.len()],
            accepted: [0; Parser::ALL.len()],
        };
        for index in from..from.saturating_add(count) {
            let (parser, input) = self.inputs.input(index, &self.readers);
            let answer = self.readers.answer(parser, &input);
            let at = parser as usize;
            tally.inputs[at] += 1;
            tally.accepted[at] += u32::from(answer.accepted);
            for part in [&[at as u8], &*input, answer.text.as_bytes()] {
                tally.digest = mixed(tally.digest, part);
            }
        }
        tally
    }

    /// Writes what inputs start from into a folder for each parser.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_seeds(&self, folder: &std::path::Path) -> std::io::Result<()> {
        for parser in Parser::ALL {
            let own = folder.join(parser.name());
            std::fs::create_dir_all(&own)?;
            for (index, seed) in self.inputs.seeds(parser).iter().enumerate() {
                std::fs::write(own.join(format!("seed-{index:03}")), seed)?;
            }
        }
        Ok(())
    }

    /// One input and its answer.
    #[must_use]
    pub fn show(&self, index: u32) -> Shown {
        let (parser, input) = self.inputs.input(index, &self.readers);
        let answer = self.readers.answer(parser, &input);
        Shown {
            parser: parser.name(),
            answer: format!(
                "{} {}",
                if answer.accepted {
                    "accepted"
                } else {
                    "refused"
                },
                answer.text
            ),
            input,
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.digest)?;
        for (inputs, accepted) in self.inputs.iter().zip(self.accepted) {
            write!(f, " {inputs}/{accepted}")?;
        }
        Ok(())
    }
}

/// FNV-1a over words of eight bytes, with a turn so that the high bits count; the length keeps two parts apart.
fn mixed(mut digest: u64, bytes: &[u8]) -> u64 {
    let mut add = |word: u64| {
        digest = (digest ^ word)
            .wrapping_mul(0x0000_0100_0000_01B3)
            .rotate_left(29);
    };
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| add(u64::from_le_bytes(*word)));
    rest.iter().for_each(|byte| add(u64::from(*byte)));
    add(bytes.len() as u64);
    digest
}

/// The fault of this name; none for any other word.
#[must_use]
pub const fn fault(name: &str) -> Fault {
    if matches!(name.as_bytes(), b"one-bit") {
        Fault::OneBit
    } else {
        Fault::None
    }
}

#[wasm_bindgen]
impl Host {
    /// For JavaScript: a host of this seed, with the fault of this name.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn in_javascript(seed: u32, fault_name: &str) -> Self {
        Self::new(seed, fault(fault_name))
    }

    /// For JavaScript: [`Host::fold`] as text: the digest, then for each parser how many it was given and took.
    #[wasm_bindgen(js_name = fold)]
    #[must_use]
    pub fn fold_as_text(&self, from: u32, count: u32) -> String {
        self.fold(from, count).to_string()
    }

    /// For JavaScript: [`Host::show`] in one line.
    #[wasm_bindgen(js_name = show)]
    #[must_use]
    pub fn show_as_text(&self, index: u32) -> String {
        self.show(index).to_string()
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let input = String::from_utf8_lossy(&self.input);
        write!(f, "{} {input:?}: {:?}", self.parser, self.answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parser_is_asked_and_takes_some() {
        let tally = Host::new(1, Fault::None).fold(0, 60_000);
        for (at, parser) in Parser::ALL.into_iter().enumerate() {
            let (inputs, accepted) = (tally.inputs[at], tally.accepted[at]);
            assert!(
                accepted > 0 && accepted < inputs,
                "{parser:?}: {accepted} of {inputs}"
            );
        }
    }

    #[test]
    fn a_digest_depends_on_every_answer() {
        let [sound, broken] = [Fault::None, Fault::OneBit].map(|fault| Host::new(1, fault));
        let wrong: Vec<u32> = (0..20_000)
            .filter(|at| sound.show(*at) != broken.show(*at))
            .collect();
        assert!(!wrong.is_empty());
        for index in wrong {
            assert_ne!(sound.fold(index, 1).digest, broken.fold(index, 1).digest);
            assert_ne!(
                sound.fold(index - 9, 20).digest,
                broken.fold(index - 9, 20).digest
            );
        }
        assert_ne!(sound.fold(0, 100), sound.fold(1, 100));
    }
}
