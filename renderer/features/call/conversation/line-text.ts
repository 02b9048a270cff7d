/** What of a line was said, for copying, screen readers and search. */
import type { AgentItem, AgentSegment, ConversationItem } from './conversation.ts';

/** The part that the caller did not hear, or an empty string. */
export function unheardOf(segment: AgentSegment): string {
  if (segment.state !== 'cut' || segment.heard === null) return '';
  const { heard, text } = segment;
  return text.startsWith(heard) ? text.slice(heard.length).trim() : heard === '' ? text : '';
}

/** The part that the caller heard (or is about to hear). */
export function heardOf(segment: AgentSegment): string {
  return segment.state === 'cut' ? (segment.heard ?? '') : segment.text;
}

export function isCut(item: AgentItem): boolean {
  return item.segments.some((segment) => segment.state === 'cut');
}

/** One sentence for a screen reader once a line is final; null while it is not, or when there is nothing to say. */
export function announcementOf(item: ConversationItem): string | null {
  switch (item.kind) {
    case 'caller':
      if (!item.final) return null;
      return item.understood ? `Caller: ${item.text}` : 'Caller: not understood';
    case 'agent':
      return `Agent: ${item.segments.map((segment) => segment.text).join(' ')}`;
    case 'node':
      return item.edgeLabel === null ? null : `Step: ${item.nodeName}`;
    case 'notice':
      return item.text;
    case 'function':
    case 'extraction':
      return null;
  }
}
