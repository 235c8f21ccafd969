//! Invite codes and mailbox names.

use hallpass_core::Address;
use hallpass_core::base64url::encode;
use hallpass_core::link::{InviteCode, Pepper, mailbox_name};
use hallpass_core::{AccountId, InviteId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The file, as the source tree has it.
pub(crate) const CODES: &str = include_str!("../../../../tests/vectors/codes.json");

#[derive(Serialize, Deserialize)]
pub(crate) struct CodesFile {
    pub(crate) about: Vec<String>,
    pub(crate) pepper: String,
    pub(crate) vectors: Vec<CodeVector>,
    pub(crate) mailboxes: Vec<MailboxVector>,
}

/// A code. A valid one has the invite and the generation that it says; every other is refused.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub(crate) struct CodeVector {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) invite: Option<InviteId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) generation: Option<u32>,
    pub(crate) code: String,
}

/// The mailbox of an address.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub(crate) struct MailboxVector {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) mailbox: String,
}

pub(crate) fn pepper_text(name: &str) -> String {
    encode(&Sha256::digest(format!("hallpass test vectors: {name}")))
}

pub(crate) fn pepper(name: &str) -> Pepper {
    Pepper::from_base64url(&pepper_text(name)).unwrap()
}

fn invite() -> InviteId {
    InviteId::new(AccountId::from_bytes([7; 16]), [9; 16])
}

fn code_of(invite: InviteId, generation: u32) -> String {
    InviteCode::new(invite, generation)
        .unwrap()
        .seal(&pepper("pepper"))
}

fn sealed(generation: u32, pepper_name: &str) -> String {
    InviteCode::new(invite(), generation)
        .unwrap()
        .seal(&pepper(pepper_name))
}

/// Every vector of codes.
pub(crate) fn codes() -> Vec<CodeVector> {
    let mut made = Vec::new();
    let good = sealed(1, "pepper");
    for generation in [0, 1, 255, 256, 65_536, 16_777_215] {
        made.push(CodeVector {
            name: format!("generation {generation}"),
            invite: Some(invite()),
            generation: Some(generation),
            code: sealed(generation, "pepper"),
        });
    }
    // Codes that programs cut, from before generations were skipped, and those that take their place.
    for end in ['-', '_'] {
        let old = (0..u8::MAX)
            .map(|byte| InviteId::new(AccountId::from_bytes([7; 16]), [byte; 16]))
            .find(|id| code_of(*id, 0).ends_with(end))
            .unwrap();
        let next = InviteCode::with_plain_end(old, 0, &pepper("pepper")).unwrap();
        for (name, generation) in [("ends in", 0), ("takes the place of", next.generation())] {
            made.push(CodeVector {
                name: format!("{name} `{end}`"),
                invite: Some(old),
                generation: Some(generation),
                code: code_of(old, generation),
            });
        }
    }
    let mut bad = |name: String, code: String| {
        made.push(CodeVector {
            name,
            invite: None,
            generation: None,
            code,
        })
    };
    bad("another pepper".into(), sealed(1, "another pepper"));
    for length in 0..good.len() {
        bad(format!("cut to {length} characters"), good[..length].into());
    }
    let bytes: [u8; 51] = hallpass_core::base64url::decode_array(&good).unwrap();
    for at in 0..bytes.len() {
        let mut flipped = bytes;
        flipped[at] ^= 1 << (at % 8);
        bad(format!("a bit flipped in byte {at}"), encode(&flipped));
    }
    let other: [u8; 51] = hallpass_core::base64url::decode_array(&sealed(2, "pepper")).unwrap();
    bad(
        "the tag of another generation".into(),
        encode(&[&bytes[..35], &other[35..]].concat()),
    );
    let swapped = [&bytes[16..32], &bytes[..16], &bytes[32..]].concat();
    bad("account and invite changed places".into(), encode(&swapped));
    let little_endian = [&bytes[..32], &[1, 0, 0], &bytes[35..]].concat();
    bad(
        "the generation's bytes reversed".into(),
        encode(&little_endian),
    );
    bad(
        "a tag of zeros".into(),
        encode(&[&bytes[..35], &[0; 16]].concat()),
    );
    bad("a byte more".into(), encode(&[&bytes[..], &[0]].concat()));
    bad("padded".into(), format!("{good}===="));
    bad("a character more".into(), format!("{good}A"));
    bad("a space in front".into(), format!(" {good}"));
    bad("a line end".into(), format!("{good}\n"));
    bad(
        "a space for a character".into(),
        good.replacen(|_: char| true, " ", 1),
    );
    bad(
        "a character that base64url lacks".into(),
        format!("{}!", &good[..67]),
    );
    bad("a full stop".into(), format!("{}.", &good[..67]));
    bad(
        "a letter that looks the same".into(),
        good.replacen('c', "\u{441}", 1),
    );
    bad("in capitals".into(), good.to_uppercase());
    bad(
        "percent-encoded".into(),
        good.replacen(|_: char| true, "%42", 1),
    );
    bad("68 letters A".into(), "A".repeat(68));
    bad("the invite's id".into(), invite().to_string());
    made
}

/// Every vector of mailbox names.
pub(crate) fn mailboxes() -> Vec<MailboxVector> {
    let addresses = [
        "dev@example.com",
        "dev+tag@example.com",
        "d.ev@example.com",
        "dev@xn--bcher-kva.example",
    ];
    let made = addresses.map(|address| MailboxVector {
        name: address.into(),
        address: address.into(),
        mailbox: mailbox_name(&pepper("pepper"), &Address::parse(address).unwrap()).to_string(),
    });
    made.into()
}
