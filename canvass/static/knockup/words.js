// @ts-check
/** The words of knocking up. The Welsh is a first draft, to be checked by a speaker. */

export const english = {
  comingToVote: (/** @type {string} */ name) => `Is ${name} coming to vote?`,
  flags: /** @type {[string, string][]} */ ([
    ["voted", "Voted already"],
    ["will_vote", "Will vote"],
    ["lift", "Wants a lift"],
    ["let_be", "Do not return today"],
  ]),
  outcomes: /** @type {[string, string][]} */ ([
    ["not_in", "Out"],
    ["refused", "No"],
  ]),
  toldTo: (/** @type {string} */ moment) => `Telling to ${moment}`,
  nobodyTold: "Nobody has been told yet",
};

/** @type {typeof english} */
export const welsh = {
  comingToVote: (name) => `Ydy ${name} am ddod i bleidleisio?`,
  flags: [
    ["voted", "Wedi pleidleisio"],
    ["will_vote", "Am bleidleisio"],
    ["lift", "Eisiau lifft"],
    ["let_be", "Peidio â galw eto heddiw"],
  ],
  outcomes: [
    ["not_in", "Allan"],
    ["refused", "Na"],
  ],
  toldTo: (moment) => `Rhifau hyd at ${moment}`,
  nobodyTold: "Does neb wedi’i gofnodi eto",
};
