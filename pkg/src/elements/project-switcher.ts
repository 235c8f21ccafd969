import { PROJECT_PERMISSIONS } from '../generated.ts';
import type { Client, Policy, Project } from '../types.ts';
import { PROJECT_SWITCHER_WORDS } from '../words/project-switcher.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { accessTitle } from './parts.ts';
import { type CreateForm, SwitcherElement, type SwitcherOption, type SwitcherView } from './switcher-element.ts';

/**
 * `<hallpass-project-switcher>`: names the active project of the active account, and changes it. Without projects it says
 * why there are none.
 *
 * With the attribute `create` it also makes a project, for those who may. It dispatches `hallpass-project-used` with the
 * project, and `hallpass-create` before its form opens: call `preventDefault` to show a form of your own.
 */
export class HallpassProjectSwitcher extends SwitcherElement {
  #policy: Policy | undefined;

  protected override connectClient(client: Client): (() => void)[] {
    const show = (policy: Policy): void => {
      this.#policy = policy;
      this.requestRender();
    };
    // Without a policy roles are shown by their names.
    client.policy().then(show, () => {});
    return [...super.connectClient(client), client.on('policy', ({ policy }) => show(policy))];
  }

  protected override view(client: Client | undefined): SwitcherView {
    const words = { ...PROJECT_SWITCHER_WORDS, ...this.words };
    const { project: active, projects = [] } = client?.state ?? {};
    const name = active?.name ?? this.#nameOfNone(client);
    const ordered = projects.filter(({ status }) => status === 'active').sort((a, b) => a.name.localeCompare(b.name, this.locale));
    return {
      name,
      spokenName: active ? words.projectIs(this.isolated(name)) : name,
      about: active && this.#describe(active),
      menu: words.projects,
      options: client ? ordered.map((project) => this.#option(client, project)) : [],
      form: client?.can(PROJECT_PERMISSIONS.projectsCreate) ? this.#form(client) : undefined,
    };
  }

  /** What the button says while no project is active. */
  #nameOfNone(client: Client | undefined): string {
    const words = { ...COMMON_WORDS, ...PROJECT_SWITCHER_WORDS, ...this.words };
    const { projects } = client?.state ?? {};
    const hasNone = this.#policy !== undefined && this.#policy.projectOwnerRole === undefined;
    if (!client || (!projects && !hasNone)) return words.loading;
    if (projects?.some(({ status }) => status === 'active')) return words.chooseProject;
    return client.can(PROJECT_PERMISSIONS.projectsCreate) ? words.noProjectsYet : words.noProjectForYou;
  }

  #option(client: Client, project: Project): SwitcherOption {
    const { id, name } = project;
    return {
      id,
      name,
      about: this.#describe(project),
      isActive: id === client.state.project?.id,
      choose: () => {
        if (client.state.project?.id !== id) client.projects.use(id);
        this.dispatch('hallpass-project-used', { project });
      },
    };
  }

  #form(client: Client): CreateForm {
    const words = { ...PROJECT_SWITCHER_WORDS, ...this.words };
    return {
      title: words.createProject,
      about: words.createProjectAbout,
      field: words.projectName,
      submit: words.makeProject,
      create: async (name) => {
        const project = await client.projects.create({ name });
        client.projects.use(project.id);
        this.dispatch('hallpass-project-used', { project });
      },
    };
  }

  #describe({ role }: Project): string {
    const words = { ...COMMON_WORDS, ...PROJECT_SWITCHER_WORDS, ...this.words };
    if (role === undefined) return words.throughRole;
    return accessTitle(this.#policy, role, words);
  }
}
