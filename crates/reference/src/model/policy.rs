//! Policies as tables of bits: the design's matrix, and two others that make rule 5 harder.

/// The bit of a permission is its row in the design's table (§4).
pub(crate) const ACCESS: u32 = 1;
/// May invite.
pub(crate) const INVITE: u32 = 1 << 10;
/// May change and remove members.
pub(crate) const MANAGE: u32 = 1 << 11;
/// May change the team.
pub(crate) const TEAM: u32 = 1 << 12;
/// Every bit of the table.
pub(crate) const EVERYTHING: u32 = (1 << 14) - 1;

const BASIC: u32 = ACCESS | 1 << 1 | 1 << 4 | 1 << 5;
const BILLING: u32 = ACCESS | 1 << 8 | 1 << 9;
const DEV: u32 = BASIC | 1 << 2 | 1 << 3 | 1 << 7;

/// A role and what it may do.
pub(crate) type Role = (&'static str, u32);

/// A policy: which roles there are. The owner's is `admin` in all of them.
pub(crate) struct Policy {
    /// Its roles.
    pub(crate) roles: &'static [Role],
}

/// The role of an owner.
pub(crate) const OWNER: &str = "admin";

/// The policies: the design's first.
pub(crate) const POLICIES: [Policy; 3] = [
    Policy {
        roles: &[
            ("basic", BASIC),
            ("billing", BILLING),
            ("dev", DEV),
            ("admin", EVERYTHING),
        ],
    },
    Policy {
        // Several may invite and manage.
        roles: &[
            ("basic", BASIC),
            ("billing", BILLING),
            ("dev", DEV),
            ("admin", EVERYTHING),
            ("lead", DEV | INVITE),
            ("warden", BASIC | BILLING | MANAGE | TEAM),
            ("steward", DEV | BILLING | INVITE | MANAGE),
            ("ghost", 1 << 4),
        ],
    },
    Policy {
        // Some of that is gone.
        roles: &[
            ("basic", ACCESS | 1 << 1),
            ("billing", BILLING),
            ("builder", DEV),
            ("admin", EVERYTHING),
            ("lead", DEV),
            ("warden", BASIC | BILLING | MANAGE | INVITE),
            ("steward", BASIC | INVITE | MANAGE),
        ],
    },
];

/// Every role that any policy knows, and one that none does.
pub(crate) const ROLES: [&str; 10] = [
    "basic", "billing", "dev", "admin", "lead", "warden", "steward", "ghost", "builder", "nobody",
];

impl Policy {
    /// What a role may do; none where the policy does not know it.
    #[must_use]
    pub(crate) fn role(&self, name: &str) -> Option<u32> {
        let known = self.roles.iter().find(|(role, _)| *role == name);
        known.map(|(_, bits)| *bits)
    }

    /// What somebody with this role may do: nothing, where it has vanished.
    #[must_use]
    pub(crate) fn bits(&self, name: &str) -> u32 {
        self.role(name).unwrap_or(0)
    }
}

/// Whether all of `these` are among `those`.
#[must_use]
pub(crate) const fn within(these: u32, those: u32) -> bool {
    these & !those == 0
}
