/**
 * Which values a text of the agent may name between `{{` and `}}`, where each comes from, and what to say of one that
 * no call has. Shared by the prompt fields (completion, hover, marks) and the lint, so that both say the same.
 *
 * | written | comes from |
 * |---|---|
 * | `{{first_name}}` | what the call begins with: the test values declare it |
 * | `{{caller_number}}` | the telephone; a web call has it only among its test values |
 * | `{{gathered_context.day}}`, `{{gathered_context.spoken.day}}` | extraction in a node that comes before |
 * | `{{current_time}}`, `{{current_weekday_Europe/Paris}}` | the clock |
 */
import { shorten } from '../base/shorten.ts';
import { templateMarks, valueAt, type TemplateMark } from '../base/templates.ts';
import { isTimeZone } from '../base/time-zones.ts';
import type { ExtractionVariable, WorkflowDocument, WorkflowNode } from '../domain/workflow.ts';
import { nodeLabel } from './functions.ts';
import { closestOf } from './closest.ts';
import { callVariables, factsOfRun, offeredFacts, runVariables } from './variable-names.ts';

export const variableSources = ['test-value', 'call', 'extracted', 'run', 'clock'] as const;
export type VariableSource = (typeof variableSources)[number];

export interface Variable {
  /** As between the braces, e.g. `first_name`, `gathered_context.day`. */
  path: string;
  source: VariableSource;
  /** One line for a person: what it is and where it comes from. */
  meaning: string;
  /** In a test call; absent where it is only known in a call. */
  testValue?: unknown;
}

/** Whose text it is: what can have happened before it is read. */
export interface TextOwner {
  kind: 'node' | 'edge' | 'workflow';
  /** Null for the whole agent. */
  id: string | null;
}

export type VariableRule =
  'undefined-variable' | 'variable-too-late' | 'malformed-placeholder' | 'unknown-time-zone';

export interface VariableFinding {
  rule: VariableRule;
  /** UTF-16 offsets in the text. */
  from: number;
  to: number;
  /** Null for a placeholder that is not complete. */
  path: string | null;
  /** A sentence that says what is wrong and what to do. */
  message: string;
  /** The path that was probably meant; null for none. */
  suggestion: string | null;
}

/** `fallback`: not known, but the text says what stands in for it. */
export type VariableVerdict =
  | { state: 'known'; variable: Variable }
  | { state: 'fallback'; meaning: string }
  | { state: 'wrong'; rule: VariableRule; message: string; suggestion: string | null };

const clockVariable = /^current_(time|weekday)(?:_(.+))?$/;
const gatheredPath = /^gathered_context\.(?:(extracted_variables|spoken)\.)?([^.]+)/;
/** How far down lists of names go into objects. */
const maxDepth = 3;

interface Extracted {
  variable: ExtractionVariable;
  nodes: WorkflowNode[];
}

/** What the texts of one document may name. Everything is worked out when it is first asked for. */
export class VariableScope {
  readonly #document: WorkflowDocument;
  #nodesById: Map<string, WorkflowNode> | undefined;
  #sourcesByEdge: Map<string, string> | undefined;
  #extracted: Map<string, Extracted> | undefined;
  readonly #after = new Map<string, ReadonlySet<string>>();

  constructor(document: WorkflowDocument) {
    this.#document = document;
  }

  /** Values that a test call begins with. */
  get testContext(): Record<string, unknown> {
    return this.#document.workflow_configurations?.test_context ?? {};
  }

