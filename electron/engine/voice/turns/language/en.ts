import type { LanguageWords } from './language-words.ts';

const words = (text: string): string[] => text.split(/\s*\|\s*/);

export const english: LanguageWords = {
  backchannels: words(
    "mm|mmm|mhm|mm-hm|mm-hmm|mmhm|mm hm|mm hmm|hm|hmm|uh-huh|uh huh|huh|ah|aha|oh|yeah|yea|yep|yup|yes|right|okay|ok|kay|sure|i see|i know|got it|gotcha|all right|alright|good|great|cool|nice|fine|of course|exactly|true|wow|really|oh okay|oh i see|that is right|makes sense|that makes sense|understood|absolutely|definitely|totally|perfect|go on|carry on|continue|i follow|i hear you|i'm with you|i am with you|fair enough|no problem|no worries|sounds good|very good|very well|very nice|lovely|wonderful|brilliant|excellent|amazing|interesting|indeed|certainly|for sure|you bet|naturally|obviously|clearly|i understand|i get it|i get that|noted|is that so|that's right|that's true|that is true|that's good|that is good|that's great|that is great|that's nice|that's interesting|okay then|right then|quite|quite right|oh wow|oh my|oh dear|ooh|ha|haha|no way|seriously|sure thing|correct",
  ),
  fillers: words(
    'um|uh|uhm|umm|erm|er|eh|well|so um|like um|let me see|let me think|you know|hang on let me see',
  ),
  continuing: words(
    "a|an|the|my|your|his|her|its|our|their|every|each|and|or|but|so|because|cause|if|when|while|although|though|unless|until|since|whether|which|who|whose|where|than|as|of|in|on|at|to|from|for|with|without|by|about|into|onto|over|under|between|through|during|before|after|against|around|near|per|via|is|are|was|were|am|be|been|being|has|have|had|do|does|did|will|would|can|could|shall|should|may|might|must|i'm|i've|i'd|i'll|it's|that's|there's|we're|we'd|we've|they're|you're|he's|she's|very|quite|just|basically|want|need|wanna|gonna|mr|mrs|ms|dr|i|we|they|he|she|let's|dot|plus|number|called|named",
  ),
  continuingPhrases: words(
    "tell me|send me|give me|show me|bring me|get me|to change|to add|to replace|to update|to find|to get|to make|to see|to use|to know|to speak|to talk|the exact|the new|the old|the whole|the best|the cheapest|i would like|i'd like|we would like|we'd like|would you like|i am looking|i'm looking|i was wondering|looking for|such as|say that|said that|told me that|think that|heard that|kind of|sort of|a lot of|out of|due to|in order|going to|able to|the other|one of|my name|the name|the address|the number|as well|and then|so then|i think|i guess|i mean|i believe|it depends",
  ),
  closingPhrases: words(
    "go on|come on|hold on|hang on|carry on|move on|later on|so on|come in|log in|sign in|check in|check-in|what for|where to|where from|how about|what about it|i think so|i hope so|i'd like to|i would like to|yes i can|yes i am|no i am",
  ),
  subordinating: words('if|when|whenever|while|although|though|unless|until|once|since|as soon as|in case'),
  yes: words(
    "yes|yeah|yep|yup|yea|sure|of course|okay|ok|correct|right|exactly|absolutely|definitely|certainly|indeed|perfect|yes it is|yes i do|yes i am|yes i would|yes i have|yes i did|yes we do|yes you can|yes that works|i do|i would|i am|i have|it is|that's right|that's correct|that is correct|that is right|that works|that works for me|sounds good|that sounds good|that's fine|go ahead|fine by me|i think so|i believe so|sure thing|why not",
  ),
  no: words(
    "no|nope|nah|not really|not at all|not now|not yet|not today|never|no i don't|no i'm not|no i do not|no i haven't|no it isn't|no it's not|no we don't|i don't|i don't think so|i'm not|i am not|that's wrong|that's not right|that is not correct|wrong|incorrect|that's all|that is all|no that's all|nothing else|no nothing else|that's it|i'm good",
  ),
  courtesies: words('please|thanks|thank you|thank you very much|thanks a lot|sir|madam|actually|oh|well'),
  questionWords: words('what|who|whom|whose|when|where|why|which|how'),
  digits: words('zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|nought'),
  atWords: words('at'),
  dotWords: words('dot|point'),
};
