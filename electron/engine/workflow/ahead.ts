/** Lines that are known before they are said, for synthesis ahead, the likeliest first. */
import type { CompiledNode } from './compile.ts';
import type { RecordedLines } from './recorded-lines.ts';
import type { WorkflowLines } from './fixed-lines.ts';

export interface AheadOf {
  node: CompiledNode;
  /** The call has not been opened yet. */
  opening: boolean;
  lines: WorkflowLines;
  /** What is played needs no synthesis. */
  recordings?: RecordedLines;
  /** The question that is asked again after a silence; empty for none. */
  lastQuestion: string;
  render: (text: string) => string;
}

/** Each is a whole line as it would be spoken; templates are filled in with what is known now. */
export function aheadTexts({ node, opening, lines, lastQuestion, render, recordings }: AheadOf): string[] {
  const atEnd = node.type === 'endCall';
  const unlessPlayed = (text: string | null, id: string | null | undefined): string | null =>
    id != null && recordings?.has(id) === true ? null : text;
  const texts = [
    ...(opening ? [unlessPlayed(node.greeting, node.greetingRecordingId)] : []),
    ...node.edges.map((edge) => unlessPlayed(edge.transitionSpeech, edge.transitionRecordingId)),
    ...node.tools.map((tool) => unlessPlayed(tool.speech, tool.speechRecordingId)),
    ...(atEnd ? [lines.emptyGoodbye] : []),
  ].map((text) => render(text ?? '').trim());
  if (!atEnd)
    texts.push(
      idleLine(render(lines.idlePrompt), lastQuestion),
      ...[lines.errorApology, lines.emptyReply, lines.idleGoodbye, lines.errorGoodbye].map((text) =>
        render(text),
      ),
    );
  return [...new Set(texts.filter((text) => text !== ''))];
}

/** With the question asked again, a "yes" answers the question and not the "are you there". */
export function idleLine(prompt: string, lastQuestion: string): string {
  return [prompt, lastQuestion].filter((part) => part !== '').join(' ');
}
