import { expect, it } from 'vitest';
import { toolSecretsOf } from './tool-secrets.ts';

it('a tool finds its credential under its uuid; a broken one is refused without quoting it', async () => {
  const kept = new Map([
    ['tool:u1', '{"type":"bearer_token","token":"t-12345"}'],
    ['tool:u2', '{"type":"api_key","api_key":"k-12345"}'],
    ['tool:u3', '{"type":"bearer_token","tok":"t-12345"}'],
    ['tool:u4', 't-12345'],
  ]);
  const secrets = toolSecretsOf({ get: (id) => Promise.resolve(kept.get(id) ?? null) });
  expect(await Promise.all(['u1', 'u2', 'gone'].map((uuid) => secrets.credential(uuid)))).toEqual([
    { type: 'bearer_token', token: 't-12345' },
    { type: 'api_key', header_name: 'X-API-Key', api_key: 'k-12345' },
    null,
  ]);
  for (const uuid of ['u3', 'u4']) {
    const failure: unknown = await secrets.credential(uuid).catch((error: unknown) => error);
    expect(String(failure)).toMatch(/^ConfigError: A credential of a tool is kept in a form/);
  }
});
