/** A Speech resource: where it is, how the library reaches it, and what its failures mean. */
import type { SpeechConfig } from 'microsoft-cognitiveservices-speech-sdk';
import type { ConnectionProblemCode } from '../spec/connection-test.ts';
import { pageUrl } from '../wire/address.ts';
import { networkError, problemOfStatus, quotable, VendorError } from '../wire/vendor-error.ts';
import type { Refusal, RefusalMeaning } from '../wire/vendor-socket.ts';
import type { SpeechSdk } from './speech-sdk.ts';

export const VENDOR = 'Azure Speech';

export interface AzureAccount {
  apiKey: string;
  /** E.g. `westeurope`. */
  region?: string | undefined;
  /**
   * Instead of a region: the resource's own address (`https://NAME.cognitiveservices.azure.com`), the one that the portal
   * shows (`https://REGION.api.cognitive.microsoft.com`), or a Speech container (`ws://HOST:PORT`).
   */
  endpoint?: string | undefined;
  /** From the first packet to the end of the handshake. Default 5 s. */
  connectTimeoutMs?: number | undefined;
}

export const CONNECT_TIMEOUT_MS = 5000;

type Place =
  | { type: 'region'; region: string }
  /** A resource with a name of its own. */
  | { type: 'resource'; url: URL }
  | { type: 'container'; url: URL };

function placeOf({ region, endpoint }: AzureAccount): Place {
  if (endpoint !== undefined && endpoint !== '') {
    const url = pageUrl(VENDOR, endpoint, '/');
    const portal =
      /^([a-z0-9]+)\.(?:api\.cognitive|stt\.speech|tts\.speech)\.(?:microsoft\.com|azure\.\w+)$/.exec(
        url.hostname,
      );
    if (portal?.[1] !== undefined) return { type: 'region', region: portal[1] };
    return { type: /\.azure\.(com|cn|us)$/.test(url.hostname) ? 'resource' : 'container', url };
  }
  if (region !== undefined && region !== '') return { type: 'region', region };
  throw new VendorError('wrong-setting', `${VENDOR} needs the region of the resource, or its address.`);
}

function hostOf(account: AzureAccount): string {
  const place = placeOf(account);
  return place.type === 'region' ? `the region ${place.region}` : place.url.host;
}

/** Throws VendorError where the settings are not enough. */
export function speechConfigOf(sdk: SpeechSdk, account: AzureAccount): SpeechConfig {
  const { apiKey } = account;
  if (apiKey === '') throw new VendorError('wrong-key', `${VENDOR} needs a key.`);
  const place = placeOf(account);
  const config = ((): SpeechConfig => {
    switch (place.type) {
      case 'region':
        return sdk.SpeechConfig.fromSubscription(apiKey, place.region);
      case 'resource':
        return sdk.SpeechConfig.fromEndpoint(place.url, apiKey);
      case 'container': {
        const url = new URL(place.url);
        url.protocol = place.url.protocol === 'https:' || place.url.protocol === 'wss:' ? 'wss:' : 'ws:';
        return sdk.SpeechConfig.fromHost(url, apiKey);
      }
    }
  })();
  // A loss is ours to mend, with the sound that we keep; the library would try in silence.
  config.setProperty('SPEECH-Error-MaxRetryCount', '0');
  config.setProperty(sdk.PropertyId.WebWorkerLoadType, 'off');
  return config;
}

/** Source: learn.microsoft.com/azure/ai-services/speech-service/rest-text-to-speech, "Get a list of voices". */
export function voicesUrl(account: AzureAccount): URL {
  const place = placeOf(account);
  const path = 'cognitiveservices/voices/list';
  if (place.type === 'region') {
    const domain = place.region.startsWith('china') ? 'azure.cn' : 'microsoft.com';
    return new URL(`https://${place.region}.tts.speech.${domain}/${path}`);
  }
  const url = new URL(place.type === 'resource' ? `/tts/${path}` : `/${path}`, place.url);
  url.protocol = url.protocol.replace('ws', 'http');
  return url;
}

/** What Azure's statuses, close codes and sentences mean. */
export function classifyAzure({ status, closeCode, text }: Refusal): RefusalMeaning | null {
  const said = text.toLowerCase();
  if (/quota/.test(said)) return 'no-quota';
  if (/throttl|too many requests|rate.?limit|concurren/.test(said)) return 'rate-limited';
  if (/voice/.test(said)) return 'unknown-voice';
  if (status === 401 || status === 403 || /authenticat|unauthori[sz]ed|(?:api|subscription).?key/.test(said))
    return 'wrong-key';
  if (closeCode === 1007 || closeCode === 1003) return 'wrong-setting';
  return null;
}

/** The library's description of a failure, e.g. `Unable to contact server. StatusCode: 1006, … Unexpected server response: 401`. */
export function azureError(details: string, account: AzureAccount, missedDeadline: boolean): VendorError {
  if (missedDeadline) {
    const timeoutMs = account.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    return new VendorError('timeout', `${VENDOR} did not answer within ${timeoutMs} ms.`);
  }
  const status = numberAfter(/server response: (\d{3})/, details);
  const closeCode = numberAfter(/websocket error code: (\d{4})/, details);
  const meaning = classifyAzure({ status, closeCode, text: details });
  const problem = meaning === null || meaning === 'idle' ? problemOf(status, details) : meaning;
  if (problem === 'network') {
    return networkError(VENDOR, hostOf(account), /\b(?:E[A-Z_]{4,}|CERT_[A-Z_]+)\b/.exec(details)?.[0] ?? '');
  }
  const how = status === null ? '' : `: HTTP ${status}`;
  const quote = quotable(withoutAddresses(details), account.apiKey);
  return new VendorError(problem, `${VENDOR} refused${how}, “${quote}”.`);
}

function problemOf(status: number | null, details: string): ConnectionProblemCode {
  if (status !== null) return problemOfStatus(status);
  if (
    /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EHOSTUNREACH|certificate|CERT_|code: 100[156]|StatusCode: 1006|fetch failed/.test(
      details,
    )
  )
    return 'network';
  return 'vendor-failed';
}

function numberAfter(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** The library names the address that it called; its query is long and nobody's business. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/\b(?:wss?|https?):\/\/\S+/g, '').replaceAll(/\bundefined\b/g, '');
}
