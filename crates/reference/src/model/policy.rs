//! Policies as tables of bits: the design's, and three others that make the rules harder.

/// The bit of a permission is its place in `policy.toml`. This one is `team:access`.
pub(crate) const ACCESS: u32 = 1;
/// `members:invite`.
pub(crate) const INVITE: u32 = 1 << 10;
/// `members:manage`.
pub(crate) const MANAGE: u32 = 1 << 11;
/// `team:manage`.
pub(crate) const TEAM: u32 = 1 << 12;
/// `projects:create`.
pub(crate) const CREATE_PROJECTS: u32 = 1 << 14;
/// `project:manage`, of project scope.
pub(crate) const MANAGE_PROJECT: u32 = 1 << 15;
/// A permission that no policy has.
pub(crate) const UNKNOWN: u32 = 1 << 20;

/// What a link invite never carries (rule 13).
pub(crate) const MANAGEMENT: u32 = INVITE | MANAGE | TEAM | CREATE_PROJECTS | MANAGE_PROJECT;

/// The permissions of policies before projects: bits 0 to 13.
const FOURTEEN: u32 = (1 << 14) - 1;
/// With those of projects: bits 0 to 15.
const SIXTEEN: u32 = (1 << 16) - 1;
/// Pods, serverless, clusters and volumes.
const RESOURCES: u32 = 0b1111_1110;
/// `volumes:manage`.
const VOLUMES: u32 = 1 << 7;
/// `clusters:manage`.
const CLUSTERS: u32 = 1 << 6;

const BASIC: u32 = ACCESS | 1 << 1 | 1 << 4 | 1 << 5;
const BILLING: u32 = ACCESS | 1 << 8 | 1 << 9;
const DEV: u32 = BASIC | 1 << 2 | 1 << 3 | VOLUMES;
const VIEWER: u32 = 1 << 1 | 1 << 4 | 1 << 5;

/// A role and its permissions.
pub(crate) type Role = (&'static str, u32);

/// A role of the policy, or a list of permissions in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Assignment {
    /// The role with this name.
    Role(&'static str),
    /// These permissions.
    Custom(u32),
}

impl Assignment {
    /// What every `role` field shows: a role's name, or `custom`.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Role(name) => name,
            Self::Custom(_) => "custom",
        }
    }
}

/// Where an assignment applies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    /// The whole account.
    Account,
    /// One project.
    Project,
}

/// A policy. The owner's role is `admin` in all of them.
pub(crate) struct Policy {
    /// The permissions that it lists.
    pub(crate) listed: u32,
    /// Those that are retired.
    pub(crate) retired: u32,
    /// Those of project scope.
    pub(crate) project_scope: u32,
    /// The roles of members.
    pub(crate) roles: &'static [Role],
    /// The roles in a project.
    pub(crate) project_roles: &'static [Role],
    /// The role in a project of the member who created it. `None` for a policy without projects.
    pub(crate) project_owner_role: Option<&'static str>,
}

/// The role of an owner.
pub(crate) const OWNER: &str = "admin";

