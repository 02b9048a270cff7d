/**
 * What the callers of `endpointing` say. `/` marks a place between clauses where a pause may stand, `|` one within a
 * clause. Thresholds and word lists were chosen on `tuningTexts`; `benchTexts` were written apart and are for measuring
 * only: no figure of theirs decided anything.
 */
import { noExpectations, type Expectations } from '#engine/voice/turns/expectations.ts';

export interface CallerText {
  kind: 'sentence' | 'answer' | 'dictation';
  text: string;
  expects: Expectations;
}

function texts(kind: CallerText['kind'], lines: string, expects: Partial<Expectations> = {}): CallerText[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((text) => ({ kind, text, expects: { ...noExpectations, ...expects } }));
}

export const tuningTexts: CallerText[] = [
  ...texts(
    'sentence',
    `I would like to book a table for tomorrow evening
     I need to change | my delivery address
     My heating stopped working last night / and now the house is cold
     Can you tell me | when the shop opens on Sunday
     I am calling about | the invoice from last month
     It started on Tuesday / but it got worse today
     I want to cancel my | membership please
     We are four people / and one of us is a child
     Could you send me | a copy of the contract
     I bought it in March / because the old one was broken
     There is a problem with | my internet connection
     I would like to speak to | somebody from sales
     If it is possible / I would prefer the morning
     The package arrived / but it was empty
     I think the total | is not correct
     My wife and I | would like to come on Friday
     I do not remember the exact | date of the purchase
     Please put me through to | the accounting department
     I was wondering | if you have any rooms left
     The screen is black / and the light keeps blinking
     It is for | a birthday party
     I moved to a new flat / so I need a new contract
     You can reach me | in the afternoon
     I already paid that bill two weeks ago
     That is not what I ordered
     I have a question about my insurance
     Tuesday at three would be fine
     I just want to know what it costs
     Let me think about it / and call you back
     I lost my card | on the train yesterday`,
  ),
  ...texts(
    'answer',
    `yes
     no thank you
     yes that is right
     yes / but only in the morning
     no / I would rather have the other one
     sure
     yes please
     that works for me`,
    { yesNo: true },
  ),
  ...texts(
    'dictation',
    `four one five | five five five | zero one nine nine
     it is two zero two | three three | eight seven | one four
     my number is seven seven three | nine one two | six six five four
     zero one seven nine | five five three | two one eight`,
    { digits: 'phone' },
  ),
  ...texts(
    'dictation',
    `m a r | t i n
     s m | i t h
     my last name is k o | w a l | s k i`,
    { letters: true },
  ),
  ...texts('dictation', `jane dot doe | at example | dot com\n info at | greenhouse dot org`, {
    email: true,
  }),
];

export const benchTexts: CallerText[] = [
  ...texts(
    'sentence',
    `Hello I am phoning about my order from last week
     I would like to return | a pair of shoes
     The washing machine leaks / and there is water on the floor
     Do you know if | the doctor is in today
     I have an appointment on Monday / but I have to move it
     We would need a room with | two separate beds
     My flight was cancelled / so I need another hotel
     I am looking for | a present for my father
     The driver was here / but nobody opened the door
     Can I pay with | my old gift card
     I want to add my | daughter to the policy
     The second light on the left | is always red
     It works in the kitchen / but not in the bedroom
     I would like to know | how long the repair takes
     When I start the car / there is a strange noise
     Somebody backed into my car | in front of the office
     I was told that | the part would come on Thursday
     We ordered three pizzas / and only two arrived
     Could you please check | whether my payment came through
     I need a taxi to the airport at six in the morning
     The lesson was very good / so we want to book again
     My password does not work anymore
     I am not sure which | model it is
     You charged me twice for | the same thing
     I have been waiting for a week / and I am getting angry
     Is there a way to | pause my subscription
     I prefer the window | seat if there is one
     Our contract ends in June / and we do not want to extend it
     I cut my hand / and it does not stop bleeding
     I would like to leave | a message for the manager
     The garden door is open / because the lock is broken
     Tell me about the | cheapest plan you have
     My mother is allergic to | nuts and eggs
     We will be a little late / because of the snow
     I saw your advertisement in | the newspaper
     I would like the same as last time
     The colour on the website | looks different
     That was everything I wanted to ask
     I live on the third floor / and there is no lift
     Please give me | the number of the workshop
     On Wednesday I am | at work until seven
     She is my neighbour / and she has the key
     I signed the form / and sent it back yesterday
     I cannot find | the button you mean
     Half past nine is too early for me`,
  ),
  ...texts(
    'answer',
    `yes I do
     no
     yeah sure
     no that is wrong
     yes / and please send me an email
     no / the other address
     okay
     that is correct
     not really
     yes / if it does not cost more`,
    { yesNo: true },
  ),
  ...texts(
    'dictation',
    `six four six | two two one | nine eight three five
     the number is three one zero | four four | seven two | nine zero
     nine one seven | eight eight eight | one two one two
     it is zero three zero | two four six | eight one three
     five five | one two | nine seven | zero four | six six`,
    { digits: 'phone' },
  ),
  ...texts(
    'dictation',
    `b e r | g m a n
     f i t z | g e r a l d
     it is spelled t h | o m | s e n`,
    { letters: true },
  ),
  ...texts(
    'dictation',
    `maria dot lopez | at example dot | org
     sales at | northwind | dot com
     peter | at riverside dot net`,
    { email: true },
  ),
  ...texts(
    'dictation',
    `my reference is four seven | two zero nine
     eight eight one | five`,
    { digits: 'code' },
  ),
];
