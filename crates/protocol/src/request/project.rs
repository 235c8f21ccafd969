//! Request bodies about projects.

use hallpass_core::account::{Grant, ProjectStatus};
use hallpass_core::token::json::Object;
use hallpass_core::{FieldCode, Name, ProjectId, limits};

use super::BadRequest;
use super::fields::Fields;
use super::service::host_id;

/// A new project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProject {
    /// Its name.
    pub name: Name,
    /// The platform's own id for it.
    pub external_id: Option<String>,
}

/// Reads a new project.
///
/// # Errors
/// Each invalid field.
pub fn new_project(body: &[u8]) -> Result<NewProject, BadRequest> {
    let mut fields = Fields::of(body)?;
    let name = fields.required("name", Name::parse);
    let external_id = fields.optional("externalId", host_id);
    fields.finish()?;
    Ok(NewProject {
        name: name.ok_or_else(Vec::new)?,
        external_id,
    })
}

/// Changes of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectUpdate {
    /// The new name.
    pub name: Option<Name>,
    /// The new status.
    pub status: Option<ProjectStatus>,
}

/// Reads the changes of a project.
///
/// # Errors
/// Each invalid field.
pub fn project_update(body: &[u8]) -> Result<ProjectUpdate, BadRequest> {
    let mut fields = Fields::of(body)?;
    let update = ProjectUpdate {
        name: fields.optional("name", Name::parse),
        status: fields.optional("status", |text| {
            project_status(text).ok_or(FieldCode::Invalid)
        }),
    };
    fields.finish()?;
    Ok(update)
}

impl Fields {
    /// The optional grants of an invite, each with `project`, `role` and `permissions`. What is wrong with one of them is
    /// wrong with the field.
    pub(super) fn grants(&mut self, field: &'static str) -> Option<Vec<Grant>> {
        let objects = self.objects(field, limits::GRANTS_PER_INVITE)?;
        let grants: Result<Vec<Grant>, FieldCode> = objects.into_iter().map(grant).collect();
        match grants {
            Ok(grants) => Some(grants),
            Err(code) => {
                self.wrong(field, code);
                None
            }
        }
    }
}

fn grant(object: Object) -> Result<Grant, FieldCode> {
    let mut fields = Fields::of_object(object);
    let project = fields.required("project", |text| {
        text.parse::<ProjectId>().map_err(|_| FieldCode::Invalid)
    });
    let assignment = fields.required_assignment();
    if let Err(errors) = fields.finish() {
        return Err(errors
            .first()
            .map_or(FieldCode::Invalid, |error| error.code));
    }
    match (project, assignment) {
        (Some(project), Some(assignment)) => Ok(Grant {
            project,
            assignment,
        }),
        _ => Err(FieldCode::Invalid),
    }
}

/// The status of a project in a request.
#[must_use]
pub fn project_status(text: &str) -> Option<ProjectStatus> {
    match text {
        "active" => Some(ProjectStatus::Active),
        "archived" => Some(ProjectStatus::Archived),
        _ => None,
    }
}
