/** Words about what an invite grants in projects; loaded with the fields that need them. */

import { plural } from '../plural.ts';

/** The projects of an invite. */
export const PROJECT_WORDS = {
  projects: 'Projects',
  projectsAbout: 'Access to individual projects, on top of the role.',
  project: 'Project',
  projectRole: 'Role',
  projectPermissions: 'Permissions',
  addProject: 'Add project',
  removeProject: 'Remove',
  removeProjectOf: (project: string) => `Remove ${project}`,
  customInProject: 'Custom',
  hiddenProject: "A project you can't see",
  projectIsHidden: "You don't have access to this project. Remove it from the invite.",
  projectIsArchived: 'This project is archived. Remove it from the invite.',
  projectOutOfReach: "You can't grant more access than you have in this project.",
  projectNeedsPermission: 'Choose at least one permission.',
  linkCannotManage: "An invite link can't let people manage a project. Enter an email or choose less access.",
  tooManyProjects: "That's too many projects for one invite. Remove some of them.",
  projectsInvalid: "Some of these projects can't be saved. Check each one.",
  grantIn: (project: string, access: string) => `${project} (${access})`,
  invitedTo: (grants: string) => `Projects: ${grants}`,
  hiddenProjects: (count: number) => plural('en', count, { one: "# project you can't see", other: "# projects you can't see" }),
};
