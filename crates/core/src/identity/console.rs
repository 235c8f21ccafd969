//! How people sign in to the console: an OpenID provider of theirs, and the setting `CONSOLE` that names it.
//!
//! The console sends the ID token that it gets there to the edge, so the provider must be one whose tokens the edge accepts,
//! and the console's client id an audience of it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use url::Url;

use super::Provider;
use super::discovery::{DocumentError, configured_url};
use super::settings::{self, Fields, Mistake, Mistakes, parse_json, quoted};

/// The setting's name.
const CONSOLE: &str = "CONSOLE";
/// The scope that asks for an ID token (OpenID Connect Core §3.1.2.1).
const OPENID: &str = "openid";
/// What is asked for by default: who signs in, with address and name.
const DEFAULT_SCOPES: [&str; 3] = [OPENID, "email", "profile"];

const FIELDS: [&str; 3] = ["issuer", "clientId", "scopes"];

/// Where and as which client people sign in to the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleSignIn {
    /// The provider's issuer.
    pub issuer: String,
    /// The console's client id at the provider. It is public.
    pub client_id: String,
    /// What the console asks for. `openid` is among them.
    pub scopes: Vec<String>,
    /// The URL of the issuer's OpenID configuration.
    pub configuration_url: String,
}

impl ConsoleSignIn {
    /// Reads the setting, which is JSON. `providers` is `IDENTITY_PROVIDERS`, or `None` if that is invalid: the setting is then
    /// not compared with it.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn parse(text: &str, providers: Option<&[Provider]>) -> Result<Self, Vec<Mistake>> {
        let shape = "an object, {\"issuer\": \"https://…\", \"clientId\": \"…\"}";
        let value = parse_json(CONSOLE, text, shape).map_err(|mistake| Vec::from([mistake]))?;
        let mistakes = Mistakes::default();
        let sign_in = Fields::of(&value, CONSOLE, &FIELDS, &mistakes)
            .and_then(|fields| read(fields, providers));
        let mistakes = mistakes.into_vec();
        match sign_in {
            Some(sign_in) if mistakes.is_empty() => Ok(sign_in),
            Some(_) | None => Err(mistakes),
        }
    }
}

/// Reads the fields; `None` after a mistake.
fn read(fields: Fields<'_>, providers: Option<&[Provider]>) -> Option<ConsoleSignIn> {
    // All are read before any is used, so that every mistake is found.
    let issuer = fields.required_text("issuer", "it is the issuer of a provider of your users");
    let client_id = fields.required_text("clientId", "it is the console's client id there");
    let scopes = scopes(fields);
    let issuer = issuer?;
    let configuration_url = configuration_url(fields, issuer);
    if let Some(providers) = providers {
        check_provider(fields, issuer, client_id, providers);
    }
    Some(ConsoleSignIn {
        issuer: issuer.into(),
        client_id: client_id?.into(),
        scopes: scopes?,
        configuration_url: configuration_url?,
    })
}

/// Where an issuer publishes its configuration (OpenID Connect Discovery §4); `None` after a mistake.
fn configuration_url(fields: Fields<'_>, issuer: &str) -> Option<String> {
    if issuer.contains(['{', '}']) {
        let problem = format!(
            "{} has a placeholder; name one tenant, whose people sign in to the console",
            quoted(issuer)
        );
        fields.mistake("issuer", problem);
        return None;
    }
    let url = settings::configuration_url(issuer);
    if url.is_none() {
        let problem = format!(
            "{} is not an `https` URL without query and fragment, at which the provider's OpenID configuration could be found",
            quoted(issuer)
        );
        fields.mistake("issuer", problem);
    }
    url
}

/// Checks that the edge accepts the tokens that the console will get.
fn check_provider(
    fields: Fields<'_>,
    issuer: &str,
    client_id: Option<&str>,
    providers: &[Provider],
) {
    let mut users = providers.iter().filter(|each| each.users().is_some());
    let Some(provider) = users.find(|provider| provider.issuer(issuer).is_some()) else {
        fields.mistake("issuer", unknown_issuer(issuer, providers));
        return;
    };
    let audience = &provider.audience;
    if let Some(client_id) = client_id
        && !audience.values.iter().any(|value| value == client_id)
    {
        let problem = format!(
            "{} is not an `audience` of the provider {}, so its tokens would be refused; add it to `audience` in IDENTITY_PROVIDERS",
            quoted(client_id),
            quoted(&provider.name)
        );
        fields.mistake("clientId", problem);
    }
}

/// What is wrong with an issuer that is no provider's.
fn unknown_issuer(issuer: &str, providers: &[Provider]) -> String {
    let shown = quoted(issuer);
    if let Some(service) = providers
        .iter()
        .find(|provider| provider.issuer(issuer).is_some())
    {
        return format!(
            "{shown} is the issuer of {}, which has services; name the provider of your users",
            quoted(&service.name)
        );
    }
    let issuers = providers
        .iter()
        .filter(|provider| provider.users().is_some())
        .flat_map(|provider| &provider.issuers)
        .map(|known| quoted(&known.to_string()))
        .collect::<Vec<_>>();
    if issuers.is_empty() {
        return format!(
            "{shown} is not in IDENTITY_PROVIDERS; add the provider there, with \"kind\": \"user\" and the client id as its `audience`"
        );
    }
    format!(
        "{shown} is not the issuer of a provider of users in IDENTITY_PROVIDERS, to the letter; it has {}",
        issuers.join(", ")
    )
}

/// The scopes, as a list or as one text with spaces; `None` after a mistake.
fn scopes(fields: Fields<'_>) -> Option<Vec<String>> {
    let Some(value) = fields.value("scopes") else {
        return Some(DEFAULT_SCOPES.map(Into::into).into());
    };
    let texts = fields.one_or_more("scopes", value);
    let mut scopes: Vec<String> = Vec::new();
    let mut is_sound = !texts.is_empty();
    for (path, text) in &texts {
        for scope in text.split_ascii_whitespace() {
            if !is_scope(scope) {
                let problem = format!("{} is not a scope such as \"email\"", quoted(scope));
                fields.mistakes().add(path, problem);
                is_sound = false;
            } else if !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.into());
            }
        }
    }
    if is_sound && !scopes.iter().any(|scope| scope == OPENID) {
        let problem = "has no \"openid\", without which there is no ID token; add it";
        fields.mistake("scopes", problem);
        return None;
    }
    is_sound.then_some(scopes)
}

/// Whether a text is a scope token (RFC 6749 §3.3).
fn is_scope(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

/// The origins that a page signs in with: the issuer's and that of the provider's token endpoint, which its OpenID
/// configuration names. Each can stand in a content security policy as it is.
///
/// # Errors
/// [`DocumentError`], also when the configuration is another issuer's.
pub fn sign_in_origins(
    configuration: &str,
    sign_in: &ConsoleSignIn,
) -> Result<Vec<String>, DocumentError> {
    let token_endpoint = configured_url(configuration, &sign_in.issuer, "token_endpoint")?;
    let token_endpoint = token_endpoint.and_then(|url| source_origin(&url));
    let mut origins = Vec::from([token_endpoint.ok_or(DocumentError::NoTokenEndpoint)?]);
    if let Some(issuer) = source_origin(&sign_in.configuration_url)
        && !origins.contains(&issuer)
    {
        origins.insert(0, issuer);
    }
    Ok(origins)
}

/// The origin of a URL, if it means one host in a content security policy: a host may hold `*`, which would be any host there,
/// or `;`, which would end the directive.
fn source_origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let is_plain = |host: &str| {
        host.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
    };
    url.host_str()
        .is_some_and(is_plain)
        .then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests;
