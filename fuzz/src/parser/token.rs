//! Tokens as they come, and their claims behind a good signature.

use std::fmt::Write as _;

use hallpass_core::Code;
use hallpass_core::base64url::encode;
use hallpass_core::key::SigningKeys;
use hallpass_core::token::{TokenError, audit_cut, audit_head, invite, membership};

use super::Answer;
use crate::token::Tokens;

const ISSUER: &str = "https://edge.example";
const AUDIENCE: &str = "hallpass";
/// The time at which tokens are verified, in seconds.
const NOW: i64 = 1_790_000_000;

fn word(answer: Result<String, TokenError>, out: &mut Answer) {
    match answer {
        Ok(claims) => {
            out.accepted = true;
            out.text.push_str(&claims);
        }
        Err(error) => out.text.push_str(Code::as_str(error.code())),
    }
    out.text.push(' ');
}

/// All verifiers.
pub(super) fn answer(text: &str, tokens: &Tokens) -> Answer {
    let mut out = Answer::refused("");
    for claims in tokens.verified(text) {
        word(claims, &mut out);
    }
    assert!(
        !out.accepted || tokens.is_original(text),
        "a forged token was accepted"
    );
    out
}

/// The payload under a header of its kind, signed by us.
pub(super) fn claims(payload: &[u8], keys: &SigningKeys) -> Answer {
    let holds = |name: &[u8]| payload.windows(name.len()).any(|part| part == name);
    let typ = match () {
        () if holds(b"\"aud\"") => membership::TYP,
        () if holds(b"\"hash\"") && holds(b"\"at\"") => audit_cut::TYP,
        () if holds(b"\"hash\"") => audit_head::TYP,
        () => invite::TYP,
    };
    let token = sealed(typ, payload, keys);
    let verifying = keys.verifying();
    let mut out = Answer::refused("");
    let read = match typ {
        membership::TYP => {
            membership::verify(&token, verifying, ISSUER, AUDIENCE, NOW).map(|read| {
                let again = read.claims().seal(keys);
                let again = membership::verify(&again, verifying, ISSUER, AUDIENCE, NOW);
                assert_eq!(again.as_ref(), Ok(&read), "sealed and read again");
                format!("{:?}", read.claims())
            })
        }
        audit_cut::TYP => audit_cut::verify(&token, verifying, NOW).map(|read| {
            let again = audit_cut::verify(&read.claims().seal(keys), verifying, NOW);
            assert_eq!(again.as_ref(), Ok(&read), "sealed and read again");
            format!("{:?}", read.claims())
        }),
        audit_head::TYP => audit_head::verify(&token, verifying, NOW).map(|read| {
            let again = audit_head::verify(&read.claims().seal(keys), verifying, NOW);
            assert_eq!(again.as_ref(), Ok(&read), "sealed and read again");
            format!("{:?}", read.claims())
        }),
        _ => invite::verify(&token, verifying, ISSUER, NOW).map(|read| {
            let again = invite::verify(&read.claims().seal(keys), verifying, ISSUER, NOW);
            assert_eq!(again.as_ref(), Ok(&read), "sealed and read again");
            let mut output = format!("{:?}", read.claims());
            let _ = write!(output, "{}", read.expired(NOW));
            output
        }),
    };
    word(read, &mut out);
    out
}

fn sealed(typ: &str, payload: &[u8], keys: &SigningKeys) -> String {
    let kid = keys.verifying().key_ids().next().unwrap_or_default();
    let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"{typ}"}}"#);
    let signed = [encode(header.as_bytes()), encode(payload)].join(".");
    let signature = signature(&signed);
    [signed, encode(&signature)].join(".")
}

fn signature(signed: &str) -> [u8; 64] {
    use ed25519_dalek::{Signer as _, SigningKey};
    SigningKey::from_bytes(&[7; 32])
        .sign(signed.as_bytes())
        .to_bytes()
}

/// Payloads that the verifiers accept: one of each kind, and a membership with a project.
pub(crate) fn originals() -> [String; 5] {
    let account = "acc_BwcHBwcHBwcHBwcHBwcHBw";
    let invite = "inv_BwcHBwcHBwcHBwcHBwcHBwCQkJCQkJCQkJCQkJCQkJCQ";
    let user = hallpass_core::UserId::derive("test", "ada");
    let hash = encode(&[5; 32]);
    [
        format!(
            r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"{}","acc":"{account}","kind":"team","role":"dev","perm":"fQ","epoch":7,"pol":"rnHmZNPxOTI92oJE","iat":1789999990,"exp":1790000050,"jti":"AAECAwQFBgcICQoLDA0ODw"}}"#,
            user.as_str()
        ),
        format!(
            r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"{}","acc":"{account}","kind":"team","role":"custom","perm":"AQ","prj":"prj_CAgICAgICAgICAgICAgICA","prjPerm":"fg","epoch":7,"pol":"rnHmZNPxOTI92oJE","iat":1789999990,"exp":1790000050,"jti":"AAECAwQFBgcICQoLDA0ODw"}}"#,
            user.as_str()
        ),
        format!(r#"{{"acc":"{account}","count":12,"hash":"{hash}","iat":1789999990}}"#),
        format!(
            r#"{{"acc":"{account}","at":1789990000,"count":12,"hash":"{hash}","iat":1789999990}}"#
        ),
        format!(
            r#"{{"iss":"{ISSUER}","jti":"{invite}","acc":"{account}","gen":3,"name":"Test Production","role":"dev","inv":"Ada","hint":"d•••@example.com","iat":1789999990,"exp":1790080000,"pol":"rnHmZNPxOTI92oJE"}}"#
        ),
    ]
}
