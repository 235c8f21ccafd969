//! From a provider's claims to an identity, as far as the provider is trusted.

use hallpass_core::account::Service;
use hallpass_core::token::json::Value;
use hallpass_core::{Address, Name, ServiceId, UserId, limits};
use worker::Url;

use crate::config::{EmailTrust, Subjects};

use super::error::IdentityError;
use super::jwt::Claims;
use super::principal::Identity;
use super::provider::Provider;

/// The longest URL of a picture, in bytes. Longer ones are ignored.
const IMAGE_BYTES: usize = 2048;

/// The user whom these verified claims identify.
pub(super) fn identity(provider: &Provider, claims: &Claims) -> Result<Identity, IdentityError> {
    let subject = subject(claims)?;
    let users = provider.users().ok_or(IdentityError::Invalid)?;
    let names = &users.names;
    let raw = text(claims, &names.email).unwrap_or_default();
    let address: Option<Address> = Address::parse(raw).ok();
    let email = address
        .as_ref()
        .map_or_else(|| raw.chars().take(254).collect(), Address::to_string);
    let trusted = match users.email_trust {
        EmailTrust::Always => true,
        EmailTrust::Claim => claims.get(&names.email_verified) == Some(&Value::Bool(true)),
    };
    let verified = address.filter(|address| trusted && users.vouch_for(address.domain()));
    Ok(Identity {
        user: UserId::derive(&provider.name, subject),
        name: name(claims, &names.name, &email)?,
        email,
        verified,
        image: text(claims, &names.picture).and_then(image),
    })
}

/// The service that these verified claims identify, if the operator configured it.
pub(super) fn service(
    provider: &Provider,
    subjects: &Subjects,
    claims: &Claims,
) -> Result<Service, IdentityError> {
    let subject = subject(claims)?;
    let permissions = subjects.get(subject).ok_or(IdentityError::Invalid)?;
    let name = Name::from_claim(subject).or_else(|| Name::from_claim(&provider.name));
    Ok(Service {
        id: ServiceId::derive(&provider.name, subject),
        name: name.ok_or(IdentityError::Invalid)?,
        permissions: permissions.clone(),
    })
}

fn subject(claims: &Claims) -> Result<&str, IdentityError> {
    text(claims, "sub")
        .filter(|subject| (1..=limits::SUBJECT_BYTES).contains(&subject.len()))
        .ok_or(IdentityError::Invalid)
}

fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_text)
}

/// The name that the provider gives, or else the local part of the address.
fn name(claims: &Claims, claim: &str, email: &str) -> Result<Name, IdentityError> {
    let local_part = email.split('@').next().unwrap_or_default();
    text(claims, claim)
        .and_then(|name| Name::from_claim(name))
        .or_else(|| Name::from_claim(local_part))
        .or_else(|| Name::from_claim("Somebody"))
        .ok_or(IdentityError::Invalid)
}

/// The URL of a picture, if a page may load it.
fn image(text: &str) -> Option<String> {
    let url = String::from(Url::parse(text).ok()?);
    (url.starts_with("https://") && url.len() <= IMAGE_BYTES).then_some(url)
}
