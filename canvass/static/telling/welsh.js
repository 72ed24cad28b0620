// @ts-check
/** Every word of the teller's screens that the doorstep's have not, in Welsh: a first draft. */

/** @import { english } from "./english.js" */

/** @type {typeof english} */
export const welsh = {
  telling: (code) => `Rhifo ${code}`,
  whichDistrict: "Pa ddosbarth?",
  whichWhy: "Y dosbarth pleidleisio y cymerwch ei rifau yma. Gallwch ei newid â’r saeth.",
  opening: "Yn agor…",
  noDistricts: "Does dim dosbarth pleidleisio wedi’i osod eto. Gofynnwch i’r ystafell bwyllgor.",
  taken: (count, station) => `${count} rhif wedi’u cymryd${station ? `: ${station}` : ""}`,

  numberPad: "Bysellau rhif",
  numbersTaken: "Rhifau a gymerwyd, y diweddaraf yn gyntaf",
  numberTyped: "Rhif a deipiwyd",
  typeNumber: "Teipiwch rif",
  stroke: "/ strôc",
  rubOut: "Dileu un ffigur",
  notSure: "Ansicr",
  voted: "Pleidleisiodd",
  undo: "Dadwneud",
  change: "Newid y dosbarth pleidleisio",
  thisPhone: "Y ffôn hwn",

  votedAt: (at) => `Pleidleisiodd ${at}`,
  unsureAt: (at) => `Ansicr, ${at}`,
  undoneAt: (at) => `Tynnwyd yn ôl ${at}`,
  unknown: (code) => `Ddim ar gofrestr ${code}: cadwyd, i edrych arno wedyn`,
  beyond: (code, highest) => `Mae ${code} yn gorffen ar ${highest}: cadwyd, i edrych arno wedyn`,
  again: (number) => `Mae ${number} gennych yn barod`,
  post: (number) => `Mae ${number} yn pleidleisio drwy’r post`,
  notKept: (number) =>
    `Ni chadwyd ${number}: ysgrifennwch ef. Nid yw storfa’r ffôn yn ateb. Caewch y dudalen, agorwch hi eto, yna teipiwch ef eto.`,

  nothingTaken: "Dim wedi’i gymryd ar y ffôn hwn eto",
  allThere: (count, at) => `${count} ar y gweinydd, ${at}`,
  someHere: (here, there, at) =>
    there ? `${here} ar y ffôn, ${there} ar y gweinydd am ${at}` : `${here} ar y ffôn, dim ar y gweinydd eto`,
  notTaken: (count) => `${count} heb eu derbyn gan y gweinydd: gweler y rhestr`,
  long: (count) =>
    `Mae ${count} rhif ar y ffôn hwn yn unig ers dwy awr. Ewch i le â signal, neu rhowch nhw i rywun: yr arwydd ffôn uchod.`,
  sendAgain: (count) => `Anfon y ${count} na dderbyniwyd eto`,

  notIn: "Nid yw’r ffôn hwn wedi’i dderbyn eto. Gofynnwch i’r ystafell bwyllgor am god rhifwr.",
  unreachable: "Mae angen signal unwaith. Ewch i le sydd â pheth, yna rhowch gynnig arall.",
  haveCode: "Mae gen i god",

  join: "Dewch i rifo",
  letYou: (giver, campaign) => `Mae ${giver} yn gofyn ichi rifo dros ${campaign}.`,
  whatTellersDo:
    "Rydych yn sefyll y tu allan i orsaf bleidleisio ac yn nodi rhifau’r rhai sydd wedi pleidleisio, fel na fydd neb yn galw arnynt eto.",
  undertake: "Yr hyn rydych yn ei addo",
  doAsk:
    "Gofynnwch i bobl wrth iddynt ddod allan am y rhif ar eu cerdyn pleidleisio. Dywedwch eich bod yn gofyn dros ymgyrch.",
  doThank: "Caiff unrhyw un wrthod. Diolchwch iddynt, a pheidiwch â gofyn eto.",
  doObey: "Sefwch y tu allan. Nid oes gennych swydd yma: gwnewch fel y mae’r Swyddog Llywyddu yn gofyn.",
  doPlain: "Mae rhoséd plaen yn iawn. Peidiwch â chanfasio neb, na rhannu dim.",
  dontPress: "Peidiwch â phwyso ar neb, na sefyll yn ffordd neb, nac anfon neb yn ôl i mewn.",
  dontAsk: "Peidiwch byth â gofyn sut y pleidleisiodd rhywun.",
  dontTell:
    "Peidiwch â dweud wrth neb cyn i’r gorsafoedd gau pwy sydd wedi pleidleisio. Rhifau sydd ar y ffôn hwn, nid enwau.",
  codeShown: "Y cod a ddangoswyd ichi",
  yourName: "Beth ddylem eich galw?",
  start: "Rwy’n addo hyn: dechrau",
  noAccount: "Dim cyfrif, dim e-bost. Mae’r cod yn gweithio unwaith.",
  walkFirst: "Rhowch eich taith yn ôl yn gyntaf: ni chaiff rhifwr ddal rhestr ymweld.",
  yourWalks: "At eich teithiau",
};
