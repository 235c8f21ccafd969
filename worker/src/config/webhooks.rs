//! The setting `WEBHOOKS`.

use hallpass_core::outbound::Loopback;
use hallpass_core::webhook::{self, Webhook};

use super::environment::Environment;

/// The webhooks; none if the setting is missing, `None` after a mistake. `own_origin` is `EDGE_ORIGIN`, unless that has a
/// mistake.
pub(super) fn read(
    environment: &Environment<'_>,
    own_origin: Option<&str>,
) -> Option<Vec<Webhook>> {
    let Some(setting) = environment.optional("WEBHOOKS") else {
        return Some(Vec::new());
    };
    let loopback = if cfg!(feature = "dangerous-local-identity") {
        Loopback::Allowed
    } else {
        Loopback::Refused
    };
    let webhooks = webhook::webhooks(&setting.text, own_origin.unwrap_or_default(), loopback);
    environment.record(webhooks)
}
