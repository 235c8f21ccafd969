//! What is the same in every account of core's that the model is compared with: policies, users, addresses and names.

use hallpass_core::account::Service;
use hallpass_core::link::Pepper;
use hallpass_core::{
    Address, Domain as CoreDomain, Name, PermissionName, PermissionSet, Policy, RoleAssignment,
    ServiceId, UserId,
};

use crate::model::command::{DOMAINS, Domain, User, domain_of};
use crate::model::policy::{Assignment, POLICIES, UNKNOWN};
use crate::model::services::{FIRST_SERVICE, SERVICES};
use crate::toml;

/// The key of the codes of every account.
const PEPPER: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// How many users and addresses there are.
const PEOPLE: u8 = 16;

/// What every account has in common, made once.
pub(crate) struct Fixture {
    pub(crate) policies: Vec<Policy>,
    pub(crate) users: Vec<UserId>,
    pub(crate) addresses: Vec<Address>,
    /// The domains of the addresses, and one that no address has.
    pub(crate) domains: Vec<CoreDomain>,
    pub(crate) names: Vec<Name>,
    /// The names of the model's permissions, by their bits.
    pub(crate) permissions: Vec<PermissionName>,
    pub(crate) pepper: Pepper,
    services: Vec<Service>,
}

impl Fixture {
    /// Users, addresses, names and policies, as core has them.
    ///
    /// # Errors
    /// A text that core refuses.
    pub(crate) fn new(rows: &str) -> Result<Self, String> {
        let policy =
            |each| Policy::from_toml(&toml::policy(rows, each)).map_err(|error| format!("{error}"));
        let name = |text: &str| Name::parse(text).map_err(|error| format!("{text}: {error}"));
        let address = |number: u8| {
            let domain = domain_name(domain_of(number));
            let text = format!("user{number}@{domain}");
            Address::parse(&text).map_err(|error| format!("{text}: {error}"))
        };
        let domain = |number: Domain| {
            let text = domain_name(number);
            CoreDomain::parse(&text).map_err(|error| format!("{text}: {error}"))
        };
        let permissions = permissions(rows)?;
        same_matrix(rows)?;
        Ok(Self {
            policies: POLICIES.iter().map(policy).collect::<Result<_, _>>()?,
            users: (0..PEOPLE)
                .map(|number| UserId::derive("reference", &number.to_string()))
                .collect(),
            addresses: (0..PEOPLE).map(address).collect::<Result<_, _>>()?,
            domains: (0..=DOMAINS).map(domain).collect::<Result<_, _>>()?,
            names: NAMES
                .iter()
                .map(|text| name(text))
                .collect::<Result<_, _>>()?,
            services: services(&permissions)?,
            permissions,
            pepper: Pepper::from_base64url(PEPPER).map_err(|error| format!("{error}"))?,
        })
    }

    /// The service with this number; `None` for a user's.
    pub(crate) fn service(&self, number: User) -> Option<&Service> {
        self.services
            .get(usize::from(number.checked_sub(FIRST_SERVICE)?))
    }

    /// An assignment of the model as core has it. A bit without a permission is one that no policy knows.
    ///
    /// # Errors
    /// A name that core refuses.
    pub(crate) fn assignment(&self, assignment: Assignment) -> Result<RoleAssignment, String> {
        let unknown = || "unknown:permission".parse();
        let (role, list) = match assignment {
            Assignment::Role(name) => (name, None),
            Assignment::Custom(bits) => {
                let listed = (0..32_usize).filter(|bit| bits >> bit & 1 == 1);
                let names =
                    listed.map(|bit| self.permissions.get(bit).cloned().map_or_else(unknown, Ok));
                let names: Result<Vec<_>, _> = names.collect();
                ("custom", Some(names.map_err(|_| "no such permission")?))
            }
        };
        let role = role.parse().map_err(|_| format!("no role {role}"))?;
        RoleAssignment::new(role, list).map_err(|error| format!("{error}"))
    }

    /// The name and the bits of an assignment of core.
    pub(crate) fn described(&self, assignment: &RoleAssignment) -> (String, Option<u32>) {
        let name = assignment.role_name().as_str().to_owned();
        let list = assignment.permissions();
        let bits = list.map(|list| list.iter().fold(0, |bits, each| bits | self.bit(each)));
        (name, bits)
    }

    /// The bits of a set of permissions.
    pub(crate) fn bits(&self, policy: &Policy, set: PermissionSet) -> u32 {
        let names = policy.names_of(set).into_iter();
        names.fold(0, |bits, name| bits | self.bit(&name))
    }

    fn bit(&self, permission: &PermissionName) -> u32 {
        let at = self
            .permissions
            .iter()
            .position(|known| known == permission);
        at.map_or(UNKNOWN, |at| 1 << at)
    }

    /// The number of a user; 255 for any other.
    pub(crate) fn number(&self, user: &UserId) -> u8 {
        let at = self.users.iter().position(|known| known == user);
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
    }

    /// The number of a service; 255 for any other.
    pub(crate) fn service_number(&self, service: &ServiceId) -> User {
        let at = self.services.iter().position(|known| known.id == *service);
        let number = at.and_then(|at| u8::try_from(at).ok());
        number.map_or(u8::MAX, |number| FIRST_SERVICE + number)
    }

    /// The number of an address.
    pub(crate) fn address_number(&self, address: &Address) -> u8 {
        let at = self.addresses.iter().position(|known| known == address);
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
    }
}

/// The names of the permissions, by their bits.
fn permissions(rows: &str) -> Result<Vec<PermissionName>, String> {
    toml::permission_names(rows)
        .into_iter()
        .map(|name| name.parse().map_err(|_| format!("no permission {name}")))
        .collect()
}

/// The model's services, as core has them.
fn services(permissions: &[PermissionName]) -> Result<Vec<Service>, String> {
    let service = |(number, bits): (usize, &u32)| {
        let name = format!("service-{number}");
        let held = permissions.iter().enumerate();
        let held = held.filter(|(bit, _)| bits >> bit & 1 == 1);
        Ok(Service {
            id: ServiceId::derive("reference", &name),
            name: Name::parse(&name).map_err(|error| format!("{name}: {error}"))?,
            permissions: held.map(|(_, name)| name.clone()).collect(),
            powers: Vec::new(),
        })
    };
    SERVICES.iter().enumerate().map(service).collect()
}

/// The matrix of the model is the one of the checkout's policy file, in both scopes.
fn same_matrix(rows: &str) -> Result<(), String> {
    let read = |text: &str| Policy::from_toml(text).map_err(|error| format!("{error}"));
    let (written, checkout) = (read(&toml::policy(rows, &POLICIES[0]))?, read(rows)?);
    let matrix = |policy: &Policy| -> Vec<_> {
        let roles = policy.roles().iter();
        roles
            .map(|role| {
                let held = policy.names_of(role.permissions);
                (role.name.clone(), role.scope, held)
            })
            .collect()
    };
    let is_same = matrix(&written) == matrix(&checkout)
        && written.project_scope() == checkout.project_scope()
        && written.project_owner_role() == checkout.project_owner_role();
    if is_same {
        Ok(())
    } else {
        Err("the model's matrix is not that of `policy.toml`".into())
    }
}

/// The name of a domain.
pub(crate) fn domain_name(domain: Domain) -> String {
    format!("d{domain}.example")
}

/// The names of accounts: the first is the personal one.
pub(crate) const NAMES: [&str; 3] = ["Zero", "Test Production", "Night Shift"];
