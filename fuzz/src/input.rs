//! Inputs for the parsers: good ones, changed a little, drawn from a seed and a number.

use crate::draw::Draw;
use crate::parser::{Parser, Readers};

mod seeds;

/// Which parser the input of a number is for. Signatures are dear, and so are whole policies: they come less often.
const TURNS: [Parser; 32] = {
    use Parser::{Body, Claims, Code, Email, Jwks, Name, Policy, Token, Word};
    [
        Body, Email, Code, Name, Word, Body, Email, Token, //
        Body, Name, Code, Email, Word, Body, Jwks, Code, //
        Email, Body, Name, Word, Code, Body, Email, Policy, //
        Name, Body, Word, Email, Code, Name, Body, Claims,
    ]
};

/// The inputs of one seed.
pub(crate) struct Inputs {
    seed: u32,
    seeds: seeds::Seeds,
}

impl Inputs {
    pub(crate) fn new(seed: u32, readers: &Readers) -> Self {
        Self {
            seed,
            seeds: seeds::Seeds::new(readers),
        }
    }

    /// What the inputs of a parser start from.
    pub(crate) fn seeds(&self, parser: Parser) -> &[Vec<u8>] {
        self.seeds.of(parser)
    }

    /// The parser and the input of a number.
    pub(crate) fn input(&self, index: u32, readers: &Readers) -> (Parser, Vec<u8>) {
        let parser = TURNS[index as usize % TURNS.len()];
        let turn = index / 32;
        let mut draw = Draw::new(self.seed, index, 1);
        let own = draw.below(8);
        // Those that know the parts of what they change: most bytes changed at random die at the first reader.
        let input = if parser == Parser::Token && own > 1 {
            readers.tokens.mutated(self.seed, turn).into_bytes()
        } else if parser == Parser::Code && own > 1 {
            readers.codes.mutated(self.seed, turn).into_bytes()
        } else {
            self.changed(parser, &mut draw)
        };
        (parser, input)
    }

    /// A good one as it is, one time in sixteen; else with one to four changes.
    fn changed(&self, parser: Parser, draw: &mut Draw) -> Vec<u8> {
        let all = self.seeds.of(parser);
        let mut bytes = all[draw.below(all.len())].clone();
        let changes = draw.of(&[0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4]);
        for _ in 0..changes {
            let other = &all[draw.below(all.len())];
            change(&mut bytes, other, self.seeds.words(parser), draw);
        }
        bytes
    }
}

/// One change: of a bit or a byte, a stretch left out or doubled, a word of this parser's, the rest of another input.
fn change(bytes: &mut Vec<u8>, other: &[u8], words: &[&str], draw: &mut Draw) {
    let at = draw.below(bytes.len() + 1);
    let end = at + draw.below(bytes.len() - at + 1).min(12);
    match draw.below(9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << draw.below(8),
        1 if at < bytes.len() => bytes[at] = draw.of(b"\0 \"{}[]:,.-_@%=/\\\x7f\xc3\xff0aZ\n"),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        4 | 5 => drop(bytes.splice(at..at, draw.of(words).bytes())),
        6 => drop(bytes.splice(at..end, draw.of(words).bytes())),
        7 => {
            let from = draw.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ => bytes.truncate(at),
    }
}
