/** The project switcher. */
export const PROJECT_SWITCHER_WORDS = {
  projects: 'Projects',
  projectIs: (name: string) => `Project: ${name}`,
  chooseProject: 'Choose a project',
  noProjectChosen: 'No project',
  noProjectsYet: 'No projects yet',
  noProjectForYou: 'No projects shared with you',
  throughRole: 'Account role',
  createProject: 'Create a project',
  projectName: 'Project name',
  makeProject: 'Create project',
  createProjectAbout: "You'll manage it. Others can see it once someone gives them access.",
};
