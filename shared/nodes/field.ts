/** The kinds of fields of which nodes and edges are made. */

interface FieldBase<Key extends string> {
  /** In `data` of the node or edge. */
  key: Key;
  label: string;
  /** The tooltip: what it does, and what holds when nothing is set. */
  help: string;
  /** Heading under which it stands; fields without one come first. */
  section?: string;
  /** What to do when it is blank, which is then an error. */
  required?: string;
  /** Not required while that key holds something. */
  requiredUnless?: Key;
  /** Shown, and checked, only while another key has that value (or its default is that value). */
  shownWhen?: { key: Key; is: boolean | string };
}

/** One line. */
export interface TextField<Key extends string> extends FieldBase<Key> {
  kind: 'text';
  /** Characters. */
  maxLength: number;
  default: '';
  initial?: '';
  placeholder?: string;
  /** `template`: placeholders are filled in; `address`: an http address with placeholders. */
  content?: 'template' | 'address';
}

/** Many lines, with placeholders unless `isPlain`. */
export interface PromptField<Key extends string> extends FieldBase<Key> {
  kind: 'prompt';
  maxLength: number;
  default: '';
  initial?: '';
  placeholder?: string;
  /** Rows shown when it is empty. */
  rows: number;
  isPlain?: true;
}

export interface SwitchField<Key extends string> extends FieldBase<Key> {
  kind: 'switch';
  default: boolean;
  initial?: boolean;
}

export interface NumberField<Key extends string> extends FieldBase<Key> {
  kind: 'number';
  /** `s` or `%`. */
  unit: string;
  min: number;
  max: number;
  step: number;
  isWhole?: true;
  default: number;
  initial?: number;
}

export interface ChoiceField<Key extends string> extends FieldBase<Key> {
  kind: 'choice';
  options: readonly { value: string; label: string }[];
  default: string;
  initial?: string;
}

/** Words to say (`key`), or a recording of them that is played instead. */
export interface SpeechField<Key extends string> extends FieldBase<Key> {
  kind: 'speech';
  maxLength: number;
  /** Holds `text` or `audio`. */
  kindKey: Key;
  recordingKey: Key;
  default: '';
  initial?: '';
  /** Under the text field. */
  description: string;
}

/** Values to be found in what the caller says. */
export interface VariablesField<Key extends string> extends FieldBase<Key> {
  kind: 'variables';
  maxCount: number;
  default: readonly [];
}

/** Tools of the document that the model may use. */
export interface ToolsField<Key extends string> extends FieldBase<Key> {
  kind: 'tools';
  maxCount: number;
  default: readonly [];
}

/** Sentences, one a line. */
export interface LinesField<Key extends string> extends FieldBase<Key> {
  kind: 'lines';
  maxCount: number;
  maxLength: number;
  default: readonly [];
  placeholder?: string;
}

/** Names and values of a request's headers. */
export interface HeadersField<Key extends string> extends FieldBase<Key> {
  kind: 'headers';
  maxCount: number;
  default: readonly [];
}

/** A JSON object with placeholders in its strings. */
export interface JsonField<Key extends string> extends FieldBase<Key> {
  kind: 'json';
  /** Characters when written out. */
  maxLength: number;
  default: null;
  placeholder?: string;
}

/** A secret of the studio, by its id. */
export interface CredentialField<Key extends string> extends FieldBase<Key> {
  kind: 'credential';
  default: null;
}

/** A connection of the settings (`key`) and one of its models. */
export interface ModelField<Key extends string> extends FieldBase<Key> {
  kind: 'model';
  modelKey: Key;
  default: null;
}

/** A deterministic condition (`shared/domain/guard.ts`). */
export interface GuardField<Key extends string> extends FieldBase<Key> {
  kind: 'guard';
  default: null;
}

export type Field<Key extends string> =
  | TextField<Key>
  | PromptField<Key>
  | SwitchField<Key>
  | NumberField<Key>
  | ChoiceField<Key>
  | SpeechField<Key>
  | VariablesField<Key>
  | ToolsField<Key>
  | LinesField<Key>
  | HeadersField<Key>
  | JsonField<Key>
  | CredentialField<Key>
  | ModelField<Key>
  | GuardField<Key>;

/** Every key that a field reads and writes. */
export function keysOf<Key extends string>(field: Field<Key>): Key[] {
  switch (field.kind) {
    case 'speech':
      return [field.kindKey, field.key, field.recordingKey];
    case 'model':
      return [field.key, field.modelKey];
    default:
      return [field.key];
  }
}
