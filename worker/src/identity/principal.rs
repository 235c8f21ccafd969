//! The caller of a request.

use hallpass_core::account::{Caller, Service};
use hallpass_core::identity::Identity;

/// The caller of a request.
pub(crate) enum Principal {
    /// A user.
    User(Identity),
    /// One of the platform's own machines.
    Service(Service),
    /// A caller without an identity token, where the route needs none.
    Anonymous,
}

impl Principal {
    /// The caller as core's commands take it.
    pub(crate) fn caller(&self) -> Option<Caller> {
        match self {
            Self::User(identity) => Some(Caller::User(identity.person())),
            Self::Service(service) => Some(Caller::Service(service.clone())),
            Self::Anonymous => None,
        }
    }

    /// The id of the user or service.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::User(identity) => Some(identity.user.as_str()),
            Self::Service(service) => Some(service.id.as_str()),
            Self::Anonymous => None,
        }
    }
}
