//! Identity providers: the setting `IDENTITY_PROVIDERS`.

use std::collections::BTreeMap;

use hallpass_core::PermissionName;
use hallpass_core::token::json::{self, Object, Value};

use crate::config::{SettingError, is_web};

use worker::Url;

use super::jwks::{KeyLocation, KeySource, ProviderKeys};

const SETTING: &str = "IDENTITY_PROVIDERS";

/// A signature algorithm that providers may use (RFC 7518, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// The algorithm that a token's `alg` names.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            // RFC 9864 names the curve.
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// When a provider's word for an address counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EmailTrust {
    /// When its claim says `true`.
    Claim,
    /// Always: it never hands out an address that it has not verified.
    Always,
}

/// The names of the claims that a provider uses.
#[derive(Debug, Clone)]
pub(crate) struct ClaimNames {
    pub(super) email: String,
    pub(super) email_verified: String,
    pub(super) name: String,
    pub(super) picture: String,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            email: "email".into(),
            email_verified: "email_verified".into(),
            name: "name".into(),
            picture: "picture".into(),
        }
    }
}

struct Entry {
    name: String,
    kind: Kind,
    issuer: String,
    audience: String,
    algorithms: Vec<String>,
    jwks_url: Option<String>,
    jwks: Option<Object>,
    claims: ClaimNames,
    email_trust: Option<EmailTrust>,
    email_domains: Option<Vec<String>>,
    subjects: Subjects,
}

/// The members of an object, each of which is taken out; what nobody took was not asked for.
struct Members(Object);

impl Members {
    fn of(value: Value) -> Option<Self> {
        value.object().ok().map(Self)
    }

    /// A member that may be absent. The outer `None` says that it is of another type.
    fn optional<T>(&mut self, name: &str, read: fn(Value) -> Option<T>) -> Option<Option<T>> {
        match self.0.take(name) {
            None | Some(Value::Null) => Some(None),
            Some(value) => read(value).map(Some),
        }
    }

    fn needed<T>(&mut self, name: &str, read: fn(Value) -> Option<T>) -> Option<T> {
        self.optional(name, read)?
    }
}

fn text(value: Value) -> Option<String> {
    value.text().ok()
}

fn texts(value: Value) -> Option<Vec<String>> {
    let Value::Array(items) = value else {
        return None;
    };
    items.into_iter().map(text).collect()
}

fn subjects(value: Value) -> Option<Subjects> {
    let permissions = |value| -> Option<Vec<PermissionName>> {
        let names = texts(value)?;
        names.iter().map(|name| name.parse().ok()).collect()
    };
    let each = |(subject, value)| Some((subject, permissions(value)?));
    Members::of(value)?.0.into_iter().map(each).collect()
}

impl ClaimNames {
    fn read(value: Value) -> Option<Self> {
        let mut members = Members::of(value)?;
        let mut names = Self::default();
        for (member, name) in [
            ("email", &mut names.email),
            ("emailVerified", &mut names.email_verified),
            ("name", &mut names.name),
            ("picture", &mut names.picture),
        ] {
            if let Some(given) = members.0.take(member) {
                *name = text(given)?;
            }
        }
        members.0.is_empty().then_some(names)
    }
}

impl Entry {
    fn read(value: Value) -> Option<Self> {
        let mut members = Members::of(value)?;
        let kind = |value| match text(value)?.as_str() {
            "user" => Some(Kind::User),
            "service" => Some(Kind::Service),
            _ => None,
        };
        let trust = |value| match text(value)?.as_str() {
            "claim" => Some(EmailTrust::Claim),
            "always" => Some(EmailTrust::Always),
            _ => None,
        };
        let entry = Self {
            name: members.needed("name", text)?,
            kind: members.needed("kind", kind)?,
            issuer: members.needed("issuer", text)?,
            audience: members.needed("audience", text)?,
            algorithms: members.needed("algorithms", texts)?,
            jwks_url: members.optional("jwksUrl", text)?,
            jwks: members.optional("jwks", |set| set.object().ok())?,
            claims: match members.0.take("claims") {
                Some(names) => ClaimNames::read(names)?,
                None => ClaimNames::default(),
            },
            email_trust: members.optional("emailTrust", trust)?,
            email_domains: members.optional("emailDomains", texts)?,
            subjects: match members.0.take("subjects") {
                Some(named) => subjects(named)?,
                None => Subjects::new(),
            },
        };
        members.0.is_empty().then_some(entry)
    }
}

/// What each service may do, by its subject.
pub(super) type Subjects = BTreeMap<String, Vec<PermissionName>>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    User,
    Service,
}

/// An identity provider.
pub(crate) struct Provider {
    /// Its name: part of every user id that it gives, for ever.
    pub(crate) name: String,
    /// The `iss` of its tokens.
    pub(crate) issuer: String,
    /// The `aud` of its tokens.
    pub(crate) audience: String,
    /// What it may sign with.
    pub(super) algorithms: Vec<Algorithm>,
    /// Its keys.
    pub(super) keys: ProviderKeys,
    /// Whose identity its tokens are.
    pub(super) speaks_for: SpeaksFor,
}

/// Whose identity a provider's tokens are.
pub(super) enum SpeaksFor {
    /// People's.
    Users(Users),
    /// The platform's machines'.
    Services(Subjects),
}

/// What a provider says of people, and how far it is believed.
pub(crate) struct Users {
    pub(super) claims: ClaimNames,
    pub(super) email_trust: EmailTrust,
    pub(super) email_domains: Vec<String>,
}

