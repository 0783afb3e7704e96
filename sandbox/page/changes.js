/**
 * Changes that are ordered on the page, until the control interface has made them.
 *
 * What was read from the control interface before a change was made is outdated. A switch that
 * showed it would jump back for a moment after a click.
 */

import { setText } from "./dom.js";

export class Changes {
  /** The reason of a change that failed is shown in `statusElement`. */
  constructor(statusElement) {
    this.statusElement = statusElement;
    this.underWay = 0;
    this.steps = 0; // changes begun and changes ended
    this.latest = Promise.resolve();
  }

  /** Make a change when the earlier ones are made, then show `status` or the error. */
  async make(change, status = "") {
    this.show("");
    this.step(1);
    const made = this.latest.then(change);
    this.latest = made.catch(() => {}); // the next change is made also after one that failed
    try {
      await made;
      this.show(status);
    } catch (error) {
      this.show(error.message);
    } finally {
      this.step(-1);
    }
  }

  /** Return whether what was read after so many `steps` is what the control interface has now. */
  areDoneSince(steps) {
    return !this.underWay && this.steps === steps;
  }

  show(text) {
    setText(this.statusElement, text);
  }

  step(difference) {
    this.underWay += difference;
    this.steps += 1;
    // A change may take several requests: only the page knows when the last one is answered.
    this.statusElement.setAttribute("aria-busy", String(this.underWay > 0));
  }
}
