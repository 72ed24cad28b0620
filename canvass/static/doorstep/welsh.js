// @ts-check
/** Every word of the phone's screens, in Welsh: a first draft, to be checked by a speaker. */

import { english } from "./english.js";

/** @type {typeof english} */
export const welsh = {
  locale: "cy",
  other: "English",

  outcomes: {
    deceased: "Wedi marw",
    language: "Iaith arall",
    moved: "Wedi symud",
    no_access: "Dim mynediad",
    not_in: "Neb gartref",
    refused: "Gwrthododd",
    spoke: "Wedi gorffen",
    unsafe: "Ddim yn ddiogel",
    voted: "Wedi pleidleisio",
  },
  flags: {
    postal_vote: "Ffurflen bleidlais bost",
    lift: "Lifft i bleidleisio",
    poster: "Poster",
    help: "Am helpu",
    casework: "Gwaith achos",
    do_not_contact: "Peidiwch â chnocio",
  },
  safety: {
    phone: "ar y ffôn hwn",
    server: "yn ddiogel ar y gweinydd",
    refused: "heb ei dderbyn gan y gweinydd",
  },

  yourWalk: "Eich taith",
  yourWalks: "Eich teithiau",
  opening: "Yn agor y daith…",
  noDoors: "Nid oes drysau ar y daith hon. Gofynnwch i’ch trefnydd am un arall.",
  doorsDone: (done, of, closed, ward) =>
    `${done} o ${of} drws wedi’u gwneud.${closed ? ` ${closed} wedi gofyn am beidio â galw.` : ""} ${ward}.`,
  notIn: "Neb gartref",
  doNot: "Peidiwch",
  knock: "â chnocio",
  noCall: "Dim galw",
  nobodyListed: "Neb ar y gofrestr",
  askedNot: "wedi gofyn am beidio â galw",
  someAskedNot: (count, of) => `${count} o ${of} wedi gofyn am beidio â galw`,
  electors: (count) => `${count} etholwr`,
  spokeTo: (count, of) => `wedi siarad â ${count} o ${of}`,
  isHere: (name) => `Mae ${name} wrth y drws hwn`,
  speaks: (language) => `yn siarad ${language}`,

  backToDoors: "Yn ôl at y drysau",
  whoSpeaks: "Pwy sy’n siarad?",
  speaking: "yn siarad",
  answered: "wedi ateb",
  notAsked: "heb ofyn",
  somebodyElse: "Rhywun arall sy’n byw yma",
  theirName: "Eu henw",
  addThem: "Ychwanegu",
  notOnRegister: "ddim ar y gofrestr",
  doNotKnock: "Peidiwch â chnocio: maen nhw wedi gofyn am beidio â galw.",
  whatMatters: (name) => `Beth sy’n bwysig i ${name}?`,
  forOrAgainst: (issue) => `${issue}: o blaid neu yn erbyn?`,
  isFor: "O blaid",
  isAgainst: "Yn erbyn",
  willVote: (name) => `A fydd ${name} yn pleidleisio i ni?`,
  orAbout: (name) => `Neu, am ${name}`,
  ifItComesUp: "Os daw i fyny",
  aboutDoor: "Am y drws cyfan",
  orAboutDoor: "Neu, am y drws cyfan",
  note: "Nodyn",
 
  takenOff: (word) => `${word} wedi’i dynnu`,
  phoneNumber: "Rhif ffôn",
  emailAddress: "Cyfeiriad e-bost",
  consentPhone:
    "Darllenwch: “A gaiff yr ymgyrch hon eich ffonio neu anfon neges destun am yr hyn a godwyd gennych ac am yr etholiad hwn? Gallwch ei atal unrhyw bryd.” Ysgrifennwch y rhif dim ond os ydyn nhw’n cytuno.",
  consentEmail:
    "Darllenwch: “A gaiff yr ymgyrch hon e-bostio atoch am yr hyn a godwyd gennych ac am yr etholiad hwn? Gallwch ei atal unrhyw bryd.” Ysgrifennwch y cyfeiriad dim ond os ydyn nhw’n cytuno.",
  noteHint: "Dim ond yr hyn y bydden nhw’n falch o’i ddarllen.",

  undo: "Dadwneud",
  goToNumber: "Mynd at rif tŷ",
  goToIt: "Mynd ato",
  noNumber: (typed) => `Nid oes rhif ${typed} ar y daith hon.`,
  nextIs: (name) => `Nesaf: ${name}`,
  nextDoor: "Drws nesaf",
  allDoors: "Pob drws",
  allOut: "Pawb allan",
  restOut: "Y gweddill allan",
  saidNotIn: "neb gartref",
  saidRestOut: "y gweddill allan",
  saidAnswered: "wedi ateb",
  takenBack: "wedi’i dynnu’n ôl",
  saidTakenBack: (what) => `${what}, wedi’i dynnu’n ôl`,
  notKeptFull:
    "Heb ei gadw: ysgrifennwch ef. Nid oes lle ar y ffôn hwn. Rhyddhewch le, yna tapiwch eto.",
  notKept:
    "Heb ei gadw: ysgrifennwch ef. Nid yw storfa’r ffôn yn ateb. Caewch y dudalen, agorwch hi eto, yna tapiwch eto.",

  allSent: (refused, at) => `${refused ? `Popeth ond ${refused}` : "Popeth"} ar y gweinydd, ${at}`,
  sending: (count) => `Yn anfon ${count}…`,
  keptHere: (count) => `${count} ar y ffôn hwn`,
  noSignal: (count) => `${count} ar y ffôn hwn, yn aros am signal`,
  serverTrouble: (count) => `${count} ar y ffôn hwn, trafferth â’r gweinydd`,
  long: (count) =>
    `Mae ${count} ateb wedi bod ar y ffôn hwn yn unig ers dwy awr. Ewch lle mae signal, neu rhowch nhw i rywun: “Cadw’r rhai heb eu hanfon” isod.`,

  refusedCount: (count) => `${count} heb eu derbyn gan y gweinydd`,
  refusedAdvice: () =>
    "Ysgrifennwch hyn a dywedwch wrth eich trefnydd. Mae’r rhestr yn aros ar y ffôn hwn.",
  sendAgain: () => "Anfon eto",
  noReason: "Ni roddodd y gweinydd reswm.",
  refusedRetraction: (at, why) => `Rhywbeth wedi’i dynnu’n ôl, ${at}. ${why}`,
  otherWalk: "Drws ar daith arall",
  saidSpoke: "wedi siarad",

  loadGone: "Nid yw’r daith hon yn eich dwylo mwyach: fe’i cymerwyd yn ôl, neu mae ei hamser ar ben.",
  loadSignedOut: "Rydych wedi allgofnodi.",
  loadUnreachable: "Ni ellid llwytho’r daith hon. Ewch lle mae signal, yna ceisiwch eto.",
  signInAgain: "Mewngofnodi eto",
  tryAgain: "Ceisio eto",
  keptAndSent: (count) => `${count} ar y ffôn hwn, ac yn cael eu hanfon cyn gynted â phosibl.`,

  choosePin: "Dewiswch PIN i’r ffôn hwn",
  choosePinWhy:
    "Chwe digid neu fwy. Mae’r hyn sydd ar y ffôn hwn wedi’i gloi ag ef, ac ni all neb ei ddweud wrthych os byddwch yn ei anghofio.",
  enterPin: "Eich PIN",
  enterPinWhy: "Mae’r daith wedi’i chloi ar y ffôn hwn. Mae’r hyn a gofnodwyd yn cael ei anfon yr un fath.",
  pin: "PIN",
  lockIt: "Cloi â’r PIN hwn",
  openIt: "Agor y daith",
  pinShort: "Mae gan PIN chwe digid neu fwy, a digidau’n unig.",
  pinPlain: "Dyna’r PIN cyntaf y byddai unrhyw un yn ei geisio. Dewiswch un arall.",
  pinWrong: (left) =>
    `Nid dyna’r PIN. ${left} cynnig arall, yna mae’r daith yn gadael y ffôn hwn.`,
  pinForgotten: "Rwyf wedi’i anghofio",
  forgottenWhy:
    "Mae’r daith wedyn yn gadael y ffôn hwn, a bydd angen cod newydd arnoch. Mae’r hyn a gofnodwyd yn dal i gael ei anfon.",
  takeItOff: "Tynnu’r daith oddi ar y ffôn hwn",
  noCrypto:
    "Ni all y ffôn hwn gloi dim yma, felly ni chaiff ddal enwau. Rhaid i’r cyfeiriad ddechrau â https://",

  overTitle: "Mae’r daith wedi mynd yn ôl",
  overTime: "Mae ei hamser ar ben. Mae’r enwau oddi ar y ffôn hwn.",
  overTaken: "Mae’ch trefnydd wedi’i chymryd yn ôl, neu mae ei hamser ar ben. Mae’r enwau oddi ar y ffôn hwn.",
  overForgotten: "Fe’i tynnwyd gennych oddi ar y ffôn hwn.",
  overTries: "Roedd y PIN yn anghywir yn rhy aml. Mae’r enwau oddi ar y ffôn hwn.",
  overGiven: "Fe’i rhoddwyd yn ôl gennych. Diolch am y noson.",
  overAll: "Mae popeth a gofnodwyd gennych ar y gweinydd.",
  overUnsent: (count) =>
    `Mae ${count} ateb ar y ffôn hwn o hyd, dan sêl, i’w hanfon cyn gynted â bod signal. Cadwch y dudalen ar agor, neu agorwch hi eto.`,
  overRefused: "Mae’r hyn na dderbyniodd y gweinydd yn aros yma. Cadwch ef, a’i roi i’ch trefnydd.",
  clearPhone: "Tynnu’r hyn sydd ar ôl",

  thisPhone: "Y ffôn hwn",
  sendNow: "Anfon nawr",
  saveUnsent: "Cadw’r rhai heb eu hanfon mewn ffeil",
  showUnsent: "Dangos y rhai heb eu hanfon fel codau",
  nothingUnsent: "Nid oes dim heb ei anfon.",
  handOver:
    "Gadewch i gamera ffôn arall ddarllen pob cod ac agor y ddolen: mae’n cyflwyno’r atebion, ac ni all eu darllen.",
  codeOf: (place, of) => `Cod ${place} o ${of}`,
  nextCode: "Cod nesaf",
  addPhone: "Gadael i ffôn arall ymuno",
  addPhoneHow: "Mae eu camera’n darllen hwn. Mae’n gweithio unwaith, am hanner awr.",
  addPhoneFailed: "Mae angen signal ar god. Ceisiwch eto lle mae peth.",
  buttonsLeft: "Botymau ar y chwith",
  buttonsRight: "Botymau ar y dde",
  lockNow: "Cloi nawr",
  giveBack: "Rhoi’r daith yn ôl",
  close: "Cau",
  homeScreen: "Ychwanegwch y dudalen hon at eich sgrin gartref, ac mae’n agor fel ap.",
};
