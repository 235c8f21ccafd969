import type { Words } from '../en/index.ts';

/** What the user can do with the platform's resources. Titles of roles and permissions are the policy's. */
export const RESOURCES: Words['resources'] = {
  loading: 'Ressourcen werden geladen',
  inPersonalAccount: 'Was du in deinem persönlichen Konto tun kannst.',
  yourRole: (team, role) => (
    <>
      Deine Rolle in {team} ist {role}.
    </>
  ),
  viewAs: 'Ansicht als',
  yourOwn: (role) => `${role} (du)`,
  viewing: (role) => `Ansicht als ${role}`,
  viewingAbout: 'Du siehst, was diese Rolle kann. Was du tust, tust du weiterhin als du selbst.',
  checking: (action) => `${action} wird geprüft`,
  allowed: 'Erlaubt',
  notAllowed: 'Nicht erlaubt',
  allowedIn: (action, place) => `${action}: erlaubt in ${place}`,
  allowedHere: (action) => `${action}: erlaubt in diesem Konto`,
  confirmed: 'Der Dienst hat es gerade bestätigt.',
};
