/** Names that texts may use without anybody having declared them, with what each is. */
import { runValues } from '../nodes/run-values.ts';

const onThePhone = 'Given by phone calls; a web call has it only among its test values.';
/** What the call itself brings to its beginning. */
export const callVariables: Readonly<Record<string, string>> = {
  caller_number: `The number that calls. ${onThePhone}`,
  called_number: `The number that was called. ${onThePhone}`,
  direction: `inbound or outbound. ${onThePhone}`,
  provider: `The carrier or trunk of the call. ${onThePhone}`,
  telephony_configuration_id: `The line of the call. ${onThePhone}`,
  campaign_id: 'The campaign that dials. Given by campaign calls only.',
  source_uuid: 'The row of the contact. Given by campaign calls only.',
};
/** In `gathered_context`, whatever the nodes extract. */
export const runVariables: Readonly<Record<string, string>> = {
  nodes_visited: 'Names of the steps that the call has been through.',
  call_tags: 'Tags that the call has been given so far.',
  call_disposition: 'The outcome; known when the call is over.',
  mapped_call_disposition: 'The outcome; known when the call is over.',
};

/** Known to a webhook besides `runValues`, and not offered: the field's older names, and what few will want. */
const furtherFacts = [
  'workflow_run_name',
  'workflow_id',
  'campaign_id',
  'call_time',
  'mode',
  'call_type',
  'cost_info',
  'usage_info',
  'extra',
  'transcript_url',
  'run_id',
  'definition_id',
];

/** What the texts of a webhook may name besides: facts of the run that is over (`engine/after-run/run-facts.ts`). */
export const factsOfRun: Readonly<Record<string, string>> = Object.fromEntries<string>([
  ...furtherFacts.map((name): [string, string] => [name, 'A fact of the run that is over.']),
  ...runValues
    .filter(({ path }) => !path.includes('.') && !path.endsWith('_context'))
    .map(({ path, meaning }): [string, string] => [
      path,
      `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`,
    ]),
]);

/** Those that are offered. */
export const offeredFacts: readonly string[] = runValues
  .map(({ path }) => path)
  .filter((path) => Object.hasOwn(factsOfRun, path));
