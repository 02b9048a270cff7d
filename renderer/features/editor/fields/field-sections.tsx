/** The fields of a node or an edge under their headings, as the specification lists them. */
import { memo, type ReactElement, type ReactNode } from 'react';
import type { Field } from '#shared/nodes/field.ts';
import { isShown } from '#shared/nodes/values.ts';
import { useHints } from '../editor-context.ts';
import { FieldFrame } from './field-frame.tsx';
import { FieldOfKind } from './field-of-kind.tsx';
import type { FieldData, SetFields } from './field-props.ts';
import { warningsFor } from './field-warnings.ts';
import classes from '../inspector.module.css';

export interface FieldSectionsProps {
  fields: readonly Field<string>[];
  data: FieldData;
  set: SetFields;
  problemOf: (field: string) => string | undefined;
  /** Whose fields they are, for hints. */
  owner: { kind: 'node' | 'edge'; id: string };
  /** Before the first field, in its section. */
  before?: ReactNode;
  /** Under lines of text, by key. */
  hints?: Readonly<Record<string, ReactNode>>;
}

export function FieldSections(props: FieldSectionsProps): ReactElement {
  const { fields, data, set, problemOf, owner, before, hints = {} } = props;
  const allWarnings = useHints();
  const headings = [...new Set(fields.map(({ section }) => section))];
  return (
    <>
      {headings.map((heading) => (
        <section key={heading ?? ''} className={classes['section']}>
          {heading === undefined ? before : <h3 className={classes['heading']}>{heading}</h3>}
          {fields
            .filter((field) => field.section === heading && isShown(fields, data, field))
            .map((field) => (
              <OneField
                key={field.key}
                field={field}
                data={data}
                set={set}
                problem={problemOf(field.key)}
                hint={hints[field.key]}
                warnings={warningsFor(allWarnings, owner, field)}
              />
            ))}
        </section>
      ))}
    </>
  );
}

interface OneFieldProps {
  field: Field<string>;
  data: FieldData;
  set: SetFields;
  problem: string | undefined;
  hint: ReactNode;
  warnings: readonly string[];
}

const OneField = memo(function OneField(props: OneFieldProps): ReactElement {
  const { field, data, set, problem, hint, warnings } = props;
  return (
    <FieldFrame field={field} data={data} set={set} warnings={warnings}>
      <FieldOfKind field={field} data={data} set={set} problem={problem} hint={hint} />
    </FieldFrame>
  );
});
