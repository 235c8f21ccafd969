import type { AuditEvent } from 'hallpass';

import { AddressText } from '../../ui/address-text.tsx';
import { useWords } from '../../words/language.ts';
import { sentenceOf } from './actions.ts';
import type { SentenceNames } from './actions.ts';
import type { AuditFilter } from './filters.tsx';
import { actorName, namesIn } from './names.ts';
import type { AuditNames } from './names.ts';

interface Props {
  readonly event: AuditEvent;
  readonly names: AuditNames;
  /** Filters the list by the name that was pressed; without it names are not buttons. */
  readonly onFilter?: (filter: Partial<AuditFilter>) => void;
}

/** Who did what to whom. */
export function Sentence({ event, names, onFilter }: Props) {
  const { actor } = event;
  const { audit: t } = useWords();
  return (
    <>
      <Name text={actorName(event)} title={t.onlyDoneBy(actorName(event))} onPress={onFilter && (() => onFilter({ user: actor.id }))} />{' '}
      {sentenceOf(event, namesIn(event, names)).map(({ text, name }, index) =>
        name === undefined ? (
          text
        ) : (
          <Name key={index} text={text} title={t.onlyDoneTo(text)} onPress={onFilter && (() => onFilter(resourceOf(event, name)))} />
        ),
      )}
    </>
  );
}

/** The same as a text. */
export const sentenceText = (event: AuditEvent, names: AuditNames): string =>
  [`${actorName(event)} `, ...sentenceOf(event, namesIn(event, names)).map(({ text }) => text)].join('');

const resourceOf = ({ resourceType, resourceId, details }: AuditEvent, name: keyof SentenceNames): Partial<AuditFilter> => {
  if (name === 'target') return { resourceType, resourceId };
  return { resourceType: name === 'user' ? 'member' : 'project', resourceId: String(details[name]) };
};

function Name({ text, title, onPress }: { text: string; title: string; onPress: (() => void) | undefined }) {
  if (!onPress) return <strong>{text}</strong>;
  return (
    <button type="button" className="text-button event-name" aria-label={text} title={title} onClick={onPress}>
      <AddressText text={text} />
    </button>
  );
}
