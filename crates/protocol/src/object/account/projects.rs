//! Projects of an account, and the grants of members in them.

use hallpass_core::account::ProjectStatus;
use hallpass_core::{AccountId, Name, ProjectId, RoleAssignment, UserId};
use serde::{Deserialize, Serialize};

use crate::object::{ObjectCall, ObjectClass, Paging};
use crate::shape::{Page, Project, ProjectMember, ProjectPage};

/// Lists the projects that the caller sees, in the order of their names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListProjects {
    /// The account.
    pub account: AccountId,
    /// Only projects with this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ProjectStatus>,
    /// The page.
    pub page: Paging,
}

impl ObjectCall for ListProjects {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "list-projects";
    const IS_REPEATABLE: bool = true;
    type Response = ProjectPage;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Creates a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateProject {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: Name,
    /// The platform's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

impl ObjectCall for CreateProject {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "create-project";
    type Response = Project;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reads a project as the caller sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadProject {
    /// The account.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
}

impl ObjectCall for ReadProject {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "read-project";
    const IS_REPEATABLE: bool = true;
    type Response = Project;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Renames, archives or restores a project. Absent fields stay as they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateProject {
    /// The account.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// The new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The new status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ProjectStatus>,
}

impl ObjectCall for UpdateProject {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "update-project";
    type Response = Project;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Lists the members who have a grant in a project, in the order in which they got it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListProjectMembers {
    /// The account.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// The page.
    pub page: Paging,
}

impl ObjectCall for ListProjectMembers {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "list-project-members";
    const IS_REPEATABLE: bool = true;
    type Response = Page<ProjectMember>;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Gives a member a role or a list of permissions in a project, in place of what they were granted there before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutGrant {
    /// The account.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// The member.
    pub user: UserId,
    /// What they get.
    #[serde(flatten)]
    pub assignment: RoleAssignment,
}

impl ObjectCall for PutGrant {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "put-grant";
    type Response = ProjectMember;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Removes a member's grant in a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveGrant {
    /// The account.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// The member.
    pub user: UserId,
}

impl ObjectCall for RemoveGrant {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "remove-grant";
    type Response = ();

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}
