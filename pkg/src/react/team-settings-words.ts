/** Words of the settings page, which loads when it is first shown. */

/** The settings page of an account. */
export const SETTINGS_WORDS = {
  general: 'General',
  teamName: 'Team name',
  accountName: 'Account name',
  save: 'Save',
  saved: 'Saved',
  teamSection: 'Team',
};
