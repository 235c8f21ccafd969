import { Time } from '../../ui/small.tsx';
import { useWords } from '../../words/language.ts';

interface Props {
  readonly at: string;
  /** How the time is written. Default: relative to now. */
  readonly as?: 'ago' | 'day';
  /** The inviter's name, if it is known. */
  readonly by: string | undefined;
}

/** When someone was invited or joined, and below it who invited them. */
export function TimeAndInviter({ at, as = 'ago', by }: Props) {
  const { members: t } = useWords();
  return (
    <span className="cell-lines">
      <Time at={at} as={as} />
      {by && (
        <span className="invited-by" title={t.invitedBy(by)}>
          {t.by(by)}
        </span>
      )}
    </span>
  );
}
