import { describe, expect, it } from 'vitest';
import { openAiPresetIds, openAiPresets } from '#shared/domain/provider-presets.ts';
import { endpointOf } from './endpoint.ts';
import { cleaned, networkFailure, type FailureContext } from './errors.ts';
import { retryAfterOf } from './http-failure.ts';
import { nameOf, type OpenAiConnectionOptions } from './options.ts';
import { quirksOf } from './presets.ts';

const options: OpenAiConnectionOptions = { provider: 'openai', preset: 'openai', baseUrl: '', apiKey: null };
const context: FailureContext = { options, model: 'm' };
const url = new URL('https://api.example/v1/models');
const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe('failures below HTTP', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'certificate-time', false],
    ['CERT_NOT_YET_VALID', 'certificate-time', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', false],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tls', false],
    ['ENETUNREACH', 'network', true],
    ['EAI_AGAIN', 'host-not-found', true],
    ['ECONNREFUSED', 'connection-refused', true],
    ['ERR_INVALID_CHAR', 'key', false],
    ['something else', 'network', true],
  ])('%s', (code, reason, retryable) => {
    for (const cause of [withCode(code), new AggregateError([new Error('?'), withCode(code)])]) {
      expect(networkFailure(context, url, cause)).toMatchObject({
        reason,
        retryable,
        code: 'provider-failed',
      });
    }
  });
});

describe('what vendors say', () => {
  it.each([
    [
      'Incorrect API key provided: sk-proj-abcDEF123456. Find yours',
      'Incorrect API key provided: … Find yours',
    ],
    ['Incorrect key: sk-ab**********yz', 'Incorrect key: …'],
    ['key my-own-secret-key is unknown', 'key … is unknown'],
    ['two\n  lines', 'two lines'],
  ])('%s', (words, shown) => {
    expect(cleaned(words, 'my-own-secret-key')).toBe(shown);
  });

  it('is kept to a line', () => {
    expect(cleaned('word '.repeat(500), null).length).toBeLessThan(310);
  });

  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 26 Nov 2026 12:00:10 GMT' }, 10_000],
    [{ 'retry-after': 'Thu, 26 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '120', 'retry-after': '1' }, 120],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('to wait: %j', (headers, ms) => {
    expect(retryAfterOf(headers, Date.parse('2026-11-26T12:00:00Z'))).toBe(ms);
  });
});

describe('base URLs', () => {
  it.each<[Partial<OpenAiConnectionOptions>, string]>([
    [{}, 'https://api.openai.com/v1/chat/completions'],
    [{ baseUrl: ' https://api.openai.com/v1/ ' }, 'https://api.openai.com/v1/chat/completions'],
    [{ baseUrl: 'https://api.openai.com/v1/chat/completions' }, 'https://api.openai.com/v1/chat/completions'],
    [{ preset: 'ollama', baseUrl: 'http://10.0.0.7:11434' }, 'http://10.0.0.7:11434/v1/chat/completions'],
    [
      { preset: 'other', baseUrl: 'http://host/proxy?tenant=4' },
      'http://host/proxy/chat/completions?tenant=4',
    ],
    [
      { preset: 'azure-openai', baseUrl: 'https://r.openai.azure.com' },
      'https://r.openai.azure.com/openai/deployments/my%20model/chat/completions?api-version=2024-10-21',
    ],
    [
      { preset: 'azure-openai', baseUrl: 'https://r.openai.azure.com/openai/v1/' },
      'https://r.openai.azure.com/openai/v1/chat/completions',
    ],
  ])('%j', (more, address) => {
    expect(endpointOf({ ...options, ...more }).url('/chat/completions', 'my model').href).toBe(address);
  });

  it.each(['ftp://host', 'localhost:8000', '::', ''])('%s is none', (baseUrl) => {
    expect(() => endpointOf({ ...options, preset: 'other', baseUrl })).toThrow(
      'The base URL of Another OpenAI-compatible server "openai" is not an http:// or https:// address',
    );
  });
});

describe('presets', () => {
  it('are all there once, in order, with an address or an example, a key page where a key is needed, and quirks', () => {
    expect(openAiPresets.map(({ id }) => id)).toEqual(openAiPresetIds);
    for (const preset of openAiPresets) {
      expect(URL.canParse(preset.baseUrl === '' ? (preset.baseUrlExample ?? '') : preset.baseUrl)).toBe(true);
      expect(preset.needsKey).toBe(preset.keyUrl !== null);
      for (const link of [preset.docsUrl, ...(preset.keyUrl === null ? [] : [preset.keyUrl])])
        expect(URL.canParse(link)).toBe(true);
      for (const stage of Object.keys(preset.models)) expect(preset.stages).toContain(stage);
      expect(quirksOf(preset.id).firstEventMs).toBe(preset.kind === 'hosted' ? 15_000 : 60_000);
      expect(nameOf({ ...options, preset: preset.id, provider: 'x' })).toBe(`${preset.name} "x"`);
    }
  });
});
