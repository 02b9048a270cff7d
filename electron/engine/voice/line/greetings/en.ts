import type { GreetingCues } from './greeting-cues.ts';

export const en: GreetingCues = {
  unavailable: [
    /number (?:that )?you (?:have |are |ve )?(?:dialed|dialled|called|calling|trying to (?:call|reach))(?: \w+)* (?:not|no longer|disconnected|out of)/,
    /(?:has been|is) (?:disconnected|temporarily disconnected|not in service|no longer in service|out of service)/,
    /(?:call|number) (?:can ?not|could not) be completed/,
    /check the number and (?:dial|try) again/,
    /all circuits are busy/,
    /is not assigned|does not exist|number you dialed is invalid/,
  ],
  voicemail: [
    /(?:at|after|following|wait for|until) the (?:tone|beep|signal)/,
    /(?:leave|record)(?: me| us)?(?: a| your)?(?: \w+)? (?:message|name and (?:a |your )?(?:phone )?number|name number)(?! press)(?! dial)/,
    /(?:voice ?mail|mailbox|answering machine|answering service|voice messag\w+)/,
    /(?:can ?not|can t|unable to|not able to|could not|couldn t|am not able to) (?:take|come to|answer|get to|reach|pick up)(?: \w+){0,3} (?:call|phone|right now)/,
    /(?:is|are|am|i m|we re) (?:not available|unavailable|away from (?:the|my) (?:phone|desk)|not (?:here|home|in))/,
    /(?:i|we) (?:ll|will) (?:get|call|return)(?: \w+){0,3} (?:back|call)/,
    /sorry (?:i|we) missed (?:you|your call)/,
    /has been forwarded to/,
  ],
  ivr: [
    /(?:press|dial|push|enter|say) (?:or (?:say|press) )?(?:\d|zero|one|two|three|four|five|six|seven|eight|nine|star|pound|hash)\b/,
    /listen (?:carefully )?(?:to|as)(?: \w+){0,3} (?:menu )?options/,
    /menu options have (?:recently )?changed/,
    /(?:your|this|the) call (?:may|will) be (?:recorded|monitored)/,
    /your call is important to us/,
    /if you know your party s extension/,
    /please (?:select|choose) (?:one of|from)/,
    /(?:dial by name|main menu|for english)/,
  ],
  hello:
    /^(?:(?:hello|hi|hey|yes|yeah|yep|good (?:morning|afternoon|evening)|speaking|who is (?:this|it|calling)|who s (?:this|there|calling))(?: there| hello)?|this is \w+(?: \w+)?(?: speaking)?|\w+ speaking|(?:hello|hi|yes) (?:this is )?\w+(?: \w+)?(?: (?:here|speaking))?)$/,
  human: [
    /how (?:can|may) (?:i|we) help/,
    /what can i do for you/,
    /who(?: is|s)? (?:this|calling|speaking|am i speaking)/,
    /(?:can|may) i help you/,
    /(?:hello|hi|yes) (?:can you hear me|is anybody there|who is)/,
  ],
};
