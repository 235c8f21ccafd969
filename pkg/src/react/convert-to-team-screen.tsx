/** Converting a personal account to a team, as it is shown. */

import { type ReactNode, useState } from 'react';
import { LIMITS } from '../generated.ts';
import type { ConvertToTeamState } from './use-convert-to-team.ts';
import { Button, Confirm, Field, rootProps } from './parts.tsx';
import { useWords } from './use-words.ts';
import { CONVERT_WORDS, type OwnWords } from './words.ts';

interface ConvertToTeamScreenProps extends Pick<ConvertToTeamState, 'convert'> {
  readonly className: string | undefined;
  readonly words: OwnWords | undefined;
}

/** A button to convert the account to a team, with a dialog for the team's name. */
export function ConvertToTeamScreen({ convert, className, words }: ConvertToTeamScreenProps): ReactNode {
  const { t } = useWords(CONVERT_WORDS, words);
  const [name, setName] = useState<string>();
  const close = () => {
    setName(undefined);
    convert.clear();
  };
  return (
    <div {...rootProps('convert-to-team', className)}>
      <p>{t.convertAbout}</p>
      <Button variant="primary" aria-haspopup="dialog" onClick={() => setName('')}>
        {t.convert}
      </Button>
      {name !== undefined && (
        <Confirm
          title={t.convert}
          label={t.convert}
          variant="primary"
          action={{ ...convert, run: () => convert.run(name) }}
          disabled={!name.trim()}
          onClose={close}
          words={words}
        >
          <p>{t.convertKeeps}</p>
          <Field label={t.convertName} required maxLength={LIMITS.nameCharacters} value={name} onText={setName} />
        </Confirm>
      )}
    </div>
  );
}