  /** Everything that a text of this owner may name, for lists; zones are left to whoever shows them. */
  listFor(owner: TextOwner): Variable[] {
    const declared = Object.entries(this.testContext).flatMap(([key, value]) => declaredPaths(key, value));
    const taken = new Set(declared.map(({ path }) => path));
    const called = Object.entries(callVariables)
      .filter(([path]) => !taken.has(path))
      .map(([path, meaning]): Variable => ({ path, source: 'call', meaning }));
    const extracted = [...this.extracted.keys()]
      .filter((name) => this.#canBeKnown(name, owner))
      .flatMap((name) => [
        this.#extractedVariable(`gathered_context.${name}`, name),
        this.#extractedVariable(`gathered_context.spoken.${name}`, name),
      ]);
    const run = Object.entries(runVariables).map(([name, meaning]): Variable => ({
      path: `gathered_context.${name}`,
      source: 'run',
      meaning,
    }));
    const clock = ['current_time', 'current_weekday'].map((path) => clockOf(path));
    const facts = this.#isAfterRun(owner)
      ? offeredFacts.map((path): Variable => ({ path, source: 'run', meaning: factsOfRun[path] ?? '' }))
      : [];
    return [...declared, ...facts, ...extracted, ...clock, ...called, ...run];
  }

  /** What a placeholder of this owner's text stands for. */
  judge({ path, otherwise }: Pick<TemplateMark, 'path' | 'otherwise'>, owner: TextOwner): VariableVerdict {
    if (path === null)
      return wrong(
        'malformed-placeholder',
        'This opens a placeholder that is not complete. Write {{name}} or {{name | otherwise}}.',
      );
    const zone = clockVariable.exec(path)?.[2];
    if (zone !== undefined && !isTimeZone(zone))
      return wrong(
        'unknown-time-zone',
        `{{${shorten(path)}}} names the time zone “${shorten(zone)}”, which is not known. Write one such as Europe/Paris.`,
      );
    const variable = this.#find(path) ?? this.#factOfRun(path, owner);
    const name = gatheredPath.exec(path)?.[2];
    const isLate = variable?.source === 'extracted' && name !== undefined && !this.#canBeKnown(name, owner);
    if (variable && !isLate) return { state: 'known', variable };
    if (otherwise !== undefined && otherwise !== '')
      return {
        state: 'fallback',
        meaning: isLate
          ? `Not found yet when this is read: “${otherwise}” stands here.`
          : `“${otherwise}” stands here unless the call is given a value.`,
      };
    if (isLate) return wrong('variable-too-late', this.#lateMessage(path, name));
    return this.#unknown(path, name, owner);
  }

  /** What is wrong with the placeholders of a text; at most `limit`. */
  check(text: string, owner: TextOwner, limit = 50): VariableFinding[] {
    const findings: VariableFinding[] = [];
    for (const mark of templateMarks(text)) {
      const verdict = this.judge(mark, owner);
      if (verdict.state !== 'wrong') continue;
      const { rule, message, suggestion } = verdict;
      findings.push({ rule, from: mark.from, to: mark.to, path: mark.path, message, suggestion });
      if (findings.length >= limit) break;
    }
    return findings;
  }

  /** Variables that some node extracts, by name, with the nodes that do. */
  get extracted(): ReadonlyMap<string, Extracted> {
    if (this.#extracted) return this.#extracted;
    const found = new Map<string, Extracted>();
    for (const node of this.#document.nodes) {
      if (node.data.extraction_enabled !== true) continue;
      for (const variable of node.data.extraction_variables ?? []) {
        const known = found.get(variable.name);
        if (known) known.nodes.push(node);
        else if (variable.name !== '') found.set(variable.name, { variable, nodes: [node] });
      }
    }
    this.#extracted = found;
    return found;
  }

  #find(path: string): Variable | null {
    if (clockVariable.test(path)) return clockOf(path);
    if (path === 'gathered_context') return wholeOf(path, 'Everything that the call has found out, as JSON.');
    if (path === 'initial_context') return wholeOf(path, 'Everything that the call began with, as JSON.');
    const gathered = gatheredPath.exec(path);
    if (gathered) {
      const within: string | undefined = gathered[1];
      const name = gathered[2] ?? '';
      if (within !== undefined || !Object.hasOwn(runVariables, name))
        return this.extracted.has(name) ? this.#extractedVariable(path, name) : null;
      return { path, source: 'run', meaning: runVariables[name] ?? '' };
    }
    const given = path.startsWith('initial_context.') ? path.slice('initial_context.'.length) : path;
    const testValue = valueAt(this.testContext, given);
    if (testValue !== undefined)
      return { path, source: 'test-value', meaning: 'What the call begins with.', testValue };
    if (!Object.hasOwn(callVariables, given)) return null;
    return { path, source: 'call', meaning: callVariables[given] ?? '' };
  }

  #factOfRun(path: string, owner: TextOwner): Variable | null {
    const name = path.split('.', 1)[0] ?? '';
    if (!Object.hasOwn(factsOfRun, name) || !this.#isAfterRun(owner)) return null;
    return { path, source: 'run', meaning: factsOfRun[name] ?? '' };
  }

  /** Is it filled in when the call is over, with the facts of the run at hand? */
  #isAfterRun({ kind, id }: TextOwner): boolean {
    return kind === 'node' && id !== null && this.#nodeOf(id)?.type === 'webhook';
  }

  #nodeOf(id: string): WorkflowNode | undefined {
    this.#nodesById ??= firstById(this.#document.nodes, (node) => node);
    return this.#nodesById.get(id);
  }

