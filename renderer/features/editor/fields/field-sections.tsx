/** The fields of a node or an edge under their headings, as the specification lists them. */
import { memo, type ReactElement, type ReactNode } from 'react';
import type { Field } from '#shared/nodes/field.ts';
import { isShown } from '#shared/nodes/values.ts';
import { FieldFrame } from './field-frame.tsx';
import { FieldOfKind } from './field-of-kind.tsx';
import type { FieldData, SetFields } from './field-props.ts';
import classes from '../inspector.module.css';

export interface FieldSectionsProps {
  fields: readonly Field<string>[];
  data: FieldData;
  set: SetFields;
  problemOf: (field: string) => string | undefined;
  /** Before the first field, in its section. */
  before?: ReactNode;
  /** Under lines of text, by key. */
  hints?: Readonly<Record<string, ReactNode>>;
}

export function FieldSections(props: FieldSectionsProps): ReactElement {
  const { fields, data, set, problemOf, before, hints = {} } = props;
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
}

const OneField = memo(function OneField({ field, data, set, problem, hint }: OneFieldProps): ReactElement {
  return (
    <FieldFrame field={field} data={data} set={set}>
      <FieldOfKind field={field} data={data} set={set} problem={problem} hint={hint} />
    </FieldFrame>
  );
});
