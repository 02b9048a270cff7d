/** What an agent says by itself where its document gives no line, by language. */

/** Fixed lines: spoken at once, without asking the model. Each is a template. */
export interface WorkflowLines {
  /** Before anything else, where the recording is announced. `recording_announcement` */
  recordingAnnouncement: string;
  /** After the first silence; the agent's last question follows it. `idle_prompt` */
  idlePrompt: string;
  /** After the second, before hanging up. `idle_goodbye` */
  idleGoodbye: string;
  /** When the model failed. `error_apology` */
  errorApology: string;
  /** When it failed twice in a row, before hanging up. `error_goodbye` */
  errorGoodbye: string;
  /** When the model had nothing to say. `empty_reply` */
  emptyReply: string;
  /** The same at an end node. `empty_goodbye` */
  emptyGoodbye: string;
}

const english: WorkflowLines = {
  recordingAnnouncement: 'This call is recorded.',
  idlePrompt: 'Are you still there?',
  idleGoodbye: 'I cannot hear you, so I will hang up now. Goodbye.',
  errorApology: 'Sorry, something went wrong on my side. Could you say that again?',
  errorGoodbye: 'I am sorry, I have a technical problem and must end the call. Goodbye.',
  emptyReply: 'Sorry, could you say that again?',
  emptyGoodbye: 'Thank you for calling. Goodbye.',
};

const german: WorkflowLines = {
  recordingAnnouncement: 'Dieses Gespräch wird aufgezeichnet.',
  idlePrompt: 'Sind Sie noch da?',
  idleGoodbye: 'Ich kann Sie nicht hören und lege jetzt auf. Auf Wiederhören.',
  errorApology: 'Entschuldigung, bei mir ist etwas schiefgegangen. Könnten Sie das bitte wiederholen?',
  errorGoodbye: 'Es tut mir leid, ich habe ein technisches Problem und muss auflegen. Auf Wiederhören.',
  emptyReply: 'Entschuldigung, könnten Sie das bitte wiederholen?',
  emptyGoodbye: 'Vielen Dank für Ihren Anruf. Auf Wiederhören.',
};

const spanish: WorkflowLines = {
  recordingAnnouncement: 'Esta llamada se graba.',
  idlePrompt: '¿Sigue ahí?',
  idleGoodbye: 'No le oigo, así que voy a colgar. Adiós.',
  errorApology: 'Perdone, algo ha fallado por mi parte. ¿Podría repetirlo?',
  errorGoodbye: 'Lo siento, tengo un problema técnico y debo terminar la llamada. Adiós.',
  emptyReply: 'Perdone, ¿podría repetirlo?',
  emptyGoodbye: 'Gracias por llamar. Adiós.',
};

const french: WorkflowLines = {
  recordingAnnouncement: 'Cet appel est enregistré.',
  idlePrompt: 'Êtes-vous toujours là ?',
  idleGoodbye: 'Je ne vous entends pas, je vais donc raccrocher. Au revoir.',
  errorApology: 'Excusez-moi, j’ai rencontré un problème. Pourriez-vous répéter ?',
  errorGoodbye: 'Je regrette, un problème technique m’oblige à mettre fin à l’appel. Au revoir.',
  emptyReply: 'Excusez-moi, pourriez-vous répéter ?',
  emptyGoodbye: 'Merci de votre appel. Au revoir.',
};

const linesByLanguage = new Map([
  ['en', english],
  ['de', german],
  ['es', spanish],
  ['fr', french],
]);

/** @param language BCP 47; English where there are no lines in it */
export function fixedLines(language: string): WorkflowLines {
  return linesByLanguage.get(language.split('-')[0]?.toLowerCase() ?? '') ?? english;
}
