// @ts-check
/**
 * Recording: each tap becomes a kept message, one tap after the other.
 *
 * A conversation with one elector is one response. Each further tap makes a new response with all
 * that was said so far, and takes the earlier one back.
 */

import { answersIn, isEmpty, knockOf, responseOf, retractionOf } from "./answers.js";
import { Log } from "./log.js";

/** @import { Outbox } from "./outbox.js" */
/** @import { Answers, Change, Outcome, Place, Response } from "./types.js" */

/** What this phone records on one walk. */
export class Recorder {
  /**
   * @param {Outbox} outbox
   * @param {string} walk
   */
  constructor(outbox, walk) {
    this.outbox = outbox;
    this.walk = walk;
    this.log = new Log([]);
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    /** @type {(() => Change[])|null} */
    this.undoing = null;
  }

  /** Read the log again; another tab or a sender may have changed it. */
  async reread() {
    this.log = new Log(await this.outbox.rows());
  }

  /**
   * Change the answers of one conversation.
   *
   * @param {Place} place
   * @param {(answers: Answers) => Answers} change
   */
  answer(place, change) {
    return this.inTurn(async () => {
      const before = this.answers(place);
      const after = change(before);
      await this.keep(this.changeTo(place, after));
      this.undoing = () => this.changeTo(place, before);
    });
  }

  /**
   * Keep what one knock came to, for the door or for each elector named.
   *
   * @param {string} household
   * @param {(string|null)[]} electors  null is the door as a whole
   * @param {Outcome} outcome
   */
  knock(household, electors, outcome) {
    return this.inTurn(async () => {
      const made = electors.map((elector) =>
        knockOf({ walk: this.walk, household, elector }, outcome),
      );
      await this.keep(made.map((response) => ({ response, retraction: null })));
      this.undoing = () => made.map(takenBack);
    });
  }

  /** Take back the last tap, if there is one to take back. */
  undo() {
    return this.inTurn(async () => {
      if (!this.undoing) return;
      await this.keep(this.undoing());
      this.undoing = null;
    });
  }

  /**
   * Give the answers of a conversation as they stand.
   *
   * @param {Place} place
   */
  answers(place) {
    return answersIn(this.log.latest(place));
  }

  /**
   * @param {Place} place
   * @param {Answers} answers
   * @returns {Change[]}
   */
  changeTo(place, answers) {
    const earlier = this.log.latest(place);
    const response = isEmpty(answers) ? null : responseOf({ walk: this.walk, ...place }, answers);
    const retraction = earlier && retractionOf(earlier.id);
    return response || retraction ? [{ response, retraction }] : [];
  }

  /** @param {Change[]} changes */
  async keep(changes) {
    await this.outbox.keep(changes);
    await this.reread();
  }

  /**
   * Do one thing after what was begun before, whether or not that failed.
   *
   * @param {() => Promise<void>} work
   * @returns {Promise<void>}
   */
  inTurn(work) {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/**
 * @param {Response} response
 * @returns {Change}
 */
function takenBack(response) {
  return { response: null, retraction: retractionOf(response.id) };
}
