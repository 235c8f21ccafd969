//! How invite mails leave: by a binding, a provider's API or a mail server. What a mail looks like is `hallpass-mail`'s.
//!
//! A transport tries once, within [`deadline::MAIL`]. Whether and when to try again is decided by its caller. A mail can
//! arrive twice where an attempt succeeded and its answer was lost; both copies have the same Message-ID.

mod binding;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local;
mod outcome;
mod postmark;
mod provider;
mod resend;
mod smtp;

use hallpass_core::mail::DeliveryFailure;
use hallpass_mail::settings::{EmailSettings, Secret, Sender, TransportSettings};
use hallpass_mail::{RenderError, Templates};
use worker::Env;

pub(crate) use binding::SEND_EMAIL;
pub(crate) use hallpass_mail::{Outgoing, Rendered};
pub(crate) use outcome::{SendError, Sent};

use crate::{deadline, log};

/// Renders and sends mails, as `EMAIL` and `mail.toml` say.
pub(crate) struct Mailer {
    sender: Sender,
    templates: Templates,
    transport: Transport,
    webhook_secret: Option<Secret>,
}

/// How a mail leaves.
pub(crate) enum Transport {
    /// The `send_email` binding.
    Binding,
    /// Resend's API, with its key.
    Resend(Secret),
    /// Postmark's API, with its key.
    Postmark(Secret),
    /// A mail server.
    Smtp(smtp::Server),
    /// `/local/mail`.
    #[cfg(feature = "dangerous-local-identity")]
    Local,
}

impl Mailer {
    /// `origin` is `EDGE_ORIGIN`, whose host a mail server is greeted with.
    pub(crate) fn new(settings: EmailSettings, templates: Templates, origin: &str) -> Self {
        let transport = match settings.transport {
            TransportSettings::Binding => Transport::Binding,
            TransportSettings::Resend { api_key } => Transport::Resend(api_key),
            TransportSettings::Postmark { api_key } => Transport::Postmark(api_key),
            TransportSettings::Smtp(server) => Transport::Smtp(smtp::Server::new(server, origin)),
            #[cfg(feature = "dangerous-local-identity")]
            TransportSettings::Local => Transport::Local,
            // The settings refuse it in a release.
            #[cfg(not(feature = "dangerous-local-identity"))]
            TransportSettings::Local => Transport::Binding,
        };
        Self {
            sender: settings.sender,
            templates,
            transport,
            webhook_secret: settings.webhook_secret,
        }
    }

    /// By what the provider's reports of bounces are recognized.
    pub(crate) const fn webhook_secret(&self) -> Option<&Secret> {
        self.webhook_secret.as_ref()
    }

    /// How mails leave.
    pub(crate) const fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Renders a mail.
    ///
    /// # Errors
    /// When a template of the operator's fails with these values.
    pub(crate) fn render(&self, mail: &Outgoing) -> Result<Rendered, RenderError> {
        hallpass_mail::render(&self.templates, &self.sender, mail)
    }

    /// Renders and sends a mail.
    ///
    /// # Errors
    /// When it was not sent, or it is not known whether it was.
    pub(crate) async fn send(&self, env: &Env, mail: &Outgoing) -> Result<Sent, SendError> {
        let rendered = self.render(mail).map_err(|error| {
            log::failed("mail", error);
            SendError::Rejected(DeliveryFailure::TransportRejected)
        })?;
        self.transport.send(env, &rendered).await
    }
}

impl Transport {
    /// The name in `EMAIL`.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Binding => "binding",
            Self::Resend(_) => "resend",
            Self::Postmark(_) => "postmark",
            Self::Smtp(_) => "smtp",
            #[cfg(feature = "dangerous-local-identity")]
            Self::Local => "local",
        }
    }

    /// Sends a mail, once.
    ///
    /// # Errors
    /// When it was not sent, or it is not known whether it was.
    pub(crate) async fn send(&self, env: &Env, mail: &Rendered) -> Result<Sent, SendError> {
        // A mail server is told goodbye, so it has its own deadline.
        if let Self::Smtp(server) = self {
            return server.send(mail).await;
        }
        let attempt = async {
            match self {
                Self::Binding | Self::Smtp(_) => binding::send(env, mail).await,
                Self::Resend(api_key) => resend::send(api_key, mail).await,
                Self::Postmark(api_key) => postmark::send(api_key, mail).await,
                #[cfg(feature = "dangerous-local-identity")]
                Self::Local => Ok(local::collect(mail)),
            }
        };
        let result = deadline::within(deadline::MAIL, Box::pin(attempt)).await;
        result.unwrap_or_else(|| {
            let name = self.name();
            Err(SendError::Deferred(format!("{name}: no answer in time")))
        })
    }
}