  #sourceOf(edgeId: string): string | undefined {
    this.#sourcesByEdge ??= firstById(this.#document.edges, ({ source }) => source);
    return this.#sourcesByEdge.get(edgeId);
  }

  #extractedVariable(path: string, name: string): Variable {
    const found = this.extracted.get(name);
    const by = found?.nodes.map((node) => nodeLabel(node)) ?? [];
    const asSaid = path.startsWith('gathered_context.spoken.') ? ', as it is said aloud' : '';
    const what = found?.variable.prompt?.trim();
    const from = by.length > 2 ? `${by.slice(0, 2).join(', ')} and ${by.length - 2} more` : by.join(' and ');
    return {
      path,
      source: 'extracted',
      meaning: `${what ? `${shorten(what, 80)}. ` : ''}Found by ${from}${asSaid}.`,
    };
  }

  /** Has some step that finds it been left before the owner's text is read? */
  #canBeKnown(name: string, { kind, id }: TextOwner): boolean {
    if (kind === 'workflow' || id === null) return true;
    // What is said along an edge is said before the node that it leaves has found anything.
    const nodeId = kind === 'edge' ? this.#sourceOf(id) : id;
    const node = nodeId === undefined ? undefined : this.#nodeOf(nodeId);
    if (!node) return true;
    // Read everywhere, or after the call.
    if (node.type !== 'startCall' && node.type !== 'agentNode' && node.type !== 'endCall') return true;
    return this.#nodesAfter(name).has(node.id);
  }

  #nodesAfter(name: string): ReadonlySet<string> {
    const known = this.#after.get(name);
    if (known) return known;
    const next = new Map<string, string[]>();
    for (const { source, target } of this.#document.edges) {
      const targets = next.get(source);
      if (targets) targets.push(target);
      else next.set(source, [target]);
    }
    const after = new Set<string>();
    const open = this.extracted.get(name)?.nodes.map(({ id }) => id) ?? [];
    for (let id = open.pop(); id !== undefined; id = open.pop())
      for (const target of next.get(id) ?? [])
        if (!after.has(target)) {
          after.add(target);
          open.push(target);
        }
    this.#after.set(name, after);
    return after;
  }

  #lateMessage(path: string, name: string): string {
    const finder = this.extracted.get(name)?.nodes[0];
    const by = finder ? nodeLabel(finder) : 'a later node';
    return `{{${shorten(path)}}} is found by ${by} when it is left, which is never before this text. Write {{${shorten(path)} | otherwise}}, or find it earlier.`;
  }

  #unknown(path: string, gatheredName: string | undefined, owner: TextOwner): VariableVerdict {
    const shown = `{{${shorten(path)}}}`;
    if (this.extracted.has(path)) {
      const suggestion = `gathered_context.${path}`;
      return wrong(
        'undefined-variable',
        `${shown} is not what a call begins with; this agent finds it on the way: write {{${shorten(suggestion)}}}.`,
        suggestion,
      );
    }
    const close = closestOf(
      path,
      this.listFor(owner).map((variable) => variable.path),
    );
    const meant = close === null ? '' : ` Did you mean {{${close}}}?`;
    return gatheredName === undefined
      ? wrong(
          'undefined-variable',
          `${shown} is given to no call. Declare it under Test values, or write {{${shorten(path)} | otherwise}}.${meant}`,
          close,
        )
      : wrong('undefined-variable', `${shown} is extracted by no node.${meant}`, close);
  }
}

function wrong(rule: VariableRule, message: string, suggestion: string | null = null): VariableVerdict {
  return { state: 'wrong', rule, message, suggestion };
}

/** Of things with the same id the first counts. */
function firstById<T extends { id: string }, V>(
  things: readonly T[],
  valueOf: (thing: T) => V,
): Map<string, V> {
  const found = new Map<string, V>();
  for (const thing of things) if (!found.has(thing.id)) found.set(thing.id, valueOf(thing));
  return found;
}

function wholeOf(path: string, meaning: string): Variable {
  return { path, source: 'run', meaning };
}

function clockOf(path: string): Variable {
  const zone = clockVariable.exec(path)?.[2];
  const what = path.startsWith('current_time') ? 'Date and time' : 'Day of the week';
  const where =
    zone === undefined ? 'in the zone of the settings, or of another clock in this text' : `in ${zone}`;
  return { path, source: 'clock', meaning: `${what} ${where}.` };
}

function declaredPaths(path: string, value: unknown, depth = 1): Variable[] {
  const own: Variable = {
    path,
    source: 'test-value',
    meaning: 'What the call begins with.',
    testValue: value,
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth >= maxDepth) return [own];
  return [
    own,
    ...Object.entries(value).flatMap(([key, inner]) => declaredPaths(`${path}.${key}`, inner, depth + 1)),
  ];
}