/// The policies: the design's first.
pub(crate) const POLICIES: [Policy; 4] = [
    Policy {
        listed: SIXTEEN,
        retired: 0,
        project_scope: RESOURCES | MANAGE_PROJECT,
        roles: &[
            ("basic", BASIC),
            ("billing", BILLING),
            ("dev", DEV),
            ("admin", SIXTEEN),
        ],
        project_roles: &[
            ("viewer", VIEWER),
            ("editor", RESOURCES),
            ("manager", RESOURCES | MANAGE_PROJECT),
        ],
        project_owner_role: Some("manager"),
    },
    // Several roles can invite, manage and create projects.
    Policy {
        listed: SIXTEEN,
        retired: 0,
        project_scope: RESOURCES | MANAGE_PROJECT,
        roles: &[
            ("basic", BASIC),
            ("billing", BILLING),
            ("dev", DEV),
            ("admin", SIXTEEN),
            ("lead", DEV | INVITE | CREATE_PROJECTS),
            ("warden", BASIC | BILLING | MANAGE | TEAM),
            ("steward", DEV | BILLING | INVITE | MANAGE | MANAGE_PROJECT),
            ("maker", ACCESS | INVITE | MANAGE | CREATE_PROJECTS),
            ("ghost", 1 << 4),
        ],
        project_roles: &[
            ("viewer", VIEWER),
            ("editor", RESOURCES),
            ("deputy", VIEWER | MANAGE_PROJECT),
            ("manager", RESOURCES | MANAGE_PROJECT),
        ],
        project_owner_role: Some("manager"),
    },
    // Roles are gone or weaker, a permission is retired, and another one is of account scope.
    Policy {
        listed: SIXTEEN,
        retired: CLUSTERS,
        project_scope: (RESOURCES | MANAGE_PROJECT) & !VOLUMES,
        roles: &[
            ("basic", ACCESS | 1 << 1),
            ("billing", BILLING),
            ("builder", DEV),
            ("admin", SIXTEEN & !CLUSTERS),
            ("lead", DEV),
            ("warden", BASIC | BILLING | MANAGE | INVITE),
            ("steward", BASIC | INVITE | MANAGE),
            ("maker", BASIC | CREATE_PROJECTS),
        ],
        project_roles: &[("viewer", 1 << 1), ("deputy", VIEWER | MANAGE_PROJECT)],
        project_owner_role: Some("deputy"),
    },
    // From before projects.
    Policy {
        listed: FOURTEEN,
        retired: 0,
        project_scope: 0,
        roles: &[
            ("basic", BASIC),
            ("billing", BILLING),
            ("dev", DEV),
            ("admin", FOURTEEN),
            ("steward", DEV | BILLING | INVITE | MANAGE),
        ],
        project_roles: &[],
        project_owner_role: None,
    },
];

/// Every member's role that some policy has, one that none has, and a role of projects.
pub(crate) const ROLES: [&str; 12] = [
    "basic", "billing", "dev", "admin", "lead", "warden", "steward", "maker", "ghost", "builder",
    "nobody", "viewer",
];

/// Every role of projects that some policy has, one that none has, and a member's role.
pub(crate) const PROJECT_ROLES: [&str; 6] =
    ["viewer", "editor", "deputy", "manager", "nobody", "basic"];

impl Policy {
    /// The permissions that have an effect.
    #[must_use]
    pub(crate) const fn live(&self) -> u32 {
        self.listed & !self.retired
    }

    /// The permissions of a member's role; `None` where the policy does not have it.
    #[must_use]
    pub(crate) fn role(&self, name: &str) -> Option<u32> {
        find(self.roles, name)
    }

    /// What an assignment gives: nothing where the policy has no such role of this scope.
    #[must_use]
    pub(crate) fn gives(&self, assignment: Assignment, scope: Scope) -> u32 {
        let bits = match (assignment, scope) {
            (Assignment::Custom(list), _) => list,
            (Assignment::Role(name), Scope::Account) => self.role(name).unwrap_or(0),
            (Assignment::Role(name), Scope::Project) => find(self.project_roles, name).unwrap_or(0),
        };
        match scope {
            Scope::Account => bits & self.live(),
            // A permission that is no longer of project scope is ignored in grants.
            Scope::Project => bits & self.live() & self.project_scope,
        }
    }

    /// Whether an assignment can be given at all under this policy: a role of this scope, or a list of its live permissions.
    /// A member's list has `team:access`; a list in a project is not empty and has only permissions of project scope.
    #[must_use]
    pub(crate) fn accepts(&self, assignment: Assignment, scope: Scope) -> bool {
        match (assignment, scope) {
            (Assignment::Role(name), Scope::Account) => self.role(name).is_some(),
            (Assignment::Role(name), Scope::Project) => find(self.project_roles, name).is_some(),
            (Assignment::Custom(list), Scope::Account) => {
                within(list, self.live()) && within(ACCESS, list)
            }
            (Assignment::Custom(list), Scope::Project) => {
                list != 0 && within(list, self.live() & self.project_scope)
            }
        }
    }

    /// Whether the policy still has this role. A list is always something that it has.
    #[must_use]
    pub(crate) fn has(&self, assignment: Assignment, scope: Scope) -> bool {
        matches!(assignment, Assignment::Custom(_)) || self.accepts(assignment, scope)
    }
}

fn find(roles: &[Role], name: &str) -> Option<u32> {
    let found = roles.iter().find(|(role, _)| *role == name);
    found.map(|(_, bits)| *bits)
}

/// Whether all of `these` are among `those`.
#[must_use]
pub(crate) const fn within(these: u32, those: u32) -> bool {
    these & !those == 0
}
