// Names of fields that only this package's own modules use: the build shortens them, in all entries alike. None may be
// one that the public declarations, a reply, a token or the platform has; `test/api.test.ts` holds the list against those.
export const PRIVATE_NAMES = [
  'alters', 'announce', 'asText', 'askAbout', 'book', 'carryOn', 'checks', 'cutOff', 'degrade', 'due', 'edgeNow', 'emit', 'emitter',
  'followLog', 'forget', 'goHome', 'grant', 'grantBits', 'grants', 'hold', 'jwt', 'knownPolicy', 'lasts', 'learnTime', 'mine',
  'minEpoch', 'moved', 'named', 'permits', 'policies', 'policyNow', 'readBy', 'readLink', 'readPolicy', 'reads', 'receive', 'recheck', 'sayWhy',
  'settle', 'settleOn', 'shut', 'startOver', 'stateNow', 'stranger', 'tab', 'tellAll', 'takeIn', 'unsigned', 'workIn', 'worksIn', 'wrote',
];
