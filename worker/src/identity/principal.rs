//! The caller of a request.

use hallpass_core::account::{Caller, Person, Service};
use hallpass_core::{Address, Name, UserId};

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

/// What a verified identity token says of a user.
#[derive(Clone)]
pub(crate) struct Identity {
    /// The user's id.
    pub(crate) user: UserId,
    /// The name, cleaned for display.
    pub(crate) name: Name,
    /// The address as the provider gives it; in canonical form if it has one.
    pub(crate) email: String,
    /// The same address, if it is verified.
    pub(crate) verified: Option<Address>,
    /// The URL of the picture.
    pub(crate) image: Option<String>,
}

impl Identity {
    /// The user as core's commands take them.
    pub(crate) fn person(&self) -> Person {
        Person {
            user: self.user.clone(),
            name: self.name.clone(),
            address: self.verified.clone(),
            image: self.image.clone(),
        }
    }
}
