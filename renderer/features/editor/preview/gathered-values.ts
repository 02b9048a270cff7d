/** What earlier steps are taken to have found, while a prompt is looked at. Kept while the studio is open. */
import { create } from 'zustand';

interface GatheredStore {
  /** By agent, then by variable; as typed. */
  typed: Record<string, Record<string, string>>;
}

const useGathered = create<GatheredStore>()(() => ({ typed: {} }));

const nothing: Readonly<Record<string, string>> = {};

export function useGatheredValues(
  workflowId: string,
): [Readonly<Record<string, string>>, (name: string, text: string) => void] {
  const values = useGathered(({ typed }) => typed[workflowId]) ?? nothing;
  return [
    values,
    (name, text) => {
      useGathered.setState(({ typed }) => ({
        typed: { ...typed, [workflowId]: { ...typed[workflowId], [name]: text } },
      }));
    },
  ];
}
