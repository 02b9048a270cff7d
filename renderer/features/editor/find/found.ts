/** Hits grouped by what they are in, with a piece of the text around each, and the changes that replacing makes. */
import type { WorkflowDocument } from '#shared/domain/workflow.ts';
import type { AgentText, TextChange } from '#shared/graph/edit-texts.ts';
import { replaceHits, type TextHit } from '#shared/graph/find-texts.ts';
import type { TextOwner } from '#shared/graph/variables.ts';
import { nodeSpecs } from '#shared/nodes/index.ts';
import { plural } from '../../../ui/plural.ts';

export interface FoundHit {
  /** Index among all hits. */
  index: number;
  hit: TextHit;
  text: AgentText;
  before: string;
  match: string;
  after: string;
}

export interface FoundGroup {
  owner: TextOwner;
  /** `Agent “Ask the day”`. */
  name: string;
  hits: FoundHit[];
}

/** The groups up to so many hits; `all` is how many each has. */
export function firstHits(groups: readonly FoundGroup[], limit: number): (FoundGroup & { all: number })[] {
  const shown: (FoundGroup & { all: number })[] = [];
  let left = limit;
  for (const group of groups) {
    if (left <= 0) break;
    const hits = group.hits.slice(0, left);
    left -= hits.length;
    shown.push({ ...group, hits, all: group.hits.length });
  }
  return shown;
}

/** Characters shown before and behind a hit. */
const aroundLength = 40;
const longestMatch = 120;

/** In the order of the texts, which is that of the document. */
export function groupHits(
  document: WorkflowDocument,
  texts: readonly AgentText[],
  hits: readonly TextHit[],
): FoundGroup[] {
  const groups = new Map<string, FoundGroup>();
  hits.forEach((hit, index) => {
    const text = texts[hit.text];
    if (!text) return;
    const key = `${text.owner.kind} ${text.owner.id ?? ''}`;
    const group = groups.get(key) ?? { owner: text.owner, name: ownerName(document, text.owner), hits: [] };
    groups.set(key, group);
    group.hits.push({ index, hit, text, ...excerpt(text.text, hit) });
  });
  return [...groups.values()];
}

function excerpt(text: string, { from, to }: TextHit): Pick<FoundHit, 'before' | 'match' | 'after'> {
  const start = Math.max(0, from - aroundLength);
  const end = Math.min(text.length, to + aroundLength);
  const oneLine = (piece: string): string => piece.replace(/\s+/g, ' ');
  const match = text.slice(from, Math.min(to, from + longestMatch));
  return {
    before: `${start > 0 ? '…' : ''}${oneLine(text.slice(start, from))}`,
    match: oneLine(match) + (to - from > longestMatch ? '…' : ''),
    after: `${oneLine(text.slice(to, end))}${end < text.length ? '…' : ''}`,
  };
}

export function ownerName(document: WorkflowDocument, { kind, id }: TextOwner): string {
  if (kind === 'workflow') return 'The whole agent';
  if (kind === 'edge') {
    const label = document.edges.find((edge) => edge.id === id)?.data.label?.trim();
    return `Edge ${label ? `“${label}”` : (id ?? '')}`;
  }
  const node = document.nodes.find((each) => each.id === id);
  const word = node ? nodeSpecs[node.type].word : 'Node';
  const name = node?.data.name?.trim();
  return `${word} ${name ? `“${name}”` : (id ?? '')}`;
}

/** One change a text, with all of its hits replaced. */
export function changesOf(texts: readonly AgentText[], hits: readonly TextHit[]): TextChange[] {
  const byText = new Map<number, TextHit[]>();
  for (const hit of hits) {
    const own = byText.get(hit.text);
    if (own) own.push(hit);
    else byText.set(hit.text, [hit]);
  }
  return [...byText].flatMap(([index, own]): TextChange[] => {
    const text = texts[index];
    if (!text) return [];
    const after = replaceHits(text.text, own);
    return after === text.text ? [] : [{ owner: text.owner, path: text.path, before: text.text, after }];
  });
}

/** `12 places in 3 texts`. */
export const placesText = (places: number, texts: number): string =>
  `${plural(places, 'place')} in ${plural(texts, 'text')}`;
