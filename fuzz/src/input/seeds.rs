//! What inputs start from: the permanent vectors, and a good one of everything else.

use serde_json::Value;

use crate::parser::{Parser, Readers};

const JWKS: &str = include_str!("../../../tests/vectors/jwks.json");
const POLICY: &str = include_str!("../../../policy.toml");
/// Every feature of a policy file, in few lines.
const SMALL_POLICY: &str = include_str!("../../seeds/policy.toml");
const EMAILS: &str = include_str!("../../seeds/emails.txt");
const NAMES: &str = include_str!("../../seeds/names.txt");
const WORDS: &str = include_str!("../../seeds/words.txt");
/// Each with the byte before it that names the body.
const BODIES: &str = include_str!("../../seeds/bodies.txt");

/// What each parser's inputs start from.
pub(super) struct Seeds([Vec<Vec<u8>>; Parser::ALL.len()]);

impl Seeds {
    pub(super) fn new(readers: &Readers) -> Self {
        Self(Parser::ALL.map(|parser| originals(parser, readers)))
    }

    pub(super) fn of(&self, parser: Parser) -> &[Vec<u8>] {
        &self.0[parser as usize]
    }

    /// Words that mean something to a parser.
    pub(super) const fn words(&self, parser: Parser) -> &'static [&'static str] {
        match parser {
            Parser::Token | Parser::Code => {
                &[".", "=", "-", "_", "A", "AAAA", "\n", " ", "%2e", "é"]
            }
            Parser::Claims | Parser::Body | Parser::Jwks => &[
                "null",
                "true",
                "0",
                "-1",
                "1e3",
                "1.0",
                "9007199254740993",
                "\"\"",
                "{}",
                "[]",
                ",",
                ":",
                "\\u0000",
                "\\ud800",
                "\\u202e",
                "{\"a\":",
                "[[[[[[[[",
                "\"name\":\"x\",",
                "\"exp\":0,",
                "\"kid\":\"k\",",
                "\"use\":\"enc\",",
                "\"x\":\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",",
                "\"d\":\"\",",
                " ",
                "\u{feff}",
                "://",
                "\"role\":\"admin\",",
                "\"role\":\"custom\",",
                "\"permissions\":[],",
                "\"prj\":\"prj_CAgICAgICAgICAgICAgICA\",",
                "\"prjPerm\":\"\",",
            ],
            Parser::Email => &[
                "@",
                ".",
                "..",
                "-",
                "xn--",
                "+",
                " ",
                "\"",
                "(",
                "ß",
                "ſ",
                "İ",
                "K",
                "\u{200d}",
                "\u{ad}",
                "\u{3002}",
                "。",
                "é",
                "e\u{301}",
                "ａ",
                "\u{202e}",
                "\u{0}",
                "[",
                "\u{10ffff}",
                "ǆ",
                "xn--a",
                "א",
            ],
            Parser::Name => &[
                "://",
                "\u{200b}",
                "\u{202e}",
                "\u{feff}",
                "e\u{301}",
                "\u{1e9b}\u{323}",
                "\u{0}",
                "\n",
                "ﬁ",
                "🚀",
                "\u{fe0f}",
                "\u{e0001}",
                "x x x x x x x x ",
                "\u{212b}",
                "\u{1161}",
                "\u{3000}",
            ],
            Parser::Policy => &[
                "[[permission]]\n",
                "[[role]]\n",
                "name = \"a:b\"\n",
                "title = \"T\"\n",
                "retired = true\n",
                "was = [\"old\"]\n",
                "scope = \"project\"\n",
                "scope = \"account\"\n",
                "projectOwnerRole = \"keeper\"\n",
                "#",
                "\"\"\"",
                "'",
                "\\u00e9",
                "\\",
                "=",
                "\n",
                "\r\n",
                "[",
                "]",
                "true",
                "1",
                "\"kites:fly\", ",
                "custom",
            ],
            Parser::Word => &[
                "acc_",
                "inv_",
                "usr_",
                "prj_",
                "rev_",
                ":",
                "-",
                "_",
                "%2f",
                "%5C",
                "%00",
                "%41",
                "..",
                "/./",
                "//",
                "T24:00:00Z",
                "+00:00",
                "60",
                "02-30",
                "é",
                "A",
                "=",
                "9999",
                ".000000001",
            ],
        }
    }
}

fn originals(parser: Parser, readers: &Readers) -> Vec<Vec<u8>> {
    let lines = |text: &str| text.lines().map(|line| line.as_bytes().to_vec()).collect();
    match parser {
        Parser::Token => {
            let good = (0..readers.tokens.originals()).map(|at| readers.tokens.original(at));
            let good: Vec<Vec<u8>> = good.map(String::into_bytes).collect();
            let all = readers
                .tokens
                .of_vectors()
                .map(|token| token.as_bytes().to_vec());
            // Most of the vectors are attacks; half of what inputs start from is good.
            all.chain(good.iter().cycle().take(300).cloned()).collect()
        }
        Parser::Claims => crate::parser::claims().map(String::into_bytes).into(),
        Parser::Code => {
            let codes = (0..readers.codes.originals()).map(|at| readers.codes.original(at));
            codes.map(String::into_bytes).collect()
        }
        Parser::Jwks => {
            let file: Value = serde_json::from_str(JWKS).unwrap();
            let sets = file["vectors"].as_array().unwrap().iter();
            let sets = sets.map(|vector| vector["jwks"].as_str().unwrap().as_bytes().to_vec());
            // One of them is long to be refused for that, and others hold sixteen keys.
            let all = sets.filter(|set| set.len() < 1000);
            let good = all.clone().take(4);
            good.cycle().take(40).chain(all).collect()
        }
        Parser::Email => lines(EMAILS),
        Parser::Name => lines(NAMES),
        Parser::Policy => policies(),
        Parser::Body => lines(BODIES),
        Parser::Word => lines(WORDS),
    }
}

/// Small ones, as TOML and as JSON, and one time in seventeen the one that ships.
fn policies() -> Vec<Vec<u8>> {
    let json = hallpass_core::Policy::from_toml(SMALL_POLICY).unwrap();
    let json = serde_json::to_string(&json).unwrap();
    let mut all = vec![POLICY.as_bytes().to_vec()];
    for _ in 0..8 {
        all.push(SMALL_POLICY.as_bytes().to_vec());
        all.push(json.clone().into_bytes());
    }
    all
}
