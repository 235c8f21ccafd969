//! The permanent vectors of `tests/vectors`, and a check that each contains its attack.
//!
//! New vectors are added by `cargo test -p hallpass-core --test vectors -- --ignored`, which never changes
//! one that is there. What a vector `carries` may grow: a new check may refuse an old token as well.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test should stop at an unexpected value"
)]

mod codes;
mod forge;
mod jwks;
mod lax;
mod run;
mod sealing;

use std::collections::BTreeSet;
use std::path::PathBuf;

use codes::{CODES, CodesFile};
use hallpass_core::Address;
use hallpass_core::link::{InviteCode, mailbox_name};
use lax::Lax;
use run::{JWKS, JwksFile, TOKENS, TokenFile};
use serde_json::{Value, json};

#[test]
fn tokens_are_verified_and_refused_as_written() {
    let (valid, refused) = run::check_tokens();
    assert!(
        valid >= 15 && refused >= 300,
        "{valid} valid, {refused} refused"
    );
}

#[test]
fn jwk_sets_are_read_and_refused_as_written() {
    let (valid, refused) = run::check_jwks();
    assert!(
        valid >= 4 && refused >= 60,
        "{valid} valid, {refused} refused"
    );
}

#[test]
fn wycheproof_verdicts_are_as_labelled() {
    let (valid, refused) = run::check_wycheproof();
    assert!(
        valid >= 80 && refused >= 60,
        "{valid} valid, {refused} refused"
    );
}

