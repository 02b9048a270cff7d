/** What a transfer tool needs before it can connect anybody. */
import type { z } from 'zod';
import { shorten } from '../base/shorten.ts';
import { templateProblems } from '../base/templates.ts';
import type { ToolDocument } from '../domain/tool.ts';
import { transferCallToolConfigSchema, type TransferCallToolConfig } from '../domain/transfer-tool.ts';
import { addressProblem } from './address.ts';
import { at, ofIssue, type ToolProblem } from './tool-problem.ts';

export function transferProblems(tool: ToolDocument): ToolProblem[] {
  const parsed = transferCallToolConfigSchema.safeParse(tool.definition.config ?? {});
  if (!parsed.success) return parsed.error.issues.map(ofTransferIssue);
  const { messageType, customMessage, audioRecordingId, whisper } = parsed.data;
  const problems = destinationProblems(parsed.data);
  for (const problem of templateProblems(customMessage ?? ''))
    problems.push(at('customMessage', `has a broken message: ${problem}`));
  for (const problem of templateProblems(whisper ?? ''))
    problems.push(at('whisper', `has a broken whisper: ${problem}`));
  if (messageType === 'custom' && !customMessage?.trim())
    problems.push(
      at(
        'customMessage',
        'is to say something first, but has no message. Write one, or choose to say nothing.',
      ),
    );
  if (messageType === 'audio' && !audioRecordingId?.trim() && !customMessage?.trim())
    problems.push(
      at('audioRecordingId', 'is to play a recording first, but names none. Choose one, or to say nothing.'),
    );
  return problems;
}

/** What is missing in a rule is told as a person counts rules and numbers. */
function ofTransferIssue(issue: z.core.$ZodIssue): ToolProblem {
  const [field, rules, rule, key, route, routeKey] = issue.path;
  if (field !== 'context_mapping' || rules !== 'rules' || typeof rule !== 'number')
    return ofIssue(issue, 'cannot connect anybody');
  const place = `rule ${rule + 1}`;
  if (key === 'context_path') return at(field, `does not know yet at which value ${place} looks.`);
  if (typeof route !== 'number') return at(field, `has no number in ${place} to call.`);
  return routeKey === 'context_value'
    ? at(field, `does not know yet for which value number ${route + 1} of ${place} is called.`)
    : at(field, `lacks number ${route + 1} of ${place}.`);
}

function destinationProblems(config: TransferCallToolConfig): ToolProblem[] {
  const { destination, resolver, context_mapping: mapping, parameters } = config;
  switch (config.destination_source) {
    case 'static': {
      if (destination.trim() === '')
        return [at('destination', 'connects with nobody: enter a number or a sip: address.')];
      return templateProblems(destination).map((problem) =>
        at('destination', `has a broken destination: ${problem}`),
      );
    }
    case 'dynamic': {
      if (!resolver) return [at('resolver', 'is to ask a server whom to call, but names none.')];
      const address = addressProblem(resolver.url);
      const names = [...parameters, ...resolver.parameters, ...resolver.preset_parameters].map(
        ({ name }) => name,
      );
      const twice = names.find((name, index) => names.indexOf(name) < index);
      return [
        ...(address === null ? [] : [at('resolver', address)]),
        ...(twice === undefined ? [] : [at('resolver', `has two parameters called “${shorten(twice)}”.`)]),
        ...templateProblems(resolver.wait_message ?? '').map((problem) =>
          at('resolver', `has a broken message: ${problem}`),
        ),
        ...resolver.preset_parameters
          .flatMap(({ value_template: template }) => templateProblems(template))
          .map((problem) => at('resolver', `has a broken placeholder: ${problem}`)),
      ];
    }
    case 'context_mapping':
      return (mapping?.rules ?? []).length > 0
        ? []
        : [at('context_mapping', 'is to choose by a value of the call, but has no rule.')];
  }
}
