import type { Client, ClientOptions, DataExport, ErasedUser } from '../../types.ts';
import type { Services } from '../services.ts';

/** What the edge has about the signed-in user: to get it, and to have it erased. Loaded with the first request. */
export const createOwnData = ({ onSignOut }: ClientOptions, { http, profile, sync }: Services): Pick<Client, 'deleteProfile' | 'exportData'> => ({
  async deleteProfile() {
    const erased = await http.json<ErasedUser>('DELETE', '/v1/me');
    // The app's session would open a new account with the next request.
    await onSignOut?.();
    profile.end();
    sync.notifyTabs('out');
    return erased;
  },
  exportData: () => http.json<DataExport>('GET', '/v1/me/export'),
});
