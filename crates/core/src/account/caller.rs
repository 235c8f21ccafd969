//! Who sends a command.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::audit::Actor;
use crate::permission::PermissionName;
use crate::{Address, Name, Policy, Power, Refusal, ServiceId, UserId, required};

/// The caller, as this request's identity token describes them. Never read from storage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Caller {
    /// A user.
    User(Person),
    /// A machine of the platform.
    Service(Service),
}

impl Caller {
    /// The caller's user id, if the caller is a user.
    #[must_use]
    pub const fn user(&self) -> Option<&UserId> {
        match self {
            Self::User(person) => Some(&person.user),
            Self::Service(_) => None,
        }
    }

    /// The caller as the actor of an audit event.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::User(person) => Actor::User(person.user.clone()),
            Self::Service(service) => Actor::Service(service.id.clone()),
        }
    }

    /// The caller's name.
    #[must_use]
    pub const fn name(&self) -> &Name {
        match self {
            Self::User(person) => &person.name,
            Self::Service(service) => &service.name,
        }
    }
}

/// A machine of the platform, with the permissions that the operator gives it. It is not a member of any account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its name.
    pub name: Name,
    /// Its permissions, in every account. A permission that the policy lacks has no effect.
    pub permissions: Vec<PermissionName>,
    /// Its powers, which no permission implies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub powers: Vec<Power>,
}

impl Service {
    /// Requires a permission, which a service holds in every account.
    ///
    /// # Errors
    /// `forbidden`, with the permission that is missing.
    pub fn require(&self, policy: &Policy, permission: &str) -> Result<(), Refusal> {
        if policy.holds(policy.set_named(&self.permissions), permission) {
            return Ok(());
        }
        let missing = permission.parse().into_iter().collect();
        Err(Refusal::Forbidden { missing })
    }

    /// Requires a power.
    ///
    /// # Errors
    /// `forbidden`, with the power that is missing.
    pub fn require_power(&self, power: Power) -> Result<(), Refusal> {
        if self.powers.contains(&power) {
            Ok(())
        } else {
            Err(Refusal::PowerRequired { power })
        }
    }

    /// Requires the permission to open accounts of this kind for users: `members:manage` for a user's personal account,
    /// `team:manage` for a team.
    ///
    /// # Errors
    /// `forbidden`, with the permission that is missing.
    pub fn require_opening(&self, policy: &Policy, kind: Kind) -> Result<(), Refusal> {
        let permission = match kind {
            Kind::Personal => required::MEMBERS_MANAGE,
            Kind::Team => required::TEAM_MANAGE,
        };
        self.require(policy, permission)
    }
}

/// A user with their details.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Their id.
    pub user: UserId,
    /// Their name.
    pub name: Name,
    /// Their e-mail address, if it is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The URL of their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}
