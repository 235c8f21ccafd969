// Names of fields that only this package's own modules use: the build shortens them, in all entries alike. None may be
// one that the public declarations, a reply, a token or the platform has; `test/api.test.ts` holds the list against those.
export const PRIVATE_NAMES = [
  'accountIn', 'announce', 'book', 'checks', 'degrade', 'due', 'emit', 'emitter', 'forget', 'goHome', 'grant',
  'grants', 'hold', 'inviteAt', 'minEpoch', 'moved', 'named', 'policies', 'reads', 'receive', 'settle',
  'stranger', 'wake', 'wrote',
];
