//! Every parser of untrusted bytes, inputs in one way: bytes in, a short text out, the same one on every host.
//!
//! An answer also holds what is read against what must be true of it: what was read is written the same again, a
//! second reader sees the same, nothing forged is accepted. A violation panics, which stops the run.

mod body;
mod token;
mod word;

use std::fmt::Write as _;

use hallpass_core::base64url::{decode, encode};
use hallpass_core::key::{SigningKeys, VerifyingKeys, new_key_set};
use hallpass_core::link::{InviteCode, Pepper};
use hallpass_core::{Address, Domain, Policy, limits};

use crate::code::Codes;
use crate::token::Tokens;

pub(crate) use token::originals as claims;

/// What reads bytes that a stranger can send.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parser {
    /// The three kinds of tokens, as they come.
    Token,
    /// The claims of the three kinds, behind a good signature.
    Claims,
    /// The code of an invite link.
    Code,
    /// A public JWK set.
    Jwks,
    /// An e-mail address, and the domain of one.
    Email,
    /// Names and notes.
    Name,
    /// A policy, as TOML and as JSON.
    Policy,
    /// Strict JSON, and each request body. The first byte says which body.
    Body,
    /// Ids, roles, permissions, moments and paths.
    Word,
}

impl Parser {
    /// All of them, in the order of [`crate::fold::Tally`]'s counts.
    pub const ALL: [Self; 9] = [
        Self::Token,
        Self::Claims,
        Self::Code,
        Self::Jwks,
        Self::Email,
        Self::Name,
        Self::Policy,
        Self::Body,
        Self::Word,
    ];

    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Claims => "claims",
            Self::Code => "code",
            Self::Jwks => "jwks",
            Self::Email => "email",
            Self::Name => "name",
            Self::Policy => "policy",
            Self::Body => "body",
            Self::Word => "word",
        }
    }
}

/// What an input was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Whether something was read.
    pub accepted: bool,
    /// What was read, or why nothing was.
    pub text: String,
}

impl Answer {
    fn refused(why: impl std::fmt::Display) -> Self {
        Self {
            accepted: false,
            text: why.to_string(),
        }
    }

    fn accepted(text: String) -> Self {
        Self {
            accepted: true,
            text,
        }
    }
}

/// A deliberate fault of a host, for the negative control.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// No fault.
    None,
    /// The lowest bit of a code's generation is misread, for every eighth account.
    OneBit,
}

/// The keys and originals that the parsers need.
pub struct Readers {
    pub(crate) tokens: Tokens,
    pub(crate) codes: Codes,
    keys: SigningKeys,
    fault: Fault,
}

impl Readers {
    /// Readers without a fault, or with one.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self {
            tokens: Tokens::new(),
            codes: Codes::new(),
            keys: SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap(),
            fault,
        }
    }

    /// Runs a parser on an input.
    ///
    /// # Panics
    /// If the result violates a property.
    #[must_use]
    pub fn answer(&self, parser: Parser, input: &[u8]) -> Answer {
        match (parser, str::from_utf8(input)) {
            (Parser::Body, _) => body::answer(input),
            (Parser::Claims, _) => token::claims(input, &self.keys),
            (_, Err(_)) => Answer::refused("no text"),
            (Parser::Token, Ok(text)) => token::answer(text, &self.tokens),
            (Parser::Code, Ok(text)) => self.code(text),
            (Parser::Jwks, Ok(text)) => jwks(text),
            (Parser::Email, Ok(text)) => email(text),
            (Parser::Name, Ok(text)) => word::name(text),
            (Parser::Policy, Ok(text)) => policy(text),
            (Parser::Word, Ok(text)) => word::answer(text),
        }
    }

    fn code(&self, text: &str) -> Answer {
        if let Ok(bytes) = decode(text) {
            assert_eq!(encode(&bytes), text, "base64url has one encoding");
        }
        let pepper: &Pepper = self.codes.pepper();
        let Ok(code) = InviteCode::verify(text, pepper) else {
            return Answer::refused("closed");
        };
        assert_eq!(code.seal(pepper), text, "a code has one encoding");
        assert!(self.codes.is_original(text), "a forged code was accepted");
        let account = code.invite().account();
        let wrong = match self.fault {
            Fault::OneBit => u32::from(account.as_bytes()[0].is_multiple_of(8)),
            Fault::None => 0,
        };
        Answer::accepted(format!("{} {}", code.invite(), code.generation() ^ wrong))
    }
}

fn jwks(text: &str) -> Answer {
    match VerifyingKeys::from_jwks(text) {
        Err(error) => Answer::refused(error),
        Ok(keys) => {
            let mut output = String::new();
            for id in keys.key_ids() {
                let key = keys.find(id).unwrap();
                let again = hallpass_core::key::VerifyingKey::from_bytes(key.as_bytes());
                assert!(again.is_ok(), "a key that was accepted is one");
                let _ = write!(output, "{id} {key:?},");
            }
            assert!(serde_json::from_str::<serde_json::Value>(text).is_ok());
            Answer::accepted(output)
        }
    }
}

fn email(text: &str) -> Answer {
    check_domain(text);
    let address = match Address::parse(text) {
        Ok(address) => address,
        Err(error) => return Answer::refused(error),
    };
    let of_address = Domain::parse(address.domain()).unwrap();
    assert!(of_address.contains(&address), "an address has its domain");
    let canonical = address.as_str();
    let again = Address::parse(canonical);
    assert_eq!(again.as_ref(), Ok(&address), "canonical is canonical");
    assert!(canonical.is_ascii() && canonical.len() <= limits::ADDRESS_BYTES);
    let kept: Option<Address> =
        serde_json::from_str(&serde_json::to_string(&address).unwrap()).ok();
    assert_eq!(kept.as_ref(), Some(&address), "kept and read again");
    let parts = [address.local_part(), address.domain()].join("@");
    assert_eq!(parts, canonical);
    Answer::accepted(format!("{canonical} {}", address.masked()))
}

/// A text that is read as a domain is canonical, and what follows the `@` of an address: neither reads what the other refuses.
fn check_domain(text: &str) {
    let Ok(domain) = Domain::parse(text) else {
        return;
    };
    assert_eq!(Domain::parse(domain.as_str()).as_ref(), Ok(&domain));
    assert_eq!(
        Domain::from_canonical(domain.to_string()),
        Some(domain.clone())
    );
    if domain.as_str().len() + 2 <= limits::ADDRESS_BYTES {
        let address = Address::parse(&format!("a@{domain}")).unwrap();
        assert!(domain.contains(&address), "{text:?}");
    }
}

fn policy(text: &str) -> Answer {
    let read = if text.starts_with('{') {
        Policy::from_json(text)
    } else {
        Policy::from_toml(text)
    };
    match read {
        Err(error) => Answer::refused(error),
        Ok(policy) => {
            let json = serde_json::to_string(&policy).unwrap();
            let again = Policy::from_json(&json);
            let again = again.as_ref().map(Policy::id);
            assert_eq!(again, Ok(policy.id()), "a policy and its JSON are one");
            Answer::accepted(json)
        }
    }
}
