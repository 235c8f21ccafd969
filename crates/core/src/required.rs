//! The five permissions that every policy must have: the only ones that Hallpass itself requires.

/// To see the account and its members, and to get a membership token.
pub const TEAM_ACCESS: &str = "team:access";
/// To create, list, copy, resend and revoke invites.
pub const MEMBERS_INVITE: &str = "members:invite";
/// To change members' roles and remove members.
pub const MEMBERS_MANAGE: &str = "members:manage";
/// To change the account itself.
pub const TEAM_MANAGE: &str = "team:manage";
/// To read the audit log.
pub const AUDIT_READ: &str = "audit:read";

/// All five.
pub const ALL: [&str; 5] = [
    TEAM_ACCESS,
    MEMBERS_INVITE,
    MEMBERS_MANAGE,
    TEAM_MANAGE,
    AUDIT_READ,
];

/// The resource of the permissions that a link invite must not give, besides [`TEAM_MANAGE`] and [`PROJECT_RESOURCES`].
pub const MEMBERS_RESOURCE: &str = "members";

/// The resources of further permissions that a link invite must not give where there are projects.
pub const PROJECT_RESOURCES: [&str; 2] = ["projects", "project"];

/// All permissions that a policy with projects must have besides.
pub const OF_PROJECTS: [&str; 2] = [PROJECTS_CREATE, PROJECT_MANAGE];

/// To create projects, and to see all of an account's projects. A policy without it has no projects.
pub const PROJECTS_CREATE: &str = "projects:create";
/// To rename, archive and restore a project, and to manage its members' grants. Of project scope.
pub const PROJECT_MANAGE: &str = "project:manage";
