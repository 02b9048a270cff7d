/** A voice that speaks another language than the agent. */
import type { WorkflowDocument } from '../../domain/workflow.ts';
import { shorten } from '../../base/shorten.ts';
import { ofWorkflow, type WorkflowHint } from './hint.ts';

/** The built-in speech has these voices, all of them English (`engine/providers/flite/voices.ts`). */
const builtInVoices = new Set(['slt', 'rms', 'awb', 'kal', 'kal16']);

/** The language that a voice says of itself in its id (`de-DE-KatjaNeural`, `en_US-amy`, `aura-asteria-en`); null when it does not. */
function languageOf(voice: string, connection: string | undefined): string | null {
  if (connection === 'flite' || (connection === undefined && builtInVoices.has(voice))) return 'en';
  if (/multilingual/i.test(voice)) return null;
  return (/^([a-z]{2})[-_][A-Z]{2}\b/.exec(voice) ?? /^aura-.*-([a-z]{2})$/.exec(voice))?.[1] ?? null;
}

export function voiceLanguage({ workflow_configurations: settings }: WorkflowDocument): WorkflowHint[] {
  const language = settings?.language?.trim();
  const first = settings?.providers?.tts?.[0];
  const voice = first?.voice ?? settings?.tts_voice ?? '';
  if (!language || (voice === '' && first?.connection !== 'flite')) return [];
  const spoken = languageOf(voice, first?.connection);
  const wanted = language.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  if (spoken === null || spoken === wanted) return [];
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });
  const nameOf = (tag: string): string => (/^[a-z]{2,3}$/.test(tag) ? (names.of(tag) ?? tag) : tag);
  const which = voice === '' ? 'The built-in voice' : `The voice “${shorten(voice)}”`;
  return [
    ofWorkflow(
      'voice-language',
      'tts_voice',
      `${which} speaks ${nameOf(spoken)}, but the agent's language is ${nameOf(wanted)}. Choose a voice of that language, or another language.`,
    ),
  ];
}
