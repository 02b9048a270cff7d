/** The vendors by preset. Loaded when first used: an adapter brings packages that a keyless studio never needs. */
import type { ConnectionPreset } from '#shared/domain/connection-presets.ts';
import type { Vendor } from '../vendor.ts';

export async function vendorOf({ id }: Pick<ConnectionPreset, 'id'>): Promise<Vendor> {
  switch (id) {
    case 'deepgram':
      return (await import('./deepgram.ts')).deepgram;
    case 'elevenlabs':
      return (await import('./socket-voices.ts')).elevenlabs;
    case 'cartesia':
      return (await import('./socket-voices.ts')).cartesia;
    case 'azure-speech':
      return (await import('./azure-speech.ts')).azureSpeech;
    default:
      return (await import('./openai.ts')).openAi;
  }
}
