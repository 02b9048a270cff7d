import type { MethodOutput } from '#shared/bridge/contract.ts';

type UsedIn = MethodOutput<'recordings.delete'>['used_in'];

/** What a person is told of a recording that is gone: where it is missing now. */
export function deletedText(name: string, usedIn: UsedIn): string {
  const [first] = usedIn;
  if (!first) return `“${name}” deleted`;
  const places = first.places.length > 1 ? `${first.places[0] ?? ''} and more` : (first.places[0] ?? '');
  const others =
    usedIn.length > 1 ? `, and ${usedIn.length - 1} other ${usedIn.length === 2 ? 'agent' : 'agents'}` : '';
  return `“${name}” deleted. It is missing now in “${first.workflow_name}” (${places})${others}: their text is spoken instead.`;
}
