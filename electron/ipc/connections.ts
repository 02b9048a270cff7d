import type { NamespaceHandlers } from './handler.ts';

export const connectionsHandlers: NamespaceHandlers<'connections'> = {
  'connections.list': (_input, { studio }) => studio.connections.list(),
  'connections.save': (input, { studio }) => studio.connections.save(input),
  'connections.delete': async ({ id }, { studio }) => {
    await studio.connections.delete(id);
    return undefined;
  },
  'connections.test': ({ id, models }, { studio }) => studio.connections.test(id, models),
  'connections.models': ({ id, stage }, { studio }) => studio.connections.models(id, stage),
  'connections.voices': ({ id, model }, { studio }) => studio.connections.voices(id, model),
  'connections.sample': async ({ choice, text, language }, { studio }) => {
    const samples = await studio.connections.sample(choice, text, language);
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    return { sample_rate_hz: 16_000, pcm_base64: bytes.toString('base64') };
  },
  'connections.effective': ({ providers }, { studio }) => studio.effectiveProviders(providers),
};
