import { createMongoAbility, type RawRule } from '@casl/ability';
import { identityToken, paintGates } from './painted.ts';

const start = async (): Promise<void> => {
  const response = await fetch('/rules', { headers: { authorization: `Bearer ${identityToken()}` } });
  const ability = createMongoAbility((await response.json()) as RawRule[]);
  paintGates(ability.can('connect', 'pods'), ability.can('manage', 'team'));
};
void start();