impl Users {
    /// Whether the provider may vouch for addresses of this domain, which is in its ASCII form.
    pub(crate) fn vouch_for(&self, domain: &str) -> bool {
        self.email_domains
            .iter()
            .any(|own| own == "*" || own == domain)
    }
}

impl Provider {
    /// What it says of people; nothing if it speaks for machines.
    pub(crate) const fn users(&self) -> Option<&Users> {
        match &self.speaks_for {
            SpeaksFor::Users(users) => Some(users),
            SpeaksFor::Services(_) => None,
        }
    }
}

/// All providers.
pub(crate) struct Providers(Vec<Provider>);

impl Providers {
    /// The providers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }

    /// Reads the setting.
    ///
    /// # Errors
    /// What is wrong with which entry.
    pub(crate) fn from_json(text: &str) -> Result<Self, SettingError> {
        let listed = || match json::parse_foreign(text, json::no_number) {
            Ok(Value::Array(listed)) => listed.into_iter().map(Entry::read).collect(),
            Ok(_) | Err(_) => None,
        };
        let entries: Option<Vec<Entry>> = listed();
        let entries =
            entries.ok_or_else(|| SettingError::new(SETTING, "is not a list of providers"))?;
        let users = entries.iter().filter(|entry| entry.kind == Kind::User);
        let several = users.count() > 1;
        let mut providers: Vec<Provider> = Vec::with_capacity(entries.len());
        for entry in entries {
            let same_tokens = |provider: &Provider| {
                let other_kind = provider.users().is_some() != (entry.kind == Kind::User);
                provider.issuer == entry.issuer
                    && !(other_kind && provider.audience != entry.audience)
            };
            let taken = |provider: &Provider| provider.name == entry.name || same_tokens(provider);
            if providers.iter().any(taken) {
                return Err(wrong(&entry.name, "has a name or issuer twice"));
            }
            providers.push(read(entry, several)?);
        }
        Ok(Self(providers))
    }
}

fn wrong(name: &str, what: &str) -> SettingError {
    SettingError::new(SETTING, format!("{what} at provider `{name}`"))
}

fn read(entry: Entry, several: bool) -> Result<Provider, SettingError> {
    let wrong = |what| wrong(&entry.name, what);
    if entry.name.is_empty() || entry.name.contains('\0') || entry.name == super::LOCAL_NAME {
        return Err(wrong("has no usable name"));
    }
    if entry.issuer.is_empty() || entry.audience.is_empty() {
        return Err(wrong("has no issuer or audience"));
    }
    let algorithms: Option<Vec<Algorithm>> = entry
        .algorithms
        .iter()
        .map(|word| Algorithm::from_word(word))
        .collect();
    let algorithms = algorithms
        .filter(|algorithms| !algorithms.is_empty())
        .ok_or_else(|| wrong("has an algorithm that is not supported, or none"))?;
    let speaks_for = match (entry.kind, entry.email_domains) {
        (Kind::Service, _) if entry.subjects.is_empty() => return Err(wrong("has no `subjects`")),
        (Kind::Service, _) => SpeaksFor::Services(entry.subjects),
        (Kind::User, _) if !entry.subjects.is_empty() => {
            return Err(wrong("has `subjects`, being of kind `user`,"));
        }
        (Kind::User, None) if several => {
            return Err(wrong("needs `emailDomains`, being one of several,"));
        }
        (Kind::User, domains) => SpeaksFor::Users(Users {
            claims: entry.claims,
            email_trust: entry.email_trust.unwrap_or(EmailTrust::Claim),
            email_domains: domains.map_or_else(
                || vec!["*".into()],
                |domains| {
                    domains
                        .iter()
                        .map(|domain| domain.to_ascii_lowercase())
                        .collect()
                },
            ),
        }),
    };
    let source = match (entry.jwks, entry.jwks_url) {
        (Some(set), None) => KeySource::Fixed(set),
        (None, Some(url)) => {
            let url = address(&url).ok_or_else(|| wrong("has no usable `jwksUrl`"))?;
            KeySource::Fetched(KeyLocation::Url(url))
        }
        (None, None) => {
            let discovery = format!(
                "{}/.well-known/openid-configuration",
                entry.issuer.trim_end_matches('/')
            );
            let url = address(&discovery)
                .ok_or_else(|| wrong("has neither keys nor an address as issuer"))?;
            KeySource::Fetched(KeyLocation::Discovery(url))
        }
        (Some(_), Some(_)) => return Err(wrong("has both `jwks` and `jwksUrl`")),
    };
    let keys = ProviderKeys::new(source, &entry.name, &entry.issuer)
        .ok_or_else(|| wrong("has no usable `jwks`"))?;
    Ok(Provider {
        algorithms,
        keys,
        speaks_for,
        name: entry.name,
        issuer: entry.issuer,
        audience: entry.audience,
    })
}

/// An address that keys may be fetched from.
pub(super) fn address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    is_web(&url).then(|| url.into())
}

#[cfg(feature = "dangerous-local-identity")]
impl Provider {
    /// The provider that local identity is: this Worker itself, with one key.
    pub(super) fn local(issuer: String, audience: String, jwks: Object) -> Option<Self> {
        let keys = ProviderKeys::new(KeySource::Fixed(jwks), super::LOCAL_NAME, &issuer)?;
        Some(Self {
            name: super::LOCAL_NAME.into(),
            issuer,
            audience,
            algorithms: vec![Algorithm::EdDsa],
            keys,
            speaks_for: SpeaksFor::Users(Users {
                claims: ClaimNames::default(),
                email_trust: EmailTrust::Claim,
                email_domains: vec!["*".into()],
            }),
        })
    }
}