#[test]
fn without_a_check_its_vectors_would_be_accepted() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let mut carried = BTreeSet::new();
    let mut wrong = Vec::new();
    for vector in &file.vectors {
        let lax = |without: Vec<&str>| {
            Lax {
                file: &file,
                without,
            }
            .accepts(&vector.kind, &vector.token)
        };
        if lax(Vec::new()) != vector.code.is_none() {
            wrong.push(format!("all checks on: {}", vector.name));
        }
        let carries: Vec<&str> = vector.carries.iter().map(String::as_str).collect();
        if !carries.is_empty() && !lax(carries.clone()) {
            wrong.push(format!("{} carries more than {carries:?}", vector.name));
        }
        for check in &carries {
            let others = carries
                .iter()
                .copied()
                .filter(|other| other != check)
                .collect();
            if lax(others) {
                wrong.push(format!("{} does not need `{check}`", vector.name));
            }
            carried.insert(*check);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let all: BTreeSet<&str> = lax::CHECKS.into();
    assert_eq!(
        carried, all,
        "each check has a vector that only it refuses, or shares with another"
    );
}

#[test]
fn a_weak_key_would_verify_unsigned_messages() {
    // The reason why key sets refuse points of low order: without that, one signature fits every message.
    let weak = [&[1_u8][..], &[0; 31]].concat();
    let key = ed25519_dalek::VerifyingKey::from_bytes(weak.as_slice().try_into().unwrap()).unwrap();
    let signature = ed25519_dalek::Signature::from_slice(&[&weak[..], &[0; 32]].concat()).unwrap();
    use ed25519_dalek::Verifier;
    assert!(key.verify(b"nobody signed this", &signature).is_ok());
    assert!(
        key.verify_strict(b"nobody signed this", &signature)
            .is_err()
    );
    for (name, point) in jwks::points() {
        assert!(
            ed25519_dalek::VerifyingKey::from_bytes(&point).is_ok(),
            "dalek alone takes {name}"
        );
        assert!(
            hallpass_core::key::VerifyingKey::from_bytes(&point).is_err(),
            "{name}"
        );
    }
    let second_spelling =
        ed25519_dalek::VerifyingKey::from_bytes(&jwks::past_the_field(3)).unwrap();
    assert!(!second_spelling.is_weak(), "only its spelling is wrong");
}

#[test]
fn codes_are_read_and_refused_as_written() {
    let file: CodesFile = serde_json::from_str(CODES).unwrap();
    let pepper = codes::pepper("pepper");
    assert_eq!(file.pepper, codes::pepper_text("pepper"));
    let mut refused = 0;
    for vector in &file.vectors {
        let read = InviteCode::verify(&vector.code, &pepper);
        let Some(invite) = vector.invite else {
            assert!(read.is_err(), "{}", vector.name);
            refused += 1;
            continue;
        };
        let code = read.unwrap();
        assert_eq!(
            (code.invite(), Some(code.generation())),
            (invite, vector.generation),
            "{}",
            vector.name
        );
        assert_eq!(
            code.seal(&pepper),
            vector.code,
            "a code is written the same again"
        );
        assert_eq!(vector.code.len(), 68);
    }
    assert!(refused >= 130, "{refused} refused");
    for vector in &file.mailboxes {
        let name = mailbox_name(&pepper, &Address::parse(&vector.address).unwrap());
        assert_eq!(name.to_string(), vector.mailbox, "{}", vector.name);
    }
}

#[test]
fn refused_codes_are_refused_for_their_tag() {
    // Under its own pepper the code of the vector `another pepper` is good.
    let file: CodesFile = serde_json::from_str(CODES).unwrap();
    let foreign = file
        .vectors
        .iter()
        .find(|vector| vector.name == "another pepper")
        .unwrap();
    assert!(InviteCode::verify(&foreign.code, &codes::pepper("another pepper")).is_ok());
    // With the tag ignored, every flipped bit before it reads as another invite or generation.
    let flipped = file
        .vectors
        .iter()
        .filter(|vector| vector.name.starts_with("a bit flipped"));
    let well_formed =
        flipped.filter(|vector| hallpass_core::base64url::decode_array::<51>(&vector.code).is_ok());
    assert_eq!(well_formed.count(), 51);
}

#[test]
fn sealing_gives_the_same_tokens_and_codes_as_before() {
    let changed = |kept: &[Value], made: &[Value]| -> Vec<String> {
        let kept: BTreeSet<String> = kept.iter().map(Value::to_string).collect();
        made.iter()
            .map(Value::to_string)
            .filter(|one| !kept.contains(one))
            .collect()
    };
    for (_, kept, made) in files() {
        for (list, made) in made {
            let names: BTreeSet<&str> =
                kept[list].as_array().unwrap().iter().map(name_of).collect();
            assert_eq!(
                names.len(),
                kept[list].as_array().unwrap().len(),
                "each name once"
            );
            assert_eq!(
                changed(kept[list].as_array().unwrap(), &made),
                Vec::<String>::new()
            );
        }
    }
}

#[test]
#[ignore = "writes to the source tree: adds the vectors that are not there yet"]
fn add_new_vectors() {
    for (file, mut kept, made) in files() {
        for (list, made) in made {
            let kept = kept[list].as_array_mut().unwrap();
            for vector in made {
                match kept.iter_mut().find(|old| name_of(old) == name_of(&vector)) {
                    None => kept.push(vector),
                    Some(old) => {
                        if carries_all_of(&vector, old) {
                            old["carries"] = vector["carries"].clone();
                        }
                        assert_eq!(
                            *old, vector,
                            "vectors are permanent; give the new one a new name"
                        );
                    }
                }
            }
        }
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/vectors")
            .join(file);
        std::fs::write(path, serde_json::to_string_pretty(&kept).unwrap() + "\n").unwrap();
    }
}

/// Whether `new` names each check that `old` names, in its order, and perhaps more behind them.
fn carries_all_of(new: &Value, old: &Value) -> bool {
    match (new["carries"].as_array(), old["carries"].as_array()) {
        (Some(new), Some(old)) => new.starts_with(old),
        _ => false,
    }
}

type Lists = Vec<(&'static str, Vec<Value>)>;

/// Each file: its name, what is in it, and the vectors that today's code makes for its lists.
fn files() -> [(&'static str, Value, Lists); 3] {
    let values = |vectors: Value| vectors.as_array().unwrap().clone();
    let tokens = values(json!(forge::tokens()));
    let sets = values(json!(jwks::sets()));
    let (codes, mailboxes) = (
        values(json!(codes::codes())),
        values(json!(codes::mailboxes())),
    );
    [
        (
            "tokens.json",
            read(TOKENS, &token_file()),
            vec![("vectors", tokens)],
        ),
        (
            "jwks.json",
            read(JWKS, &jwks_file()),
            vec![("vectors", sets)],
        ),
        (
            "codes.json",
            read(CODES, &codes_file()),
            vec![("vectors", codes), ("mailboxes", mailboxes)],
        ),
    ]
}

fn read(text: &str, empty: &Value) -> Value {
    if text.trim().is_empty() {
        empty.clone()
    } else {
        serde_json::from_str(text).unwrap()
    }
}

fn name_of(vector: &Value) -> &str {
    vector["name"].as_str().unwrap()
}

fn token_file() -> Value {
    json!(TokenFile {
        about: vec![
            "Permanent test vectors: added to, never changed. See docs/TOKENS.md.".into(),
            "The keys are made for this file, and their secrets are published with it.".into(),
            "`carries` names the checks of the negative control that refuse the token; with those off, it passes.".into(),
        ],
        issuer: forge::ISSUER.into(),
        audience: forge::AUDIENCE.into(),
        now: forge::NOW,
        jwks: json!({"keys": [forge::public_jwk("test-1"), forge::public_jwk("test-2")]}),
        vectors: Vec::new(),
    })
}

fn jwks_file() -> Value {
    let about = vec!["Permanent test vectors: added to, never changed. See docs/TOKENS.md.".into()];
    json!(JwksFile {
        about,
        vectors: Vec::new()
    })
}

fn codes_file() -> Value {
    json!(CodesFile {
        about: vec![
            "Permanent test vectors: added to, never changed. See docs/TOKENS.md.".into(),
            "The pepper is made for this file.".into(),
        ],
        pepper: codes::pepper_text("pepper"),
        vectors: Vec::new(),
        mailboxes: Vec::new(),
    })
}
