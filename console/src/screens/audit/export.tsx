import { useAction, useHallpass } from 'hallpass/react';

import { Button } from '../../ui/button.tsx';
import { BYTE_ORDER_MARK, saveFile } from '../../ui/save-file.ts';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';
import { queryOf } from './filters.tsx';
import type { AuditFilter } from './filters.tsx';

const FORMS = [
  { format: 'csv', type: 'text/csv' },
  { format: 'ndjson', type: 'application/x-ndjson' },
] as const;

/** Takes what the filters find away as a file; without any, the whole log with its signed head. */
export function AuditExport({ account, filter }: { account: string; filter: AuditFilter }) {
  const client = useHallpass();
  const { showError } = useToasts();
  const { audit: t } = useWords();
  const labels = { csv: t.exportCsv, ndjson: t.exportNdjson };
  const take = useAction(async ({ format, type }: (typeof FORMS)[number]) => {
    try {
      const text = await client.audit.export({ account, ...queryOf(filter), format });
      saveFile(`audit.${format}`, format === 'csv' ? BYTE_ORDER_MARK + text : text, type);
    } catch (error) {
      showError(error);
    }
  });
  return (
    <div className="action-row">
      {FORMS.map((form) => (
        <Button key={form.format} small busy={take.busy} onClick={() => void take.run(form)}>
          {labels[form.format]}
        </Button>
      ))}
    </div>
  );
}
