//! Every check of a token, for an operator who wants to know why it is refused.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::principal::subject;
use super::provider::{check_times, check_type, of_issuer};
use super::{
    Check, Identifies, NoKey, Principal, Provider, Rejection, UnverifiedToken, select_provider,
};
use crate::Timestamp;

/// What became of the token's key and signature, which core cannot look at itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureCheck {
    /// The signature verifies.
    Valid,
    /// It does not.
    Invalid,
    /// The provider's set has no key for it.
    NoKey(NoKey),
    /// The keys could not be fetched, and why.
    KeysUnavailable(String),
    /// It was not checked, because no provider is the token's.
    NotChecked,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It passed.
    Passed,
    /// The token is refused.
    Failed,
    /// The token is accepted, but something is missing.
    Warning,
    /// It could not be made, because an earlier one failed.
    Skipped,
}

/// One check of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// Its name, see [`Check::as_str`].
    pub check: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found, and what would help.
    pub message: String,
}

/// Every check of a token, in the order in which the edge makes them. The edge stops at the first that fails.
pub fn report<P: AsRef<Provider>>(
    providers: &[P],
    token: &str,
    signature: &SignatureCheck,
    now: Timestamp,
) -> Vec<CheckResult> {
    let mut checks = Checks(Vec::new());
    let token = match UnverifiedToken::parse(token) {
        Ok(token) => token,
        Err(rejection) => {
            checks.failed(Check::Form, &rejection);
            return checks.0;
        }
    };
    checks.passed(Check::Form, "it is a signed JWT");
    let all: Vec<&P> = providers.iter().collect();
    let of_issuer = of_issuer(&all, &token);
    checks.add(Check::Issuer, &of_issuer, |_| {
        alloc::format!("{} is configured", token.issuer)
    });
    let provider = select_provider(providers.iter(), &token).map(AsRef::as_ref);
    if of_issuer.is_err() {
        checks.skipped(Check::Audience);
    } else {
        checks.add(Check::Audience, &provider, |provider: &&Provider| {
            alloc::format!("it is for the provider `{}`", provider.name)
        });
    }
    checks.add(Check::Type, &check_type(&token), |()| {
        token.token_type.clone().unwrap_or_else(|| "none".into())
    });
    if let Ok(provider) = provider {
        checks.signature(provider, &token, signature);
    } else {
        checks.skipped(Check::Algorithm);
        checks.skipped(Check::Key);
        checks.skipped(Check::Signature);
    }
    checks.add(Check::Expiry, &check_times(&token.claims, now), |()| {
        "it is valid now".into()
    });
    match provider {
        Ok(provider) => checks.principal(provider, &token),
        Err(_) => checks.add(Check::Subject, &subject(&token.claims), |_| {
            "it has a `sub`".into()
        }),
    }
    checks.0
}

struct Checks(Vec<CheckResult>);

impl Checks {
    fn push(&mut self, check: Check, outcome: Outcome, message: impl ToString) {
        self.0.push(CheckResult {
            check: check.as_str(),
            outcome,
            message: message.to_string(),
        });
    }

    fn passed(&mut self, check: Check, message: impl ToString) {
        self.push(check, Outcome::Passed, message);
    }

    fn failed(&mut self, check: Check, message: impl ToString) {
        self.push(check, Outcome::Failed, message);
    }

    fn skipped(&mut self, check: Check) {
        self.push(check, Outcome::Skipped, "an earlier check failed");
    }

    fn add<T>(
        &mut self,
        check: Check,
        result: &Result<T, Rejection>,
        message: impl FnOnce(&T) -> String,
    ) {
        match result {
            Ok(value) => self.passed(check, message(value)),
            Err(rejection) => self.failed(check, rejection),
        }
    }

    fn signature(
        &mut self,
        provider: &Provider,
        token: &UnverifiedToken<'_>,
        signature: &SignatureCheck,
    ) {
        let algorithm = provider.check_algorithm(token);
        self.add(Check::Algorithm, &algorithm, ToString::to_string);
        let Ok(algorithm) = algorithm else {
            self.skipped(Check::Key);
            self.skipped(Check::Signature);
            return;
        };
        match signature {
            SignatureCheck::Valid => {
                self.passed(Check::Key, "the provider has its key");
                self.passed(Check::Signature, "it verifies");
            }
            SignatureCheck::Invalid => {
                self.passed(Check::Key, "the provider has its key");
                self.failed(Check::Signature, &Rejection::Signature);
            }
            SignatureCheck::NoKey(problem) => {
                let rejection = Rejection::Key {
                    key_id: token.key_id().map(Into::into),
                    algorithm,
                    problem: *problem,
                };
                self.failed(Check::Key, &rejection);
                self.skipped(Check::Signature);
            }
            SignatureCheck::KeysUnavailable(problem) => {
                self.failed(Check::Key, problem);
                self.skipped(Check::Signature);
            }
            SignatureCheck::NotChecked => {
                self.skipped(Check::Key);
                self.skipped(Check::Signature);
            }
        }
    }

    fn principal(&mut self, provider: &Provider, token: &UnverifiedToken<'_>) {
        let principal = provider.principal(&token.claims);
        self.add(Check::Subject, &principal, |principal| match principal {
            Principal::User(identity) => alloc::format!("it is the user {}", identity.user),
            Principal::Service(service) => alloc::format!("it is the service {}", service.id),
        });
        let (Identifies::Users(_), Ok(Principal::User(identity))) =
            (&provider.identifies, principal)
        else {
            return;
        };
        match identity.verified {
            Ok(address) => {
                self.passed(Check::Address, address);
                self.passed(Check::Verification, "the address counts as verified");
            }
            Err(unverified) if unverified.check() == Check::Address => {
                self.push(Check::Address, Outcome::Warning, unverified);
                self.skipped(Check::Verification);
            }
            Err(unverified) => {
                self.passed(Check::Address, identity.email);
                self.push(Check::Verification, Outcome::Warning, unverified);
            }
        }
    }
}
