import { refusal } from '../../messages.ts';
import type { Project, Projects } from '../../types.ts';
import type { Services } from '../services.ts';

/** `client.projects`. */
export const createProjects = ({ projects, messages }: Services): Projects => {
  function use(id: string): Project;
  function use(id: undefined): undefined;
  function use(id: string | undefined): Project | undefined {
    // Until it is loaded no project is known.
    if (!projects.loaded) throw refusal('not_found', {}, messages);
    return projects.loaded.use(id);
  }

  return { ...projects.methods('list', 'read', 'create', 'update', 'members', 'grant', 'revoke'), use };
};
