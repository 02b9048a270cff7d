/** The sentence that a node's prompt tells the agent to say. */

const SAY =
  '(?:say|says|saying|ask|asks|asking|tell|tells|greet|greets|answer|reply|respond|begin|start|open|close|end|finish|confirm|explain|introduce|thank|state|speak|read|offer|repeat|apologi[sz]e)';
/** From the verb to its quotation: at most a short clause in between, no sentence end, no other quotation. */
const AFTER_VERB = new RegExp(`\\b${SAY}\\b[^"“”.!?\\n]{0,80}(?:"([^"]{1,600})"|“([^”]{1,600})”)`, 'i');
const ANY_QUOTATION = /"([^"]{1,600})"|“([^”]{1,600})”/g;

/** The line quoted after a verb such as "say"; else the first quotation that is a sentence; null when there is none. */
export function quotedLine(prompt: string): string | null {
  const text = prompt.slice(0, 20_000);
  const spoken = AFTER_VERB.exec(text);
  const line = tidy(spoken?.[1] ?? spoken?.[2] ?? '');
  if (line !== '') return line;
  for (const match of text.matchAll(ANY_QUOTATION)) {
    const candidate = tidy(match[1] ?? match[2] ?? '');
    if (/[.!?…]$/.test(candidate) || candidate.split(' ').length >= 4) return candidate;
  }
  return null;
}

/** The question at the end of a line: what is asked again after a miss. The whole line when it asks nothing. */
export function questionOf(line: string): string {
  const sentences = line.match(/[^.!?…]+[.!?…]*/g) ?? [line];
  const question = sentences.filter((sentence) => sentence.trim().endsWith('?')).at(-1);
  return (question ?? line).trim();
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
