/**
 * Common first and last names, lower case: what the grammar recogniser can hear where a name is asked for. A choice by
 * hand across several cultures; every one has an entry in the pronouncing dictionary (a test says so).
 */

export const FIRST_NAMES: readonly string[] = (
  'james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan ' +
  'joseph jessica thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony ' +
  'margaret mark sandra donald ashley steven kimberly paul emily andrew donna joshua michelle kenneth ' +
  'carol kevin amanda brian dorothy george melissa timothy deborah ronald stephanie edward rebecca ' +
  'jason sharon jeffrey laura ryan cynthia jacob kathleen gary amy nicholas angela eric shirley ' +
  'jonathan anna stephen brenda larry pamela justin emma scott nicole brandon helen benjamin samantha ' +
  'samuel katherine gregory christine alexander debra frank rachel patrick carolyn raymond janet jack ' +
  'catherine dennis maria jerry heather tyler diane aaron ruth jose julie adam olivia nathan joyce ' +
  'henry virginia douglas victoria zachary kelly peter lauren kyle christina noah joan ethan evelyn ' +
  'jeremy judith walter megan christian andrea keith cheryl roger hannah terry jacqueline austin martha ' +
  'sean gloria gerald teresa carl ann dylan sara harold madison jordan frances jesse kathryn bryan ' +
  'janice lawrence jean arthur abigail gabriel alice bruce julia logan judy billy sophia joe grace alan ' +
  'denise juan amber albert doris willie marilyn elijah danielle wayne beverly randy isabella mason ' +
  'theresa vincent diana liam natalie roy brittany bobby charlotte caleb marie bradley kayla russell ' +
  'alexis lucas lori philip alex chris sam ben tom tim dan dave mike matt nick steve jim bill bob ken ' +
  'kate katie beth liz sue jenny jen maggie lucy ella chloe mia lily zoe molly claire ellen eva rosa ' +
  'carlos luis miguel pedro diego antonio mario marco sofia elena lucia ana carmen isabel fatima ali ' +
  'omar hassan ahmed mohammed ibrahim amir leila raj amit anita sanjay ravi maya wei chen li ming kenji ' +
  'hiro hans klaus fritz ingrid lars erik nina olga ivan natasha boris vladimir dmitri pierre jacques ' +
  'michel andre louis leo max oscar oliver felix hugo simon martin stuart graham nigel ian colin neil ' +
  'trevor clive fiona heidi gina tina wendy sally penny holly robin casey taylor morgan jamie riley ' +
  'avery parker quinn blake cameron drew dana lee'
).split(' ');

export const LAST_NAMES: readonly string[] = (
  'smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez ' +
  'wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ' +
  'ramirez lewis robinson walker young allen king wright scott torres nguyen hill flores green adams ' +
  'nelson baker hall rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker ' +
  'cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez ortiz morgan cooper ' +
  'peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez wood james ' +
  'bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez ' +
  'powell jenkins perry russell sullivan bell coleman butler henderson barnes gonzales fisher vasquez ' +
  'simmons jordan patterson alexander hamilton graham reynolds griffin wallace west cole hayes bryant ' +
  'gibson ellis stevens murray ford marshall owens harrison kennedy wells woods chen wang li zhang liu ' +
  'singh khan ali shah kumar sharma gupta lin wu yang huang tanaka suzuki sato muller schmidt schneider ' +
  'fischer weber meyer wagner becker hoffmann schulz koch bauer richter klein wolf novak ivanov rossi ' +
  'russo ferrari bianchi silva santos oliveira costa fernandez dupont bernard dubois laurent jensen ' +
  'hansen larsen olsen berg lund doe black stone knight hunt fox rose mason palmer webb simpson porter ' +
  'hunter hicks crawford henry boyd gordon shaw holmes rice robertson daniels dixon grant burke lawson ' +
  'gardner payne pierce spencer freeman carr weaver elliott armstrong carpenter greene lawrence dunn'
).split(' ');
