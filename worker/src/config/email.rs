//! `EMAIL` and `mail.toml`.

use hallpass_core::identity::settings::Mistake;
use hallpass_mail::Templates;
use hallpass_mail::settings::{self, EMAIL, Edition, EmailSettings, TransportSettings};
use worker::{Env, SendEmail};

use super::environment::Environment;
use super::text_module::text_module;
use crate::mail::SEND_EMAIL;

/// How invite mails are sent.
pub(crate) struct EmailConfig {
    /// `EMAIL`.
    pub(crate) settings: EmailSettings,
    /// The shipped templates, and those of `mail.toml`.
    pub(crate) templates: Templates,
}

/// Reads the setting and the file; `None` without the setting, or after a mistake. A mistake in the file is one whether or not
/// mails are sent.
pub(super) fn read(environment: &Environment<'_>, env: &Env) -> Option<EmailConfig> {
    let file = text_module("hallpass.mail").unwrap_or_default();
    let templates = environment.record(Templates::new(&file));
    let edition = if cfg!(feature = "dangerous-local-identity") {
        Edition::Development
    } else {
        Edition::Release
    };
    let settings = environment.parsed(EMAIL, |setting| settings::read(&setting.text, edition))?;
    let uses_binding = matches!(settings.transport, TransportSettings::Binding);
    if uses_binding && env.get_binding::<SendEmail>(SEND_EMAIL).is_err() {
        let problem = format!(
            "\"binding\" needs a binding named {SEND_EMAIL}; add `[[send_email]]` with `name = \"{SEND_EMAIL}\"` to wrangler.toml"
        );
        environment.add(Mistake::new(format!("{EMAIL}.transport"), problem));
    }
    Some(EmailConfig {
        settings,
        templates: templates?,
    })
}
