import { fallbackWords } from '#shared/domain/fallback-words.ts';
import { speakerOf } from '#shared/domain/transcript.ts';
import { dispositionText } from '../../runs/outcome.ts';
import type { ConversationItem } from './conversation.ts';

/** One sentence for a screen reader once a line is whole; null while it is not, or when there is nothing to say. */
export function announcementOf(item: ConversationItem): string | null {
  switch (item.kind) {
    case 'line':
      if (item.partial) return null;
      if (!item.understood) return `${speakerOf(item)}: not understood`;
      return `${speakerOf(item)}: ${item.text}${item.interrupted ? ', interrupted' : ''}`;
    case 'node':
      return item.edgeLabel === null ? null : `Step: ${item.nodeName}`;
    case 'notice':
      return item.text;
    case 'fallback': {
      const { stage, change, reason } = fallbackWords(item);
      return `${stage}: ${change}, ${reason}`;
    }
    case 'error':
      return `Error: ${item.message}`;
    case 'end':
      return `Call ended: ${dispositionText(item.disposition)}`;
    case 'tool':
    case 'extraction':
      return null;
  }
}
