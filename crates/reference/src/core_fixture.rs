//! What is the same in every account of core's that the model is compared with: policies, users, addresses and names.

use hallpass_core::link::Pepper;
use hallpass_core::{Address, Name, Policy, UserId};

use crate::model::policy::POLICIES;
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
    pub(crate) names: Vec<Name>,
    pub(crate) pepper: Pepper,
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
            let text = format!("user{number}@example.com");
            Address::parse(&text).map_err(|error| format!("{text}: {error}"))
        };
        same_matrix(rows)?;
        Ok(Self {
            policies: POLICIES.iter().map(policy).collect::<Result<_, _>>()?,
            users: (0..PEOPLE)
                .map(|number| UserId::derive("reference", &number.to_string()))
                .collect(),
            addresses: (0..PEOPLE).map(address).collect::<Result<_, _>>()?,
            names: NAMES
                .iter()
                .map(|text| name(text))
                .collect::<Result<_, _>>()?,
            pepper: Pepper::from_base64url(PEPPER).map_err(|error| format!("{error}"))?,
        })
    }

    /// The number of a user; 255 for any other.
    pub(crate) fn number(&self, user: &UserId) -> u8 {
        let at = self.users.iter().position(|known| known == user);
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
    }

    /// The number of an address.
    pub(crate) fn address_number(&self, address: &Address) -> u8 {
        let at = self.addresses.iter().position(|known| known == address);
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
    }
}

/// The matrix that the model took from the design is the one of the checkout.
fn same_matrix(rows: &str) -> Result<(), String> {
    let read = |text: &str| Policy::from_toml(text).map_err(|error| format!("{error}"));
    let (written, checkout) = (read(&toml::policy(rows, &POLICIES[0]))?, read(rows)?);
    let matrix = |policy: &Policy| -> Vec<_> {
        let roles = policy.roles().iter();
        roles
            .map(|role| {
                (
                    role.name.clone(),
                    policy.names_of(policy.set_of(&role.name)),
                )
            })
            .collect()
    };
    if matrix(&written) == matrix(&checkout) {
        Ok(())
    } else {
        Err("`policy.toml` is not the matrix of the design".into())
    }
}

/// The names of accounts: the first is the personal one.
pub(crate) const NAMES: [&str; 3] = ["Zero", "Test Production", "Night Shift"];
